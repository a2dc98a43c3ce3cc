"""From what is read of a form's payloads to a type that decodes them, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, NamedTuple, Union

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ...spec import Pointer
from ..payloads.known_fields import KnownFields
from ..payloads.reads import EACH, Path, Place, Reads, Unreadable
from ..table.rows import UNTOLD

WHOLE: Final = Annotated[int, Meta(ge=1 - 2**63, le=2**63 - 1)]
"""A larger number is another in other parsers: it is left to them. So is what stands for none."""

_SCALARS: Final[Mapping[str, Any]] = {
    "string": str,
    "integer": WHOLE,
    "number": WHOLE | float,
    "boolean": bool,
    "null": None,
}
SCALARS: Final = frozenset(_SCALARS)
"""The types of values that hold no others."""
_OF_PYTHON: Final[Mapping[type, str]] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    type(None): "null",
}
_NOTHING: Final = KnownFields()


_OBJECT: Final = frozenset(("object",))
_LIST: Final = frozenset(("array",))
_NULL: Final = frozenset(("null",))
_WHOLE_NUMBER: Final = frozenset(("integer",))

_ABOVE: Final = "\0"
"""Begins the path of what stands around payloads."""
_UNNAMEABLE: Final = re.compile(r'["\\\x00-\x1f]')


def path_of(place: Pointer) -> Path:
    """Return the path of a place; of one that climbs, one that no payload has."""
    return (f"{_ABOVE}{place.up}", *place.parts) if place.up else place.parts


def is_nameable(member: str) -> bool:
    """Whether a type can have a member of this name: `msgspec` takes none that JSON escapes."""
    return _UNNAMEABLE.search(member) is None


class Tag(NamedTuple):
    """The member that tells a form's variants apart, and one of its values."""

    name: str
    value: str


class Shape(NamedTuple):
    """How payloads of one form are decoded.

    Args:
        type: the type; its attributes are `names`.
        names: the attribute of each member, by its path.
        types: the JSON types a place may have, by its path; of what may be anything, none.
        numbers: the paths of members that are whole numbers; `UNTOLD` stands there for none.
        certain: the paths of what is there in every payload.
        opaque: the paths of what may hold anything.
        indexed: the paths that end in the number of an item of a list.
        objects: the type of an object with members, by its path.
        tag: what tells the type from those of other variants, if anything does.
    """

    type: type[Any]
    names: Mapping[Path, str]
    types: Mapping[Path, frozenset[str]]
    numbers: frozenset[Path]
    certain: frozenset[Path]
    opaque: frozenset[Path]
    indexed: frozenset[Path]
    objects: Mapping[Path, Any]
    tag: Tag | None

    def hides(self, path: Path) -> bool:
        """Whether something may stand at a place that is none of the names."""
        if path in self.types:
            return False
        for end in range(len(path)):
            within = path[:end]
            in_list = "array" in self.types.get(within, ()) and path[end].isdigit()
            if within in self.opaque or in_list:
                return True
        return False

    def surely(self, path: Path, kind: str) -> bool:
        """Whether every payload has a value there, and of that type."""
        return path in self.certain and self.types[path] == {kind}


def shape_of(
    name: str, reads: Reads, known: KnownFields, tag: Tag | None = None, also: Iterable[Path] = ()
) -> Shape:
    """Compile the type that decodes payloads of a form.

    It refuses what its schema always refuses by type, lack or a name of its own; what it decodes
    is asked the rest.

    Args:
        name: of the type, for people.
        reads: what is read of the payloads.
        known: the members there may be.
        tag: what tells it from the types of other variants.
        also: further places that are read; a number in one may be that of an item.

    Raises:
        Unreadable: no type is known that decodes them soundly.
    """
    builder = _Builder(reads.places)
    made = builder.structure(name, (), known, tag)
    for path in (*reads.places, *also):
        builder.index(path)
    return Shape(
        made,
        builder.names,
        builder.types,
        frozenset(builder.numbers),
        frozenset(builder.certain),
        frozenset(builder.opaque),
        frozenset(builder.indexed),
        builder.objects,
        tag,
    )


