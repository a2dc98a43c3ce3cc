"""The judge: from a message's observations to its verdict."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ...machines import Automaton, automaton_of
from ...spec import Lifecycle
from ..lives.edits import FOREIGN, FREE, UNKNOWN, Letter
from ..lives.explanation import Explanation, explain
from ..lives.narration import narrate
from ..observing.message import Message
from ..observing.observation import Observation, Telling
from ..results.finding import Finding
from ..results.traffic import Traffic
from .event_rules import event_rule_findings, is_quiet
from .life_findings import Life, life_findings
from .options import Options
from .order import Timeline, is_plain, order
from .traffic_count import Plain, count_plain, plain

_CACHED: Final = 50_000
"""Distinct traces whose explanation is kept."""
_CACHED_LENGTH: Final = 64
"""Longer traces hardly repeat; they are explained anew."""


_Key = tuple[object, ...]
"""What was heard, as it is looked up: what does not matter to most traces is left out."""


class _Heard(NamedTuple):
    """What the explanation of an observation depends on, but for its place among the others."""

    telling: Telling
    timed: bool
    copy: bool


class Judged(NamedTuple):
    """What holds for every message of which the same was heard.

    Args:
        told: the status of each observation.
        did: what is counted of its life, if no edit is needed to explain it.
        letters: what the judge saw of each observation.
        explanation: how they are explained.
        words: the same in words.
        last: the state at the end.
        final: whether that is a documented place to end.
    """

    told: tuple[str, ...]
    did: Plain | None
    letters: tuple[Letter, ...]
    explanation: Explanation
    words: str
    last: str
    final: bool


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
    _known: OrderedDict[_Key, Judged] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, options: Options, automata: Mapping[str, Automaton] | None = None) -> Judge:
        """Return what judges as options say, by other tables where there are some."""
        return cls(
            options.strict,
            options.complete,
            options.since,
            options.show_numbers,
            dict(automata or {}),
        )

    def findings(self, life: Life) -> list[Finding]:
        """Return what is to be said of a life by itself."""
        found: list[Finding] = []
        if life.explanation.cost != FREE or life.timeline.overtaken:
            found += life_findings(life, strict=self.strict, complete=self.complete)
        if len(life.timeline.observations) > 1:
            found += event_rule_findings(life, reveal=self.reveal)
        return found

    def recalled(self, message: Message) -> Judged | None:
        """Return what is known of a message, if nothing is to be said of its life.

        Most messages of a log are such, and like many others. `None` if that takes a closer look.
        """
        observations = message.observations
        if not observations or self.since is not None:
            return None
        count = len(observations)
        if count > 1 and not (is_plain(observations) and is_quiet(observations)):
            return None
        untimed = count if observations[0].time is None else 0
        tellings = tuple([each.telling for each in observations])
        known = self._known.get((False, untimed, tellings))
        return known if known is not None and known.did is not None else None

    def count(self, traffic: dict[str, Traffic], lifecycle: Lifecycle, known: Judged) -> None:
        """Count what a message did of which nothing is to be said."""
        assert known.did is not None
        count_plain(traffic, lifecycle.id, self._automaton(lifecycle), known.did)

    def life(self, message: Message) -> Life:
        """Explain a message's life by all that was observed of it."""
        timeline = order(message.observations)
        # A message is its key across variants: the first in judged order picks the machine.
        lifecycle = timeline.observations[0].telling.voice.lifecycle
        automaton = self._automaton(lifecycle)
        opens = False
        if self.since is not None:
            opens = _began_before(self.since, timeline.observations)
        judged = self._judged(automaton, timeline, opens)
        return Life(
            message.name,
            lifecycle,
            automaton,
            timeline,
            judged.letters,
            judged.explanation,
            judged.words,
        )

    def _automaton(self, lifecycle: Lifecycle) -> Automaton:
        automaton = self.automata.get(lifecycle.id)
        if automaton is None:
            automaton = self.automata[lifecycle.id] = automaton_of(lifecycle)
        return automaton

    def _judged(self, automaton: Automaton, timeline: Timeline, opens: bool) -> Judged:
        observations, groups, copies, _ = timeline
        tellings = tuple([each.telling for each in observations])
        untimed = [each.time for each in observations].count(None)
        key: _Key = (opens, untimed, tellings)
        if 0 < untimed < len(observations):
            key = (*key, tuple([each.time is None for each in observations]))
        if copies or len(groups) < len(observations):
            twice = tuple([id(each) in copies for each in observations])
            key = (*key, tuple(map(len, groups)), twice)
        known = self._known.get(key)
        if known is None:
            known = _explained(automaton, _heard(timeline), opens)
            if len(known.told) <= _CACHED_LENGTH:
                self._known[key] = known
                if len(self._known) > _CACHED:
                    self._known.popitem(last=False)
        return known


def _began_before(since: int, observations: Iterable[Observation]) -> bool:
    moments = (each.received if each.time is None else each.time for each in observations)
    return min((moment for moment in moments if moment is not None), default=since) < since


def _explained(automaton: Automaton, heard: tuple[tuple[_Heard, ...], ...], opens: bool) -> Judged:
    split = any(each.telling.split for group in heard for each in group)
    trace = tuple(tuple(_letter(each, automaton, split) for each in group) for group in heard)
    explanation = explain(automaton, trace, opening_free=opens)
    told = tuple(each.telling.told for group in heard for each in group)
    letters = tuple(letter for group in trace for letter in group)
    return Judged(
        told,
        plain(automaton, explanation),
        letters,
        explanation,
        narrate(automaton, explanation, told),
        automaton.names[explanation.end],
        explanation.end in automaton.finals,
    )


def _heard(timeline: Timeline) -> tuple[tuple[_Heard, ...], ...]:
    return tuple(
        tuple(
            _Heard(each.telling, each.time is not None, id(each) in timeline.copies)
            for each in group
        )
        for group in timeline.groups
    )


def _letter(heard: _Heard, automaton: Automaton, split: bool) -> Letter:
    voice, state, _, guards, previous, _ = heard.telling
    number = UNKNOWN if state is None else automaton.number.get(state, FOREIGN)
    form = voice.form
    return Letter(
        number,
        form.sampled,
        heard.timed,
        form.changes_only,
        heard.copy,
        split,
        guards,
        automaton.number.get(previous or "", UNKNOWN),
    )
