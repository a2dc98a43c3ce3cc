"""The values of a sample line: what may differ from line to line, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from ...spec import Pointer
from ..observing.message import Message
from ..observing.observation import Observation
from ..reading import Unwrapping
from .char_sets import SAFE, CharSet, allowed
from .hashing import BONDS, KEYS, Piece
from .looks import Look
from .moments import Moment
from .rows import PINNED
from .spans import Span, Unusual
from .template import Slot, number_sets
from .watched import Watched

Path = tuple[str, ...]

_UNITS: Final = {"ms": 1_000, "s": 10**6}
_SMALLEST_MS: Final = 12
"""A capture's time with so many digits counts milliseconds."""
_MOST_DIGITS: Final = 14
_LONGEST: Final = 4096
"""Bytes of what is hashed."""


class Sample(NamedTuple):
    """A line, judged.

    Args:
        line: the line.
        message, observation: the one message it tells of, and what it tells.
        within: where its payload stands in the line.
    """

    line: bytes
    message: Message
    observation: Observation
    within: Path


def facts_by_rule(told: Observation) -> Iterator[tuple[str, Pointer, Any]]:
    """Yield each fact with the kind of the rule that asks for it, and its place."""
    facts = iter(told.facts)
    for rule in told.voice.event_rules:
        for place in rule.fields:
            yield rule.kind, place, next(facts)


class LineValues:
    """The values of one line: which may differ, which are hashed.

    Args:
        sample: the line, judged.
        found: where its values stand.
        watched: what is looked at in its payload.
        unwrapping: where a foreign capture keeps payload and time.
    """

    def __init__(
        self, sample: Sample, found: list[Span], watched: Watched, unwrapping: Unwrapping
    ) -> None:
        self._sample = sample
        self._watched = watched
        self._unwrapping = unwrapping
        self._spans = {each.path: each for each in found}
        self.slots: list[Slot] = []
        self.others: list[Moment] = []
        self.time: Moment | None = None
        self.received: Moment | None = None
        self._free: set[Path] = set()
        self._wrapped = bool(sample.within) and unwrapping.payload_at is None
        for span in found:
            self._place(span)

    def _place(self, span: Span) -> None:
        within = self._sample.within
        sets: Sequence[CharSet] | None
        if span.path == self._received_at():
            sets = self._moment(span, "received")
        elif span.path[: len(within)] == within:
            sets = self._of_payload(span, span.path[len(within) :])
        elif self._wrapped and span.path in _READ:
            sets = None
        else:
            sets = _anything(span)
        if sets is not None:
            self.slots.append(Slot(span.start, span.end, tuple(sets)))
            self._free.add(span.path)

    def _received_at(self) -> Path | None:
        if self._unwrapping.received_at is not None:
            return self._unwrapping.received_at.parts
        return ("received_at",) if self._wrapped else None

    def _of_payload(self, span: Span, path: Path) -> Sequence[CharSet] | None:
        """Return what may stand there; `None` if it must be the same in every line."""
        form = self._sample.observation.voice.form
        if form.time is not None and path == form.time.at.parts:
            return self._moment(span, "time")
        if form.version is not None and path == form.version.parts and not _is_small(span.text):
            return None
        if any(place.covers(path) for place in self._watched.pinned):
            return None
        if any(place.covers(path) and place.parts != path for place in self._watched.constant):
            return None
        sets = _anything(span)
        for look in self._watched.looks(path) if sets is not None else ():
            if sets is not None and _concerns(look, span):
                sets = self._judged(look, span, sets)
        return sets

    def _judged(self, look: Look, span: Span, sets: Sequence[CharSet]) -> Sequence[CharSet] | None:
        text = span.text
        if not look.certain:
            return None
        if look.keyword == "pattern":
            found = allowed(str(look.argument), text.decode())
            return None if found is None else _both(sets, found)
        if look.keyword == "format" and look.argument == "date-time":
            return self._moment(span, "others")
        if look.keyword in _BOUNDS:
            return sets if _keeps(look, sets) else None
        return None

    def _moment(self, span: Span, name: str) -> Sequence[CharSet] | None:
        """Note a time; its digits may differ."""
        text = span.text
        moment: Moment | None = None
        if span.kind == "string" and span.plain and (name != "time" or self._unit() == "rfc3339"):
            moment = Moment.of_text(span.start, span.end, text)
        elif span.kind == "number" and name != "others":
            unit = self._unit() if name == "time" else _unit_of(text)
            moment = Moment.of_number(span.start, span.end, text, unit)
        if moment is None:
            return None
        if name == "others":
            self.others.append(moment)
        else:
            setattr(self, name, moment)
        return moment.sets

    def _unit(self) -> Any:
        time = self._sample.observation.voice.form.time
        return None if time is None else _UNITS.get(time.unit, time.unit)

    def has_times(self) -> bool:
        """Whether the times that the plain way reads are read here."""
        told = self._sample.observation
        return (told.time is None) == (self.time is None) and (told.received is None) == (
            self.received is None
        )

    def version(self) -> Slot | int:
        """Return where a version stands that may differ; else, what the column has for it."""
        place = self._sample.observation.voice.form.version
        span = None if place is None else self._span(place)
        if span is None or span.kind != "number":
            return 0
        return Slot(span.start, span.end, ()) if span.path in self._free else PINNED

    def _span(self, place: Pointer) -> Span | None:
        return self._spans.get((*self._sample.within, *place.parts))

    def piece(self, place: Pointer, text: str) -> Piece | None:
        """Return what is hashed for a text that stands at a place of the payload."""
        span = self._span(place)
        if span is None:
            return None
        if span.path not in self._free:
            return _fixed(text)
        if span.text != text.encode():
            raise Unusual("a text that is not what stands there")
        return Piece(span.start, span.end)

    def asked(self, key: str, whole: Piece | None) -> Piece | None:
        """Return what the request asks for, where it names the message.

        Args:
            key: the message's key.
            whole: where it stands in the payload, too; if it may differ there, it may here.
        """
        span = self._spans.get(("request", "url")) if self._wrapped else None
        if not self._sample.message.answers or span is None:
            return None
        text = span.text
        raw = key.encode()
        at = text.find(b"/" + raw) + 1
        behind = text[at + len(raw) :]
        plain = span.plain and all(char in _OF_URL for char in raw)
        if not plain or at == 0 or text.count(raw) != 1 or behind[:1] not in (b"", b"/", b"?"):
            raise Unusual("the request does not show its key")
        if whole is not None and whole.fixed is not None:
            return whole
        start = span.start + at
        self.slots.append(Slot(start, start + len(raw), (_OF_URL,) * len(raw)))
        return Piece(start, start + len(raw))

    def fact(self, place: Pointer, told: Observation, index: int) -> Piece:
        """Return what is hashed for a value that must not change within a message."""
        span = self._span(place)
        texts, numbers, others = (_OF_FACTS + _KINDS * index + kind for kind in range(_KINDS))
        if span is not None and span.path in self._free:
            room = numbers if span.kind == "number" else texts
            return Piece(span.start, span.end, room=room)
        fact = [fact for kind, _, fact in facts_by_rule(told) if kind == "constant"][index]
        if isinstance(fact, str):
            return _fixed(fact, texts)
        if isinstance(fact, int):
            return _fixed(str(fact), numbers)
        return _fixed(repr(fact), others)

    def ordered(self) -> tuple[tuple[Slot, Slot], ...]:
        """Return the pairs of numbers of which the first must be at most the second."""
        slots = {(slot.start, slot.end): slot for slot in self.slots}
        pairs: list[tuple[Slot, Slot]] = []
        for places in self._watched.ordered:
            present = [span for place in places if (span := self._span(place)) is not None]
            numbers = [span for span in present if span.kind == "number"]
            for span in numbers:
                text = span.text
                if not text.isdigit() or len(text) > _MOST_DIGITS:
                    raise Unusual("a number that is not whole has to be compared")
                slots.setdefault((span.start, span.end), Slot(span.start, span.end, ()))
            in_line = [slots[span.start, span.end] for span in numbers]
            pairs += pairwise(in_line)
        return tuple(pairs)


