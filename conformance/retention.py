"""Retention: what is over is judged and let go, so that memory holds what is still open."""

from __future__ import annotations

from typing import Final

from .intake import Intake
from .messages import Message
from .report import MessageReport
from .times import parse_duration
from .units import Unit, UnitJudge, last_told, units

DEFAULT_HORIZON: Final = parse_duration("24h")
"""How long a message is kept after its end, if the user names no time."""


class Retention:
    """Judges units once they are over, and the rest at the end.

    A unit is over when each of its messages has ended and nothing was told of any for
    the horizon, by the clock of the log. What is told of a message after that is judged
    as one that began before the capture.

    Args:
        intake: holds the messages, and takes the findings.
        judge: judges the units.
        horizon: how long a message is kept after its end, in microseconds.
    """

    def __init__(self, intake: Intake, judge: UnitJudge, horizon: int | None) -> None:
        self._intake = intake
        self._judge = judge
        self._horizon = DEFAULT_HORIZON if horizon is None else horizon
        self._swept: int | None = None
        self._due = 0
        self._reports: list[MessageReport] = []
        self._released = 0

    def sweep(self) -> None:
        """Release what is over, whenever the log's clock has gone on for a while.

        As much must have been told since the last time as was kept then: a sweep goes through
        all that is kept, so that what stays open would be gone through at each horizon.
        """
        latest = self._intake.latest
        if latest is None:
            return
        if self._swept is None:
            self._swept = latest
        if latest - self._swept < self._horizon or self._intake.told < self._due:
            return
        self._swept = latest
        for unit in list(units(self._intake.messages)):
            if self._is_over(unit, latest):
                self._released += len(unit.members)
                self._judged(unit)
                self._intake.release(unit.members)
        self._due = self._intake.told + sum(map(_size, self._intake.messages.values()))

    def finish(self) -> tuple[list[MessageReport], int]:
        """Judge what is left; return every report, and how many messages went before."""
        for unit in units(self._intake.messages):
            self._judged(unit)
        return self._reports, self._released

    def _judged(self, unit: Unit) -> None:
        judged = self._judge.judge(unit, self._intake.messages, self._intake.latest)
        self._reports += judged.reports
        self._intake.findings += judged.findings

    def _is_over(self, unit: Unit, latest: int) -> bool:
        return all(self._has_ended(message, latest) for message in unit.members)

    def _has_ended(self, message: Message, latest: int) -> bool:
        moments = [answer.received for answer in message.answers]
        if message.observations:
            last = last_told(message)
            if last.state not in last.observer.lifecycle.finals:
                return False
            moments.append(last.moment)
        return all(moment is not None and latest - moment > self._horizon for moment in moments)


def _size(message: Message) -> int:
    return len(message.observations) + len(message.answers)
