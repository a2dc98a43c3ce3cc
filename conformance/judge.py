"""The judge: from a message's observations to its verdict."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..machines import Automaton, automaton_of
from ..spec import Lifecycle
from .event_rules import event_rule_findings
from .explanation import Explanation, Trace, explain
from .findings import RANK, Finding
from .life_findings import Life, life_findings
from .moves import FOREIGN, UNKNOWN, Class, Letter
from .narration import narrate
from .observer import Observation
from .report import MessageReport, Traffic, Verdict
from .timeline import Timeline, order

_CACHED: Final = 50_000
"""Distinct traces whose explanation is kept."""
_CACHED_LENGTH: Final = 64
"""Longer traces hardly repeat; they are explained anew."""


@dataclass(slots=True)
class Message:
    """A message while a log is read.

    Args:
        key: its key, unique within its family of lifecycles.
        observations: what told of it so far.
        worst: the rank of the gravest complaint about one of its payloads.
    """

    key: str
    observations: list[Observation] = field(default_factory=list)
    worst: int = 0


class Judged(NamedTuple):
    """A message's report and the findings about its life."""

    report: MessageReport
    findings: list[Finding]


class _Told(NamedTuple):
    explanation: Explanation
    words: str


@dataclass(slots=True)
class Judge:
    """Judges messages; what it learned of a trace serves every message with the same.

    Args:
        strict: an assumed edge is an error.
        complete: the capture is whole: a missed status is an error.
        since: a message first seen before this moment (microseconds, UTC) may have begun
            before the capture.
        reveal: show sensitive values.
        automata: tables to judge by, where they are not the lifecycle's own.
    """

    strict: bool = False
    complete: bool = False
    since: int | None = None
    reveal: bool = False
    automata: dict[str, Automaton] = field(default_factory=dict)
    traffic: dict[str, Traffic] = field(default_factory=dict)
    _known: OrderedDict[tuple[str, Trace, tuple[str, ...], bool], _Told] = field(
        default_factory=OrderedDict
    )

    def judge(self, message: Message) -> Judged:
        """Judge one message by all that was observed of it."""
        life = self._life(message)
        findings = list(life_findings(life, strict=self.strict, complete=self.complete))
        findings += event_rule_findings(life, reveal=self.reveal)
        self._count(life)
        final = life.explanation.end in life.automaton.finals
        report = MessageReport(
            provider=life.lifecycle.provider,
            lifecycle=life.lifecycle.id,
            key=message.key,
            verdict=verdict(life.explanation.gravest, findings, message.worst, final),
            last=life.automaton.names[life.explanation.end],
            final=final,
            observations=len(message.observations),
            explanation=life.words,
            place=life.timeline.observations[0].place,
        )
        return Judged(report, findings)

    def _life(self, message: Message) -> Life:
        timeline = order(message.observations)
        observations = timeline.observations
        # A message is its key across variants: the first in judged order picks the machine.
        lifecycle = observations[0].observer.lifecycle
        automaton = self._automaton(lifecycle)
        trace = _letters(timeline, automaton)
        told = tuple(observation.told for observation in observations)
        known = self._explained(lifecycle.id, automaton, trace, told, self._opens(observations))
        letters = tuple(letter for group in trace for letter in group)
        return Life(
            message.key, lifecycle, automaton, timeline, letters, known.explanation, known.words
        )

    def _automaton(self, lifecycle: Lifecycle) -> Automaton:
        if lifecycle.id not in self.automata:
            self.automata[lifecycle.id] = automaton_of(lifecycle)
        return self.automata[lifecycle.id]

    def _opens(self, observations: Iterable[Observation]) -> bool:
        if self.since is None:
            return False
        moments = (each.received if each.time is None else each.time for each in observations)
        return min((moment for moment in moments if moment is not None), default=self.since) < (
            self.since
        )

    def _explained(
        self, name: str, automaton: Automaton, trace: Trace, told: tuple[str, ...], opens: bool
    ) -> _Told:
        key = (name, trace, told, opens)
        known = self._known.get(key)
        if known is None:
            explanation = explain(automaton, trace, opening_free=opens)
            known = _Told(explanation, narrate(automaton, explanation, told))
            if len(told) <= _CACHED_LENGTH:
                self._known[key] = known
                if len(self._known) > _CACHED:
                    self._known.popitem(last=False)
        return known

    def _count(self, life: Life) -> None:
        traffic = self.traffic.get(life.lifecycle.id)
        names = life.automaton.names
        if traffic is None:
            edges = tuple((names[arc.source], names[arc.target]) for arc in life.automaton.arcs)
            traffic = self.traffic[life.lifecycle.id] = Traffic(names[1:], edges)
        for step in life.explanation.steps:
            if step.move.kind in ("step", "repeat"):
                traffic.visits[names[step.after]] += 1
            if step.move.path and not step.move.path.inner:
                traffic.passages[names[step.before], names[step.after]] += 1


def _letters(timeline: Timeline, automaton: Automaton) -> Trace:
    split = any(observation.split for group in timeline.groups for observation in group)

    def letter(observation: Observation) -> Letter:
        form = observation.observer.form
        state = UNKNOWN
        if observation.state is not None:
            state = automaton.number.get(observation.state, FOREIGN)
        previous = automaton.number.get(observation.previous or "", UNKNOWN)
        return Letter(
            state,
            form.mode == "sampled",
            observation.time is not None,
            form.changes_only,
            id(observation) in timeline.copies,
            split,
            observation.guards,
            previous,
        )

    return tuple(tuple(letter(each) for each in group) for group in timeline.groups)


def verdict(gravest: Class, findings: Iterable[Finding], worst: int, final: bool) -> Verdict:
    """Compose a message's verdict.

    Args:
        gravest: the gravest class of its explanation.
        findings: about its life; ``OPEN001`` must not be among them.
        worst: the rank of the gravest complaint about its payloads.
        final: its explanation ends in a final state.
    """
    ranks: list[int] = [worst, *(RANK[finding.severity] for finding in findings)]
    if max(ranks) >= RANK["error"]:
        return "violates"
    if gravest == Class.LATE:
        return "undecided"
    if max(ranks) >= RANK["warning"] or gravest >= Class.DIFFERING_REPEAT:
        return "tolerated"
    return "conforms" if final else "open"
