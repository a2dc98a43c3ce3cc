"""What a schema, a rule or a guard reads of a payload: where, and how.

Each kind of rule says so where it is compiled, in `rules`; each kind of relation in `links`.

Whoever decodes lines by types, not by asking each payload everything, has to know what an
answer may depend on. A schema is walked once: at each place it asserts something always, or
only under some condition. What is asked always can be checked a column at a time; what is asked
under a condition is answered for each value by itself, and equal answers mean equal verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ...spec import Pointer
from ...spec.schema_walk import MAX_DEPTH, Schema, unfolded
from .known_fields import KnownFields

Path = tuple[str, ...]
"""Names of members from the payload inwards; `EACH` for every item of a list."""

EACH: Final = "*"

_SAYS_NOTHING: Final = frozenset(
    ("$ref", "$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples")
) | {"deprecated", "readOnly", "writeOnly"}
_LEAF: Final = frozenset(
    ("type", "enum", "const", "pattern", "format", "minLength", "maxLength", "minimum", "maximum")
) | frozenset(
    ("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems")
)
"""What is asserted of one value, whatever stands around it."""
NULL: Final = {"type": "null"}
NOT_NULL: Final = {"not": NULL}
_CONDITIONAL: Final = ("if", "then", "else", "anyOf", "oneOf", "not")
_CLOSING: Final = frozenset(("additionalProperties", "unevaluatedProperties"))
_OF_MEMBERS: Final = frozenset(
    ("properties", "required", "dependentRequired", "additionalProperties")
)
"""What is asserted of an object's members, and can be asked of the object whole."""


class Unreadable(Exception):
    """It cannot be told what is read: payloads are judged whole, one by one."""


class _Root(NamedTuple):
    """A schema that is walked, and whether what is `null` is absent to it."""

    schema: Schema
    null_is_absent: bool = False


@dataclass(slots=True)
class Place:
    """What is asked of the values at one place.

    Args:
        always: assertions that every payload must meet, each a schema of `_LEAF` keywords.
        sometimes: assertions that count under some condition.
        required: every payload must have it.
        presence: whether it is there matters under some condition.
        value: what stands there matters by itself: a status, a number of a leg.
    """

    always: list[Mapping[str, Any]] = field(default_factory=list)
    sometimes: list[Schema] = field(default_factory=list)
    required: bool = False
    presence: bool = False
    value: bool = False


