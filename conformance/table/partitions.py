"""Rows divided by their keys, so that a part of them can be judged by itself; what memory has
no room for is spilled to files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from .rows import Rows, together

MOST: Final = 1024
"""More partitions would be small files, and many of them."""
_SHARE: Final = 8
"""A partition is to take so small a part of memory, since judging it takes some, too."""
_BITS: Final = 64


class NoRoom(Exception):
    """There are no temporary files for rows, or no numbers for what they tell."""


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


def by_key(rows: Rows, count: int) -> Iterator[tuple[int, Rows]]:
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


@dataclass(slots=True)
class Partitions:
    """Arrays in partitions, spilled to files where memory is short.

    Args:
        dtype: what the arrays hold.
        count: how many partitions there are.
        memory: how many bytes the arrays may take before they are spilled.
        files: the beginning of the names of the files that they are spilled to.
    """

    dtype: np.dtype[Any]
    count: int
    memory: int
    files: Path
    _held: list[list[Rows]] = field(init=False)
    _size: int = 0
    _spilled: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._held = [[] for _ in range(self.count)]

    def add(self, number: int, rows: Rows) -> None:
        """Add to a partition, by its number.

        Raises:
            NoRoom: some have to be spilled, and cannot be.
        """
        if self._size + rows.nbytes > self.memory:
            self.spill()
        self._held[number].append(rows)
        self._size += rows.nbytes

    def load(self, number: int) -> Rows:
        """Return what was added to a partition, in that order; nobody may change it.

        Raises:
            NoRoom: what was spilled is not there.
        """
        parts = list(self._held[number])
        if number in self._spilled:
            try:
                parts.insert(0, np.fromfile(self._file(number), self.dtype))
            except OSError as error:
                raise NoRoom(str(error)) from error
        return together(parts, self.dtype)

    def drop(self, number: int) -> None:
        """Forget one partition."""
        self._size -= sum(each.nbytes for each in self._held[number])
        self._held[number].clear()
        if number in self._spilled:
            self._spilled.remove(number)
            self._file(number).unlink()

    def spill(self) -> None:
        """Move what is held to files.

        Raises:
            NoRoom: it cannot be written.
        """
        try:
            for number, parts in enumerate(self._held):
                if parts:
                    with self._file(number).open("ab") as file:
                        for each in parts:
                            each.tofile(file)
                    parts.clear()
                    self._spilled.add(number)
        except OSError as error:
            raise NoRoom(str(error)) from error
        self._size = 0

    def _file(self, number: int) -> Path:
        return self.files.with_name(f"{self.files.name}-{number}")
