"""JSON Schemas taken apart: each way to satisfy them, without alternatives left in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..spec.schema_walk import Schema, referred

Way = list[Schema]
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


def ways(schemas: Sequence[Schema]) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """Yield each way to satisfy schemas together, as schemas without alternatives in them.

    Args:
        schemas: without references; see `inlined`.
    """
    yield from _ways(tuple(schemas), ())


def _ways(
    todo: tuple[Schema, ...], done: tuple[Mapping[str, Any], ...]
) -> Iterator[tuple[Mapping[str, Any], ...]]:
    if not todo:
        yield done
        return
    if any(schema is False for schema in todo):
        return
    first, rest = todo[0], todo[1:]
    if isinstance(first, bool):
        yield from _ways(rest, done)
        return
    for keyword, alternatives in _ALTERNATIVES.items():
        if keyword in first and not (keyword == "not" and "$comment" in first):
            dropped = (keyword, "then", "else") if keyword == "if" else (keyword,)
            remains = {name: value for name, value in first.items() if name not in dropped}
            for way in alternatives(first):
                yield from _ways((*way, remains, *rest), done)
            return
    yield from _ways(rest, (*done, first))


def _conditional(node: Mapping[str, Any]) -> Iterator[Way]:
    yield [node["if"], node.get("then", True)]
    yield [{"not": node["if"]}, node.get("else", True)]


_ALTERNATIVES: Final[dict[str, Callable[[Mapping[str, Any]], Iterator[Way]]]] = {
    "allOf": lambda node: iter([node["allOf"]]),
    "anyOf": lambda node: ([each] for each in node["anyOf"]),
    "oneOf": lambda node: ([each] for each in node["oneOf"]),
    "if": _conditional,
    "not": lambda node: _negations(node["not"]),
}


def _negations(schema: Schema) -> Iterator[Way]:
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


def _not_properties(properties: Mapping[str, Schema]) -> Iterator[Way]:
    for name, schema in properties.items():
        yield [{"type": "object", "required": [name], "properties": {name: {"not": schema}}}]


def _not_type(value: str | list[str]) -> Iterator[Way]:
    given = {value} if isinstance(value, str) else set(value)
    if "number" in given:
        given.add("integer")
    # A number that is no integer is none of the types JSON has besides `number`.
    yield [
        {"type": [each for each in TYPES if each not in given]},
        {**_LEAF, "not": {"type": value}},
    ]


_NEGATIONS: Final[dict[str, Callable[[Any], Iterator[Way]]]] = {
    "allOf": lambda each: ([{"not": schema}] for schema in each),
    "anyOf": lambda each: iter([[{"not": schema} for schema in each]]),
    "oneOf": lambda each: iter([[{"not": schema} for schema in each]]),
    "not": lambda schema: iter([[schema]]),
    "required": lambda names: ([{"type": "object", "properties": {name: False}}] for name in names),
    "properties": _not_properties,
    "items": lambda schema: iter([[{"type": "array", "minItems": 1, "items": {"not": schema}}]]),
    "type": _not_type,
}
