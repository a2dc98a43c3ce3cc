"""The rows of COPY in a dump of PostgreSQL, a block of them at a time, as columns of Arrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..reading.sql_dumps import numbered
from .packages import columns_package
from .tables import Broken

_NULL: Final = r"\N"
_END: Final = b"\\."
"""The line that ends the rows."""


class Block(NamedTuple):
    """Lines of a dump.

    Args:
        data: they, each with its end, but perhaps the last.
        starts: where each begins; the last of these would begin behind them.
    """

    data: bytes
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, data: bytes) -> Block:
        """Return the lines that some bytes are."""
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        behind = [] if data.endswith(b"\n") else [len(data) + 1]
        return cls(data, np.concatenate([[0], ends + 1, behind]).astype(np.intp))

    def before(self, line: int) -> Block:
        """Return those before a line, by its index."""
        return Block(self.data[: self.starts[line]], self.starts[: line + 1])

    @property
    def end(self) -> int | None:
        """The index of the line that ends the rows; `None` if they go on."""
        short = np.flatnonzero(np.diff(self.starts) == len(_END) + 1).tolist()
        found = (each for each in short if self.data.startswith(_END, self.starts[each]))
        return next(found, None)


def copied(rows: Block, names: list[str]) -> Any:
    """Return rows as a batch.

    Args:
        rows: the rows; there is one at least.
        names: of their columns; none if they are not known.

    Raises:
        Broken: a row has more cells than another, or may be no row.
    """
    from .texts import null_if, without_backslashes  # they need pyarrow

    arrow = columns_package("pyarrow", "reading a dump quickly")
    columns = [without_backslashes(null_if(each, _NULL)) for each in _cells(rows)]
    if names and len(names) != len(columns):
        raise Broken("a row has more cells than there are columns, or fewer")
    return arrow.record_batch(columns, names or numbered(len(columns)))


def _cells(rows: Block) -> Iterator[Any]:
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