_READ: Final = frozenset(
    [("request", "method"), ("request", "url"), ("response", "status"), ("provider",)]
)
"""What the checker reads of an envelope besides bodies and time."""
_OF_URL: Final[CharSet] = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
)
_OF_FACTS: Final = BONDS + 1
"""The room of the first fact; the one before is of the key."""
_KINDS: Final = 3
"""Texts, whole numbers and all else are never equal."""
_BOUNDS: Final = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"))
_OF_STRINGS: Final = frozenset(("pattern", "format", "minLength", "maxLength"))


def _fixed(text: str, room: int = KEYS) -> Piece:
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw) > _LONGEST:
        raise Unusual("a text that is too long to be hashed")
    return Piece(fixed=raw, room=room)


def _anything(span: Span) -> Sequence[CharSet] | None:
    """What may stand there for all that its kind asks."""
    if span.kind == "literal" or not span.plain:
        return None
    if span.kind == "string":
        return (SAFE,) * (span.end - span.start)
    text = span.text
    whole = text.lstrip(b"-").isdigit() and len(text) <= _MOST_DIGITS
    return number_sets(text) if whole else None


def _concerns(look: Look, span: Span) -> bool:
    """Whether a keyword can tell values of one kind and length apart."""
    if look.keyword in ("minLength", "maxLength", "type"):
        return False
    if look.keyword in _OF_STRINGS:
        return span.kind == "string"
    return span.kind == "number" or look.keyword not in (*_BOUNDS, "multipleOf")


def _is_small(version: bytes) -> bool:
    return version.isdigit() and len(version) < len(str(PINNED))


def _both(left: Iterable[CharSet], right: Iterable[CharSet]) -> tuple[CharSet, ...]:
    return tuple(a & b for a, b in zip(left, right, strict=True))


def _keeps(look: Look, sets: Sequence[CharSet]) -> bool:
    """Whether every number that may stand there keeps a bound."""
    least = float(bytes(min(each) for each in sets))
    most = float(bytes(max(each) for each in sets))
    bound = float(look.argument)
    if look.keyword == "minimum":
        return least >= bound
    if look.keyword == "maximum":
        return most <= bound
    return least > bound if look.keyword == "exclusiveMinimum" else most < bound


def _unit_of(text: bytes) -> int:
    return _UNITS["ms"] if len(text) >= _SMALLEST_MS else _UNITS["s"]
