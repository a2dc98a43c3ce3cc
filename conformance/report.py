"""What a check found: the values that every report format is written from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from ..spec import Severity
from .findings import RANK, Finding, Place

Verdict = Literal["conforms", "open", "tolerated", "undecided", "violates"]
FailOn = Literal["error", "warning", "info", "never"]

VERDICTS: Final[tuple[Verdict, ...]] = ("violates", "undecided", "tolerated", "open", "conforms")
"""Every verdict, the gravest first."""


@dataclass(frozen=True, slots=True)
class MessageReport:
    """One message, judged.

    Args:
        provider, lifecycle, key: which message.
        verdict: the worst of its findings and of its explanation.
        last: the state at the end of its explanation, not on the last line.
        final: whether that is a documented place to end.
        observations: how many there were.
        explanation: its life in words.
        place: its first record.
        parent: the message it belongs to, as lifecycle and key; empty if none is known.
    """

    provider: str
    lifecycle: str
    key: str
    verdict: Verdict
    last: str
    final: bool
    observations: int
    explanation: str
    place: Place
    parent: str = ""


@dataclass(frozen=True, slots=True)
class LogReport:
    """What came of one argument of the check.

    Args:
        path: as the user named it.
        records: how many it holds.
        used, ignored, unread: what became of them; together, all of them.
        problem: why nothing in it could be judged, or empty.
    """

    path: str
    records: int
    used: int
    ignored: int
    unread: int
    problem: str


@dataclass(slots=True)
class Traffic:
    """What the messages of one lifecycle did: how often each state and edge was seen.

    Args:
        states, edges: all there are.
        visits: observations by state.
        passages: direct steps by edge.
        assumed: those of the edges that no document states.
    """

    states: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    visits: Counter[str] = field(default_factory=Counter)
    passages: Counter[tuple[str, str]] = field(default_factory=Counter)
    assumed: frozenset[tuple[str, str]] = frozenset()

    def coverage(self) -> dict[str, dict[str, int]]:
        """Return how many states and edges were seen, of how many."""
        states = sum(1 for state in self.states if self.visits[state])
        edges = sum(1 for edge in self.edges if self.passages[edge])
        return {
            "states": {"seen": states, "of": len(self.states)},
            "edges": {"seen": edges, "of": len(self.edges)},
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check.

    Args:
        logs: what came of each argument.
        messages: every message, in the order in which the logs first tell of them.
        findings: what was found and selected, in order of the records.
        observations: how many payloads were judged.
        traffic: what the messages did, by lifecycle id.
        released: how many messages were judged before the end, to bound memory.
    """

    logs: tuple[LogReport, ...]
    messages: tuple[MessageReport, ...]
    findings: tuple[Finding, ...]
    observations: int
    traffic: dict[str, Traffic]
    released: int = 0

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many messages got each verdict."""
        counts = Counter(message.verdict for message in self.messages)
        return {verdict: counts[verdict] for verdict in VERDICTS}

    @property
    def problems(self) -> Iterator[LogReport]:
        """The logs of which nothing could be judged."""
        return (log for log in self.logs if log.problem)

    def at_gate(self, fail_on: FailOn) -> bool:
        """Whether a finding is as grave as `fail_on` or graver."""
        gate: Severity | None = None if fail_on == "never" else fail_on
        return gate is not None and any(
            RANK[finding.severity] >= RANK[gate] for finding in self.findings
        )

    def exit_code(self, fail_on: FailOn = "error") -> int:
        """Return 3 if a log gave nothing to judge, 1 if a finding is at the gate, else 0."""
        if any(True for _ in self.problems):
            return 3
        return 1 if self.at_gate(fail_on) else 0
