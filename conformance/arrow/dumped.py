"""The rows of a dump of a database, a block of them at a time, as columns of Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..columns.lines import ends_in
from ..reading.beginnings import BOM
from ..reading.records import MAX_RECORD
from ..reading.sql_dumps import Tables, columns_copied, numbered
from .copied import Block, copied
from .inserted import Dialect, all_begin, rows_in
from .packages import columns_package
from .tables import Broken

_BLOCK: Final = 2**20


class Dumped:
    """Batches of rows, of each table its own.

    Args:
        path: leads to the dump.
    """

    def __init__(self, path: str) -> None:
        self._arrow = columns_package("pyarrow", "reading a dump quickly")
        self._file = Path(path).open("rb")  # noqa: SIM115 # whoever reads the table closes it
        self.schema = self._arrow.schema([])
        self.pointers: list[str] = []
        self._line = 0
        self._dialect = Dialect()

    def __iter__(self) -> Iterator[Any]:
        if self._file.read(len(BOM)) != BOM:
            self._file.seek(0)
        tables, rows = Tables(), 0
        while line := self._read():
            names = columns_copied(line)
            batches: Iterator[Any] = iter(())
            if names is not None:
                batches = self._copied(_each_once(names))
            elif not tables.created(line, self._read):
                insert = tables.inserted(line)
                if insert is not None:
                    batches = self._inserted(line, *insert)
            for batch in batches:
                yield batch
                rows += batch.num_rows
        if not rows:
            raise Broken("there are no rows")

    def _read(self) -> str:
        self._line += 1
        line = self._file.readline(MAX_RECORD + 1)
        if len(line) > MAX_RECORD:
            raise Broken("a line is long")
        self._dialect.see(line)
        return line.decode("utf-8", "surrogateescape")

    def _copied(self, names: list[str]) -> Iterator[Any]:
        """The rows from here to the end of the block."""
        self.pointers = []
        while data := self._lines():
            block = Block.of(data)
            end = block.end
            rows = block if end is None else block.before(end)
            if rows.data:
                batch = copied(rows, names)
                self.lines = np.arange(self._line + 1, self._line + 1 + batch.num_rows)
                yield batch
                self._line += batch.num_rows
            if end is not None:
                self._file.seek(len(rows.data) - len(data), 1)
                self._read()
                return

    def _inserted(self, line: str, start: str, names: Sequence[str]) -> Iterator[Any]:
        """The rows of a statement, and of those like it behind it."""
        begin = start.rstrip().encode("utf-8", "surrogateescape")
        before, going_on = line.encode("utf-8", "surrogateescape"), False
        while data := before + self._statements(begin):
            self._dialect.see_rows(data)
            found = rows_in(data, begin, mysql=self._dialect.mysql, going_on=going_on)
            known = 1 if before else 0  # the line that was read is counted
            self.lines = found.lines + self._line + 1 - known
            self.pointers = found.pointers
            yield self._batch(found.cells, names)
            self._line += ends_in(data) - known
            before, going_on = b"", data.rstrip().endswith(b",")
        if going_on:
            raise Broken("a statement has no end")

    def _batch(self, cells: Sequence[Any], names: Sequence[str]) -> Any:
        from .texts import without_backslashes  # it needs pyarrow

        columns = list(map(_single, cells))
        if self._dialect.mysql:
            columns = list(map(without_backslashes, columns))
        names = _each_once(names) if len(names) == len(columns) else numbered(len(columns))
        return self._arrow.record_batch(columns, names)

    def _statements(self, begin: bytes) -> bytes:
        """Some lines that hold rows, or begin a statement as others do."""
        data = self._lines()
        if not data or all_begin(data, begin):
            return data
        lines = BytesIO(data).readlines()
        mine = list(takewhile(lambda line: line.startswith((begin, b"(")), lines))
        self._file.seek(sum(map(len, mine)) - len(data), 1)
        return b"".join(mine)

    def _lines(self) -> bytes:
        """Some lines."""
        data = self._file.read(_BLOCK)
        end = data.rfind(b"\n") + 1
        if end:
            self._file.seek(end - len(data), 1)
            return data[:end]
        rest = self._file.readline(MAX_RECORD + 1)
        if len(rest) > MAX_RECORD:
            raise Broken("a line is long")
        return data + rest

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _single(cells: Any) -> Any:
    """Cells with the quotes in them as they were."""
    from .texts import holds  # it needs pyarrow

    if not holds(cells, "'"):
        return cells
    compute = columns_package("pyarrow.compute", "reading a dump quickly")
    return compute.replace_substring(cells, "''", "'")


def _each_once(names: Sequence[str]) -> list[str]:
    if len(set(names)) < len(names):
        raise Broken("two columns have one name")
    return list(names)
