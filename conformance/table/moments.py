"""The latest times of rows, a part of them at a time: what the log's clock is told by."""

from __future__ import annotations

from typing import Final

import numpy as np

from .columnar import RowTable
from .grouping import Grouped
from .rows import TOGETHER, UNTOLD, Rows, together

_MOMENT: Final = np.dtype([("moment", np.int64), ("at", np.int64), ("line", np.uint32)])


class Moments:
    """Keeps the latest times of records, and of messages, and the first of each.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._every_received = True
        self._received = self._own = np.empty(0, _MOMENT)
        self._first: dict[str, int] = {}

    def note(self, grouped: Grouped) -> None:
        """Note a part's rows, and when each of its messages was last told of."""
        rows, lasts = grouped.rows, grouped.messages["last"]
        told = rows["kind"] != TOGETHER
        if not told.all():
            rows = rows.take(np.flatnonzero(told))
        times = rows["received"]
        self._every_received = self._every_received and bool((times != UNTOLD).all())
        if self._every_received:
            self._note_first("received", times)
            here = _moments(rows, times, self._most)
            self._received = _latest(together([self._received, here], _MOMENT), self._most)
        some = np.flatnonzero(lasts != UNTOLD)
        self._note_first("own", lasts[some])
        if len(some) > self._most:
            some = some[np.argpartition(lasts[some], -self._most)[-self._most :]]
        here = together([_last(grouped, index) for index in some.tolist()], _MOMENT)
        self._own = _sorted(together([self._own, here], _MOMENT))[: self._most]

    def latest(self) -> tuple[Rows, int]:
        """Return the latest times, the latest first, and the first of all.

        Those of reception if each record has one, else the messages' own latest times.
        """
        return self.own if self.received is None else self.received

    @property
    def received(self) -> tuple[Rows, int] | None:
        """The latest times of reception and the first; `None` if a record has none."""
        if not self._every_received:
            return None
        return self._received, self._first.get("received", UNTOLD)

    @property
    def own(self) -> tuple[Rows, int]:
        """The messages' own latest times and the first."""
        return self._own, self._first.get("own", UNTOLD)

    def _note_first(self, name: str, times: Rows) -> None:
        if len(times):
            self._first[name] = min(self._first.get(name, int(times[0])), int(times.min()))


def _moments(rows: RowTable, times: Rows, most: int) -> Rows:
    """The latest times of some rows, each with where its record stands."""
    chosen = np.arange(len(rows))
    if len(rows) > most:
        chosen = np.flatnonzero(times >= np.partition(times, -most)[-most])
        if len(np.unique(rows["at"][chosen])) < most:  # records that tell of many messages
            chosen = np.arange(len(rows))
    found = np.empty(len(chosen), _MOMENT)
    found["moment"], found["at"] = times[chosen], rows["at"][chosen]
    found["line"] = rows["line"][chosen]
    return _latest(found, most)


def _latest(moments: Rows, most: int) -> Rows:
    """The latest of some moments, of each record one."""
    _, once = np.unique(moments["at"], return_index=True)
    return _sorted(moments[once])[:most]


def _sorted(moments: Rows) -> Rows:
    """Moments, the latest first."""
    return moments[np.argsort(moments["moment"], kind="stable")[::-1]]


def _last(grouped: Grouped, index: int) -> Rows:
    """When a message was last told of, and where."""
    start, message = grouped.starts[index], grouped.messages[index]
    rows, own = grouped.rows, slice(start, start + int(message["count"]))
    received = rows["received"][own]
    clock = np.where(received == UNTOLD, rows["time"][own], received)
    row = start + np.flatnonzero(clock == message["last"])[0]
    return np.array([(message["last"], rows["at"][row], rows["line"][row])], _MOMENT)
