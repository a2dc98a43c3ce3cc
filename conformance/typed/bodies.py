"""Bodies that hold payloads in lists: decoded with them, and what stands around each is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple, Union

import msgspec
import numpy as np
import orjson
from msgspec import UNSET, Raw, UnsetType
from numpy.typing import NDArray

from ...machines import compile_schema
from ...spec import MISSING, Form, Pointer
from ...spec.schema_walk import Schema
from ..columns.columns import Column, chosen
from ..columns.names import learn_names
from ..observing.items import Item, items_at
from ..observing.recognition import Fitting
from ..payloads.known_fields import KnownFields
from ..payloads.reads import EACH, NULL, Path, Reads, Unreadable

_MEMORY: Final = 20_000
_SHORT: Final = 2_000
"""What is around payloads is remembered if it takes no more bytes."""
_MOST_OPEN: Final = 200
"""What holds more objects and lists may be nested too deeply: it is read plainly."""

_Members = tuple[bytes | None, ...]
"""What the further members of an object are, as they are written; `None` for one that lacks."""

Parsed = Callable[[int], Any]
"""Returns the body of a number as JSON."""


class Held(NamedTuple):
    """The payloads that some bodies hold.

    Args:
        payloads: they, in order.
        owners: of each the number of the body it stands in.
        codes: what else a judgement may depend on; `None` where a body is to be read plainly.
        climbed: what stands where pointers lead that climb, a column for each.
    """

    payloads: Column
    owners: NDArray[np.intp]
    codes: Column
    climbed: Mapping[Pointer, Column]


class _Asked(NamedTuple):
    """What is asked of a body, or of what is around payloads in it.

    Args:
        accepts: answers.
        needed: the members that it never says yes without.
        depth: how far from the body what it is asked of stands.
    """

    accepts: Callable[[Any], bool]
    needed: frozenset[str]
    depth: int = 0

    def of(self, value: Any) -> bool:
        """Whether the answer is yes."""
        return self.needed.issubset(value) and self.accepts(value)


class Body:
    """The bodies that hold payloads of a form in lists.

    What else a body holds is kept as it is written. Whether anything is told by it, and whether
    payloads count in it, is asked of each that differs from those before; if that depends on the
    payloads, of each.

    Args:
        place: where the payloads stand.
        form: the form whose payloads stand there.
        fitting: what reads bodies one by one.

    Raises:
        Unreadable: it cannot be told what is asked of bodies.
    """

    def __init__(self, place: Pointer, form: Form, fitting: Fitting) -> None:
        self.place = place
        self._route = place.parts
        self._fitting = fitting
        size = len(self._route)
        others = (other.parts for other in fitting.places if other != place)
        if any(self._route[: len(each)] == each[:size] for each in others):
            raise Unreadable("lists of payloads within payloads")
        self._asked_members: set[tuple[int, str]] = set()
        self._tells: list[_Asked] = []
        self._tells_with_payloads: list[_Asked] = []
        for schema, selects in fitting.of_bodies:
            asked = _Asked(selects, _needed(schema))
            (self._tells if self._is_apart(schema, 0) else self._tells_with_payloads).append(asked)
        self._around: list[_Asked] = []
        self._around_payloads: list[_Asked] = []
        for depth, schema in fitting.around(place):
            asked = _Asked(compile_schema(schema), frozenset(), depth)
            (self._around if self._is_apart(schema, depth) else self._around_payloads).append(asked)
        self._climbing = list(dict.fromkeys(climbing(form)))
        carried = {(size - each.up, each.parts[0]) for each in self._climbing}
        self._carried = carried - self._asked_members
        self._objects = [depth for depth, part in enumerate(self._route) if part != EACH]
        self._names: dict[int, dict[str, None]] = {depth: {} for depth in self._objects}
        for depth, name in sorted(carried):
            if depth not in self._names or name == self._route[depth]:
                raise Unreadable("a pointer climbs to what is no member of an object")
            self._names[depth][name] = None
        self._known: dict[Any, Any] = {}

    def _is_apart(self, schema: Schema, depth: int) -> bool:
        """Whether what a schema asks does not depend on payloads; note of which members it asks.

        Args:
            schema: the schema.
            depth: how far from the body what it is asked of stands.
        """
        route = self._route[depth:]
        reads = Reads(_known_along(route))
        try:
            reads.schema(schema, always=False)
        except Unreadable:
            return False
        for path, place in reads.places.items():
            pairs = enumerate(zip(path, route, strict=False))
            apart = next((number for number, (here, way) in pairs if here != way), None)
            if apart is None:
                leaves = [leaf for leaf in place.sometimes if leaf is not False]
                if len(path) >= len(route) or not all(map(_asks_type_only, leaves)):
                    return False
            elif len(path) > apart + 1 or any(leaf != NULL for leaf in place.sometimes):
                self._asked_members.add((depth + apart, path[apart]))
        return True

    def type(self, payload: Any) -> Any:
        """Return the type of a body around a payload of some type."""
        return self._type(0, payload)

    def _type(self, depth: int, payload: Any) -> Any:
        if depth == len(self._route):
            return payload
        inner: Any = self._type(depth + 1, payload)
        if self._route[depth] == EACH:
            return list[inner]
        names = self._names[depth]
        rename = {"way": self._route[depth], **{f"m{n}": name for n, name in enumerate(names)}}
        optional = [(f"m{number}", Union[Raw, UnsetType], UNSET) for number in range(len(names))]  # noqa: UP007 # as others are made
        return msgspec.defstruct(
            f"Body_{depth}",
            [("way", inner), *optional],
            rename=rename,
            forbid_unknown_fields=True,
            gc=False,
        )

    def learn(self, body: Any) -> bool:
        """Learn the names of a body's further members; say whether any is new."""
        new = False
        for depth, names in self._names.items():
            for each in _at(body, self._route[:depth]):
                new = learn_names(names, each, self._route[depth]) or new
        if new:
            self._known.clear()
        return new

    def payloads(self, body: Any) -> list[dict[str, Any]]:
        """Return the payloads of a body that are objects."""
        found = items_at(body, self.place).found
        return [each.value for each in found if isinstance(each.value, dict)]

    def open(self, bodies: Sequence[Any], parsed: Parsed) -> Held:
        """Return the payloads of bodies.

        Args:
            bodies: decoded by its type.
            parsed: returns one as JSON.
        """
        owners: NDArray[np.intp] = np.arange(len(bodies))
        here: Column = list(bodies)
        objects: dict[int, Column] = {}
        for depth, part in enumerate(self._route):
            if part != EACH:
                objects[depth] = here
                here = list(map(attrgetter("way"), here))
                continue
            counts = list(map(len, here))
            if counts == [1] * len(here):
                here = [each[0] for each in here]
                continue
            which = np.repeat(np.arange(len(here)), counts)
            owners, indexes = owners[which], which.tolist()
            objects = {key: chosen(column, indexes) for key, column in objects.items()}
            here = [each for some in here for each in some]
        members = zip(*self._members(objects), strict=True)
        codes = list(map(self._code, members))
        climbed = {each: self._climbed(each, objects, codes) for each in self._climbing}
        self._ask_with_payloads(owners.tolist(), parsed, codes)
        return Held(here, owners, codes, climbed)

    def _members(self, objects: Mapping[int, Column]) -> list[list[_Members]]:
        """The further members of objects as they are written, in each object on the way."""
        found: list[list[_Members]] = []
        for depth, column in objects.items():
            parts: list[list[bytes | None]] = []
            for number, name in enumerate(self._names[depth]):
                raws = map(attrgetter(f"m{number}"), column)
                written = [None if each is UNSET else bytes(each) for each in raws]
                if (depth, name) in self._carried:  # only whether it is there, and null, matters
                    written = [each if each in (None, b"null") else b"0" for each in written]
                parts.append(written)
            found.append(list(zip(*parts, strict=True)) if parts else [()] * len(column))
        return found

    def _climbed(self, pointer: Pointer, objects: Mapping[int, Column], codes: Column) -> Column:
        """What stands where a pointer climbs to; where it cannot be read, there is no code."""
        depth = len(self._route) - pointer.up
        number = list(self._names[depth]).index(pointer.parts[0])
        within = Pointer("".join(f"/{part}" for part in pointer.text.split("/")[2:]))
        found: Column = []
        for index, raw in enumerate(map(attrgetter(f"m{number}"), objects[depth])):
            value: Any = MISSING
            if raw is not UNSET:
                try:
                    value = within.get(_parsed(bytes(raw)))
                except ValueError:
                    codes[index] = None
            found.append(UNSET if value is MISSING else value)
        return found

    def _code(self, members: tuple[_Members, ...]) -> Any:
        found = self._known.get(members, self)
        if found is self:
            found = self._told(members)
            if sum(len(each or b"") for some in members for each in some) <= _SHORT:
                if len(self._known) >= _MEMORY:
                    self._known.clear()
                self._known[members] = found
        return found

    def _told(self, members: tuple[_Members, ...]) -> tuple[bool, ...] | None:
        """Ask what is around payloads; `None` if it is to be read one by one."""
        try:
            holders = self._skeleton(members)
        except ValueError:
            return None
        body = holders[0]
        if any(each.of(body) for each in self._tells):
            return None
        if self._fitting.has_items(body, but=self.place):
            return None
        return tuple([each.of(holders[each.depth]) for each in self._around])

    def _skeleton(self, members: tuple[_Members, ...]) -> dict[int, Any]:
        """A body without its payloads, and what leads to them, by how far from it that stands."""
        found: dict[int, Any] = {}
        told = dict(zip(self._objects, members, strict=True))
        here: Any = {}
        for depth in reversed(range(len(self._route))):
            if self._route[depth] == EACH:
                here = [here]
            else:
                names = zip(self._names[depth], told[depth], strict=True)
                others = {name: _parsed(raw) for name, raw in names if raw is not None}
                here = {self._route[depth]: here, **others}
            found[depth] = here
        return found

    def _ask_with_payloads(self, owners: Sequence[int], parsed: Parsed, codes: Column) -> None:
        """Ask what depends on the payloads: it is part of their codes, or there is none."""
        there = {self._route[0], *self._names[0]}
        asked = [each for each in self._tells_with_payloads if each.needed <= there]
        if not asked and not self._around_payloads:
            return
        whole: int | None = None
        items: Iterator[Item] = iter(())
        tells = False
        for index, owner in enumerate(owners):
            if owner != whole:
                whole, tells, items = owner, True, iter(())
                try:
                    body = parsed(owner)
                except ValueError:  # what is no JSON stands in what was not decoded
                    body = None
                if body is not None:
                    tells = any(each.of(body) for each in asked)
                    items = iter(items_at(body, self.place).found if self._around_payloads else ())
            around = next(items, Item(None)).around
            if tells or codes[index] is None:
                codes[index] = None
                continue
            told = [each.of(around[len(around) - 1 - each.depth]) for each in self._around_payloads]
            codes[index] = (codes[index], *told)


