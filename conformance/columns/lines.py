"""Lines of a log that stand one behind the other, each cut out when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, Self, overload

import numpy as np
from numpy.typing import NDArray

CHUNK: Final = 2**20
"""So many bytes are looked at together."""
IS_BLANK: Final = np.isin(np.arange(256), list(b" \t\r\v\f"))
"""Which bytes are blank within a line."""
_END: Final = ord("\n")
_OPENED, _CLOSED = b"{}"
_PIECE: Final = 2**17
"""So many bytes are looked at without leaving the processor's cache."""

Positions = NDArray[np.intp]


class Lines(Sequence[bytes]):
    r"""Whole lines: as a sequence, without their ends.

    What stands in them is found in all at once, as bytes or as numbers.

    Args:
        data: the lines, each with its end.
        braces: find the first brace of each, too, which costs less at once.

    Attributes:
        data: the lines, each with its end.
        codes: the same bytes, as numbers.
        starts: where each line begins.
        ends: where the end of each stands.
        braces: where the first opening brace of each stands; its end if there is none, or none was
            asked for.

    >>> lines = Lines(b"one\n\nthree\n")
    >>> len(lines), lines[2], lines[:2], list(lines)
    (3, b'three', [b'one', b''], [b'one', b'', b'three'])
    """

    def __init__(self, data: bytes, *, braces: bool = False) -> None:
        self.data = data
        self.codes: NDArray[np.uint8] = np.frombuffer(data, np.uint8)
        pieces = range(0, max(len(data), 1), _PIECE)
        marks = np.concatenate([_marks(self.codes, at, braces=braces) for at in pieces])
        self.ends: Positions = marks
        self.braces: Positions = marks
        if braces:
            which = np.flatnonzero(self.codes[marks] == _END)
            self.ends, self.braces = marks[which], marks[np.append(0, which + 1)[:-1]]
        self.starts: Positions = np.append(0, self.ends + 1)[:-1]

    @classmethod
    def of(cls, lines: Iterable[bytes], *, braces: bool = False) -> Self:
        """Put lines together; one in which an end of line stands becomes empty.

        Args:
            lines: without their ends.
            braces: find the first brace of each, too.
        """
        some = list(lines)
        data = b"\n".join([*some, b""])
        if ends_in(data) > len(some):
            data = b"\n".join([*(b"" if b"\n" in each else each for each in some), b""])
        return cls(data, braces=braces)

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        return self.data[self.starts[index] : self.ends[index]]

    def __iter__(self) -> Iterator[bytes]:
        every = self.data.split(b"\n")
        every.pop()
        return iter(every)

    @property
    def in_braces(self) -> bool:
        """Whether each begins and ends as an object does."""
        # Of an empty one, what stands before it is its end.
        begin, end = self.codes[self.starts] == _OPENED, self.codes[self.ends - 1] == _CLOSED
        return bool((begin & end).all())

    def parts(self, size: int) -> Iterator[tuple[memoryview, int]]:
        """Yield some lines at a time, with their ends and how many they are.

        Args:
            size: how many bytes they have, about.
        """
        view, count = memoryview(self.data), len(self)
        step = max(1, size * count // max(1, len(view)))
        bounds = [*self.starts[::step].tolist(), len(view)]
        for number, (begin, end) in enumerate(pairwise(bounds)):
            yield view[begin:end], min(step, count - number * step)


def ends_in(data: bytes) -> int:
    """Count the ends of lines in some data, which takes a quarter of what `bytes.count` does."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == _END))


def _marks(codes: NDArray[np.uint8], start: int, *, braces: bool) -> Positions:
    """Where in a piece lines end, and braces stand if they are asked for."""
    piece = codes[start : start + _PIECE]
    marks = piece == _END
    return np.flatnonzero(marks | (piece == _OPENED) if braces else marks) + start
