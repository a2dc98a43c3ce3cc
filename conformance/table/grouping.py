"""Rows grouped into messages, and the trace of each: what was told, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .columnar import RowTable
from .rows import ALONE, MESSAGE, NO_COUNT, TOGETHER, UNTOLD, Kind, Rows

Mask = NDArray[np.bool_]
Indexes = NDArray[np.intp]

LONGEST: Final = 64
"""A message of which more is told is judged by itself."""
_MOST_NODES: Final = 200_000
"""So many beginnings of traces are kept apart."""
_MOST_CELLS: Final = 16 * 2**20


@dataclass(slots=True)
class Grouped:
    """The messages of some rows, each in one run of them.

    Args:
        rows: the rows, those of one message together, as the logs hold them.
        starts: where the run of each message begins.
        messages: each message, with the number of its trace, or `ALONE` or `TOGETHER`.
    """

    rows: RowTable
    starts: Indexes
    messages: Rows


_KEYED: Final = np.dtype([*MESSAGE.descr, ("key", np.uint64)])


def with_keys(grouped: Grouped) -> Rows:
    """Return messages, each with its hash."""
    found = np.empty(len(grouped.messages), _KEYED)
    for name in MESSAGE.names or ():
        found[name] = grouped.messages[name]
    found["key"] = grouped.rows["key"][grouped.starts]
    return found


class Grouper:
    """Groups rows by message, and numbers the traces of those that are plain to see.

    Plain are messages whose observations arrived in the order in which things happened, and
    whose constant fields do not change.

    Args:
        kinds: what the rows' kinds are the numbers of.
    """

    def __init__(self, kinds: Sequence[Kind]) -> None:
        # `ALONE` and `TOGETHER` stand for no kind, and index the last two.
        self._polled = np.array([each.sampled for each in kinds] + [False] * 2, np.bool_)
        self._loops = np.array([each.loops for each in kinds] + [False] * 2, np.bool_)
        self._by_id = np.array([each.by_id for each in kinds] + [False] * 2, np.bool_)
        self._settles = np.array([each.settles for each in kinds] + [False] * 2, np.bool_)
        self._tree = _Tree(_MARKS * (len(kinds) + 1))

    def group(self, rows: RowTable) -> Grouped:
        """Group rows, which are in order of their lines; the same rows always alike."""
        rows = rows.take(_by_key(rows["key"]))
        keys = rows["key"]
        first = np.ones(len(keys), np.bool_)
        first[1:] = keys[1:] != keys[:-1]
        starts = np.flatnonzero(first)
        counts = np.diff(np.append(starts, len(keys)))
        symbols, plain = self._symbols(rows, first)
        kinds, traces = rows["kind"], np.full(len(starts), ALONE, np.int32)
        if len(starts):
            by_itself = counts > LONGEST
            by_itself |= np.logical_or.reduceat(~plain | (kinds == ALONE), starts)
            loops = self._loops[kinds]
            if loops.any():  # of what is told again it matters whether it is a copy
                alike = loops & (self._by_id[kinds] | (symbols % _MARKS > 0))
                again = np.add.reduceat(loops, starts, dtype=np.intp) > 1
                by_itself |= again & np.logical_or.reduceat(alike, starts)
            jointly = np.logical_or.reduceat(kinds == TOGETHER, starts)
            traces = self._tree.numbers(symbols, starts, counts, ~(by_itself | jointly))
            traces[jointly] = TOGETHER
        messages = np.empty(len(starts), MESSAGE)
        messages["at"], messages["line"] = rows["at"][starts], rows["line"][starts]
        messages["count"], messages["trace"], messages["last"] = counts, traces, UNTOLD
        if len(starts):
            clock = np.where(rows["received"] == UNTOLD, rows["time"], rows["received"])
            messages["last"] = np.maximum.reduceat(clock, starts)
        return Grouped(rows, starts, messages)

    def _symbols(self, rows: RowTable, first: Mask) -> tuple[NDArray[np.int64], Mask]:
        """Return what each row adds to its message's trace, and whether it follows plainly."""
        kinds, times, received = rows["kind"], rows["time"], rows["received"]
        symbols = np.maximum(kinds, 0).astype(np.int64) * _MARKS
        if rows.tells("time"):
            symbols += (times == UNTOLD) * _TIMELESS
        else:
            symbols += _TIMELESS
        plain = np.ones(len(rows), np.bool_)
        if len(rows) < 2:
            return symbols, plain
        sound = first[1:] | True
        if rows.tells("time"):
            earlier, later = times[:-1], times[1:]
            polled = self._polled[kinds]
            untold = later == UNTOLD
            same = (earlier == later) & ~untold
            sound &= (earlier < later) | (same & polled[1:] & polled[:-1]) | untold
            sound &= untold == (earlier == UNTOLD)
            symbols[1:] += (same & ~first[1:]) * _TIE
        if rows.tells("received"):
            sound &= received[:-1] <= received[1:]
            sound &= (received[:-1] == UNTOLD) == (received[1:] == UNTOLD)
        for name in filter(rows.tells, ("bond", "parent")):
            hashes = rows[name]
            sound &= hashes[:-1] == hashes[1:]
        versions = rows["version"]
        if rows.tells("version"):
            sound &= _rises(versions, first, UNTOLD)
        if self._settles.any():
            sound &= ~self._settles[kinds[1:]] | (versions[1:] > versions[:-1])
        for numbers in rows.rising:
            sound &= _rises(numbers, first, NO_COUNT)
        plain[1:] = sound | first[1:]
        return symbols, plain


