"""The clock of a log that is read in parts: each tells its latest times, and these are merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from ..results.clock import MOST, beyond, passed_over
from ..results.finding import Finding, Place
from ..table.moments import Moments
from ..table.rows import UNTOLD, Rows


class Moment(NamedTuple):
    """A time of a record.

    Args:
        time: in microseconds (UTC).
        file, row: of the record, as its place has them.
        record: tells it from others, if it is in several parts; else empty.
    """

    time: int
    file: str
    row: str
    record: str


class Latest(msgspec.Struct, frozen=True):
    """The latest times of a part of a log, or of parts.

    Args:
        received: times of reception, the latest first; `None` if a record has none.
        own: the messages' own latest times.
        first_received, first_own: the first of all; `None` if there are none.
    """

    received: tuple[Moment, ...] | None = ()
    own: tuple[Moment, ...] = ()
    first_received: int | None = None
    first_own: int | None = None

    @classmethod
    def of(
        cls,
        moments: Moments,
        place: Callable[[int, int], Place],
        names: Callable[[int], str],
    ) -> Latest:
        """Return the latest times of a part.

        Args:
            moments: the times.
            place: returns the place of a record, by where its line begins, and the line's number.
            names: returns what tells a record that is in several parts from others, by the number
                of its row, from 0; empty for others.
        """

        def told(rows: Rows, named: Callable[[int], str]) -> tuple[Moment, ...]:
            found = zip(*(rows[name].tolist() for name in ("moment", "at", "line")), strict=True)
            places = [(time, place(at, line)) for time, at, line in found]
            return tuple(
                Moment(time, each.file, each.row, named((each.line or 0) - 1))
                for time, each in places
            )

        own, first_own = moments.own
        received, first_received = moments.received or (None, UNTOLD)
        return cls(
            None if received is None else told(received, names),
            told(own, lambda _: ""),  # one of each message, which is in one part
            None if first_received == UNTOLD else first_received,
            None if first_own == UNTOLD else first_own,
        )

    def clock(self) -> tuple[int | None, list[Finding]]:
        """Return the log's clock, in microseconds, and findings about times it passes over."""
        latest, first = self.own, self.first_own
        if self.received is not None:
            latest, first = self.received, self.first_received
        if not latest or first is None:
            return None, []
        times = [each.time for each in latest]
        over = passed_over(times, first)
        places = [Place(each.file, None, 0, row=each.row) for each in latest[:over]]
        found = zip(places, times[:over], strict=True)
        return times[over], [beyond(place, time, times[over]) for place, time in found]


def merged(parts: Iterable[Latest]) -> Latest:
    """Return the latest times of several parts."""
    every = list(parts)
    received = [each.received for each in every if each.received is not None]
    return Latest(
        None if len(received) < len(every) else _latest(received),
        _latest([each.own for each in every]),
        _first(each.first_received for each in every),
        _first(each.first_own for each in every),
    )


def _latest(parts: Iterable[tuple[Moment, ...]]) -> tuple[Moment, ...]:
    found: dict[object, Moment] = {}
    for part in parts:
        for each in part:
            found.setdefault(each.record or len(found), each)
    ordered = sorted(found.values(), key=lambda each: (each.time, each.file, each.row))
    return tuple(ordered[: -MOST - 1 : -1])


def _first(times: Iterable[int | None]) -> int | None:
    return min((each for each in times if each is not None), default=None)
