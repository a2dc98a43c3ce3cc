"""Rows by column: what none of them tells takes no room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .rows import NO_COUNT, PLACE, RISING, ROW, UNTOLD, Rows

Column = NDArray[Any]

_COUNTS: Final = [f"rising{number}" for number in range(RISING)]
_NOTHING: Final[Mapping[str, np.generic]] = {
    "bond": np.uint64(0),
    "parent": np.uint64(0),
    **dict.fromkeys(("time", "received", "version"), np.int64(UNTOLD)),
    **dict.fromkeys(_COUNTS, np.int32(NO_COUNT)),
}
"""What stands in columns for nothing; the others, which are not here, all rows have."""


class RowTable:
    """Rows by column, which nobody may change.

    Args:
        columns: the column of each name; one that is not there holds nothing in any row.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.columns = columns

    @classmethod
    def of(cls, rows: Rows) -> RowTable:
        """Return rows by column, each of the `rising` numbers in one of its own."""
        every = {name: rows[name] for name in rows.dtype.names or () if name != "rising"}
        every |= zip(_COUNTS, rows["rising"].T, strict=True)
        told = {
            name: np.ascontiguousarray(column)
            for name, column in every.items()
            if name not in _NOTHING or bool((column != _NOTHING[name]).any())
        }
        return cls(told)

    @classmethod
    def joined(cls, parts: Sequence[RowTable]) -> RowTable:
        """Return tables one behind the other, of which there may be none."""
        if not parts:
            return cls.of(np.empty(0, ROW))
        if len(parts) == 1:
            return parts[0]
        names = dict.fromkeys(name for part in parts for name in part.columns)
        return cls({name: np.concatenate([part[name] for part in parts]) for name in names})

    def __len__(self) -> int:
        return len(self.columns["at"])

    def __getitem__(self, name: str) -> Column:
        column = self.columns.get(name)
        return np.broadcast_to(_NOTHING[name], len(self)) if column is None else column

    def tells(self, name: str) -> bool:
        """Whether any row has something in a column."""
        return name in self.columns

    @property
    def rising(self) -> Iterator[Column]:
        """The numbers that must not fall, of those columns that hold any."""
        return (self.columns[name] for name in _COUNTS if name in self.columns)

    @property
    def nbytes(self) -> int:
        """How much room it takes."""
        return sum(column.nbytes for column in self.columns.values())

    def having(self, columns: Mapping[str, Column]) -> RowTable:
        """Return the same rows with other columns of some names."""
        return RowTable({**self.columns, **columns})

    def renumbered(self, kinds: NDArray[np.int32]) -> RowTable:
        """Return the same rows with other numbers of kinds.

        Args:
            kinds: the new number of each kind, by its old one.
        """
        here = self.columns["kind"].copy()
        here[here >= 0] = kinds[here[here >= 0]]
        return self.having({"kind": here})

    def take(self, which: NDArray[np.intp]) -> RowTable:
        """Return some rows, by their indexes."""
        return RowTable({name: column.take(which) for name, column in self.columns.items()})

    def places(self) -> RowTable:
        """Return where the lines of its rows stand, and nothing else."""
        return RowTable({name: self.columns[name] for name in PLACE.names or ()})

    def structured(self, dtype: np.dtype[Any]) -> Rows:
        """Return an array of its rows, with some of the columns."""
        found = np.empty(len(self), dtype)
        for name in dtype.names or ():
            found[name] = self[name]
        return found
