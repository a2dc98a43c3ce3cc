"""Lines decoded by the types of forms that were seen in the log: a row for each that is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import product, repeat
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from ...spec import Lifecycle
from ..columns.columns import Column
from ..observing.collector import Collector
from ..observing.complained import complained
from ..observing.message import Message
from ..observing.observation import Observation
from ..observing.observer import Observer
from ..observing.tally import Tally
from ..reading import Record
from ..results.finding import Finding, MessageId, Place
from ..table.hashing import Hashes, hashes_of, salted
from ..table.rows import NO_COUNT, UNTOLD, Rows
from .container import Bare
from .form import TypedForm
from .keys import parts_of_key
from .kinds import Kinds, alone
from .ways import Opened, Way, Ways

_PLACE: Final = Place("", None, 0)
_FIRST: Final = 32
"""So many lines are read one by one at first to learn how the others are decoded."""
_BAD: Final = -1
Noted = Callable[[Hashes, Sequence[Any], Lifecycle], None]
"""Is told the hashes that rows have of keys, the keys, and what reads their messages."""
_MEMORY: Final = 100_000
"""So many kinds of payloads of one form are told apart at a time."""


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
        self._ways = Ways(observers, collector)
        self.noted: Noted | None = None
        """Is told the keys that were read."""

    def decode(
        self,
        lines: Sequence[bytes],
        rows: Rows,
        more: list[Rows],
        findings: list[Finding],
        *,
        payloads: bool = False,
    ) -> NDArray[np.bool_]:
        """Decode lines, and learn from some of those that cannot be decoded yet.

        Args:
            lines: without their ends.
            rows: one for each; where its line stands, it says already.
            more: the rows of lines that tell of several messages, but for the first, are added.
            findings: what is to be said of members that no schema names is added.
            payloads: each is a payload, and no envelope.

        Returns:
            Which lines were decoded: their rows are filled. The others are for others to read.
        """
        taken = np.zeros(len(lines), np.bool_)
        rest = np.arange(len(lines))
        for line in lines[:_FIRST] if not self._ways else ():
            self._learn_from(line)
        for way in self._ways.active:
            if not payloads or isinstance(way.container, Bare):
                rest = self._take(way, lines, rest, rows, taken, more, findings)
        return taken

    def learn_unknown(self, records: Iterable[Any]) -> bool:
        """Learn which members payloads have that no schema names; say whether any is new.

        Args:
            records: what lines hold that were not decoded.
        """
        new = set()
        for way, record in product(self._ways.active, records):
            for payload in way.payloads(record):
                form = way.form_of(payload)
                if form is None or not form.observer.state_of(payload):
                    continue  # it is another's
                if form.learn(payload):
                    new.add(way)
        for way in new:
            way.renew()
        return bool(new)

    def _learn_from(self, line: bytes) -> None:
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            return
        for sample in self._judged(record)[:1]:
            self.learn(record, sample.observation)

    def _take(
        self,
        way: Way,
        lines: Sequence[bytes],
        rest: NDArray[np.intp],
        rows: Rows,
        taken: NDArray[np.bool_],
        more: list[Rows],
        findings: list[Finding],
    ) -> NDArray[np.intp]:
        """Decode in one way what is left; return what is left then."""
        if not len(rest):
            return rest
        chosen = lines if len(rest) == len(lines) else [lines[index] for index in rest.tolist()]
        decoded = way.decode(chosen)
        if decoded is None:
            return rest
        kept, opened = decoded
        where = rest if kept is None else rest[kept]
        at = where if opened.owners is None else where[opened.owners]
        # What is written of lines that are not taken, others write again.
        told = rows if len(at) == len(rows) and opened.owners is None else rows[at]
        sound = np.zeros(len(told), np.bool_)
        odd: list[_Odd] = []
        for which, form in _by_form(way, opened.payloads):
            some = opened if which is None else opened.some(which)
            here: Any = slice(None) if which is None else which
            filled = told[here]
            sound[here], keys = self._fill(way, form, some, lines, at[here], filled)
            if which is not None:
                told[here] = filled
            numbers = np.arange(len(told))[here]
            odd += [
                _Odd(int(numbers[index]), form, keys[index], names)
                for index, names in form.odd(some.payloads)
            ]
        first = np.ones(len(told), np.bool_)
        if opened.owners is not None:
            sound &= _whole(sound, opened.owners, told["key"], len(where))
            first[1:] = opened.owners[1:] != opened.owners[:-1]
            others = told[sound & ~first]
            more += [others] if len(others) else []
        odd = [each for each in odd if sound[each.number]]
        findings += _of_odd(odd, way, lambda number: lines[at[number]], told, first)
        first &= sound
        if told is not rows:
            rows[at[first]] = told[first]
        taken[at[first]] = True
        way.taken += int(first.sum())
        return rest[~taken[rest]] if not taken.all() else rest[:0]

    def _fill(
        self,
        way: Way,
        form: TypedForm,
        opened: Opened,
        lines: Sequence[bytes],
        at: NDArray[np.intp],
        rows: Rows,
    ) -> tuple[NDArray[np.bool_], Column]:
        """Fill the rows of payloads of one form; return which are sound, and their keys."""
        read = form.read(opened.payloads, opened.climbed)
        sound, keys, codes, names = read.sound, read.keys, read.codes, read.names
        if opened.asked is not None:
            names = names if None not in keys else None
            keys = [
                each if key is None else key for key, each in zip(keys, opened.asked, strict=True)
            ]
            sound = sound & _agree(keys, opened.asked)
        elif not all(keys):
            sound = sound & np.array(list(map(bool, keys)), np.bool_)
        if opened.known is not None:
            sound = sound & opened.known
        codes = [*opened.codes, *codes]
        if opened.owners is not None and way.answers:
            sound = sound & _alike(_rows_of(codes, len(keys)), opened.owners)
        kinds = self._numbers(way, form, codes, keys, at, lines, sound)
        rows["key"] = salted(hashes_of(keys, len(keys)) if names is None else names, form.salt)
        if self.noted is not None:
            self.noted(rows["key"], keys, form.observer.lifecycle)
        rows["kind"] = kinds
        rows["received"] = UNTOLD if opened.received is None else opened.received
        for name in ("bond", "parent", "time", "version"):
            rows[name] = getattr(read, name)
        rows["rising"] = NO_COUNT
        for index, numbers in enumerate(read.rising):
            rows["rising"][:, index] = numbers
        return sound & (kinds >= 0), keys

    def _numbers(
        self,
        way: Way,
        form: TypedForm,
        codes: Sequence[Column],
        keys: Column,
        at: NDArray[np.intp],
        lines: Sequence[bytes],
        sound: NDArray[np.bool_],
    ) -> NDArray[np.int64]:
        """The kind of each payload; one of each new kind is read one by one to tell."""
        known, count = form.kinds, len(keys)
        if len(known) >= _MEMORY:
            known.clear()
        try:  # most kinds were met before
            return np.fromiter(map(known.__getitem__, _rows_of(codes, count)), np.int64, count)
        except KeyError:
            for index, code in enumerate(_rows_of(codes, count)):
                if code not in known and sound[index]:
                    known[code] = self._number(way, lines[at[index]], form, keys[index])
        numbers = (known.get(code, _BAD) for code in _rows_of(codes, count))
        return np.fromiter(numbers, np.int64, count)

    def _number(self, way: Way, line: bytes, form: TypedForm, key: Any) -> int:
        """The number of the kind of a payload; `_BAD` if anything is to be said of what is read."""
        try:
            record = way.container.unfolded(orjson.loads(line))
        except orjson.JSONDecodeError:  # in what stands beside, and was not decoded
            return _BAD
        for payload in way.payloads(record):
            for name in form.unknown:
                payload.pop(name, None)
        parts = parts_of_key(key)
        for sample in self._judged(record):
            if sample.message.name.parts == parts and sample.observation.voice is form.voice:
                return self._kinds.number(sample.message, sample.observation)
        return _BAD

    def learn(self, record: dict[str, Any], observation: Observation) -> None:
        """Learn how to decode records like one that was read one by one, and is sound.

        Args:
            record: the record.
            observation: what it tells.
        """
        observer = next(each for each in self._observers if each.voice is observation.voice)
        self._ways.learn(record, observer)

    def _judged(self, record: Any) -> list[_Sample]:
        """What a record tells of each message alone; nothing if anything is to be said of it."""
        if not isinstance(record, dict):
            return []
        collector, tally = self._collector, Tally()
        collector.take(Record(_PLACE, record), tally)
        messages, findings = list(collector.messages.values()), list(collector.findings)
        collector.forget()
        if findings or tally.unread or tally.ignored:
            return []
        told = [(each, alone(each)) for each in messages]
        return [_Sample(each, here) for each, here in told if here is not None]


class _Odd(NamedTuple):
    """A payload with members that no schema names: its number, its form, its key, and they."""

    number: int
    form: TypedForm
    key: Any
    names: list[str]

    def findings(
        self, payload: Callable[[], dict[str, Any]], place: Place, moment: int, kind: int
    ) -> Iterator[Finding]:
        """Say which members those are, in their order; nothing else is wrong.

        Args:
            payload: reads the payload.
            place: where its line stands.
            moment: when it was told, in microseconds (UTC), or `UNTOLD`.
            kind: the number of what it tells.
        """
        form, observer = self.form, self.form.observer
        parts = parts_of_key(self.key)
        name = MessageId(observer.family, observer.variant, parts)
        told_at = None if moment == UNTOLD else moment
        names = self.names if len(self.names) == 1 else payload()
        for each in names:
            complaint = form.unknown.get(each)
            if complaint is None:
                continue
            said = form.said.get((each, kind))
            if said is None:
                told = observer.state_of(payload())
                said = complained(complaint, observer.voice, place, told, name, told_at)
                form.said[each, kind] = said
            yield said.again(name, place, told_at)


class _Sample(NamedTuple):
    """What one record tells of a message."""

    message: Message
    observation: Observation


def _of_odd(
    odd: Sequence[_Odd],
    way: Way,
    line: Callable[[int], bytes],
    rows: Rows,
    first: NDArray[np.bool_],
) -> Iterator[Finding]:
    """What is to be said of members that no schema names.

    Args:
        odd: the payloads that have some.
        way: decoded them.
        line: returns the line of one, by its number.
        rows: of these payloads and others.
        first: which of the rows are the first of their lines.
    """
    numbers = [each.number for each in odd]
    starts = np.maximum.accumulate(np.arange(len(rows)) * first)[numbers]
    some = rows[numbers]
    moments = np.where(some["received"] == UNTOLD, some["time"], some["received"])

    def payload(number: int, which: int) -> dict[str, Any]:
        return way.payloads(orjson.loads(line(number)))[which]

    columns = (numbers - starts, some["line"], some["at"], moments, some["kind"])
    told = zip(odd, *(each.tolist() for each in columns), strict=True)
    for each, which, number, at, moment, kind in told:
        read = partial(payload, each.number, which)
        yield from each.findings(read, Place("", number, at), moment, kind)


def _by_form(way: Way, payloads: Column) -> list[tuple[Any, TypedForm]]:
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


def _agree(keys: Column, asked: Column) -> NDArray[np.bool_]:
    """Where there is a key, and no other was asked for: by one of its parts it may be."""
    agree = [
        bool(key) and (each is None or (each in key if key.__class__ is tuple else each == key))
        for key, each in zip(keys, asked, strict=True)
    ]
    return np.array(agree, np.bool_)


def _whole(
    sound: NDArray[np.bool_], owners: NDArray[np.intp], keys: Hashes, count: int
) -> NDArray[np.bool_]:
    """Which payloads stand in records of which all are sound, each of another message."""
    every = np.bincount(owners, minlength=count)
    whole = np.bincount(owners[sound], minlength=count) == every
    order = np.lexsort((keys, owners))
    keys, by_owner = keys[order], owners[order]
    again = (keys[1:] == keys[:-1]) & (by_owner[1:] == by_owner[:-1])
    whole[by_owner[1:][again]] = False
    found: NDArray[np.bool_] = whole[owners]
    return found


def _rows_of(codes: Sequence[Column], count: int) -> Iterable[tuple[Any, ...]]:
    """The codes of each payload; they are not kept, so that they take no memory."""
    return zip(*codes, strict=True) if codes else repeat((), count)


def _alike(codes: Iterable[Any], owners: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which payloads tell what the first of their record tells."""
    first: dict[int, Any] = {}
    told = zip(owners.tolist(), codes, strict=True)
    return np.array([first.setdefault(owner, code) == code for owner, code in told], np.bool_)