class _Builder:
    """Makes types from the payload inwards."""

    def __init__(self, places: Mapping[Path, Place]) -> None:
        self._places = places
        self.names: dict[Path, str] = {}
        self.types: dict[Path, frozenset[str]] = {}
        self.numbers: set[Path] = set()
        self.certain: set[Path] = {()}
        self.opaque: set[Path] = set()
        self.indexed: set[Path] = set()
        self.objects: dict[Path, type[Any]] = {}

    def structure(self, name: str, path: Path, known: KnownFields, tag: Tag | None) -> type[Any]:
        """Make the type of an object whose members are known."""
        fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
        optional: list[tuple[str, Any, Any]] = []
        renamed: dict[str, str] = {}
        for index, (member, inner) in enumerate(known.fields.items()):
            if tag is not None and not path and member == tag.name:
                continue
            if not is_nameable(member):
                raise Unreadable("a member whose name JSON escapes")
            there, attribute = (*path, member), f"m{index}"
            renamed[attribute] = member
            self.names[there] = attribute
            place = self._places.get(there)
            required = place is not None and place.required
            if required and path in self.certain and self.types.get(path, _OBJECT) == _OBJECT:
                self.certain.add(there)
            kind = self._value(f"{name}_{attribute}", there, inner)
            if self.types[there] == _WHOLE_NUMBER:
                self.numbers.add(there)
            if required:
                fields.append((attribute, kind))
            elif there in self.numbers:
                optional.append((attribute, kind, UNTOLD))
            else:
                optional.append((attribute, Union[kind, UnsetType], UNSET))  # noqa: UP007 # may be Any
        tags: dict[str, Any] = {} if tag is None else {"tag_field": tag.name, "tag": tag.value}
        made = self.objects[path] = msgspec.defstruct(
            name,
            [*fields, *optional],
            rename=renamed,
            forbid_unknown_fields=True,
            omit_defaults=True,
            gc=False,
            **tags,
        )
        return made

    def index(self, path: Path) -> None:
        """Know the places on the way to one that is read, where it leads through items of lists."""
        if path and path[0].startswith(_ABOVE):  # it may be anything
            self.types[path] = frozenset()
            self.opaque.add(path)
        here: Path = ()
        for end, part in enumerate(path, 1):
            there, given = (*here, part), path[:end]
            if given in self.indexed or there not in self.types:
                there = (*here, EACH)
                is_list = self.types.get(here, _NULL) - _NULL == _LIST
                if there not in self.types or not (is_list and part.isascii() and part.isdigit()):
                    return
                self.indexed.add(given)
            if given != there:
                self.types[given] = self.types[there]
                if there in self.names:
                    self.names[given] = self.names[there]
                if there in self.objects:
                    self.objects[given] = self.objects[there]
                if there in self.numbers:
                    self.numbers.add(given)
                if there in self.opaque:
                    self.opaque.add(given)
            here = there

    def _value(self, name: str, path: Path, known: KnownFields) -> Any:
        types = self._types_at(path)
        if not types and known.fields and path[-1:] == (EACH,):
            types = _OBJECT  # a list with others is left to who reads one by one
        self.types[path] = types
        if not types:
            if known.names_any:
                raise Unreadable(f"{'/'.join(path)} may be of any type, and has members")
            self.opaque.add(path)
            return Any
        kinds = [self._of_type(each, name, path, known) for each in sorted(types)]
        found = kinds[0]
        for kind in kinds[1:]:
            found = Union[found, kind]  # noqa: UP007 # None may be among them
        return found

    def _of_type(self, kind: str, name: str, path: Path, known: KnownFields) -> Any:
        if kind == "object":
            if known.fields:
                return self.structure(name, path, known, None)
            self.opaque.add(path)
            return dict[str, Any]
        if kind == "array":
            inner = (*path, EACH)
            if known.items is None and inner not in self._places:
                return list[Any]
            return list[self._value(f"{name}_each", inner, known.items or _NOTHING)]  # type: ignore[misc] # a type made here
        return _SCALARS[kind]

    def _types_at(self, path: Path) -> frozenset[str]:
        """The types that every valid value has one of; none if it may have any."""
        place = self._places.get(path)
        found: frozenset[str] | None = None
        for leaf in () if place is None else place.always:
            for types in _types_of(leaf):
                found = types if found is None else found & types
        if found is None:
            return frozenset()
        if not found or {"boolean", "number"} <= found or {"boolean", "integer"} <= found:
            raise Unreadable(f"{'/'.join(path)} has no type, or true would be taken for 1")
        return found - {"integer"} if "number" in found else found


def _types_of(leaf: Mapping[str, Any]) -> list[frozenset[str]]:
    """The types an assertion leaves: by name, or as the values have that it lists."""
    found = []
    if "type" in leaf:
        named = leaf["type"]
        types = frozenset([named] if isinstance(named, str) else named)
        # An integer is a number, too: what is asked to be either may be both.
        found.append(types | {"integer"} if "number" in types else types)
    listed = leaf["enum"] if "enum" in leaf else [leaf["const"]] if "const" in leaf else None
    if listed is not None and all(type(each) in _OF_PYTHON for each in listed):
        types = frozenset(_OF_PYTHON[type(each)] for each in listed)
        # A number that is whole may be written with a fraction; who writes so is asked plainly.
        found.append(types)
    return found
