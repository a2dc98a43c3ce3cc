"""Rows divided by their keys, so that a part of them can be judged by itself; what memory has
no room for is spilled to a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from .columnar import RowTable

MOST: Final = 1024
"""More partitions would be small files, and many of them."""
_SHARE: Final = 8
"""A partition is to take so small a part of memory, since judging it takes some, too."""
_BITS: Final = 64


class NoRoom(OSError):
    """There is no room in temporary files for rows."""


def how_many(size: int, memory: int) -> int:
    """Return into how many partitions the rows of a log are divided, a power of two.

    Args:
        size: the log's bytes; its rows are no more.
        memory: how many bytes rows may take.
    """
    wanted = max(-(-size * _SHARE // max(memory, 1)), -(-size // _LARGEST))
    return min(1 << max(wanted - 1, 0).bit_length(), MOST)


_LARGEST: Final = 8 * 2**20
"""So many bytes of a log are one partition: its rows fit into a processor's cache."""


def by_key(rows: RowTable, count: int) -> Iterator[tuple[int, RowTable]]:
    """Divide rows by the upper bits of their keys; yield those of each partition, by its number.

    Args:
        rows: the rows; those of a partition stay in their order.
        count: how many partitions there are, a power of two.
    """
    if count == 1:
        yield 0, rows
        return
    bits = np.uint64(_BITS - (count - 1).bit_length())
    numbers = (rows["key"] >> bits).astype(np.uint16)
    ends = np.cumsum(np.bincount(numbers, minlength=count)).tolist()
    order = np.argsort(numbers, kind="stable")
    begin = 0
    for number, end in enumerate(ends):
        if end > begin:
            yield number, rows.take(order[begin:end])
        begin = end


class _Spilled(NamedTuple):
    """A column in a file: its name, what it holds, how much of it, and where it begins."""

    name: str
    dtype: np.dtype[Any]
    length: int
    offset: int


@dataclass(slots=True)
class Partitions:
    """Tables in partitions, spilled to a file where memory is short.

    Args:
        count: how many partitions there are.
        memory: how many bytes the tables may take before they are spilled.
        file: what they are spilled to.
    """

    count: int
    memory: int
    file: Path
    _held: list[list[RowTable]] = field(init=False)
    _size: int = 0
    _spilled: dict[int, list[list[_Spilled]]] = field(default_factory=dict)
    """Of each partition, the columns of its tables in the file."""

    def __post_init__(self) -> None:
        self._held = [[] for _ in range(self.count)]

    def add(self, number: int, rows: RowTable) -> None:
        """Add to a partition, by its number.

        Raises:
            NoRoom: some have to be spilled, and cannot be.
        """
        if self._size + rows.nbytes > self.memory:
            self.spill()
        self._held[number].append(rows)
        self._size += rows.nbytes

    def load(self, number: int) -> RowTable:
        """Return what was added to a partition, in that order.

        Raises:
            NoRoom: what was spilled is not there.
        """
        parts: list[RowTable] = []
        try:
            for columns in self._spilled.get(number, ()):
                read = {
                    name: np.fromfile(self.file, dtype, length, offset=offset)
                    for name, dtype, length, offset in columns
                }
                parts.append(RowTable(read))
        except OSError as error:
            raise NoRoom(error.errno, error.strerror) from error
        return RowTable.joined([*parts, *self._held[number]])

    def drop(self, number: int) -> None:
        """Forget one partition."""
        self._size -= sum(each.nbytes for each in self._held[number])
        self._held[number].clear()
        self._spilled.pop(number, None)

    def spill(self) -> None:
        """Move what is held to the file.

        Raises:
            NoRoom: it cannot be written.
        """
        try:
            with self.file.open("ab") as file:
                for number, parts in enumerate(self._held):
                    for each in parts:
                        where: list[_Spilled] = []
                        for name, column in each.columns.items():
                            where.append(_Spilled(name, column.dtype, len(column), file.tell()))
                            file.write(column.tobytes())
                        self._spilled.setdefault(number, []).append(where)
                    parts.clear()
        except OSError as error:
            raise NoRoom(error.errno, error.strerror) from error
        self._size = 0
