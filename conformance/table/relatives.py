"""Which messages are judged together: a parent and its children, the legs of one workflow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .grouping import Grouped, Mask
from .hashing import Hashes, is_workflow
from .rows import together

_HASH: Final = np.dtype(np.uint64)
_ROOMY: Final = 3
"""Bits beyond those that number the hashes: one in eight of the others is taken for one of them."""
_BITS: Final = 64
_MOST_BITS: Final = 24
"""Then the table takes 16 MiB."""


class Relatives:
    """Finds relatives among messages that come a part at a time."""

    def __init__(self) -> None:
        self._keys: list[Hashes] = []
        self._parents: list[Hashes] = []

    def note(self, grouped: Grouped) -> None:
        """Note a part's messages, and what they belong to."""
        self._keys.append(grouped.rows["key"][grouped.starts])
        self._parents.append(_parents(grouped))

    def found(self) -> list[Mask]:
        """Say of each part which messages have a relative in the log.

        Children of a parent that is not there have nothing to do with each other.
        """
        named = _alike((each[~is_workflow(each)] for each in self._parents), self._keys)
        answered = _alike(self._keys, named)
        both = np.intersect1d(together(named, _HASH), together(answered, _HASH))
        legs = together([each[is_workflow(each)] for each in self._parents], _HASH)
        workflows, sizes = np.unique(legs, return_counts=True)
        related = np.concatenate([both, workflows[sizes > 1]])
        some = _Beginnings([related])
        return [
            _among(keys, related, some) | _among(parents, related, some)
            for keys, parents in zip(self._keys, self._parents, strict=True)
        ]


def _parents(grouped: Grouped) -> Hashes:
    """What each message is said to belong to first; 0 for nothing."""
    parents = grouped.rows["parent"]
    if not len(grouped.starts):
        return parents
    named = np.where(parents != 0, np.arange(len(parents)), len(parents))
    first = np.minimum.reduceat(named, grouped.starts)
    found: Hashes = np.append(parents, np.uint64(0))[first]
    return found


def _alike(some: Iterable[Hashes], others: Sequence[Hashes]) -> list[Hashes]:
    """Return those of some that begin as one of the others."""
    known = _Beginnings(others)
    return [each[known.are_of(each)] for each in some]


def _among(many: Hashes, some: Hashes, beginnings: _Beginnings) -> Mask:
    """Say which of many are among some; of most that are not, their beginnings tell."""
    found = np.zeros(len(many), np.bool_)
    if len(some):
        ordered = np.sort(some)
        maybe = np.flatnonzero(beginnings.are_of(many))
        at = np.searchsorted(ordered, many[maybe])
        found[maybe] = ordered[np.minimum(at, len(ordered) - 1)] == many[maybe]
    return found


class _Beginnings:
    """How hashes begin, by so many bits that few others begin so by chance."""

    def __init__(self, parts: Sequence[Hashes]) -> None:
        bits = min(sum(map(len, parts)).bit_length() + _ROOMY, _MOST_BITS)
        self._shift = np.uint64(_BITS - bits)
        self._seen: NDArray[np.bool_] = np.zeros(1 << bits, np.bool_)
        for each in parts:
            self._seen[each >> self._shift] = True

    def are_of(self, some: Hashes) -> Mask:
        """Say which begin as one of them does."""
        found: Mask = self._seen[some >> self._shift]
        return found
