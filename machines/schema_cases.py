"""JSON Schemas taken apart: each way to satisfy them, without alternatives left in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from ..spec.schema_walk import IN_PLACE, Schema, referred
from .schema_engine import compile_schema

Way = tuple[Mapping[str, Any], ...]
"""Schemas without alternatives that are to hold together."""
Case = list[Schema]
"""Schemas that are to hold together."""

TYPES: Final = ("string", "integer", "number", "boolean", "null", "array", "object")
_ASIDE: Final = frozenset({"$comment", "$defs", "$schema", "$id", "title", "description"})
_LEAF: Final = {"$comment": "leaf"}
"""Marks a negation that is not taken apart further."""
_DEEPEST: Final = 5
"""Deeper than so many references, none is followed within itself."""


def inlined(schema: Schema, root: Schema | None = None, within: tuple[str, ...] = ()) -> Schema:
    """Return a schema with what it refers to put in the references' place.

    Args:
        schema: JSON Schema 2020-12; it refers to nothing outside `root`.
        root: what references are relative to; the schema itself by default.
        within: the references on the way here. A reference is followed once within itself,
            if at all; then it is as if nothing could stand there, so that what is optional
            ends.
    """
    root = schema if root is None else root
    if isinstance(schema, bool):
        return schema
    plain = {
        name: _inlined(value, root, within)
        for name, value in schema.items()
        if name not in ("$ref", "$defs", "$schema")
    }
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return plain
    if within.count(reference) > (len(within) < _DEEPEST):
        return False
    there = inlined(referred(root, reference), root, (*within, reference))
    return {**plain, "allOf": [there, *plain.get("allOf", ())]}


def _inlined(value: Any, root: Schema, within: tuple[str, ...]) -> Any:
    if isinstance(value, Mapping):
        return inlined(value, root, within)
    if isinstance(value, list):
        return [_inlined(each, root, within) for each in value]
    return value


def top_names(schema: Schema) -> list[str] | None:
    """Return the members a schema names for an object; `None` if it may have any others, by rule.

    Args:
        schema: the schema.
    """
    members = _members([inlined(schema)])
    return None if members is None else list(members) or None


def closed(schema: Schema) -> Schema:
    """Return a schema of values without members that another does not name, however deep.

    Args:
        schema: the other; where it names none, or any may be there by rule, so they may here.
    """
    return _closed([inlined(schema)], 0)


def _closed(schemas: list[Schema], depth: int) -> Schema:
    nodes = list(_in_place(schemas))
    found: dict[str, Any] = {}
    members = _members(schemas)
    if members:
        found["propertyNames"] = {"enum": list(members)}
    if depth < _DEEPEST * 2:
        inner = {name: _closed(each, depth + 1) for name, each in (members or {}).items()}
        known = {name: each for name, each in inner.items() if each is not True}
        found |= {"properties": known} if known else {}
        items = [node["items"] for node in nodes if "items" in node and "prefixItems" not in node]
        each_item = _closed(items, depth + 1) if items else True
        found |= {"items": each_item} if each_item is not True else {}
    return found or True


def _members(schemas: list[Schema]) -> dict[str, list[Schema]] | None:
    """What is said of each named member; `None` if others may be there by rule."""
    members: dict[str, list[Schema]] = {}
    for node in _in_place(schemas):
        if "patternProperties" in node or isinstance(node.get("additionalProperties"), Mapping):
            return None
        for name in node.get("required", ()):
            members.setdefault(name, [])
        for name, each in node.get("properties", {}).items():
            members.setdefault(name, []).append(each)
    return members


def _in_place(schemas: list[Schema]) -> Iterator[Mapping[str, Any]]:
    """Yield the schemas, and what they say more of their own value."""
    todo = list(reversed(schemas))
    while todo:
        node = todo.pop()
        if isinstance(node, bool):
            continue
        yield node
        for keyword in IN_PLACE:
            inner = node.get(keyword, ())
            todo += inner if isinstance(inner, list) else [inner] if keyword in node else []


def ways(schemas: Sequence[Schema]) -> Iterator[Way]:
    """Yield each way to satisfy schemas together, as schemas without alternatives in them.

    What has no alternatives is looked at first, and a way that contradicts it is not gone on.

    Args:
        schemas: without references; see `inlined`.
    """
    yield from _ways([((index,), each) for index, each in enumerate(schemas)], [])


_Placed = tuple[tuple[int, ...], Any]
"""A schema, and where it stood: members are made in the order in which they are named."""


def _ways(todo: list[_Placed], done: list[_Placed]) -> Iterator[Way]:
    waiting: list[_Placed] = []
    while todo:
        place, schema = todo.pop(0)
        if schema is False:
            return
        if schema is True:
            continue
        if "allOf" in schema:
            parts = [*schema["allOf"], _without(schema, "allOf")]
            todo[:0] = [((*place, index), each) for index, each in enumerate(parts)]
        elif _keyword(schema) is not None:
            waiting.append((place, schema))
        else:
            done = [*done, (place, schema)]
    if not possible([schema for _, schema in done]):
        return
    if not waiting:
        yield tuple(schema for _, schema in sorted(done, key=lambda each: each[0]))
        return
    (place, first), *rest = waiting
    keyword = _keyword(first)
    assert keyword is not None
    dropped = (keyword, "then", "else") if keyword == "if" else (keyword,)
    remains = _without(first, *dropped)
    for way in _ALTERNATIVES[keyword](first):
        parts = [((*place, index), each) for index, each in enumerate((*way, remains))]
        yield from _ways([*parts, *rest], done)


def _keyword(schema: Mapping[str, Any]) -> str | None:
    """The first keyword that leaves a choice."""
    return next(
        (
            keyword
            for keyword in _ALTERNATIVES
            if keyword in schema and not (keyword == "not" and "$comment" in schema)
        ),
        None,
    )


def _without(schema: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    return {name: value for name, value in schema.items() if name not in names}


def possible(schemas: Sequence[Schema]) -> bool:
    """Whether nothing is seen at once that keeps schemas from holding together.

    Args:
        schemas: without references and, but for what stands in their members, alternatives.
    """
    if any(schema is False for schema in schemas):
        return False
    nodes = [schema for schema in schemas if not isinstance(schema, bool)]
    for node in nodes:
        listed = [node["const"]] if "const" in node else node.get("enum")
        if listed is not None:
            return any(all(accepts_of(each)(value) for each in nodes) for value in listed)
    named = [types_of(node) for node in nodes if "type" in node]
    if named and not set.intersection(*named):
        return False
    if set.union(set(), *named) != {"object"}:  # then a member need not be there
        return True
    required = dict.fromkeys(name for node in nodes for name in node.get("required", ()))
    return all(
        possible(
            [
                schema
                for node in nodes
                if (schema := node.get("properties", {}).get(name)) is not None
            ]
        )
        for name in required
    )


def types_of(node: Mapping[str, Any]) -> set[str]:
    """The types a schema names; a number may be an integer."""
    named = node["type"]
    found = {named} if isinstance(named, str) else set(named)
    return found | ({"integer"} if "number" in found else set())


def accepts_of(schema: Schema) -> Callable[[Any], bool]:
    """Return what says whether a value satisfies a schema that stands by itself."""
    return _accepts(json.dumps(schema))


@lru_cache(maxsize=20_000)
def _accepts(schema: str) -> Callable[[Any], bool]:
    read = json.loads(schema)
    return compile_schema(read) if isinstance(read, dict) else lambda _: bool(read)


def _one_of(schemas: Sequence[Schema]) -> Iterator[Case]:
    yield from ([each] for each in schemas)
    for each in schemas:
        yield [each, *({"not": other} for other in schemas if other is not each)]


def _dependent(schemas: Mapping[str, Schema]) -> Case:
    return [
        {"if": {"type": "object", "required": [name]}, "then": schema}
        for name, schema in schemas.items()
    ]


def _conditional(node: Mapping[str, Any]) -> Iterator[Case]:
    yield [node["if"], node.get("then", True)]
    yield [{"not": node["if"]}, node.get("else", True)]


_ALTERNATIVES: Final[dict[str, Callable[[Mapping[str, Any]], Iterator[Case]]]] = {
    "anyOf": lambda node: ([each] for each in node["anyOf"]),
    "oneOf": lambda node: _one_of(node["oneOf"]),
    "dependentSchemas": lambda node: iter([_dependent(node["dependentSchemas"])]),
    "if": _conditional,
    "not": lambda node: _negations(node["not"]),
}


def _negations(schema: Schema) -> Iterator[Case]:
    """The ways to break a schema: one of its keywords is broken."""
    if isinstance(schema, bool):
        if not schema:
            yield []
        return
    for keyword, value in schema.items():
        if keyword in _NEGATIONS:
            yield from _NEGATIONS[keyword](value)
        elif keyword == "if":
            yield [value, {"not": schema.get("then", True)}]
            yield [{"not": value}, {"not": schema.get("else", True)}]
        elif keyword not in _ASIDE and keyword not in ("then", "else"):
            yield [{**_LEAF, "not": {keyword: value}}]


def _not_properties(properties: Mapping[str, Schema]) -> Iterator[Case]:
    for name, schema in properties.items():
        yield [{"type": "object", "required": [name], "properties": {name: {"not": schema}}}]


def _not_type(value: str | list[str]) -> Iterator[Case]:
    given = {value} if isinstance(value, str) else set(value)
    if "number" in given:
        given.add("integer")
    # A number that is no integer is none of the types JSON has besides `number`.
    yield [
        {"type": [each for each in TYPES if each not in given]},
        {**_LEAF, "not": {"type": value}},
    ]


def _typed(name: str, keyword: str, change: int = 0) -> Callable[[Any], Iterator[Case]]:
    """A bound is broken by a value of its type that keeps another; no length is less than 0."""
    return lambda bound: iter(
        [] if change and bound + change < 0 else [[{"type": name, keyword: bound + change}]]
    )


_NEGATIONS: Final[dict[str, Callable[[Any], Iterator[Case]]]] = {
    "allOf": lambda each: ([{"not": schema}] for schema in each),
    "anyOf": lambda each: iter([[{"not": schema} for schema in each]]),
    "oneOf": lambda each: iter([[{"not": schema} for schema in each]]),
    "not": lambda schema: iter([[schema]]),
    "required": lambda names: ([{"type": "object", "properties": {name: False}}] for name in names),
    "properties": _not_properties,
    "items": lambda schema: iter([[{"type": "array", "contains": {"not": schema}}]]),
    "contains": lambda schema: iter([[{"type": "array", "items": {"not": schema}}]]),
    "type": _not_type,
    "minLength": _typed("string", "maxLength", -1),
    "maxLength": _typed("string", "minLength", 1),
    "minItems": _typed("array", "maxItems", -1),
    "maxItems": _typed("array", "minItems", 1),
    "minProperties": _typed("object", "maxProperties", -1),
    "maxProperties": _typed("object", "minProperties", 1),
    "minimum": _typed("number", "exclusiveMaximum"),
    "maximum": _typed("number", "exclusiveMinimum"),
    "exclusiveMinimum": _typed("number", "maximum"),
    "exclusiveMaximum": _typed("number", "minimum"),
}
