"""From a line that was judged the plain way to the template it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson

from ...spec import Lifecycle, Pointer
from ..observing.collector import Collector, Tally
from ..observing.message import FOUND
from ..observing.observation import Observation, Voice
from ..observing.observer import Observer
from ..payloads.links import Leg, counters
from ..reading import Record, Unwrapping
from ..reading.envelope import is_envelope
from ..results.finding import Place
from .hashing import BONDS, Hasher, Lanes, Piece, Sums
from .line_values import LineValues, Path, Sample, facts_by_rule
from .looks import Look
from .rows import MOST_KINDS, Kind
from .spans import Span, Unusual, spans
from .template import Slot, Template
from .watched import Watched

_PLACE: Final = Place("", None, 0)


class Learner:
    """Makes templates of lines, where that can be done.

    Args:
        observers: what reads payloads: one for each form of each lifecycle.
        lifecycles: what may be in the logs.
        unwrapping: where a foreign capture keeps payload and time.
        forced: the user named the lifecycles.
        hasher: hashes keys and facts.
    """

    def __init__(
        self,
        observers: Sequence[Observer],
        lifecycles: Sequence[Lifecycle],
        unwrapping: Unwrapping,
        *,
        forced: bool,
        hasher: Hasher,
    ) -> None:
        self._observers = observers
        self._unwrapping = unwrapping
        self._hasher = hasher
        self._counted = counters(lifecycles)
        self._collector = Collector(observers, unwrapping, forced=forced, detail="whether")
        self._watched: dict[tuple[int, str], Watched] = {}
        self._looks: dict[int, dict[Path, tuple[Look, ...]]] = {}
        self._hasty = any(
            rule.kind == "min_interval" and rule.answer == FOUND
            for lifecycle in lifecycles
            for rule in lifecycle.rules
        )
        self.kinds: dict[Kind, int] = {}

    def learn(self, line: bytes) -> Template | None:
        """Return the template of a line; `None` if it has to be judged by itself.

        Args:
            line: one line, without its end.
        """
        try:
            sample = self._judged(line)
            return None if sample is None else self._template(sample, spans(line))
        except Unusual:
            return None

    def _judged(self, line: bytes) -> Sample | None:
        """Judge a line; `None` unless it is sound and tells one thing of one message."""
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(record, dict):
            return None
        collector, tally = self._collector, Tally()
        collector.take(Record(_PLACE, record), tally)
        messages, findings = list(collector.messages.values()), list(collector.findings)
        collector.forget()
        if findings or tally.unread or tally.ignored or len(messages) != 1:
            return None
        message = messages[0]
        if len(message.observations) != 1 or (message.answers and self._hasty):
            return None
        observation = next(iter(message.observations))
        within = self._within(record, observation.voice)
        return None if within is None else Sample(line, message, observation, within)

    def _within(self, record: dict[str, Any], voice: Voice) -> Path | None:
        """Return where the payload stands, if it is one object by itself."""
        if self._unwrapping.payload_at is not None:
            within = self._unwrapping.payload_at.parts
        else:
            within = (voice.form.payload, "body") if is_envelope(record) else ()
        payload = Pointer("".join(f"/{part}" for part in within)).get(record)
        if not isinstance(payload, dict):
            return None
        lists = (place.get(payload) for place in voice.form.items)
        return None if any(isinstance(each, list) for each in lists) else within

    def _template(self, sample: Sample, found: list[Span]) -> Template | None:
        observation = sample.observation
        watched = self._watching(observation)
        line = LineValues(sample, found, watched, self._unwrapping)
        if not line.has_times():
            return None
        family, variant, key = sample.message.name
        whole = line.piece(observation.voice.form.key, key)
        asked = line.asked(key, whole)
        piece = whole or asked
        if piece is None:
            return None
        bond = [piece._replace(room=BONDS)]
        parent, named, shared = self._parent(sample, line)
        bond += (line.fact(at, observation, index) for index, at in enumerate(watched.constant))
        twice = None
        if asked is not None and whole is not None and asked is not whole:
            twice = _where(asked), _where(whole)
        ordered = line.ordered()
        return Template(
            line=sample.line,
            slots=tuple(line.slots),
            kind=self._number(sample, line, piece),
            key=Sums([piece], self._hasher, self._hasher.salt("message", family, variant)),
            bond=Sums(bond, self._hasher),
            asked=twice,
            time=line.time,
            received=line.received,
            others=tuple(line.others),
            parent=None if parent is None else Sums([parent], self._hasher, named),
            version=line.version(),
            shared=shared,
            ordered=ordered,
        )

    def _watching(self, observation: Observation) -> Watched:
        voice, state = observation.voice, observation.state or ""
        known = self._watched.get((id(voice), state))
        if known is None:
            lifecycle = voice.lifecycle
            known = self._watched[id(voice), state] = Watched(
                lifecycle,
                voice.form,
                state,
                {each.form.name: each.form for each in self._observers}.values(),
                self._counted.get(lifecycle.family, ()),
                self._looks.setdefault(id(voice), {}),
            )
        return known

    def _number(self, sample: Sample, line: LineValues, key: Piece) -> int:
        """The number of what a line tells, as a `Kind` has it, and how."""
        told = sample.observation
        voice = told.voice
        free = isinstance(line.version(), Slot)
        asked = [
            fact
            for rule, place, fact in facts_by_rule(told)
            if rule != "constant" and not (free and place == voice.form.version)
        ]
        telling = (
            voice.form.sampled,
            voice.lifecycle.id,
            voice.form.name,
            told.told,
            None if free else told.version,
            told.guards,
            told.previous,
            told.split,
            line.time is None,
            line.received is None,
            len(sample.message.answers),
            tuple(asked),
            tuple(
                (name, (fact.number, fact.total) if isinstance(fact, Leg) else "")
                for name, fact in told.facts_of.items()
                if isinstance(fact, Leg | str)
            ),
            repr([each for each in told.facts_of.items() if not isinstance(each[1], Leg | str)]),
        )
        key_at = None if key.fixed is not None else (key.start, key.end - key.start)
        kind = Kind(telling, key_at)
        if kind not in self.kinds and len(self.kinds) >= MOST_KINDS:
            raise Unusual("more kinds than have numbers")
        return self.kinds.setdefault(kind, len(self.kinds))

    def _parent(self, sample: Sample, line: LineValues) -> tuple[Piece | None, Lanes | None, bool]:
        """Say where what it belongs to stands, if it tells, and whether that is a workflow."""
        lifecycle = sample.message.lifecycle
        for relation in lifecycle.relations:
            fact = sample.observation.facts_of.get(relation.id)
            if fact is None:
                continue
            if isinstance(fact, Leg):
                salt = self._hasher.salt("workflow", lifecycle.family, relation.id)
            else:
                salt = self._hasher.salt("message", relation.parent, None)
            text = fact.workflow if isinstance(fact, Leg) else fact
            for place in relation.fields:
                piece = line.piece(place, text)
                if piece is not None:
                    return piece, salt, isinstance(fact, Leg)
            raise Unusual("what it belongs to stands nowhere")
        return None, None, False


def _where(piece: Piece) -> slice:
    return slice(piece.start, piece.end)
