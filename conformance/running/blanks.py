"""Blank lines, which are no records: kept as runs, since a file may be made of them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class Blanks:
    """The numbers of a file's blank lines, in order."""

    def __init__(self) -> None:
        self._starts = array("q")
        self._ends = array("q")
        self._before = array("q")

    def add(self, numbers: Iterable[int]) -> None:
        """Add lines that come after those there are.

        Args:
            numbers: their numbers, in order.

        >>> blanks = Blanks()
        >>> blanks.add([2, 3, 7])
        >>> [blanks.before(line) for line in (2, 4, 7, 8)]
        [0, 2, 2, 3]
        """
        for number in numbers:
            if self._ends and self._ends[-1] == number:
                self._ends[-1] += 1
            else:
                self._run(number, number + 1)

    def join(self, others: Blanks, lines: int) -> None:
        """Add those of the part of a file that comes next.

        Args:
            others: theirs, counted from the part's beginning.
            lines: how many lines come before it.
        """
        for start, end in zip(others._starts, others._ends, strict=True):
            self._run(start + lines, end + lines)

    def before(self, line: int) -> int:
        """Return how many come before a line."""
        run = bisect_left(self._starts, line) - 1
        if run < 0:
            return 0
        return self._before[run] + min(line, self._ends[run]) - self._starts[run]

    def _run(self, start: int, end: int) -> None:
        last = self._ends[-1] - self._starts[-1] if self._starts else 0
        self._before.append((self._before[-1] if self._before else 0) + last)
        self._starts.append(start)
        self._ends.append(end)
