"""What messages did on the machine of their lifecycle, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from ...machines import Automaton
from ..lives.explanation import Explanation, Step

Pair = tuple[str, str]
"""From the state a life was in, to the state or status that was told."""

OTHER: Final = "other statuses"
"""What is counted in the place of further statuses that nobody documents."""
MAX_UNKNOWN: Final = 100
"""Undocumented statuses counted by name; a log may hold a new one on every line."""


@dataclass(slots=True)
class Traffic:
    """What the messages of one lifecycle did: how often each state and edge was seen.

    Args:
        states, edges: all there are.
        visits: observations by state.
        passages: direct steps by edge.
        unseen: ways through states that were not told, by each of their edges.
        missed: steps that missed a status, from the state before to the one after.
        late: what was told late, or may have been, from the state told before it.
        denied: what no life explains, from the state before to what was told: a state, or
            a status that is unknown here.
        unknown: the statuses of these that are unknown here.
        assumed: those of the edges that no document states.
    """

    states: tuple[str, ...]
    edges: tuple[Pair, ...]
    visits: Counter[str] = field(default_factory=Counter)
    passages: Counter[Pair] = field(default_factory=Counter)
    unseen: Counter[Pair] = field(default_factory=Counter)
    missed: Counter[Pair] = field(default_factory=Counter)
    late: Counter[Pair] = field(default_factory=Counter)
    denied: Counter[Pair] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)
    assumed: frozenset[Pair] = frozenset()

    def add(self, other: Traffic, weight: int = 1) -> None:
        """Add what other messages did, as often as it was done."""
        for mine, theirs in zip(self._counters(), other._counters(), strict=True):
            for what, times in theirs.items():
                mine[what] += times * weight

    def empty(self) -> Traffic:
        """Return the traffic of the same machine before anything was observed."""
        return Traffic(self.states, self.edges, assumed=self.assumed)

    def _counters(self) -> tuple[Counter[Any], ...]:
        return (self.visits, self.passages, self.unseen, self.missed, self.late, self.denied)

    def coverage(self) -> dict[str, dict[str, int]]:
        """Return how many states and edges were seen, of how many."""
        states = sum(1 for state in self.states if self.visits[state])
        edges = sum(1 for edge in self.edges if self.passages[edge])
        return {
            "states": {"seen": states, "of": len(self.states)},
            "edges": {"seen": edges, "of": len(self.edges)},
        }


def traffic_of(automaton: Automaton) -> Traffic:
    """Return the traffic of a machine before anything was observed."""
    names = automaton.names
    edges = {(names[arc.source], names[arc.target]): arc for arc in automaton.arcs}
    assumed = frozenset(edge for edge, arc in edges.items() if arc.assumed)
    return Traffic(names[1:], tuple(edges), assumed=assumed)


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
