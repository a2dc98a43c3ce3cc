"""The order of a message's observations: what their times prove, and who came late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from operator import attrgetter
from typing import Final, NamedTuple

from ..lives.evidence import Mark, Order, order_of
from ..observing.observation import Observation


class Timeline(NamedTuple):
    """A message's observations in order.

    Args:
        observations: every observation, in the order of times, ties as they arrived.
        arrived: the same, in the order of arrival.
        copies: those that had already arrived, each with the first of its kind.
        overtaken: those whose event time lies before one that had already arrived,
            each with the one that overtook it.
        marks: what proves where each stands, in the order of arrival; `None` if they
            arrived in the order of their times, and these lie further apart than clocks differ.
        order: the orders they may be taken in; `None` likewise.
    """

    observations: tuple[Observation, ...]
    arrived: tuple[Observation, ...]
    copies: Mapping[int, Observation]
    overtaken: Mapping[int, Observation]
    marks: tuple[Mark, ...] | None = None
    order: Order | None = None


_NONE: Final[Mapping[int, Observation]] = {}


def order(observations: Sequence[Observation]) -> Timeline:
    """Put a message's observations in order: by event time, else by arrival.

    Args:
        observations: as the logs hold them.
    """
    arrived = tuple(observations)
    if len(arrived) == 1:
        return Timeline(arrived, arrived, _NONE, _NONE)
    if not is_plain(arrived):
        arrived = tuple(by_arrival(arrived))
    if is_plain(arrived) and _far_apart(arrived):
        return Timeline(arrived, arrived, _NONE, _NONE)
    first: dict[object, int] = {}
    copies: dict[int, Observation] = {}
    overtaken: dict[int, Observation] = {}
    marks: list[Mark] = []
    latest: Observation | None = None
    newest = -inf
    for number, here in enumerate(arrived):
        original = first.setdefault((here.voice.form.sampled, here.digest), number)
        time = here.time
        if original != number:
            copies[id(here)] = arrived[original]
            time = arrived[original].time
        marks.append(_mark(here, time, None if original == number else original))
        if here.time is None or original != number:
            continue
        if latest and here.time < newest and not here.voice.form.sampled:
            overtaken[id(here)] = latest
        if here.time > newest:
            latest, newest = here, here.time
    events = [number for number, mark in enumerate(marks) if not mark.again]
    found = order_of([marks[number] for number in events])
    again: dict[int, list[Observation]] = {number: [] for number in events}
    for here, mark in zip(arrived, marks, strict=True):
        if mark.again and mark.original is not None:
            again[mark.original].append(here)
    observed: list[Observation] = []
    for place in found.arrived:
        number = events[place]
        observed += (arrived[number], *again[number])
    return Timeline(tuple(observed), arrived, copies, overtaken, tuple(marks), found)


def _mark(here: Observation, time: int | None, original: int | None) -> Mark:
    form = here.voice.form
    return Mark(
        time,
        form.sampled,
        form.clock_skew_ms * _MILLISECOND,
        form.time.resolution_ms * _MILLISECOND if form.time else 0,
        -inf if here.version is None else here.version,
        original,
        form.event_id is not None,
    )


_MILLISECOND: Final = 1000


def is_plain(observations: Sequence[Observation]) -> bool:
    """Whether it is plain to see that they stand as they arrived and were made, and none twice.

    Args:
        observations: of one message, at least one, as the logs hold them.
    """
    before = observations[0]
    for here in observations[1:]:
        if before.received != here.received and not _follows(before.received, here.received):
            return False
        if not _follows(before.time, here.time):
            return False
        before = here
    return len({each.digest for each in observations}) == len(observations)


def _far_apart(observations: Sequence[Observation]) -> bool:
    """Whether times that rise lie further apart than clocks may differ."""
    if observations[0].time is None:
        return True
    forms = [voice.form for voice in {each.voice for each in observations}]
    skew = max(form.clock_skew_ms for form in forms)
    skew += max(form.time.resolution_ms if form.time else 0 for form in forms)
    times = [each.time or 0 for each in observations]
    return all(after - before >= skew * _MILLISECOND for before, after in pairwise(times))


def _follows(before: int | None, here: int | None) -> bool:
    """Whether one time is after another; two that are not told do not gainsay it."""
    if before is None or here is None:
        return before is here
    return before < here


def by_arrival(observations: Sequence[Observation]) -> list[Observation]:
    """Order observations by when the capture received them, if it tells that of each;
    otherwise by argument and line.

    Args:
        observations: of one message, or of several that are related.
    """
    if len(observations) == 1:
        return list(observations)
    clocked = all(observation.received is not None for observation in observations)
    names = ("received", "serial") if clocked else ("serial",)
    return sorted(observations, key=attrgetter(*names))
