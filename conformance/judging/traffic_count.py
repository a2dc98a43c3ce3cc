"""How what lives did is counted: from explanations to traffic."""

from __future__ import annotations

from typing import Final, NamedTuple

from ...machines import Automaton
from ..lives.edits import FREE
from ..lives.explanation import Explanation, Step
from ..results.traffic import Pair, Traffic
from .life import Life, late_by_time

OTHER: Final = "other statuses"
"""What is counted in the place of further statuses that nobody documents."""
MAX_UNKNOWN: Final = 100
"""Undocumented statuses counted by name; a log may hold a new one on every line."""


def traffic_of(automaton: Automaton) -> Traffic:
    """Return the traffic of a machine before anything was observed."""
    names = automaton.names
    # Of several between two states that guards tell apart, one that is firm makes them so.
    assumed: dict[Pair, bool] = {}
    for arc in automaton.arcs:
        pair = names[arc.source], names[arc.target]
        assumed[pair] = assumed.get(pair, True) and arc.assumed
    doubtful = frozenset(pair for pair, is_assumed in assumed.items() if is_assumed)
    return Traffic(names[1:], tuple(assumed), assumed=doubtful)


def count_life(traffic: dict[str, Traffic], life: Life) -> None:
    """Add what a life did to the traffic of its lifecycle.

    Args:
        traffic: by lifecycle id.
        life: the judged life.
    """
    mine = traffic.get(life.lifecycle.id)
    if mine is None:
        mine = traffic[life.lifecycle.id] = traffic_of(life.automaton)
    overtaken = late_by_time(life)
    told = tuple([each.told for each in life.timeline.arrived])
    count(mine, life.automaton, life.explanation, told)
    for each in life.timeline.observations if overtaken else ():
        if id(each) in overtaken:
            count_late(mine, overtaken[id(each)].told, each.told)


class Plain(NamedTuple):
    """What a life did that no edit is needed to explain.

    Args:
        visits: the state of each observation.
        passages: the edges taken.
    """

    visits: tuple[str, ...]
    passages: tuple[Pair, ...]


def plain(automaton: Automaton, explanation: Explanation) -> Plain | None:
    """Return what a life did if that is plain, so that it is counted quickly each time.

    Args:
        automaton: the tables it was explained by.
        explanation: the explanation.
    """
    names, steps = automaton.names, explanation.steps
    ways = [step.move.path for step in steps if step.move.path is not None]
    unheard = explanation.alone is not None and any(s.missed for s in explanation.alone.steps)
    if explanation.cost != FREE or unheard or any(path.inner for path in ways):
        return None
    if any(step.move.kind not in ("step", "repeat") for step in steps):
        return None
    return Plain(
        tuple(names[step.after] for step in steps),
        tuple((names[path.states[0]], names[path.states[-1]]) for path in ways),
    )


def count_plain(
    traffic: dict[str, Traffic], lifecycle: str, automaton: Automaton, did: Plain
) -> None:
    """Add what a life did that is plain.

    Args:
        traffic: by lifecycle id.
        lifecycle: the lifecycle's id.
        automaton: its tables.
        did: what the life did.
    """
    mine = traffic.get(lifecycle)
    if mine is None:
        mine = traffic[lifecycle] = traffic_of(automaton)
    visits, passages = mine.visits, mine.passages
    for state in did.visits:
        visits[state] += 1
    for edge in did.passages:
        passages[edge] += 1


def count(
    traffic: Traffic,
    automaton: Automaton,
    explanation: Explanation,
    told: tuple[str, ...],
    weight: int = 1,
) -> None:
    """Add what a life did; the same life of several messages may be added at once.

    Args:
        traffic: what it is added to.
        automaton: the tables it was explained by.
        explanation: the explanation.
        told: the status of each observation, by its index, as a step has it.
        weight: how many messages had this life.
    """
    for step in explanation.steps:
        _count_step(traffic, automaton.names, step, told[step.index], weight)


def count_late(traffic: Traffic, before: str, told: str, weight: int = 1) -> None:
    """Add a callback that is late by its event time: no explanation tells of it.

    Args:
        traffic: what it is added to.
        before: the status that overtook it.
        told: its status.
        weight: how often.
    """
    traffic.late[_told(traffic, before), _told(traffic, told)] += weight


def _count_step(
    traffic: Traffic, names: tuple[str, ...], step: Step, told: str, weight: int
) -> None:
    kind, path = step.move.kind, step.move.path
    before, after = names[step.before], names[step.after]
    if kind in ("step", "repeat"):
        traffic.visits[after] += weight
    if path is not None and not path.inner:
        traffic.passages[before, after] += weight
    elif path is not None:
        for source, target in zip(path.states, path.states[1:], strict=False):
            traffic.unseen[names[source], names[target]] += weight
    if kind == "deny":
        traffic.denied[before, _told(traffic, told)] += weight
    elif kind in ("late", "behind", "split"):
        traffic.late[before, told] += weight
    elif step.doubted:
        traffic.late[before, after] += weight
    if step.missed:
        traffic.missed[before, after] += weight


def _told(traffic: Traffic, told: str) -> str:
    """The name something told is counted by."""
    if told in traffic.states or told in traffic.unknown:
        return told
    if len(traffic.unknown) >= MAX_UNKNOWN:
        return OTHER
    traffic.unknown.add(told)
    return told
