"""Rows divided by their keys, so that a part of them can be judged by itself; spilled to disk
where memory is short.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .rows import ROW, Rows, together

MOST: Final = 1024
"""More partitions would be small files, and many of them."""
_SHARE: Final = 8
"""A partition is to take so small a part of memory, since judging it takes some, too."""
_BITS: Final = 64


class NoRoom(Exception):
    """Rows could not be written to temporary files, or read from them."""


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


@dataclass(slots=True)
class Partitions:
    """The rows of one process, in partitions by the upper bits of their keys.

    Args:
        count: how many partitions there are, a power of two.
        memory: how many bytes the rows may take before they are spilled.
        files: the beginning of the names of the files that they are spilled to.
    """

    count: int
    memory: int
    files: Path
    _held: list[list[Rows]] = field(init=False)
    _size: int = 0
    _spilled: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._held = [[] for _ in range(self.count)]

    def add(self, rows: Rows) -> None:
        """Take rows, in order of their lines.

        Raises:
            NoRoom: they have to be spilled, and cannot be.
        """
        if not len(rows):
            return
        if self._size + rows.nbytes > self.memory:
            self.spill()
        if self.count == 1:
            self._held[0].append(rows)
        else:
            bits = np.uint64(_BITS - (self.count - 1).bit_length())
            numbers = (rows["key"] >> bits).astype(np.uint16)
            ends = np.cumsum(np.bincount(numbers, minlength=self.count)).tolist()
            ordered = rows.take(np.argsort(numbers, kind="stable"))
            begin = 0
            for number, end in enumerate(ends):
                if end > begin:
                    self._held[number].append(ordered[begin:end].copy())
                begin = end
        self._size += rows.nbytes

    def load(self, number: int, kinds: NDArray[np.uint32]) -> Rows:
        """Return the rows of one partition, in order of their lines.

        Args:
            number: its number.
            kinds: the numbers that kinds have among all processes.

        Raises:
            NoRoom: those that were spilled are not there.
        """
        parts = list(self._held[number])
        if number in self._spilled:
            try:
                parts.insert(0, np.fromfile(self._file(number), ROW))
            except OSError as error:
                raise NoRoom(str(error)) from error
        found = together(parts, ROW)
        if parts and found is parts[0]:
            found = found.copy()
        found["kind"] = kinds[found["kind"]]
        return found

    def drop(self, number: int) -> None:
        """Forget one partition."""
        self._held[number].clear()
        if number in self._spilled:
            self._spilled.remove(number)
            self._file(number).unlink()

    def spill(self) -> None:
        """Move the rows to files.

        Raises:
            NoRoom: they cannot be written.
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
