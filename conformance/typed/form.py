"""One form of one lifecycle, as payloads of it are decoded and read: many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from msgspec import UNSET
from numpy.typing import NDArray

from ...spec import EventTime, Pointer
from ..columns.codes import Asked
from ..columns.columns import (
    WHOLE_NUMBER,
    Column,
    Columns,
    Mask,
)
from ..columns.shape import SCALARS, Tag, is_nameable, path_of, shape_of
from ..columns.time_column import Times, read_texts
from ..observing.observer import Observer
from ..payloads.known_fields import KnownFields, known_fields
from ..payloads.links import claiming, read_relations
from ..payloads.reads import EACH, Reads, Unreadable
from ..payloads.rules import read_rules
from ..reading.envelope import REQUEST, RESPONSE
from ..results.event_times import compile_event_time
from ..results.finding import Complaint, Finding
from ..results.times import LARGEST_TIME
from ..table.hashing import NOTHING, Hashes, bonds_of, hashes_of, salted
from ..table.rows import LARGEST_RISING, NO_COUNT, RISING, UNTOLD
from .always import Always
from .keys import claim_salt, joined_key, key_text, part_text, salt_of

_MOST_UNKNOWN: Final = 64
"""So many members that no schema names are decoded; payloads with others are read one by one."""
_TEXT: Final = frozenset(("string",))
_NUMBERED: Final = {"s": 10**6, "ms": 1_000}
"""Units of times that are numbers, in microseconds."""
_WRAPPINGS: Final = [
    (Pointer(f"/{side}"), {"type": "object", "anyOf": [{"required": [each]} for each in names]})
    for side, names in (("request", REQUEST), ("response", RESPONSE))
]
"""What makes a record an envelope, and no payload."""
_NOTHING: Final = hashes_of([NOTHING], 1)[0]
_EMPTY: Final = hashes_of([""], 1)[0]


Climbed = Mapping[Pointer, Column]
"""What stands where pointers lead that climb to what is around payloads, a row for each."""


class Read(NamedTuple):
    """What is read of payloads, a row each.

    Args:
        sound: which are as their schema and rules always ask; of the others the rest means nothing.
        codes: columns of what else a judgement may depend on: payloads with equal codes in all of
            them are judged alike.
        keys: the keys of their messages: a text, or several; `None` where the payload has none, and
            empty where a key cannot be one, or is none that is plain to see.
        names: hashes of these, if they are known already.
        bond: hashes of all that must not change within a message.
        parent: hashes of what they belong to; 0 for nothing.
        time: when it happened, in microseconds (UTC), or `UNTOLD`.
        version: its version, or `UNTOLD`.
        rising: further numbers that must not fall, or `NO_COUNT`.
    """

    sound: Mask
    codes: list[Column]
    keys: Column
    names: Hashes | None
    bond: Hashes
    parent: Hashes
    time: Times
    version: Times
    rising: Sequence[NDArray[np.int32]]


class TypedForm:
    """Decodes and reads payloads that one observer reads.

    Args:
        observer: reads them one by one.
        others: every observer there is: their selectors may take payloads of this form, too.
        tag: what tells it from the types of other variants, if it is one of several.

    Raises:
        Unreadable: what its payloads are asked cannot be told.
    """

    def __init__(self, observer: Observer, others: Iterable[Observer], tag: Tag | None) -> None:
        lifecycle, form = observer.lifecycle, observer.form
        if form.text is not None:
            raise Unreadable(f"{lifecycle.id}: a {form.name} is not read from columns")
        self.observer = observer
        self.voice = observer.voice
        self.salt = salt_of(lifecycle)
        known = known_fields(form.schema)
        reads = Reads(known)
        reads.schema(form.schema, always=True)
        texts: list[Pointer] = []
        for other in others:
            reads.schema(other.form.select, always=False)
            if other.form.text is not None:
                texts += other.form.text.at
        reads.outcome(texts, {"type": "string"})
        for place, wrapping in _WRAPPINGS:
            reads.outcome([place], wrapping)
        for guard in lifecycle.guards:
            reads.schema(guard.schema, always=False)
        read_rules(lifecycle.rules, form.name, reads)
        read_relations(lifecycle.relations, reads)
        self._claims = claiming(lifecycle.relations)
        reads.value([form.status, form.previous, None if tag else form.variant])
        # An object that is read as the one it stands in is refused by type, or by name.
        reads.value(alias.at for alias in lifecycle.aliases if not alias.within)
        self.tag = tag
        reads.close()
        self._reads = reads
        self._known = known
        self._rising = [each for each in reads.rising if each != form.version]
        self._constant = reads.constant
        singles = [*self._constant, *self._rising]
        singles += [place for relation in self._claims for place in relation.fields]
        singles += [place for places in reads.ordered for place in places]
        told = (form.version, form.time and form.time.at)
        more = [*form.keys, *(each for each in told if each is not None)]
        more += [place for places, _ in reads.computed for place in places]
        self._also = [path_of(place) for place in singles + more]
        self.shape = shape_of("Payload", reads, known, tag, self._also)
        self.unknown: dict[str, Complaint] = {}
        """What is said of members that no schema names, and that are decoded all the same."""
        self.kinds: dict[Any, int] = {}
        """The numbers of kinds of payloads, by their codes."""
        self.said: dict[tuple[str, int], Finding] = {}
        """What was said of one such member in a payload of a kind, by its number."""
        if any(place.parts in self.shape.types for place in texts):
            raise Unreadable(f"{lifecycle.id}: a text in it may be read as another form's")
        self._refuse_what_no_column_holds(singles)
        self._refuse_what_is_hidden()
        self._always = Always(reads, self.shape, form.time)
        self._told = compile_event_time(form.time) if form.time else _nothing
        self._asked = Asked(reads.places, self.shape)
        plain = len(form.keys) == 1 and form.key_as == "text"
        self._has_text_keys = plain and self.shape.surely(path_of(form.key), "string")
        self._spelled = None if form.key_as == "text" else observer.keys.spelled
        self._read = frozenset(path[0] for path in (*reads.places, *self._also) if path)

    def _refuse_what_no_column_holds(self, places: Sequence[Pointer]) -> None:
        if len(self._rising) > RISING:
            raise Unreadable("more numbers that must not fall than a row has room for")
        for place in places:
            types = self.shape.types.get(place.parts, frozenset())
            if place.parts in self.shape.types and not (types and types <= SCALARS):
                raise Unreadable(f"{self.voice.lifecycle.id}: {place} may hold more than one value")

    def _refuse_what_is_hidden(self) -> None:
        for path in (*self._reads.places, *self._also):
            if self.shape.hides(path):
                raise Unreadable(f"{self.voice.lifecycle.id}: {'/'.join(path)} is not decoded")

    def learn(self, payload: Mapping[str, Any]) -> bool:
        """Learn to decode members that no schema names; say whether any is new.

        Args:
            payload: a payload that was not decoded.
        """
        if not self._reads.leaves_open:
            return False
        known = {*self._known.names, *self._read, *self.unknown, EACH}
        new = [name for name in payload if name not in known and is_nameable(name)]
        new = new[: _MOST_UNKNOWN - len(self.unknown)]
        if new:
            self.unknown |= {name: self.observer.unknown_member(name) for name in new}
            fields = self._known.fields | {name: KnownFields() for name in self.unknown}
            open_to = KnownFields(fields)
            self.shape = shape_of("Payload", self._reads, open_to, self.tag, self._also)
        return bool(new)

    def odd(self, payloads: Sequence[Any]) -> Iterator[tuple[int, list[str]]]:
        """Yield the numbers of payloads with members that no schema names, and these members."""
        if not self.unknown:
            return
        read = attrgetter(*(self.shape.names[name,] for name in self.unknown), "__class__")
        nothing = (*[UNSET] * len(self.unknown), self.shape.type)
        for number, held in enumerate(map(read, payloads)):
            if held != nothing:
                told = zip(self.unknown, held, strict=False)
                yield number, [name for name, value in told if value is not UNSET]

    def read(self, payloads: Sequence[Any], climbed: Climbed) -> Read:
        """Read payloads that were decoded by its type.

        Args:
            payloads: the payloads.
            climbed: what stands where its pointers lead that climb.
        """
        columns = Columns(self.shape, payloads, climbed)
        form = self.voice.form
        sound = self._always.kept(columns)
        time = self._times(columns, form.time, sound)
        codes = self._asked.codes(columns)
        keys = self._keys(columns)
        version = self._numbers(columns, form.version, sound)
        rising = [self._counts(columns, place, sound) for place in self._rising]
        claims = self._claimed(columns)
        return Read(
            sound,
            codes,
            keys,
            columns.hashes(path_of(form.key)) if self._has_text_keys else None,
            self._bond(columns, claims),
            self._parents(claims, len(payloads)),
            time,
            version,
            rising,
        )

    def _numbers(self, columns: Columns, place: Pointer | None, sound: Mask) -> Times:
        """Whole numbers that must not fall, or `UNTOLD`; another kind of number is not sound."""
        if place is None or path_of(place) not in self.shape.types:
            return np.full(len(sound), UNTOLD, np.int64)
        numbers, whole = columns.whole(place)
        sound &= whole
        return numbers

    def _counts(self, columns: Columns, place: Pointer, sound: Mask) -> NDArray[np.int32]:
        """The same, as a row has room for them; a larger one is not sound."""
        numbers = self._numbers(columns, place, sound)
        told = numbers != UNTOLD
        sound &= ~told | (np.abs(numbers) <= LARGEST_RISING)
        return np.where(told, numbers, NO_COUNT).astype(np.int32)

    def _keys(self, columns: Columns) -> Column:
        """The keys: a text, or several; `None` for none, and empty for what needs a look."""
        places = self.voice.form.keys
        if self._has_text_keys:
            return columns.at(path_of(places[0]))
        if len(places) == 1:
            return self._key_texts(columns, places[0])
        parts = [self._key_texts(columns, place) for place in places]
        return list(map(joined_key, zip(*parts, strict=True)))

    def _key_texts(self, columns: Columns, place: Pointer) -> Column:
        column, path = columns.told(place), path_of(place)
        if column and self.shape.surely(path, "integer"):  # `str` takes longer
            column = orjson.dumps(column).decode()[1:-1].split(",")
        elif not self.shape.surely(path, "string"):
            several = len(self.voice.form.keys) > 1
            column = list(map(part_text if several else key_text, column))
        spelled = self._spelled
        return column if spelled is None else [each and spelled(each) for each in column]

    def _times(self, columns: Columns, time: EventTime | None, sound: Mask) -> Times:
        """When events happened; where a time stands that cannot be read, a payload is not sound."""
        path = None if time is None else path_of(time.at)
        if time is None or path is None or path not in self.shape.types:
            return np.full(len(sound), UNTOLD, np.int64)
        column = columns.at(path)
        if time.units == ("rfc3339",):
            sure = self.shape.surely(path, "string")
            texts = column if sure else [_text(each) for each in column]
            times = read_texts(texts, leap=not self._always.reads_times)
        elif time.units[0] in _NUMBERED and (
            self.shape.types[path] == WHOLE_NUMBER or set(map(type, column)) == {int}
        ):
            unit = _NUMBERED[time.units[0]]
            times = columns.numbers(path).copy()
            times[np.abs(times) >= LARGEST_TIME // unit] = UNTOLD
            times[times != UNTOLD] *= unit
        else:
            read = (self._told(each) for each in column)
            times = np.array([UNTOLD if each is None else each for each in read], np.int64)
        unread = times == UNTOLD
        if unread.any():
            there = np.array([each is not UNSET and each is not None for each in column], np.bool_)
            sound &= ~(unread & there)
        return times

    def _claimed(self, columns: Columns) -> list[Hashes]:
        """Hashes of what payloads are said to belong to, by each relation that asks."""
        return [self._first(columns, relation.fields) for relation in self._claims]

    def _parents(self, claims: Sequence[Hashes], count: int) -> Hashes:
        """What payloads belong to, by the first relation that says so; 0 for nothing."""
        parent = np.zeros(count, np.uint64)
        for relation, claim in zip(self._claims, claims, strict=True):
            named = (claim != _NOTHING) & (parent == 0)
            if named.any():
                salt = claim_salt(self.voice.lifecycle, relation)
                parent[named] = salted(claim, salt)[named]
        return parent

    def _first(self, columns: Columns, places: Sequence[Pointer]) -> Hashes:
        """Hashes of the first of several spellings that is there, as text."""
        known = [place.parts for place in places if place.parts in self.shape.types]
        there = [path for path in known if columns.values(path)]
        if not there:
            return np.full(len(columns), _NOTHING)
        if len(there) == 1 and self.shape.types[there[0]] == _TEXT:
            found = columns.hashes(there[0])
            found[found == _EMPTY] = _NOTHING
            return found

        def first(values: tuple[Any, ...]) -> str:
            value = next((each for each in values if each is not UNSET and each is not None), None)
            return str(value) if isinstance(value, str | int) and value != "" else NOTHING

        return hashes_of(map(first, zip(*map(columns.at, there), strict=True)), len(columns))

    def _bond(self, columns: Columns, claims: Sequence[Hashes]) -> Hashes:
        facts = [self._fact(columns, place) for place in self._constant]
        return bonds_of(facts, claims, len(columns))

    def _fact(self, columns: Columns, place: Pointer) -> Column:
        """What must not change, at a place."""
        if place.parts in self.shape.types:
            return columns.facts(place.parts)
        # None has it, or all have the same tag.
        tagged = self.tag is not None and place.parts == (self.tag.name,)
        return [self.tag.value if tagged and self.tag else NOTHING] * len(columns)


def _nothing(_: Any) -> None:
    """There is no time."""


def _text(value: Any) -> str:
    return value if value.__class__ is str else ""
