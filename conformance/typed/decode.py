"""Lines decoded by the types of forms that were seen in the log: a row for each that is sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, NamedTuple, Union

import numpy as np
import orjson
from msgspec import MsgspecError
from numpy.typing import NDArray

from ..observing.collector import Collector
from ..observing.complained import complained
from ..observing.endpoints import Endpoints
from ..observing.message import Message
from ..observing.observation import Observation
from ..observing.observer import Observer
from ..observing.tally import Tally
from ..payloads.reads import Unreadable
from ..reading import Record
from ..reading.envelope import is_envelope
from ..results.finding import Finding, MessageId, Place
from ..table.hashing import hashes_of, salted
from ..table.rows import NO_COUNT, UNTOLD, Rows
from .columns import Column
from .container import Around, Bare, Decoder, Enveloped, Side
from .form import TypedForm
from .kinds import Kinds, alone
from .shape import Tag, is_nameable

_PLACE: Final = Place("", None, 0)
_FIRST: Final = 32
"""So many lines are read one by one at first to learn how the others are decoded."""
_BAD: Final = -1
_MEMORY: Final = 100_000
"""So many kinds of payloads of one form are told apart at a time."""


@dataclass(slots=True, eq=False)
class _Way:
    """One way to decode lines: payloads of one form of a family, in one kind of container."""

    container: Bare | Enveloped
    every: Sequence[TypedForm]
    forms: dict[type[Any], TypedForm] = field(init=False)
    decoder: Decoder = field(init=False)
    taken: int = 0

    def __post_init__(self) -> None:
        self.renew()

    def form_of(self, payload: Mapping[str, Any]) -> TypedForm | None:
        """The form that a payload can have only, by what tells them apart."""
        for form in self.every:
            tag = form.tag
            if tag is None or payload.get(tag.name) == tag.value:
                return form
        return None

    def renew(self) -> None:
        """Make the decoder, of all that was learned."""
        self.forms = {each.shape.type: each for each in self.every}
        union: Any = Union[tuple(self.forms)]  # noqa: UP007 # made here
        self.decoder = self.container.decoder(union)


class TypedLines:
    """Decodes lines; which forms there are, it learns from some that are read one by one.

    Args:
        observers: what reads payloads one by one: one for each form of each lifecycle.
        collector: reads lines one by one, and holds nothing yet.
        kinds: the numbers of what is told.
    """

    def __init__(self, observers: Sequence[Observer], collector: Collector, kinds: Kinds) -> None:
        self._observers = observers
        self._collector = collector
        self._kinds = kinds
        self._endpoints = Endpoints(observers)
        self._ways: dict[tuple[str, str, Side | None], _Way | None] = {}

    def decode(
        self,
        lines: Sequence[bytes],
        rows: Rows,
        findings: list[Finding],
        *,
        payloads: bool = False,
    ) -> NDArray[np.bool_]:
        """Decode lines, and learn from some of those that cannot be decoded yet.

        Args:
            lines: without their ends.
            rows: one for each; where its line stands, it says already.
            findings: what is to be said of members that no schema names is added.
            payloads: each is a payload, and no envelope.

        Returns:
            Which lines were decoded: their rows are filled. The others are for others to read.
        """
        taken = np.zeros(len(lines), np.bool_)
        rest = np.arange(len(lines))
        for line in lines[:_FIRST] if not self._ways else ():
            self._learn_from(line)
        for way in self._active():
            if not payloads or isinstance(way.container, Bare):
                rest = self._take(way, lines, rest, rows, taken, findings)
        return taken

    def learn_unknown(self, records: Iterable[Any]) -> bool:
        """Learn which members payloads have that no schema names; say whether any is new.

        Args:
            records: what lines hold that were not decoded.
        """
        new = set()
        for way, record in product(self._active(), records):
            payload = way.container.payload(record) if isinstance(record, dict) else None
            form = None if payload is None else way.form_of(payload)
            if payload is None or form is None or not form.observer.state_of(payload):
                continue  # it is another's
            if form.learn(payload):
                new.add(way)
        for way in new:
            way.renew()
        return bool(new)

    def _learn_from(self, line: bytes) -> None:
        try:
            sample = self._judged(orjson.loads(line))
        except orjson.JSONDecodeError:
            return
        if sample is not None:
            self.learn(sample.record, sample.observation)

    def _active(self) -> list[_Way]:
        ways = [each for each in self._ways.values() if each is not None]
        return sorted(ways, key=lambda each: -each.taken)

    def _take(
        self,
        way: _Way,
        lines: Sequence[bytes],
        rest: NDArray[np.intp],
        rows: Rows,
        taken: NDArray[np.bool_],
        findings: list[Finding],
    ) -> NDArray[np.intp]:
        """Decode in one way what is left; return what is left then."""
        if not len(rest):
            return rest
        chosen = lines if len(rest) == len(lines) else [lines[index] for index in rest.tolist()]
        records, refused = _decoded(way.decoder, chosen)
        where = np.delete(rest, np.array(refused, np.intp))
        if not records:
            return rest
        around = way.container.open(records)
        for which, form in _by_form(way, around.payloads):
            some = slice(None) if which is None else which
            self._fill(way, form, _some(around, which), lines, where[some], rows, taken, findings)
        return rest[~taken[rest]] if not taken.all() else rest[:0]

    def _fill(
        self,
        way: _Way,
        form: TypedForm,
        around: Around,
        lines: Sequence[bytes],
        where: NDArray[np.intp],
        rows: Rows,
        taken: NDArray[np.bool_],
        findings: list[Finding],
    ) -> None:
        """Fill the rows of payloads of one form."""
        read = form.read(around.payloads)
        sound, keys, codes, names = read.sound, read.keys, read.codes, read.names
        if around.asked is not None:
            names = names if None not in keys else None
            keys = [
                each if key is None else key for key, each in zip(keys, around.asked, strict=True)
            ]
            sound = sound & _agree(keys, around.asked)
        elif not all(keys):
            sound = sound & np.array(list(map(bool, keys)), np.bool_)
        if around.codes is not None:
            codes = list(zip(around.codes, codes, strict=True))
        kinds = self._numbers(way, form, codes, where, lines, sound)
        sound = sound & (kinds >= 0)
        odd = [index for index in form.odd(around.payloads).tolist() if sound[index]]
        named = [keys[index] for index in odd]
        everything = bool(sound.all())
        good: Any = slice(None) if everything else np.flatnonzero(sound)
        if everything:
            at: Any = slice(None) if len(where) == len(rows) else where
        else:
            at = where[good]
            keys = [keys[each] for each in good.tolist()]
        rows["key"][at] = salted(hashes_of(keys) if names is None else names[good], form.salt)
        rows["kind"][at] = kinds[good]
        rows["received"][at] = UNTOLD if around.received is None else around.received[good]
        for name in ("bond", "parent", "time", "version"):
            rows[name][at] = getattr(read, name)[good]
        rows["rising"][at] = NO_COUNT
        for index, numbers in enumerate(read.rising):
            rows["rising"][at, index] = numbers[good]
        taken[at] = True
        way.taken += int(sound.sum())
        for index, key in zip(where[odd].tolist(), named, strict=True):
            findings += _unknown(way, form, lines[index], rows[index], key)

    def _numbers(
        self,
        way: _Way,
        form: TypedForm,
        codes: Column,
        where: NDArray[np.intp],
        lines: Sequence[bytes],
        sound: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """The kind of each payload; one of each new kind is read one by one to tell."""
        known = form.kinds
        if len(known) >= _MEMORY:
            known.clear()
        try:  # most kinds were met before
            return np.fromiter(map(known.__getitem__, codes), np.int64, len(codes))
        except KeyError:
            for index, code in enumerate(codes):
                if code not in known and sound[index]:
                    known[code] = self._number(way, lines[where[index]], form)
        return np.array([known.get(code, _BAD) for code in codes], np.int64)

    def _number(self, way: _Way, line: bytes, form: TypedForm) -> int:
        """The number of the kind of a line; `_BAD` if anything is to be said of what is read."""
        record = orjson.loads(line)
        payload = way.container.payload(record) or {}
        for name in form.unknown:
            payload.pop(name, None)
        sample = self._judged(record)
        if sample is None or sample.observation.voice is not form.voice:
            return _BAD
        return self._kinds.number(sample.message, sample.observation)

    def learn(self, record: dict[str, Any], observation: Observation) -> None:
        """Learn how to decode records like one that was read one by one, and is sound.

        Args:
            record: the record.
            observation: what it tells.
        """
        observer = next(each for each in self._observers if each.voice is observation.voice)
        side = observer.form.payload if is_envelope(record) else None
        name = (observer.lifecycle.family, observer.form.name, side)
        if name not in self._ways:
            self._ways[name] = self._way(observer, side)
        else:
            way = self._ways[name]
            if way is not None and way.container.learn(record):
                way.renew()

    def _way(self, observer: Observer, side: Side | None) -> _Way | None:
        family, form = observer.lifecycle.family, observer.form
        alike = [
            each
            for each in self._observers
            if (each.lifecycle.family, each.form.name) == (family, form.name)
        ]
        try:
            forms = [TypedForm(each, self._observers, _tag(each, alike)) for each in alike]
        except Unreadable:
            return None
        container = Bare() if side is None else Enveloped(side, self._endpoints)
        return _Way(container, forms)

    def _judged(self, record: Any) -> _Sample | None:
        """Read one record; `None` unless it is sound and tells one thing of one message."""
        if not isinstance(record, dict):
            return None
        collector, tally = self._collector, Tally()
        collector.take(Record(_PLACE, record), tally)
        messages, findings = list(collector.messages.values()), list(collector.findings)
        collector.forget()
        if findings or tally.unread or tally.ignored or len(messages) != 1:
            return None
        message = messages[0]
        observation = alone(message)
        return None if observation is None else _Sample(record, message, observation)


class _Sample(NamedTuple):
    """A line that was read one by one."""

    record: dict[str, Any]
    message: Message
    observation: Observation


def _unknown(way: _Way, form: TypedForm, line: bytes, row: Any, key: str) -> Iterator[Finding]:
    """Say which members of a payload no schema names, in their order; nothing else is wrong."""
    payload = way.container.payload(orjson.loads(line)) or {}
    observer, place = form.observer, Place("", int(row["line"]), int(row["at"]))
    name = MessageId(observer.family, observer.variant, (key,))
    told = observer.state_of(payload)
    moments = (int(row[each]) for each in ("received", "time") if row[each] != UNTOLD)
    moment = next(moments, None)
    for each in payload:
        complaint = form.unknown.get(each)
        if complaint is not None:
            yield complained(complaint, observer.voice, place, told, name, moment)


def decoded(decoder: Decoder, lines: Sequence[bytes]) -> Column:
    """Decode lines; `None` stands for what the type refuses.

    Args:
        decoder: decodes one.
        lines: each JSON, or what may be none.
    """
    found, refused = _decoded(decoder, lines)
    if not refused:
        return found
    gaps, taken = set(refused), iter(found)
    return [None if index in gaps else next(taken) for index in range(len(lines))]


def _decoded(decoder: Decoder, lines: Sequence[bytes]) -> tuple[Column, list[int]]:
    """Decode lines; return what the type takes, and the numbers of the lines it refuses."""
    found: Column = []
    refused: list[int] = []
    rest = iter(lines)
    while len(found) + len(refused) < len(lines):
        try:
            found.extend(map(decoder.decode, rest))
        except (MsgspecError, ValueError, RecursionError):  # the line that was refused is used up
            refused.append(len(found) + len(refused))
    return found, refused


def _by_form(way: _Way, payloads: Column) -> list[tuple[Any, TypedForm]]:
    """The forms that payloads have, each with which have it; `None` for all."""
    if len(way.forms) == 1:
        return [(None, next(iter(way.forms.values())))]
    types = list(map(type, payloads))
    seen = set(types)
    if len(seen) == 1:
        return [(None, way.forms[types[0]])]
    return [
        (np.flatnonzero(np.array([each is kind for each in types], np.bool_)), way.forms[kind])
        for kind in seen
    ]


def _some(around: Around, which: NDArray[np.intp] | None) -> Around:
    """What is told around some payloads; all of them if it is not said which."""
    if which is None:
        return around
    indexes = which.tolist()
    return Around(
        [around.payloads[index] for index in indexes],
        None if around.received is None else around.received[which],
        None if around.codes is None else [around.codes[index] for index in indexes],
        None if around.asked is None else [around.asked[index] for index in indexes],
    )


def _agree(keys: Column, asked: Column) -> NDArray[np.bool_]:
    """Where there is a key, and no other was asked for."""
    return np.array(
        [bool(key) and each in (None, key) for key, each in zip(keys, asked, strict=True)],
        np.bool_,
    )


def _tag(observer: Observer, alike: Sequence[Observer]) -> Tag | None:
    """What tells a form from those of other variants.

    Raises:
        Unreadable: no member at the top does.
    """
    place = observer.form.variant
    if place is None or len(alike) == 1:
        return None
    variant = observer.lifecycle.variant
    plain = len(place.parts) == 1 and is_nameable(place.parts[0])
    if not plain or variant is None or observer.form.variants:
        raise Unreadable("no member of the payload itself names the variant, each in one way")
    return Tag(place.parts[0], variant)
