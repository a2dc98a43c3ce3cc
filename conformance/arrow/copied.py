"""The rows of COPY in a dump of PostgreSQL, a block of them at a time, as Arrow reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..reading.beginnings import BOM
from ..reading.records import MAX_RECORD
from ..reading.sql_dumps import columns_copied, is_inserted, numbered
from .packages import columns_package
from .tables import Broken

_BLOCK: Final = 2**20
_END: Final = b"\\."
"""The line that ends the rows."""


def _end_of(data: bytes) -> int | None:
    """Where the line begins that ends the rows; `None` if they go on."""
    if data == _END or data.startswith(_END + b"\n"):
        return 0
    before = data.find(b"\n" + _END + b"\n")
    if before < 0 and data.endswith(b"\n" + _END):
        before = len(data) - len(_END) - 1
    return None if before < 0 else before + 1


class Copied:
    """Batches of rows, of each table its own.

    Args:
        csv: pyarrow's module.
        path: leads to the dump.
    """

    def __init__(self, csv: Any, path: str) -> None:
        self._csv = csv
        self._arrow = columns_package("pyarrow", "reading a dump quickly")
        self._file = Path(path).open("rb")  # noqa: SIM115 # whoever reads the table closes it
        self.schema = self._arrow.schema([])
        self._line = 0

    def __iter__(self) -> Iterator[Any]:
        if self._file.read(len(BOM)) != BOM:
            self._file.seek(0)
        rows = 0
        while line := self._read():
            names = columns_copied(line)
            if names is not None:
                if len(set(names)) < len(names):
                    raise Broken("two columns have one name")
                for batch in self._batches(names):
                    yield batch
                    rows += batch.num_rows
            elif is_inserted(line):
                raise Broken("rows are inserted, too")
        if not rows:
            raise Broken("no rows are copied")

    def _read(self) -> str:
        self._line += 1
        line = self._file.readline(MAX_RECORD + 1)
        if len(line) > MAX_RECORD:
            raise Broken("a line is long")
        return line.decode("utf-8", "surrogateescape")

    def _batches(self, names: list[str]) -> Iterator[Any]:
        """The rows from here to the end of the block."""
        while data := self._file.read(_BLOCK):
            data += self._file.readline(MAX_RECORD + 1)
            end = _end_of(data)
            rows = data[:end]
            if rows:
                batch = self._batch(
                    rows, names or numbered(rows.split(b"\n", 1)[0].count(b"\t") + 1)
                )
                self.lines = np.arange(self._line + 1, self._line + 1 + batch.num_rows)
                yield batch
                self._line += batch.num_rows
            if end is not None:
                self._file.seek(end - len(data), 1)
                self._read()
                return

    def _batch(self, rows: bytes, names: list[str]) -> Any:
        from .columns import without_backslashes  # it needs pyarrow

        if b"\r" in rows or rows.startswith(b"\n") or b"\n\n" in rows:
            raise Broken("a line may be no row")
        csv, text = self._csv, self._arrow.large_string()
        table = csv.read_csv(
            self._arrow.BufferReader(rows),
            read_options=csv.ReadOptions(
                use_threads=False, block_size=len(rows), column_names=names
            ),
            parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, text),
                null_values=["\\N"],
                strings_can_be_null=True,
            ),
        )
        columns = [without_backslashes(each.combine_chunks()) for each in table.columns]
        return self._arrow.record_batch(columns, names)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
