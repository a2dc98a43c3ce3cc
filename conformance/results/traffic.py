"""What messages did on the machine of their lifecycle, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]
"""From the state a life was in, to the state or status that was told."""


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


def add_traffic(total: dict[str, Traffic], other: Mapping[str, Traffic], weight: int = 1) -> None:
    """Add what other messages did, by lifecycle id.

    Args:
        total: what it is added to.
        other: what is added.
        weight: how often it was done.
    """
    for name, told in other.items():
        total.setdefault(name, told.empty()).add(told, weight)
