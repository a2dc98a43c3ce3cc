"""Legs of a workflow: each a message of its own, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from ...spec import Relation, Severity
from ..observing.observation import Observation
from ..payloads.links import Leg
from .life import Life


class _Told(NamedTuple):
    life: Life
    leg: Leg
    first: Observation


Breach = tuple[Life, Observation, str, Observation | None, Severity]
"""The leg that breaks the relation, where, in which words, because of which record; how grave."""


def legs_in_order(relation: Relation, lives: Sequence[Life]) -> Iterator[Breach]:
    """Yield what breaks the order of a workflow's legs.

    Args:
        relation: a relation of kind ``legs_in_order``.
        lives: the messages of one workflow.
    """
    told = sorted(_told(relation, lives), key=_number)
    by_number: dict[int, _Told] = {}
    ended: dict[int, Observation | None] = {}
    total: _Told | None = None
    for each in told:
        number = each.leg.number
        if each.leg.total is not None:
            total = total or each
            if each.leg.total != total.leg.total:
                words = f"the total is {each.leg.total} here and {total.leg.total} in another leg"
                yield each.life, each.first, _words(relation, words), total.first, relation.severity
            elif number is not None and number > each.leg.total:
                words = f"leg {number} of {each.leg.total}"
                yield each.life, each.first, _words(relation, words), None, relation.severity
        if number is None:
            continue
        twin = by_number.setdefault(number, each)
        if twin is not each:
            words = f"two messages are leg {number}"
            yield each.life, each.first, _words(relation, words), twin.first, relation.severity
        before = by_number.get(number - 1)
        if before is not None:
            if number not in ended:
                ended[number] = _end(before.life)
            yield from _after(relation, before, ended[number], each)


def _told(relation: Relation, lives: Sequence[Life]) -> Iterator[_Told]:
    for life in lives:
        for observation in life.timeline.observations:
            leg = observation.facts_of.get(relation.id)
            if isinstance(leg, Leg):
                yield _Told(life, leg, life.timeline.observations[0])
                break


def _number(told: _Told) -> float:
    """What has no number stands before what has one."""
    return -inf if told.leg.number is None else told.leg.number


def _end(life: Life) -> Observation | None:
    """The first observation that tells the state in which a life ended."""
    end = life.automaton.names[life.explanation.end]
    return next((each for each in life.timeline.observations if each.state == end), None)


def _after(
    relation: Relation, before: _Told, ended: Observation | None, after: _Told
) -> Iterator[Breach]:
    life = before.life
    end = life.automaton.names[life.explanation.end]
    number = after.leg.number
    if end not in relation.states:
        if life.explanation.end in life.automaton.finals:
            words = f"leg {number} was sent though the leg before it ended as {end}"
            severity: Severity = "warning" if end in relation.doubtful else relation.severity
            yield after.life, after.first, _words(relation, words), before.first, severity
        return  # the leg before is open: whether it had ended is not known
    begun = after.first
    if ended and ended.time is not None and begun.time is not None and begun.time < ended.time:
        words = f"leg {number} began before the leg before it was {end}"
        yield after.life, begun, _words(relation, words), ended, relation.severity


def _words(relation: Relation, words: str) -> str:
    return f"{relation.says} ({words})"
