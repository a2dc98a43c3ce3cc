"""The judge: from a message's observations to its verdict."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ...machines import Automaton, automaton_of
from ...spec import Lifecycle
from ..lives.edits import FOREIGN, UNKNOWN, Letter
from ..lives.explanation import Explanation, explain
from ..lives.narration import narrate
from ..observing.message import Message
from ..observing.observation import Observation, Telling
from ..results.finding import Finding
from .event_rules import event_rule_findings
from .life_findings import Life, life_findings
from .options import Options
from .order import Timeline, order

_CACHED: Final = 50_000
"""Distinct traces whose explanation is kept."""
_CACHED_LENGTH: Final = 64
"""Longer traces hardly repeat; they are explained anew."""


class _Heard(NamedTuple):
    """What the explanation of an observation depends on, but for its place among the others."""

    telling: Telling
    timed: bool
    copy: bool


class _Judged(NamedTuple):
    """What holds for every message of which the same was heard."""

    told: tuple[str, ...]
    letters: tuple[Letter, ...]
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
    _known: OrderedDict[tuple[bool, tuple[tuple[_Heard, ...], ...]], _Judged] = field(
        default_factory=OrderedDict
    )

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
        found = list(life_findings(life, strict=self.strict, complete=self.complete))
        return found + list(event_rule_findings(life, reveal=self.reveal))

    def life(self, message: Message) -> Life:
        """Explain a message's life by all that was observed of it."""
        timeline = order(list(message.observations))
        # A message is its key across variants: the first in judged order picks the machine.
        lifecycle = timeline.observations[0].voice.lifecycle
        automaton = self._automaton(lifecycle)
        opens = self._opens(timeline.observations)
        judged = self._judged(automaton, timeline, opens)
        _, letters, explanation, words = judged
        return Life(message.name, lifecycle, automaton, timeline, letters, explanation, words)

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

    def _judged(self, automaton: Automaton, timeline: Timeline, opens: bool) -> _Judged:
        copies = timeline.copies
        heard = tuple(
            [
                tuple([_Heard(it.telling, it.time is not None, id(it) in copies) for it in group])
                for group in timeline.groups
            ]
        )
        known = self._known.get((opens, heard))
        if known is None:
            known = _explained(automaton, heard, opens)
            if len(known.told) <= _CACHED_LENGTH:
                self._known[opens, heard] = known
                if len(self._known) > _CACHED:
                    self._known.popitem(last=False)
        return known


def _explained(automaton: Automaton, heard: tuple[tuple[_Heard, ...], ...], opens: bool) -> _Judged:
    split = any(each.telling.split for group in heard for each in group)
    trace = tuple(tuple(_letter(each, automaton, split) for each in group) for group in heard)
    explanation = explain(automaton, trace, opening_free=opens)
    told = tuple(each.telling.told for group in heard for each in group)
    letters = tuple(letter for group in trace for letter in group)
    return _Judged(told, letters, explanation, narrate(automaton, explanation, told))


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
