"""The rows of COPY in a dump of PostgreSQL, a block of them at a time, as columns of Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..reading.beginnings import BOM
from ..reading.records import MAX_RECORD
from ..reading.sql_dumps import columns_copied, is_inserted, numbered
from .packages import columns_package
from .tables import Broken

_BLOCK: Final = 2**20
_NULL: Final = r"\N"
_END: Final = b"\\."
"""The line that ends the rows."""


class _Block(NamedTuple):
    """Lines of a dump.

    Args:
        data: they, each with its end, but perhaps the last.
        starts: where each begins; the last of these would begin behind them.
    """

    data: bytes
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, data: bytes) -> _Block:
        """Return the lines that some bytes are."""
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        behind = [] if data.endswith(b"\n") else [len(data) + 1]
        return cls(data, np.concatenate([[0], ends + 1, behind]).astype(np.intp))

    def before(self, line: int) -> _Block:
        """Return those before a line, by its index."""
        return _Block(self.data[: self.starts[line]], self.starts[: line + 1])

    @property
    def end(self) -> int | None:
        """The index of the line that ends the rows; `None` if they go on."""
        short = np.flatnonzero(np.diff(self.starts) == len(_END) + 1).tolist()
        found = (each for each in short if self.data.startswith(_END, self.starts[each]))
        return next(found, None)


class Copied:
    """Batches of rows, of each table its own.

    Args:
        path: leads to the dump.
    """

    def __init__(self, path: str) -> None:
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
        while data := self._lines():
            block = _Block.of(data)
            end = block.end
            rows = block if end is None else block.before(end)
            if rows.data:
                batch = self._batch(rows, names)
                self.lines = np.arange(self._line + 1, self._line + 1 + batch.num_rows)
                yield batch
                self._line += batch.num_rows
            if end is not None:
                self._file.seek(len(rows.data) - len(data), 1)
                self._read()
                return

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

    def _batch(self, rows: _Block, names: list[str]) -> Any:
        from .texts import null_if, without_backslashes  # they need pyarrow

        cells = list(_cells(rows))
        columns = [without_backslashes(null_if(each, _NULL)) for each in cells]
        if names and len(names) != len(cells):
            raise Broken("a row has more cells than there are columns, or fewer")
        return self._arrow.record_batch(columns, names or numbered(len(cells)))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _cells(rows: _Block) -> Iterator[Any]:
    """Yield the cells of each column, with their backslashes.

    Args:
        rows: the rows; there is one at least.

    Raises:
        Broken: a row has more cells than another, or may be no row.
    """
    from .texts import texts_of  # it needs pyarrow

    count = len(rows.starts) - 1
    if b"\r" in rows.data or (np.diff(rows.starts) == 1).any():
        raise Broken("a line may be no row")
    tabs = np.flatnonzero(np.frombuffer(rows.data, np.uint8) == ord("\t"))
    before = np.searchsorted(tabs, rows.starts)
    width = int(before[1]) + 1
    if (np.diff(before) != width - 1).any():
        raise Broken("a row has more cells than another, or fewer")
    # Where each cell begins and ends, all the rows behind one another.
    edges = np.empty((count, width, 2), np.int64)
    edges[:, 0, 0], edges[:, -1, 1] = rows.starts[:-1], rows.starts[1:] - 1
    edges[:, :-1, 1] = tabs.reshape(count, width - 1)
    edges[:, 1:, 0] = edges[:, :-1, 1] + 1
    # Between two cells stands what separates them, a text as well.
    every = texts_of(rows.data, np.append(edges, len(rows.data)))
    every.validate(full=True)
    for column in range(width):
        yield every.take(np.arange(column, count * width, width) * 2)