def climbing(form: Form) -> list[Pointer]:
    """Return the pointers of a form that lead to what is around its payloads.

    Raises:
        Unreadable: others climb than those of keys, times and versions.
    """
    time = form.time.at if form.time else None
    found = [each for each in (*form.keys, time, form.version) if each is not None and each.up]
    told = (form.status, form.previous, form.variant, form.parts)
    if any(each is not None and each.up for each in told) or not all(each.parts for each in found):
        raise Unreadable("more than keys, times and versions are around payloads")
    return found


def _asks_type_only(leaf: Schema) -> bool:
    return isinstance(leaf, Mapping) and leaf.keys() == {"type"}


def _needed(schema: Schema) -> frozenset[str]:
    """Members without which a schema refuses an object."""
    if not isinstance(schema, Mapping):
        return frozenset()
    found = frozenset(schema.get("required", ()))
    found = found.union(*map(_needed, schema.get("allOf", ())))
    for choice in ("anyOf", "oneOf"):
        ways = list(map(_needed, schema.get(choice, ())))
        found |= ways[0].intersection(*ways[1:]) if ways else frozenset()
    return found


def _known_along(route: Path) -> KnownFields:
    """What leads to the payloads, as if a schema named it."""
    found = KnownFields()
    for part in reversed(route):
        found = KnownFields(items=found) if part == EACH else KnownFields({part: found})
    return found


def _parsed(raw: bytes) -> Any:
    """A value as it is written.

    Raises:
        ValueError: it is no JSON, or may be nested too deeply.
    """
    if raw.count(b"{") + raw.count(b"[") > _MOST_OPEN:
        raise ValueError("nested too deeply to be sure of it")
    return orjson.loads(raw)


def _at(value: Any, path: Path) -> list[dict[str, Any]]:
    """The objects at a path through objects and lists."""
    here = [value]
    for part in path:
        if part == EACH:
            here = [each for some in here if isinstance(some, list) for each in some]
        else:
            here = [each[part] for each in here if isinstance(each, dict) and part in each]
    return [each for each in here if isinstance(each, dict)]
