"""The order in which a message's observations are judged, and who came late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from .observer import Observation

_Keyed = tuple[tuple[float, bool, int], Observation]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A message's observations in judged order.

    Args:
        groups: the observations; those of one event time stand together, as they arrived.
        copies: those whose payload had already arrived, each with the first of its kind.
        overtaken: those whose event time lies before one that had already arrived,
            each with the one that overtook it.
    """

    groups: tuple[tuple[Observation, ...], ...]
    copies: dict[int, Observation]
    overtaken: dict[int, Observation]

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Every observation, in judged order."""
        return tuple(observation for group in self.groups for observation in group)


def order(observations: Sequence[Observation]) -> Timeline:
    """Put a message's observations in order: by event time, else by arrival.

    Polls of one event time are ordered by their version, then by arrival. An observation
    without a usable event time, among others that have one, stands where
    it arrived.

    Args:
        observations: as the logs hold them.
    """
    arrived = by_arrival(observations)
    first: dict[int, Observation] = {}
    copies: dict[int, Observation] = {}
    overtaken: dict[int, Observation] = {}
    keyed: list[_Keyed] = []
    latest: Observation | None = None
    for position, observation in enumerate(arrived):
        sampled = observation.observer.form.mode == "sampled"
        original = first.setdefault(observation.digest, observation)
        if original is not observation:
            copies[id(observation)] = original
        time, newest = observation.time, latest.time if latest else None
        if time is None:
            keyed.append(
                ((float("-inf") if newest is None else newest, True, position), observation)
            )
            continue
        keyed.append(((time, False, 0), observation))
        if newest is None or time > newest:
            latest = observation
        elif time < newest and latest is not None and original is observation and not sampled:
            overtaken[id(observation)] = latest
    keyed.sort(key=lambda each: each[0])
    groups = tuple(
        tuple(sorted((observation for _, observation in group), key=_version))
        for _, group in groupby(keyed, key=lambda each: each[0])
    )
    return Timeline(groups, copies, overtaken)


def by_arrival(observations: Sequence[Observation]) -> list[Observation]:
    """Order observations by when the capture received them, if it tells that of each;
    otherwise by argument and line.

    Args:
        observations: of one message, or of several that are related.
    """
    if any(observation.received is None for observation in observations):
        return sorted(observations, key=lambda each: each.serial)
    return sorted(observations, key=lambda each: (each.received or 0, each.serial))


def _version(observation: Observation) -> int:
    """Polls of one instant are ordered by their version; announcements carry none."""
    return observation.version or 0
