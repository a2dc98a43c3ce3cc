"""Hashes of byte strings, many at once; nobody outside can make two of them equal.

The multipliers are drawn anew for each check and shared by its processes. Sums of products
of 32-bit words with 64-bit multipliers, of which the upper half counts, make two different
texts equal with a chance of 2⁻³² a lane, whoever chose them (Dietzfelbinger 1996).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Lanes = NDArray[np.uint64]
    Hashes = NDArray[np.uint64]

_WORD: Final = 4
LANES: Final = 4
"""Two lanes make a hash of 64 bits; the other two check it."""
_ROOM: Final = 1200
"""Words of the longest line that is hashed, and some."""


@dataclass(frozen=True, slots=True)
class Hasher:
    """Hashes byte strings.

    Args:
        seed: what its multipliers are drawn from.
    """

    seed: bytes
    _multipliers: Lanes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        import numpy as np

        drawn = np.random.Generator(np.random.Philox(key=int.from_bytes(self.seed, "little")))
        every = np.iinfo(np.uint64).max
        size = (_ROOM + 1, LANES)
        table = drawn.integers(0, every, size, dtype=np.uint64, endpoint=True)
        object.__setattr__(self, "_multipliers", table)

    def lanes(self, texts: NDArray[np.uint8], room: int = 0) -> Lanes:
        """Return, for each row of a matrix of bytes, sums that can be added to others.

        Args:
            texts: one byte string a row, all of one length.
            room: texts in another room have other sums.
        """
        import numpy as np

        count, length = texts.shape
        words = -(-length // _WORD)
        padded = np.zeros((count, words * _WORD), np.uint8)
        padded[:, :length] = texts
        begin = room % (_ROOM - words) if room else 0
        multipliers = self._multipliers[begin : begin + words]
        sums: Lanes = padded.view(np.uint32).astype(np.uint64) @ multipliers
        sums += self._multipliers[-1] * np.uint64(length)
        return sums

    def one(self, text: bytes, room: int = 0) -> Lanes:
        """Return the sums of one byte string, as `lanes` does of many."""
        import numpy as np

        found: Lanes = self.lanes(np.frombuffer(text, np.uint8)[None, :], room)[0]
        return found

    def salt(self, *names: Any) -> Lanes:
        """Return sums to add for what has a name, so that equal texts differ by it."""
        return self.one(repr(names).encode()[: _ROOM * _WORD // 2], _ROOM // 2)


def drawn_seed() -> bytes:
    """Return a seed that nobody knows."""
    return os.urandom(16)


def closed(lanes: Lanes, first: int = 0) -> Hashes:
    """Return hashes of 64 bits: the upper halves of two lanes.

    Args:
        lanes: sums, by row.
        first: the first of the two lanes.
    """
    import numpy as np

    half = np.uint64(32)
    found: Hashes = (lanes[..., first] >> half) << half | lanes[..., first + 1] >> half
    return found
