"""The log's clock, from all messages of a log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..observing.message import Message
from ..results.clock import MOST, beyond, passed_over
from ..results.finding import Finding, Place
from .families import last_told


class Clock(NamedTuple):
    """The log's clock.

    Args:
        span: from the earliest time to its own, in microseconds; `None` if no time is told.
        findings: about records whose time is passed over.
    """

    span: tuple[int, int] | None
    findings: list[Finding]


def clock_of(messages: Iterable[Message]) -> Clock:
    """Return the log's clock: when it last received anything, or else heard of anything.

    That is the latest time of reception if each record has one, else the latest of the messages'
    own latest times.
    """
    told = [each for each in messages if each.observations]
    records = {each.place: each.received for message in told for each in message.observations}
    if None in records.values():
        last = map(last_told, told)
        times = [(each.moment, each.place) for each in last]
    else:
        times = [(received, place) for place, received in records.items()]
    return _clock([(moment, place) for moment, place in times if moment is not None])


def _clock(times: list[tuple[int, Place]]) -> Clock:
    if not times:
        return Clock(None, [])
    times.sort(key=lambda each: each[0], reverse=True)
    latest = [moment for moment, _ in times[:MOST]]
    over = passed_over(latest, times[-1][0])
    findings = [beyond(place, at, latest[over]) for at, place in times[:over]]
    return Clock((times[-1][0], latest[over]), findings)