_TIE: Final = 1
_TIMELESS: Final = 2
_MARKS: Final = 4
"""What a row adds to a trace besides its kind: told at the same time as the one before; without a
time.
"""


def _rises(numbers: NDArray[np.signedinteger[Any]], first: Mask, nothing: int) -> Mask:
    """Say of all rows but the first whether no number before it in its message is larger.

    Args:
        numbers: their numbers.
        first: which rows are the first of a message.
        nothing: what stands for none, and is compared with none.
    """
    here, before = numbers[1:], numbers[:-1]
    told = numbers != nothing
    if told.all():
        risen: Mask = before <= here
        return risen
    if not told.any():
        return np.ones(len(here), np.bool_)
    there = np.where(told | first, np.arange(len(numbers)), 0)
    before = numbers[np.maximum.accumulate(there)[:-1]]
    risen = (before <= here) | ~told[1:]
    assert risen.dtype == np.bool_
    return risen


def _by_key(keys: NDArray[np.uint64]) -> Indexes:
    """Return the order of rows by their keys, and then as they are.

    The lower halves are sorted by 16 bits at a time, which takes no comparisons. Where two keys
    differ in the upper half only, which is rare, all are sorted by the whole of them.
    """
    lower = keys.astype(np.uint32)
    first, last = lower.view(np.uint16).reshape(-1, 2).T
    order = np.argsort(first, kind="stable")
    order = order.take(np.argsort(last.take(order), kind="stable"))
    ordered, halves = keys.take(order), lower.take(order)
    if bool(((ordered[1:] != ordered[:-1]) & (halves[1:] == halves[:-1])).any()):
        return np.argsort(keys, kind="stable")
    return order


class _Tree:
    """Beginnings of traces: a node each, told apart by what came."""

    def __init__(self, symbols: int) -> None:
        self._symbols = symbols
        self._next = np.full((64, symbols), -1, np.int32)
        self._nodes = 1

    def numbers(
        self, symbols: NDArray[np.int64], starts: Indexes, counts: Indexes, wanted: Mask
    ) -> NDArray[np.int32]:
        """Return the node in which each wanted message ends; -1 for the others."""
        found = np.full(len(starts), -1, np.int32)
        active = np.flatnonzero(wanted)
        found[active] = 0
        for step in range(LONGEST):
            active = active[counts[active] > step]
            if not active.size:
                break
            here, symbol = found[active], symbols[starts[active] + step]
            after = self._next[here, symbol]
            if (after < 0).any():
                self._grow(here[after < 0], symbol[after < 0])
                after = self._next[here, symbol]
            found[active] = after
            active = active[after >= 0]
        return found

    def _grow(self, here: NDArray[np.int32], symbol: NDArray[np.int64]) -> None:
        pairs, _ = np.unique(  # without counts, it imports what takes a while
            here.astype(np.int64) * self._symbols + symbol, return_counts=True
        )
        pairs = pairs[: max(0, min(_MOST_NODES, _MOST_CELLS // self._symbols) - self._nodes)]
        needed = self._nodes + len(pairs)
        while needed > len(self._next):
            self._next = np.concatenate([self._next, np.full_like(self._next, -1)])
        self._next[pairs // self._symbols, pairs % self._symbols] = np.arange(self._nodes, needed)
        self._nodes = needed