class Reads:
    """Every place that is read, and how.

    Args:
        known: what the form's schema names: beneath a place where it names nothing, all is read
            together.
    """

    def __init__(self, known: KnownFields) -> None:
        self._known = known
        self.places: dict[Path, Place] = {}
        self.ordered: list[tuple[Pointer, ...]] = []
        """Places whose numbers must not fall from one to the next within a payload."""
        self.computed: list[tuple[tuple[Pointer, ...], Callable[[Any], bool]]] = []
        """Places, and whether what stands there, in a payload that holds no more, is broken."""
        self.constant: list[Pointer] = []
        """Places whose values must not change within a message."""
        self.rising: list[Pointer] = []
        """Places whose numbers must not fall within a message."""
        self._closed: list[tuple[Path, frozenset[str]]] = []

    @property
    def leaves_open(self) -> bool:
        """Whether payloads may have members that no schema names."""
        return all(path for path, _ in self._closed)

    def at(self, path: Path) -> Place:
        """Return what is known of a place, which is read."""
        return self.places.setdefault(path, Place())

    def value(self, places: Iterable[Pointer | None]) -> None:
        """Read values as such."""
        for place in places:
            if place is not None:
                self.at(place.parts).value = True

    def presence(self, places: Iterable[Pointer]) -> None:
        """Read whether something stands there; `null` counts as something, or as nothing."""
        for place in places:
            self._present(place.parts)

    def outcome(self, places: Iterable[Pointer], schema: Schema) -> None:
        """Read whether values satisfy a schema, with what is `null` within them or without."""
        for place in places:
            self._present(place.parts)
            try:
                self._walk(schema, _Root(schema, null_is_absent=True), place.parts, False, 0)
            except Unreadable:  # its keywords are not known: each value is asked whole
                self.at(place.parts).sometimes.append(schema)

    def close(self) -> None:
        """Read whether members are there that stand where a schema takes none but some.

        Raises:
            Unreadable: they stand in items of a list, or where any may stand.
        """
        for path, names in self._closed:
            here: KnownFields | None = self._known
            for name in path:
                here = here and (here.items if name == EACH else here.fields.get(name))
            if here and not here.fields:
                raise Unreadable("no members but some, where any may stand")
            for name in (here.fields if here else {}).keys() - names:
                self._present((*path, name))

    def schema(self, schema: Schema, *, always: bool, null_is_absent: bool = False) -> None:
        """Read what a schema of whole payloads reads.

        Args:
            schema: self-contained.
            always: each payload must satisfy it; otherwise whether it does is a condition.
            null_is_absent: it is asked of payloads without what is `null`.

        Raises:
            Unreadable: it holds a keyword of which it is not known what it reads.
        """
        self._walk(schema, _Root(schema, null_is_absent), (), always, 0)

    def _walk(self, schema: Schema, root: _Root, path: Path, always: bool, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Unreadable("a schema that refers to itself")
        if schema is False:
            self._present(path)
        whole = _OF_MEMBERS if self._names_nothing(path) else frozenset()
        for node in unfolded(schema, root.schema):
            leaf = {keyword: node[keyword] for keyword in node if keyword in _LEAF}
            within = {keyword: node[keyword] for keyword in node if keyword in whole}
            if leaf:
                self._assert(path, leaf, always)
            if within:
                self._assert(path, _whole(within, root), always)
            if any(node.get(keyword) is False for keyword in _CLOSING - whole):
                self._closed.append((path, frozenset(node.get("properties", ()))))
            for keyword, value in node.items():
                if keyword not in _LEAF | _SAYS_NOTHING | whole:
                    self._keyword(keyword, value, root, path, always, depth)

    def _keyword(
        self, keyword: str, value: Any, root: _Root, path: Path, always: bool, depth: int
    ) -> None:
        if keyword == "properties":
            for name, inner in value.items():
                if name == EACH:
                    raise Unreadable("a member with the name of each item")
                if root.null_is_absent and EACH not in path:
                    self.at((*path, name)).sometimes.append(NULL)
                self._walk(inner, root, (*path, name), always, depth + 1)
        elif keyword == "required":
            for name in value:
                if always:
                    self.at((*path, name)).required = True
                    if root.null_is_absent:
                        self._assert((*path, name), NOT_NULL, always)
                else:  # of what is no object, nothing is required
                    self._present((*path, name))
                    self.at(path).sometimes.append({"type": "object"})
        elif keyword == "items" and always:
            self._walk(value, root, (*path, EACH), always, depth + 1)
        elif keyword == "items":
            self._assert(path, _whole({"items": value}, root), always)
        elif keyword == "allOf":
            for inner in value:
                self._walk(inner, root, path, always, depth + 1)
        elif keyword in _CONDITIONAL:
            for inner in value if isinstance(value, list) else [value]:
                self._walk(inner, root, path, False, depth + 1)
        elif keyword == "dependentRequired":
            for name, names in value.items():
                for each in (name, *names):
                    self._present((*path, each))
        elif keyword not in _CLOSING or not isinstance(value, bool):
            raise Unreadable(keyword)

    def _names_nothing(self, path: Path) -> bool:
        """Whether the schema takes objects at a place, and names nothing that stands within."""
        known = self._known.at(path)
        if known is None or known.fields:
            return False
        return not known.types or "object" in known.types

    def _present(self, path: Path) -> None:
        """Read whether something stands at a place; to rules, `null` is nothing."""
        if EACH in path:
            raise Unreadable("a condition on items of a list")
        found = self.at(path)
        found.presence = True
        found.sometimes.append(NULL)

    def _assert(self, path: Path, leaf: Mapping[str, Any], always: bool) -> None:
        if EACH in path and not always:
            raise Unreadable("a condition on items of a list")
        place = self.at(path)
        (place.always if always else place.sometimes).append(leaf)


def _whole(schema: Mapping[str, Any], root: _Root) -> Mapping[str, Any]:
    """A part of a schema that is self-contained again."""
    definitions = root.schema.get("$defs") if isinstance(root.schema, Mapping) else None
    return {**schema, "$defs": definitions} if definitions else schema
