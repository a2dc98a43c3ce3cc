"""The judge: from a message's observations to its verdict."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ..machines import Automaton, automaton_of
from ..spec import Lifecycle
from .event_rules import event_rule_findings
from .explanation import Explanation, explain
from .findings import Finding
from .life_findings import Life, life_findings
from .messages import Message
from .moves import FOREIGN, UNKNOWN, Letter
from .narration import narrate
from .observer import Observation
from .search import Trace
from .timeline import Timeline, order
from .traffic import Traffic, count, count_late, traffic_of

_CACHED: Final = 50_000
"""Distinct traces whose explanation is kept."""
_CACHED_LENGTH: Final = 64
"""Longer traces hardly repeat; they are explained anew."""


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

    def findings(self, life: Life) -> list[Finding]:
        """Return what is to be said of a life by itself."""
        found = list(life_findings(life, strict=self.strict, complete=self.complete))
        return found + list(event_rule_findings(life, reveal=self.reveal))

    def life(self, message: Message) -> Life:
        """Explain a message's life by all that was observed of it."""
        life = self._explain(message)
        self._count(life)
        return life

    def _explain(self, message: Message) -> Life:
        timeline = order(message.observations)
        observations = timeline.observations
        # A message is its key across variants: the first in judged order picks the machine.
        lifecycle = observations[0].observer.lifecycle
        automaton = self._automaton(lifecycle)
        trace = _letters(timeline, automaton)
        told = tuple(observation.told for observation in observations)
        known = self._explained(
            lifecycle.id, automaton, trace, told, message.resumed or self._opens(observations)
        )
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
        if traffic is None:
            traffic = self.traffic[life.lifecycle.id] = traffic_of(life.automaton)
        observations = life.timeline.observations
        told = tuple(observation.told for observation in observations)
        count(traffic, life.automaton, life.explanation, told)
        overtaken = life.timeline.overtaken
        for observation in observations if overtaken else ():
            if id(observation) in overtaken:
                count_late(traffic, overtaken[id(observation)].told, observation.told)


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
            form.sampled,
            observation.time is not None,
            form.changes_only,
            id(observation) in timeline.copies,
            split,
            observation.guards,
            previous,
        )

    return tuple(tuple(letter(each) for each in group) for group in timeline.groups)
