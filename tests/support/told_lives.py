"""Lifecycles and what is told of their messages, as plain data for tests of the semantics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, NamedTuple

START: Final = "start"
Severity = Literal["info", "warning", "error"]


class Edge(NamedTuple):
    """A step from a state to another; `guard` names what a payload must hold, if anything."""

    source: str
    target: str
    assumed: bool = False
    guard: int | None = None


@dataclass(frozen=True)
class Life:
    """A lifecycle of one variant.

    Args:
        states: its states, without the start.
        edges: its steps.
        finals: where a life may end.
        foreign: statuses of the other variants.
    """

    states: frozenset[str]
    edges: tuple[Edge, ...]
    finals: frozenset[str]
    foreign: frozenset[str] = frozenset()

    @cached_property
    def known_ways(self) -> dict[tuple[str, str, frozenset[int]], list[Way]]:
        """The ways that were asked for, as walking them takes long."""
        return {}

    @cached_property
    def known_reached(self) -> dict[frozenset[int], frozenset[str]]:
        """What is reached along edges that are open, of what was asked for."""
        return {}

    def admits(self, state: str, opens: frozenset[int]) -> bool:
        """Whether any life leads to a state along edges that are open."""
        if opens not in self.known_reached:
            self.known_reached[opens] = self._reached(opens)
        return state in self.known_reached[opens]

    def _reached(self, opens: frozenset[int]) -> frozenset[str]:
        reached = frozenset({START})
        for _ in self.states:
            reached |= {
                edge.target
                for edge in self.edges
                if edge.source in reached and (edge.guard is None or edge.guard in opens)
            }
        return reached

    def ways(self, source: str, target: str, opens: frozenset[int]) -> list[Way]:
        """Each simple path; a resend stands only at one of its ends."""
        key = (source, target, opens)
        if key not in self.known_ways:
            self.known_ways[key] = sorted(set(self._walk((source,), target, opens, 0)))
        return self.known_ways[key]

    def _walk(
        self, walked: tuple[str, ...], target: str, opens: frozenset[int], assumed: int
    ) -> Iterator[Way]:
        for edge in self.edges:
            if edge.source != walked[-1] or edge.target in walked:
                continue
            if edge.guard is not None and edge.guard not in opens:
                continue
            resend = edge.source in self.finals and edge.target not in self.finals
            if resend and len(walked) > 1 and edge.target != target:
                continue
            if edge.target == target:
                yield Way(walked[1:], assumed + edge.assumed)
            else:
                longer = (*walked, edge.target)
                yield from self._walk(longer, target, opens, assumed + edge.assumed)


class Way(NamedTuple):
    """The states between the ends of a path, and how many assumed edges are on it."""

    inner: tuple[str, ...]
    assumed: int


@dataclass(frozen=True)
class Letter:
    """What one observation tells; two that are equal are copies.

    Args:
        state: the status.
        at: the event's time in ms; None if it tells none that can be used.
        poll: whether it was asked for; else it was announced.
        version: orders polls of one instant.
        content: what else the payload holds.
        event: the event's id, if its form has one.
        attempt: what its form calls volatile, so that copies may differ in it.
        previous: the state the event says came before.
        changes_only: its form may not tell the state a message is created in.
        split: its message has parts that may end differently.
        parts: how many receipts of one status are expected.
        opens: the guards its payload satisfies.
        skew: by how much its form's clock may differ, in ms.
        resolution: the grain of its form's times, in ms.
        tells: the only states its form announces; None for all.
    """

    state: str
    at: int | None = None
    poll: bool = False
    version: int = 0
    content: str = ""
    event: str | None = None
    attempt: int | None = field(default=None, compare=False)
    previous: str | None = None
    changes_only: bool = False
    split: bool = False
    parts: int = 1
    opens: frozenset[int] = frozenset()
    skew: int = 1000
    resolution: int = 0
    tells: frozenset[str] | None = None


class Code(NamedTuple):
    """A finding on a letter, which is named by its place in the order of arrival."""

    code: str
    letter: int
    severity: Severity = "warning"


class Outcome(NamedTuple):
    """What is said of a message."""

    verdict: str
    last: str
    codes: frozenset[Code]
