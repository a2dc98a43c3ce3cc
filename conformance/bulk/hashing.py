"""Hashes of byte strings, many at once; nobody outside can make two of them equal.

The multipliers are drawn anew for each check and shared by its processes. Sums of products
of 32-bit words with 64-bit multipliers, of which the upper half counts, make two different
texts equal with a chance of 2⁻³² a lane, whoever chose them (Dietzfelbinger 1996).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import shake_128
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Lanes = NDArray[np.uint64]
Hashes = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

_WORD: Final = 4
_LANES: Final = 2
"""Two lanes of which each gives 32 bits."""
_LONGEST: Final = 1200
"""Words of the longest line that is hashed, and some."""
KEYS: Final = 0
"""The room of keys, and of what messages belong to: a parent is known by its key."""
_NAMES: Final = 1
BONDS: Final = 2
"""The first room of what must not change within a message."""


class Piece(NamedTuple):
    """Something of a line that is hashed: a span that may differ, or what never does.

    Args:
        start, end: the span.
        fixed: what is hashed where there is no span.
        room: pieces of other rooms have other hashes.
    """

    start: int = 0
    end: int = 0
    fixed: bytes | None = None
    room: int = KEYS


class Hasher:
    """Hashes byte strings.

    Args:
        seed: what its multipliers are drawn from.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._rooms: dict[int, Lanes] = {}

    def multipliers(self, room: int) -> Lanes:
        """Return a room's multipliers: the first is for the length, the others for words."""
        found = self._rooms.get(room)
        if found is None:
            size = (_LONGEST + 1) * _LANES * np.dtype(np.uint64).itemsize
            drawn = shake_128(self._seed + room.to_bytes(8, "little")).digest(size)
            found = np.frombuffer(drawn, np.uint64).reshape(-1, _LANES)
            self._rooms[room] = found
        return found

    def one(self, text: bytes, room: int = KEYS) -> Lanes:
        """Return the sums of one byte string, which can be added to others."""
        size = np.uint64(len(text) + 1)
        text = text[: _LONGEST * _WORD]  # no line that is hashed has more
        words = -(-len(text) // _WORD)
        padded = np.frombuffer(text.ljust(words * _WORD, b"\0"), np.uint32).astype(np.uint64)
        table = self.multipliers(room)
        found: Lanes = padded @ table[1 : words + 1] + table[0] * size
        return found

    def salt(self, *names: Any) -> Lanes:
        """Return sums to add for what has a name, so that equal texts differ by it."""
        return self.one(repr(names).encode()[: _LONGEST * _WORD], _NAMES)


class Sums:
    """Makes the hash of some pieces together, for many lines at once.

    Args:
        pieces: the pieces, each of a room of its own.
        hasher: has the multipliers.
        more: sums that are added.
    """

    def __init__(self, pieces: Iterable[Piece], hasher: Hasher, more: Lanes | None = None) -> None:
        self._constant = np.zeros(_LANES, np.uint64) if more is None else more
        self._spans: list[tuple[int, int, int]] = []
        tables: list[Lanes] = []
        column = 0
        for start, end, fixed, room in pieces:
            if fixed is not None:
                self._constant = self._constant + hasher.one(fixed, room)
                continue
            words = -(-(end - start) // _WORD)
            table = hasher.multipliers(room)
            self._constant = self._constant + table[0] * np.uint64(end - start + 1)
            tables.append(table[1 : words + 1])
            self._spans.append((start, end, column))
            column += words * _WORD
        self._width = column
        self._multipliers = np.concatenate(tables) if tables else None

    def of(self, rows: Bytes) -> Hashes:
        """Return a hash for each line; one for all, if nothing that is hashed differs.

        Args:
            rows: the bytes of lines of one length, a line a row.
        """
        if self._multipliers is None:
            return closed(self._constant)
        padded = np.zeros((len(rows), self._width), np.uint8)
        for start, end, column in self._spans:
            padded[:, column : column + end - start] = rows[:, start:end]
        sums = padded.view(np.uint32).astype(np.uint64) @ self._multipliers
        sums += self._constant
        return closed(sums)


def drawn_seed() -> bytes:
    """Return a seed that nobody knows."""
    return os.urandom(16)


def closed(lanes: Lanes) -> Hashes:
    """Return hashes of 64 bits: the upper halves of two lanes."""
    half = np.uint64(32)
    found: Hashes = (lanes[..., 0] >> half) << half | lanes[..., 1] >> half
    return found
