"""Retention: what is over is judged and let go, so that memory holds what is still open."""

from __future__ import annotations

from typing import Final

from ..judging.families import Unit, UnitJudge, last_told, units
from ..observing.collector import Collector
from ..observing.message import Message
from ..results.finding import Finding, Place
from ..results.report import MessageReport
from ..results.times import parse_duration

MOST_OPEN: Final = 1_000_000
"""So many messages are held; at about a kilobyte each."""
_KEPT: Final = 0.75
"""So much of what may be held is kept when there is more."""
DEFAULT_HORIZON: Final = parse_duration("24h")
"""How long a message is kept after its end, if the user names no time."""


class Retention:
    """Judges units once they are over, and the rest at the end.

    A unit is over when each of its messages has ended and nothing was told of any for
    the horizon, by the clock of the log. What is told of a message after that is judged
    as one that began before the capture.

    If more messages are open than may be held, those of which nothing was told for the
    longest time are judged where they stand, and a finding says so.

    Args:
        collector: holds the messages, and takes the findings.
        judge: judges the units.
        horizon: how long a message is kept after its end, in microseconds.
        most: how many messages are held.
    """

    def __init__(
        self, collector: Collector, judge: UnitJudge, horizon: int | None, most: int | None = None
    ) -> None:
        self._most = MOST_OPEN if most is None else most
        self._is_told = False
        self._collector = collector
        self._judge = judge
        self._horizon = DEFAULT_HORIZON if horizon is None else horizon
        self._swept: int | None = None
        self._due = 0
        self._reports: list[MessageReport] = []
        self._released = 0

    def sweep(self, place: Place) -> None:
        """Release what is over, whenever the log's clock has gone on for a while.

        As much must have been told since the last time as was kept then: a sweep goes through
        all that is kept, so that what stays open would be gone through at each horizon.

        Args:
            place: the record that was read last.
        """
        collector = self._collector
        if len(collector.messages) > self._most:
            self._make_room(place)
        latest = collector.latest
        if latest is None:
            return
        if self._swept is None:
            self._swept = latest
        if latest - self._swept < self._horizon or collector.told < self._due:
            return
        self._swept = latest
        for unit in list(units(self._collector.messages)):
            if self._is_over(unit, latest):
                self._release(unit)
        self._due = self._collector.told + sum(map(_size, self._collector.messages.values()))

    def _make_room(self, place: Place) -> None:
        """Release the units of which nothing was told for the longest time."""
        if not self._is_told:
            self._is_told = True
            words = (
                f"more than {self._most:,} messages are open at once: those told of longest ago "
                "are judged where they stand, and as begun before the capture if they go on"
            )
            self._collector.findings.append(Finding.begin("LOGS009", place, words))
        waiting = sorted(units(self._collector.messages), key=_last_serial)
        for unit in waiting:
            if len(self._collector.messages) <= self._most * _KEPT:
                return
            self._release(unit)

    def _release(self, unit: Unit) -> None:
        self._released += len(unit.members)
        self._judged(unit)
        self._collector.release(unit.members)

    def finish(self) -> tuple[list[MessageReport], int]:
        """Judge what is left; return every report, and how many messages went before."""
        for unit in units(self._collector.messages):
            self._judged(unit)
        return self._reports, self._released

    def _judged(self, unit: Unit) -> None:
        judged = self._judge.judge(unit, self._collector.messages, self._collector.latest)
        self._reports += judged.reports
        self._collector.findings += judged.findings

    def _is_over(self, unit: Unit, latest: int) -> bool:
        return all(self._has_ended(message, latest) for message in unit.members)

    def _has_ended(self, message: Message, latest: int) -> bool:
        moments = [answer.received for answer in message.answers]
        if message.observations:
            last = last_told(message)
            if last.state not in last.voice.lifecycle.finals:
                return False
            moments.append(last.moment)
        return all(moment is not None and latest - moment > self._horizon for moment in moments)


def _last_serial(unit: Unit) -> int:
    """When a unit was last told of; of one that was only asked for, long ago."""
    told = (each.observations for each in unit.members if each.observations)
    return max((observations[-1].serial for observations in told), default=-1)


def _size(message: Message) -> int:
    return len(message.observations) + len(message.answers)
