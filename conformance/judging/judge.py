"""The judge: from a message's observations to its verdict."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ...machines import BEGIN, Automaton, automaton_of
from ...spec import Lifecycle
from ..lives.edits import FOREIGN, FREE, UNKNOWN, Letter
from ..lives.evidence import Mark, Order
from ..lives.explanation import Explanation, explain
from ..lives.narration import narrate
from ..observing.message import Message
from ..observing.observation import Observation, Telling, Voice
from ..results.finding import Finding
from ..results.traffic import Traffic
from .event_rules import event_rule_findings, is_quiet
from .life import Life
from .life_findings import life_findings
from .options import Options
from .order import Timeline, is_plain, order
from .traffic_count import Plain, count_plain, plain

_CACHED: Final = 50_000
"""Distinct traces whose explanation is kept."""
_CACHED_LENGTH: Final = 64
"""Longer traces hardly repeat; they are explained anew."""


_Key = tuple[object, ...]
"""What was heard, as it is looked up: what does not matter to most traces is left out."""


class Judged(NamedTuple):
    """What holds for every message of which the same was heard.

    Args:
        told: the status of each observation, as they arrived.
        did: what is counted of its life, if no edit is needed to explain it.
        letters: what the judge saw of each observation, as they arrived.
        explanation: how they are explained.
        words: the same in words.
        last: the state at the end; `None` if nothing was explained.
        final: whether that is a documented place to end.
    """

    told: tuple[str, ...]
    did: Plain | None
    letters: tuple[Letter, ...]
    explanation: Explanation
    words: str
    last: str | None
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
        explanation = life.explanation
        if explanation.cost != FREE or explanation.alone or life.timeline.overtaken:
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
        if not (is_plain(observations) and is_quiet(observations)):
            return None
        untimed = len(observations) if observations[0].time is None else 0
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
        key = plain_key = _plain_key(opens, timeline)
        is_near = timeline.order is not None and is_plain(timeline.arrived)
        if is_near:  # what costs nothing in the order of times is best, however near they are
            known = self._known.get(plain_key)
            if known is not None and known.did is not None:
                return known
        parts = _receipts_of_parts(timeline)
        if timeline.marks is not None:
            key = (*plain_key, parts, *_pattern(timeline.marks, timeline.order))
        elif parts:
            key = (*plain_key, parts)
        known = self._known.get(key)
        if known is None:
            known = _explained(automaton, timeline, parts, opens, self.complete)
            if is_near and known.did is not None:
                key = plain_key
            if len(known.told) <= _CACHED_LENGTH:
                self._known[key] = known
                if len(self._known) > _CACHED:
                    self._known.popitem(last=False)
        return known


def _plain_key(opens: bool, timeline: Timeline) -> _Key:
    """What decides on observations that stand as they arrived, far apart, none of them twice."""
    arrived = timeline.arrived
    untimed = [each.time for each in arrived].count(None)
    return (opens, untimed, tuple([each.telling for each in arrived]))


def _pattern(marks: Sequence[Mark], order: Order | None) -> _Key:
    """What else decides: how times and arrival order them; not the times themselves, as a rule."""
    if order is None or order.crowded:
        return (marks,)
    originals = tuple([mark.original for mark in marks])
    return (order, originals, tuple([mark.time is None for mark in marks]))


def _receipts_of_parts(timeline: Timeline) -> frozenset[int]:
    """Which observations, by their arrival, are receipts of parts: as many as there are parts."""
    most = max(each.parts for each in timeline.arrived)
    if most == 0:
        return frozenset()
    number_of = {id(each): number for number, each in enumerate(timeline.arrived)}
    seen: Counter[str | None] = Counter()
    found: set[int] = set()
    for each in timeline.observations:
        if each.voice.form.sampled or id(each) in timeline.copies:
            continue
        seen[each.state] += 1
        if seen[each.state] <= most:
            found.add(number_of[id(each)])
    return frozenset(found)


def _began_before(since: int, observations: Iterable[Observation]) -> bool:
    moments = (each.received if each.time is None else each.time for each in observations)
    return min((moment for moment in moments if moment is not None), default=since) < since


def _explained(
    automaton: Automaton, timeline: Timeline, parts: Container[int], opens: bool, complete: bool
) -> Judged:
    arrived, marks = timeline.arrived, timeline.marks
    split = any(each.telling.split for each in arrived)
    untold = _untold(automaton, {each.telling.voice for each in arrived})
    letters = tuple(
        _letter(each.telling, automaton)._replace(
            timed=each.time is not None if marks is None else marks[number].time is not None,
            copy=id(each) in timeline.copies,
            split=split,
            part=number in parts,
            untold=untold,
        )
        for number, each in enumerate(arrived)
    )
    explanation = explain(automaton, letters, marks, opening_free=opens, complete=complete)
    told = tuple(each.telling.told for each in arrived)
    return Judged(
        told,
        plain(automaton, explanation),
        letters,
        explanation,
        narrate(automaton, explanation, told),
        name_of_end(automaton, explanation),
        explanation.end in automaton.finals,
    )


def _untold(automaton: Automaton, voices: Iterable[Voice]) -> int:
    """The bits of the states that no form which announced the message tells."""
    announcing = [voice.form for voice in voices if not voice.form.sampled]
    return sum(
        1 << number
        for number, name in enumerate(automaton.names)
        if announcing and all(form.leaves_out(name) for form in announcing)
    )


def _letter(telling: Telling, automaton: Automaton) -> Letter:
    """What a letter is by what it tells; the rest is its place among others."""
    voice, state, _, guards, previous, _ = telling
    return Letter(
        UNKNOWN if state is None else automaton.number.get(state, FOREIGN),
        voice.form.sampled,
        changes_only=voice.form.changes_only,
        guards=guards,
        previous=automaton.number.get(previous or "", UNKNOWN),
    )


def name_of_end(automaton: Automaton, explanation: Explanation) -> str | None:
    """Return the state a life ends in; `None` if none of what was told is explained."""
    return None if explanation.end == BEGIN else automaton.names[explanation.end]
