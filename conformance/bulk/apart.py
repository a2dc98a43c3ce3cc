"""Which messages have to be judged one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..checker import Options
from .others import Others
from .representatives import Representatives
from .rows import UNTOLD
from .traces import Grouped, Mask

Hashes = NDArray[np.uint64]
_ONE = np.uint64(1)
_ROOMY = 3
"""So many times two as there are hashes are places at which one is seen or is not."""
_BITS = 64


class Apart:
    """Tells which messages cannot be taken as others of their trace.

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
        self._told = np.concatenate([told, parents])
        self._of_others = np.concatenate([told & ~_ONE, workflows | _ONE])
        self._begins: list[NDArray[np.int64]] = []
        self._keys: list[Hashes] = []
        self._parents: list[Hashes] = []

    def of(self, grouped: Grouped, representatives: Representatives) -> Mask:
        """Say which messages of some rows have to be judged one by one, whatever comes later."""
        messages = grouped.messages
        sound, final = representatives.sound_and_final()
        apart: Mask = (messages["trace"] < 0) | ~sound[messages["trace"]]
        keys, parents = grouped.first("key"), grouped.first("parent")
        apart |= _among(keys, self._told)
        if self._related:
            apart |= _among(parents, self._of_others)
            self._begins.append(messages["at"].copy())
            self._keys.append(keys & ~_ONE)
            self._parents.append(parents)
        if len(messages):
            apart |= self._by_time(grouped, final)
        return apart

    def _by_time(self, grouped: Grouped, final: Mask) -> Mask:
        """Say which are overdue, or began before the capture."""
        options, rows, messages = self._options, grouped.rows, grouped.messages
        apart = np.zeros(len(messages), np.bool_)
        times, received = rows["time"], rows["received"]
        if options.final_within is not None:
            clock = np.where(received == UNTOLD, times, received)
            last = np.maximum.reduceat(clock, grouped.starts)
            overdue = (last > UNTOLD) & (last < self._latest - options.final_within)
            apart |= overdue & ~final[messages["trace"]]
        if options.since is not None:
            moments = np.where(times == UNTOLD, received, times)
            moments[moments == UNTOLD] = options.since
            apart |= np.minimum.reduceat(moments, grouped.starts) < options.since
        return apart

    def related(self) -> NDArray[np.int64]:
        """Return where the messages begin that are judged together with others.

        A child and its parent are, if both are there, and so are the legs of one workflow.
        Children of a parent that is not there have nothing to do with each other.
        """
        if not self._related:
            return np.empty(0, np.int64)
        begins, keys = np.concatenate(self._begins), np.concatenate(self._keys)
        parents = np.concatenate(self._parents)
        is_leg = parents & _ONE == _ONE
        apart = np.zeros(len(keys), np.bool_)
        children = np.flatnonzero((parents != 0) & ~is_leg)
        children = children[_among(parents[children], keys)]
        apart[children] = True
        apart |= _among(keys, parents[children])
        _, which, sizes = np.unique(parents[is_leg], return_inverse=True, return_counts=True)
        apart[is_leg] |= sizes[which] > 1
        return begins[apart]


def _among(some: Hashes, hashes: Hashes) -> Mask:
    """Say which are among hashes; most that are not are seen at a glance."""
    maybe = np.flatnonzero(_near(some, hashes))
    rivals = hashes[_near(hashes, some[maybe])]
    found = np.zeros(len(some), np.bool_)
    found[maybe] = np.isin(some[maybe], rivals)
    return found


def _near(some: Hashes, hashes: Hashes) -> Mask:
    """Say which begin as one of some hashes does, by so many bits that few do by chance."""
    bits = min(len(hashes).bit_length() + _ROOMY, _BITS // 2)
    shift = np.uint64(_BITS - bits)
    seen = np.zeros(1 << bits, np.bool_)
    seen[hashes >> shift] = True
    found: Mask = seen[some >> shift]
    return found
