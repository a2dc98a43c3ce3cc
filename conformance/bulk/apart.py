"""Which messages have to be judged one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..judging.options import Options
from .others import Others
from .rows import UNTOLD, together
from .traced import ALONE, TOGETHER
from .traces import Grouped, Mask

Hashes = NDArray[np.uint64]
_HASH = np.dtype(np.uint64)
_ONE = np.uint64(1)
_ROOMY = 3
"""So many times two as there are hashes are places at which one is seen or is not."""
_BITS = 64
_MOST_BITS = 24
"""So that places take 16 MiB at most, which is there already: rows took more."""


class Apart:
    """Tells which messages cannot be taken as others of their trace, a part of them at a time.

    Args:
        options: how to check.
        others: the lines that are judged one by one.
        latest: the latest time in the logs, in microseconds, or `UNTOLD`.
        related: some messages belong to something.
    """

    def __init__(self, options: Options, others: Others, latest: int, *, related: bool) -> None:
        self._options = options
        self._latest = latest
        self._related = related
        told, parents, workflows = others.hashes()
        self._told = _Among(np.concatenate([told, parents]))
        self._of_others = _Among(np.concatenate([told & ~_ONE, workflows | _ONE]))
        self._keys: list[Hashes] = []
        self._parents: list[Hashes] = []

    def mark(self, grouped: Grouped) -> None:
        """Set apart what has to be, whatever the other parts hold."""
        messages = grouped.messages
        keys, parents = grouped.first("key"), grouped.first("parent")
        told = self._told.are_there(keys)
        if self._related:
            told |= self._of_others.are_there(parents)
            self._keys.append(keys & ~_ONE)
            self._parents.append(parents)
        if len(messages):
            self._mark_by_time(grouped)
        messages["trace"][told] = TOGETHER

    def _mark_by_time(self, grouped: Grouped) -> None:
        """Mark what may have begun before the capture, and of what nothing was told for long."""
        options, messages = self._options, grouped.messages
        times, received = grouped.rows["time"], grouped.rows["received"]
        if options.final_within is not None:
            clock = np.where(received == UNTOLD, times, received)
            last = np.maximum.reduceat(clock, grouped.starts)
            messages["silent"] = (last > UNTOLD) & (last < self._latest - options.final_within)
        if options.since is not None:
            moments = np.where(times == UNTOLD, received, times)
            moments[moments == UNTOLD] = options.since
            before = np.minimum.reduceat(moments, grouped.starts) < options.since
            messages["trace"][before] = ALONE

    def related(self) -> list[Mask]:
        """Say of each part which messages are judged together with others.

        A child and its parent are, if both are there, and so are the legs of one workflow.
        Children of a parent that is not there have nothing to do with each other.
        """
        named = _alike((each[~_is_leg(each)] for each in self._parents), self._keys)
        answered = _alike(self._keys, named)
        both = np.intersect1d(together(named, _HASH), together(answered, _HASH))
        legs = together([each[_is_leg(each)] for each in self._parents], _HASH)
        workflows, sizes = np.unique(legs, return_counts=True)
        related = _Among(np.concatenate([both, workflows[sizes > 1]]))
        return [
            related.are_there(keys) | related.are_there(parents)
            for keys, parents in zip(self._keys, self._parents, strict=True)
        ]


def _is_leg(parents: Hashes) -> Mask:
    found: Mask = parents & _ONE == _ONE
    return found


def _alike(some: Iterable[Hashes], others: Sequence[Hashes]) -> list[Hashes]:
    """Return those of some that begin as one of the others."""
    known = _Beginnings(others)
    return [each[known.are_of(each)] for each in some]


class _Among:
    """Tells which of many are among some; of most that are not, at a glance."""

    def __init__(self, hashes: Hashes) -> None:
        self._sorted = np.sort(hashes)
        self._beginnings = _Beginnings([hashes])

    def are_there(self, many: Hashes) -> Mask:
        """Say which are."""
        found = np.zeros(len(many), np.bool_)
        if len(self._sorted):
            maybe = np.flatnonzero(self._beginnings.are_of(many))
            at = np.searchsorted(self._sorted, many[maybe])
            found[maybe] = self._sorted[np.minimum(at, len(self._sorted) - 1)] == many[maybe]
        return found


class _Beginnings:
    """How hashes begin, by so many bits that few others begin so by chance."""

    def __init__(self, parts: Sequence[Hashes]) -> None:
        bits = min(sum(map(len, parts)).bit_length() + _ROOMY, _MOST_BITS)
        self._shift = np.uint64(_BITS - bits)
        self._seen = np.zeros(1 << bits, np.bool_)
        for each in parts:
            self._seen[each >> self._shift] = True

    def are_of(self, some: Hashes) -> Mask:
        """Say which begin as one of them does."""
        found: Mask = self._seen[some >> self._shift]
        return found
