"""Payloads built from JSON Schemas: always the same, each checked against what it is built from.

What is built satisfies the schemas, that is certain. That nothing could be built is not a
proof that nothing exists: keywords not understood here are only checked, never aimed at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from ..spec import MISSING, Edge, Form, Lifecycle, Pointer
from ..spec.schema_walk import Schema
from .patterns import matching
from .schema_cases import TYPES, inlined, ways
from .schema_engine import compile_schema

Nodes = Sequence[Mapping[str, Any]]

_MOST_WAYS: Final = 500
_DEEPEST: Final = 12
_TEXTS: Final = ("a", "b", "0", "1", "2", "Aa", "")
_FORMATS: Final[dict[str, tuple[str, ...]]] = {
    "date-time": ("2024-01-01T00:00:00Z", "2024-01-01T00:01:00Z"),
    "date": ("2024-01-01", "2024-01-02"),
    "time": ("00:00:00Z", "00:01:00Z"),
    "email": ("a@example.com", "b@example.com"),
    "uri": ("https://example.com/a", "https://example.com/b"),
    "uuid": ("00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000001"),
    "ipv4": ("192.0.2.1", "192.0.2.2"),
    "ipv6": ("2001:db8::1", "2001:db8::2"),
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_TYPE_OF: Final[dict[str, str]] = {
    **dict.fromkeys(("properties", "required", "additionalProperties"), "object"),
    **dict.fromkeys(("items", "minItems", "maxItems"), "array"),
    **dict.fromkeys(("pattern", "format", "minLength", "maxLength"), "string"),
    **dict.fromkeys(_BOUNDS, "number"),
}


def build_payloads(*schemas: Schema, full: bool = True) -> Iterator[Any]:
    """Yield JSON values that satisfy all of some schemas, always the same.

    Args:
        schemas: JSON Schema 2020-12, each self-contained.
        full: every field the schemas name is there if it can be; else only what must be.
    """
    accepts = [_accepts(json.dumps(schema)) for schema in schemas]
    for value in _values([inlined(schema) for schema in schemas], full, 0):
        if all(each(value) for each in accepts):
            yield value


def build_payload(*schemas: Schema, full: bool = True) -> Any:
    """Return the first of what `build_payloads` yields; `MISSING` if it yields nothing."""
    return next(build_payloads(*schemas, full=full), MISSING)


def at(place: Pointer, schema: Schema) -> Schema:
    """Say as a JSON Schema that something stands at a place of a payload, and what.

    Args:
        place: a pointer through objects; of one that climbs, a payload alone says nothing.
        schema: what stands there.
    """
    if place.up:
        return True
    for part in reversed(place.parts):
        schema = {"type": "object", "required": [part], "properties": {part: schema}}
    return schema


def told(lifecycle: Lifecycle, form: Form, state: str) -> tuple[Schema, ...]:
    """Return the schemas of a form's payloads that tell a state; none if the form cannot.

    Args:
        lifecycle: the lifecycle; its variant is named where the form names one.
        form: one of its forms.
        state: the name of one of its states.
    """
    if form.leaves_out(state):
        return ()
    values = lifecycle.vocabulary if form.values is None else form.values
    named = [value for value, name in values.items() if name == state]
    written: Schema = {"enum": named}
    if state == form.values_default:
        others = {"type": ["string", "integer"], "not": {"enum": list(values)}}
        written = {"anyOf": [written, others]} if named else others
    elif not named:
        return ()
    schemas: list[Schema] = [form.schema, form.select, at(form.status, written)]
    schemas.append(at(form.key, {"type": ["string", "integer"]}))
    if form.variant is not None and lifecycle.variant is not None:
        schemas.append(at(form.variant, {"const": form.writes(lifecycle.variant)}))
    return tuple(schemas)


def can_open(lifecycle: Lifecycle, edge: Edge, form: Form) -> bool:
    """Whether some payload of a form that tells an edge's target satisfies the edge's guard."""
    if edge.guard is None or all(each.leaves_out(edge.target) for each in lifecycle.forms):
        return True
    schemas = told(lifecycle, form, edge.target)
    return bool(schemas) and any(
        build_payload(*schemas, edge.guard.schema, full=full) is not MISSING
        for full in (False, True)
    )


@lru_cache(maxsize=20_000)
def _accepts(schema: str) -> Callable[[Any], bool]:
    read = json.loads(schema)
    return compile_schema(read) if isinstance(read, dict) else lambda _: bool(read)


def _values(schemas: Iterable[Schema], full: bool, depth: int) -> Iterator[Any]:
    known: dict[int, tuple[Schema, Callable[[Any], bool]]] = {}  # a way has parts of others
    for nodes in islice(ways(list(schemas)), _MOST_WAYS):
        for node in nodes:
            if id(node) not in known:
                known[id(node)] = node, _accepts(json.dumps(node))
        accepts = [known[id(node)][1] for node in nodes]
        for value in _candidates(nodes, full and depth < _DEEPEST, depth):
            if all(each(value) for each in accepts):
                yield value


def _candidates(nodes: Nodes, full: bool, depth: int) -> Iterator[Any]:
    for node in nodes:
        if "const" in node:
            yield node["const"]
            return
        if "enum" in node:
            yield from node["enum"]
            return
    for name in _types(nodes):
        yield from _BUILDERS[name](nodes, full, depth)


def _types(nodes: Nodes) -> list[str]:
    named = [node["type"] for node in nodes if "type" in node]
    if not named:
        hinted = [_TYPE_OF[key] for node in nodes for key in node if key in _TYPE_OF]
        return list(dict.fromkeys(hinted)) or list(TYPES)
    lists = [[each] if isinstance(each, str) else each for each in named]
    wide = [{*each, "integer"} if "number" in each else set(each) for each in lists]
    return [
        name for name in dict.fromkeys((*lists[0], "integer")) if all(name in each for each in wide)
    ]


def _objects(nodes: Nodes, full: bool, depth: int) -> Iterator[dict[str, Any]]:
    fields: dict[str, list[Schema]] = {}
    for node in nodes:
        for name, schema in node.get("properties", {}).items():
            fields.setdefault(name, []).append(schema)
    required = dict.fromkeys(name for node in nodes for name in node.get("required", ()))
    found = {}
    for name in dict.fromkeys((*fields, *required)):
        if not full and name not in required:
            continue
        value = next(_values(fields.get(name, ()), full, depth + 1), MISSING)
        if value is not MISSING:
            found[name] = value
        elif name in required:
            return
    yield found


def _arrays(nodes: Nodes, full: bool, depth: int) -> Iterator[list[Any]]:
    items = [node["items"] for node in nodes if "items" in node]
    least = max((node.get("minItems", 0) for node in nodes), default=0)
    yield list(islice(_values(items, full, depth + 1), max(least, int(full))))
    yield []


def _texts(nodes: Nodes, _full: bool, _depth: int) -> Iterator[str]:
    for node in nodes:
        yield from matching(node["pattern"]) if "pattern" in node else ()
        yield from _FORMATS.get(node.get("format", ""), ())
    length = max((node.get("minLength", 0) for node in nodes), default=0)
    yield from (text.ljust(length, "a") for text in _TEXTS)


def _numbers(nodes: Nodes, _full: bool, _depth: int) -> Iterator[float]:
    yield from (1, 2, 0)
    for node in nodes:
        for bounds in (node, node.get("not", {})):
            for bound in (bounds[name] for name in _BOUNDS if name in bounds):
                yield from (bound, bound + 1, bound - 1)
    yield from (10, -1, 0.5)


_BUILDERS: Final[dict[str, Callable[[Nodes, bool, int], Iterator[Any]]]] = {
    "object": _objects,
    "array": _arrays,
    "string": _texts,
    "integer": _numbers,
    "number": _numbers,
    "boolean": lambda *_: iter((True, False)),
    "null": lambda *_: iter((None,)),
}
