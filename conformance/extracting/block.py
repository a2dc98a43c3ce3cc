"""Lines of a log that stand one behind the other, and where each stands among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_END: Final = ord("\n")
_BRACE: Final = ord("{")
_PIECE: Final = 2**17
"""So many bytes are looked at without leaving the processor's cache."""

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines.

    They are not divided until that is asked for: what stands in them is found in all at once.

    Args:
        data: the lines, each with its end.
        codes: the same bytes, as numbers.
        starts: where each line begins.
        ends: where the end of each stands.
        braces: where the first opening brace of each stands; its end if there is none, or none was
            asked for.
    """

    data: bytes
    codes: NDArray[np.uint8]
    starts: Positions
    ends: Positions
    braces: Positions

    @classmethod
    def of(cls, data: bytes, *, braces: bool = False) -> Block:
        """Find the lines.

        Args:
            data: they, each with its end.
            braces: find the first brace of each, too, which costs less at once.
        """
        codes = np.frombuffer(data, np.uint8)
        pieces = range(0, max(len(codes), 1), _PIECE)
        marks = np.concatenate([_marks(codes, at, braces=braces) for at in pieces])
        which = np.flatnonzero(codes[marks] == _END)
        ends = marks[which]
        firsts = marks[np.append(0, which + 1)[:-1]]
        return cls(data, codes, np.append(0, ends + 1)[:-1], ends, firsts)

    @classmethod
    def of_lines(cls, lines: Sequence[bytes], *, braces: bool = False) -> Block:
        """Put lines together; one in which an end of line stands becomes empty.

        Args:
            lines: without their ends.
            braces: see `of`.
        """
        data = b"\n".join([*lines, b""])
        if data.count(b"\n") > len(lines):
            data = b"\n".join([*(b"" if b"\n" in each else each for each in lines), b""])
        return cls.of(data, braces=braces)

    def __len__(self) -> int:
        return len(self.ends)

    def line(self, index: int) -> bytes:
        """Return a line by its number, without its end."""
        return self.data[self.starts[index] : self.ends[index]]

    def lines(self) -> list[bytes]:
        """Return all of them, without their ends."""
        lines = self.data.split(b"\n")
        lines.pop()
        return lines


def _marks(codes: NDArray[np.uint8], start: int, *, braces: bool) -> Positions:
    """Where in a piece lines end, and braces stand if they are asked for."""
    piece = codes[start : start + _PIECE]
    marks = piece == _END
    return np.flatnonzero(marks | (piece == _BRACE) if braces else marks) + start
