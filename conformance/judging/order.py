"""The order in which a message's observations are judged, and who came late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from math import inf
from operator import attrgetter
from typing import Final, NamedTuple

from ..observing.observation import Observation


class Timeline(NamedTuple):
    """A message's observations in judged order.

    Args:
        observations: every observation, in judged order.
        groups: the same; those of one event time stand together, as they arrived.
        copies: those whose payload had already arrived, each with the first of its kind.
        overtaken: those whose event time lies before one that had already arrived,
            each with the one that overtook it.
    """

    observations: tuple[Observation, ...]
    groups: tuple[tuple[Observation, ...], ...]
    copies: Mapping[int, Observation]
    overtaken: Mapping[int, Observation]


_NONE: Final[Mapping[int, Observation]] = {}


def order(observations: Sequence[Observation]) -> Timeline:
    """Put a message's observations in order: by event time, else by arrival.

    Polls of one event time are ordered by their version, then by arrival. An observation
    without a usable event time, among others that have one, stands where
    it arrived.

    Args:
        observations: as the logs hold them.
    """
    if len(observations) == 1:
        alone = tuple(observations)
        return Timeline(alone, (alone,), _NONE, _NONE)
    if is_plain(observations):
        return Timeline(tuple(observations), tuple(zip(observations)), _NONE, _NONE)
    arrived = by_arrival(observations)
    if _in_order(arrived):
        return Timeline(tuple(arrived), tuple([(each,) for each in arrived]), _NONE, _NONE)
    first: dict[int, Observation] = {}
    copies: dict[int, Observation] = {}
    overtaken: dict[int, Observation] = {}
    keyed: list[tuple[tuple[float, ...], Observation]] = []
    latest: Observation | None = None
    newest = -inf
    for position, observation in enumerate(arrived):
        original = first.get(observation.digest)
        if original is None:
            first[observation.digest] = observation
        else:
            copies[id(observation)] = original
        time = observation.time
        if time is None:
            keyed.append(((newest, position), observation))
            continue
        keyed.append(((time,), observation))
        announced = not observation.voice.form.sampled
        if latest and time < newest and announced and original is None:
            overtaken[id(observation)] = latest
        if time > newest:
            latest, newest = observation, time
    keyed.sort(key=lambda each: each[0])
    groups = tuple(
        tuple(sorted((observation for _, observation in group), key=_version))
        for _, group in groupby(keyed, key=lambda each: each[0])
    )
    return Timeline(
        tuple(observation for group in groups for observation in group), groups, copies, overtaken
    )


def is_plain(observations: Sequence[Observation]) -> bool:
    """Whether it is plain to see that they stand as they arrived and were made, and none twice.

    Args:
        observations: of one message, at least one, as the logs hold them.
    """
    before = observations[0]
    for here in observations[1:]:
        if here.serial < before.serial:
            return False
        if before.received != here.received and not _follows(before.received, here.received):
            return False
        if not _follows(before.time, here.time):
            return False
        before = here
    return len({each.digest for each in observations}) == len(observations)


def _follows(before: int | None, here: int | None) -> bool:
    """Whether one time is after another; two that are not told do not gainsay it."""
    if before is None or here is None:
        return before is here
    return before < here


def _in_order(arrived: Sequence[Observation]) -> bool:
    """Whether each was made after all that arrived before, or none says when; and none twice."""
    if len(arrived) == 1:
        return True
    times = [each.time for each in arrived]
    if any(time is not None for time in times):
        for before, after in pairwise(times):
            if before is None or after is None or before >= after:
                return False
    return len({each.digest for each in arrived}) == len(arrived)


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


def _version(observation: Observation) -> float:
    """Polls of one instant are ordered by their version; what has none stands before them."""
    return -inf if observation.version is None else observation.version
