"""Messages grouped from columns, and the trace of each: what was told, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .columns import Columns
from .template import UNTOLD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Indexes = NDArray[np.intp]

LONGEST: Final = 64
"""A message of which more is told is judged by itself."""
_MOST_NODES: Final = 200_000
"""So many beginnings of traces are kept apart."""


@dataclass(slots=True)
class Grouped:
    """The messages of columns, each in one run of rows.

    Args:
        order: the rows, those of one message together, as the logs hold them.
        starts, counts: where the run of each message begins in `order`, and how long it is.
        traces: the number of the trace of each message; -1 if it must be judged by itself.
        traces_seen: for each number, one message with that trace.
    """

    order: Indexes
    starts: Indexes
    counts: Indexes
    traces: NDArray[np.int64]
    traces_seen: dict[int, int]

    def rows(self, message: int) -> Indexes:
        """Return the rows of one message, as the logs hold them."""
        begin = self.starts[message]
        return self.order[begin : begin + self.counts[message]]

    def of_row(self) -> Indexes:
        """Return which message each row of `order` is of."""
        import numpy as np

        return np.repeat(np.arange(len(self.starts)), self.counts)


def group(columns: Columns, sampled: Mask) -> Grouped:
    """Group rows by message, and number the traces of those that are plain to see.

    Plain are messages whose observations arrived in the order in which things happened, and
    whose constant fields do not change.

    Args:
        columns: the rows.
        sampled: for each telling, whether a poll told it.
    """
    import numpy as np

    order = np.argsort(columns.keys, kind="stable")
    keys = columns.keys[order]
    first = np.ones(len(keys), np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    starts = np.flatnonzero(first)
    counts = np.diff(np.append(starts, len(keys)))
    symbols, plain = _symbols(columns, order, first, sampled)
    apart = counts > LONGEST
    if len(starts):
        apart |= np.logical_or.reduceat(~plain, starts)
    traces = _Tree(int(symbols.max(initial=0)) + 1).numbers(symbols, starts, counts, ~apart)
    seen, one = np.unique(traces, return_index=True)
    known = dict(zip(seen.tolist(), one.tolist(), strict=True))
    known.pop(-1, None)
    return Grouped(order, starts, counts, traces, known)


def _symbols(
    columns: Columns, order: Indexes, first: Mask, sampled: Mask
) -> tuple[NDArray[np.int64], Mask]:
    """Return what each row adds to its message's trace, and whether it follows plainly."""
    import numpy as np

    plain = np.ones(len(order), np.bool_)
    tie = np.zeros(len(order), np.bool_)
    tellings = columns.tellings[order]
    if len(order) > 1:
        times = columns.times[order]
        earlier, later = times[:-1], times[1:]
        polled = sampled[tellings]
        untold = later == UNTOLD
        same = (earlier == later) & ~untold
        sound = (earlier < later) | (same & polled[1:] & polled[:-1]) | untold
        sound &= untold == (earlier == UNTOLD)
        received = columns.received[order]
        sound &= received[:-1] <= received[1:]
        sound &= (received[:-1] == UNTOLD) == (received[1:] == UNTOLD)
        for column in (columns.checks, columns.parents, columns.facts):
            hashes = column[order]
            sound &= hashes[:-1] == hashes[1:]
        plain[1:] = sound | first[1:]
        tie[1:] = same & ~first[1:]
    return tellings.astype(np.int64) * 2 + tie, plain


class _Tree:
    """Beginnings of traces: a node each, told apart by what came."""

    def __init__(self, symbols: int) -> None:
        import numpy as np

        self._symbols = symbols
        self._next = np.full((64, symbols), -1, np.int64)
        self._nodes = 1

    def numbers(
        self, symbols: NDArray[np.int64], starts: Indexes, counts: Indexes, wanted: Mask
    ) -> NDArray[np.int64]:
        """Return the node in which each wanted message ends; -1 for the others."""
        import numpy as np

        found = np.full(len(starts), -1, np.int64)
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

    def _grow(self, here: NDArray[np.int64], symbol: NDArray[np.int64]) -> None:
        import numpy as np

        pairs = np.unique(here * self._symbols + symbol)
        pairs = pairs[: max(0, min(_MOST_NODES, _MOST_CELLS // self._symbols) - self._nodes)]
        needed = self._nodes + len(pairs)
        while needed > len(self._next):
            self._next = np.concatenate([self._next, np.full_like(self._next, -1)])
        self._next[pairs // self._symbols, pairs % self._symbols] = np.arange(self._nodes, needed)
        self._nodes = needed


_MOST_CELLS: Final = 16 * 2**20
