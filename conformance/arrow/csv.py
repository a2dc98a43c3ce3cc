"""Tables in text as Arrow reads them: much quicker than row by row, and as it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..reading.beginnings import BOM, layout_of, wide_encoding
from ..reading.tables import cell_of, delimiter_of, has_doubled, header_of, is_titled
from .dumped import Dumped
from .packages import MissingPackage, columns_package
from .tables import Broken, Table

_PEEK: Final = 2**16
_BLOCK: Final = 2**21
"""So many bytes are parsed at once."""


def regular_table(path: str, name: str) -> Table | None:
    """Return the table that a CSV or a dump is; `None` if it is none, or to be read row by row.

    Reading it raises `Broken` where lines and rows part: then it has to be read row by row, too.

    Args:
        path: leads to it.
        name: what it is called.
    """
    try:
        if not Path(path).is_file():
            return None
        with Path(path).open("rb") as file:
            head = file.read(_PEEK).removeprefix(BOM)
    except (OSError, ValueError):
        return None
    layout = None if wide_encoding(head) is not None else layout_of(head)
    if layout not in ("table", "dump"):
        return None
    try:
        csv = columns_package("pyarrow.csv", "reading CSV quickly")
    except MissingPackage:
        return None
    if layout == "dump":
        return Table(name, lambda: Dumped(path), texts=True)
    text = head.decode("utf-8", "replace")
    delimiter = delimiter_of(text)
    names = None if delimiter is None else header_of(text, delimiter)
    if delimiter is None or names is None or is_titled(text, delimiter):
        return None
    doubled = has_doubled(text, delimiter)
    return Table(name, lambda: _Rows(csv, path, delimiter, names, doubled), texts=True)


class _Rows:
    """Batches of rows, and the lines in which they begin."""

    def __init__(
        self, csv: Any, path: str, delimiter: str, names: list[str], doubled: bool
    ) -> None:
        arrow = columns_package("pyarrow", "reading CSV quickly")
        self.schema = arrow.schema([(name, arrow.large_string()) for name in names])
        self._arrow = arrow
        self._tabs = delimiter == "\t"
        self._doubled = doubled
        try:
            self._reader = csv.open_csv(
                path,
                read_options=csv.ReadOptions(
                    use_threads=False, block_size=_BLOCK, skip_rows=1, column_names=names
                ),
                parse_options=csv.ParseOptions(
                    delimiter=delimiter, ignore_empty_lines=False, newlines_in_values=True
                ),
                convert_options=csv.ConvertOptions(column_types=self.schema),
            )
        except (arrow.ArrowException, OSError) as error:
            raise Broken(str(error)) from None

    def __iter__(self) -> Iterator[Any]:
        from .texts import has_controls, line_ends, offsets_of  # they need pyarrow

        line = 2
        for batch in self._reader:
            blank = np.ones(batch.num_rows, np.bool_)
            for column in batch.columns:
                blank &= np.diff(offsets_of(column)) == 0
                if not blank.any():
                    break
            else:
                raise Broken("a line is blank")
            heights = np.ones(batch.num_rows, np.int64)
            for column in batch.columns:
                if has_controls(column):
                    heights += line_ends(column)
            self.lines = line + np.cumsum(heights) - heights
            line += int(heights.sum())
            yield self._unescaped(batch) if self._tabs else batch

    def _unescaped(self, batch: Any) -> Any:
        """A batch in which the cells of a TSV are as they are read row by row."""
        from .texts import begin_with, holds, with_texts, without_backslashes

        columns = []
        for column in batch.columns:
            if holds(column, "\\"):
                json = begin_with(column, "{") | begin_with(column, "[")
                mask = self._arrow.array(json)
                some = column if json.all() else column.filter(mask)
                plain = (
                    without_backslashes(some) if self._doubled else map(cell_of, some.to_pylist())
                )
                column = with_texts(column, mask, plain)
            columns.append(column)
        return self._arrow.record_batch(columns, schema=batch.schema)

    def close(self) -> None:
        """Close the file."""
        self._reader.close()
