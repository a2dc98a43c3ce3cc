"""Payloads built from JSON Schemas: always the same, each checked against what it is built from.

What is built satisfies the schemas, that is certain. That nothing could be built is not a
proof that nothing exists: keywords not understood here are only checked, never aimed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from ..spec import MISSING, Edge, Form, Lifecycle, Pointer
from ..spec.schema_walk import TYPE_OF, Schema
from .bodies import in_body, item_of
from .schema_cases import TYPES, Way, accepts_of, closed, inlined, types_of, ways
from .schema_values import BUILDERS, Within

_MOST_WAYS: Final = 500
_MOST_TRIES: Final = 4_000
"""So many values are tried in all, those within others included."""
_LONGEST_INDEX: Final = 2
"""An index with more digits is not built."""
_DEEPEST: Final = 12
_MOST_VALUES: Final = 400
"""So many values are tried of each type."""
_KEY: Final = {"type": ["string", "integer"]}
ONE_KEY: Final = "the schema allows one key only, so that all messages would be one"


def build_payloads(*schemas: Schema, full: bool = True) -> Iterator[Any]:
    """Yield JSON values that satisfy all of some schemas, always the same.

    Args:
        schemas: JSON Schema 2020-12, each self-contained.
        full: every field the schemas name is there if it can be; else only what must be.
    """
    accepts = [accepts_of(schema) for schema in schemas]
    tries = _Tries(_MOST_TRIES)
    for value in _values([_inlined(json.dumps(schema)) for schema in schemas], full, tries):
        if all(each(value) for each in accepts):
            yield deepcopy(value)  # members are remembered, and what is built may be changed


def build_payload(*schemas: Schema, full: bool = True) -> Any:
    """Return the first of what `build_payloads` yields; `MISSING` if it yields nothing."""
    return next(build_payloads(*schemas, full=full), MISSING)


def at(place: Pointer, schema: Schema) -> Schema:
    """Say as a JSON Schema that something stands at a place of a payload, and what.

    Args:
        place: a pointer; digits in it are an item's index, or a member's name. Of one that climbs,
            a payload alone says nothing.
        schema: what stands there.
    """
    if place.up:
        return True
    for part in reversed(place.parts):
        inner: dict[str, Any] = {"required": [part], "properties": {part: schema}}
        items = _items(part, schema)
        if items:
            schema = {"type": ["array", "object"], **inner, **items, "minItems": int(part) + 1}
        else:
            schema = {"type": "object", **inner}
    return schema


def never(place: Pointer, schema: Schema) -> Schema:
    """Say as a JSON Schema that nothing of a kind stands at a place of a payload.

    Args:
        place: a pointer; of one that climbs, a payload alone says nothing.
        schema: what does not stand there.
    """
    if place.up:
        return True
    found: Schema = {"not": schema}
    for part in reversed(place.parts):
        found = {"properties": {part: found}, **_items(part, found)}
    return found


def _items(part: str, schema: Schema) -> dict[str, Any]:
    """What is said of an item of a list; nothing if that is no index."""
    if not (part.isascii() and part.isdigit()) or len(part) > _LONGEST_INDEX:
        return {}
    return {"prefixItems": [*[True] * int(part), schema]}


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
    schemas.append(at(form.key, _KEY))
    if form.variant is not None and lifecycle.variant is not None:
        schemas.append(at(form.variant, {"const": form.writes(lifecycle.variant)}))
    return tuple(schemas)


@lru_cache(maxsize=256)
def key_varies(form: Form) -> bool:
    """Whether payloads of a form can name different keys; also if none can be built."""
    if any(place.up for place in form.keys):
        return True
    schemas = (form.schema, form.select, at(form.key, _KEY))
    one = build_payload(*schemas, full=False)
    if one is MISSING:
        return True
    same = [
        at(place, {"const": value})
        for place in form.keys
        if (value := place.get(one)) is not MISSING
    ]
    return build_payload(*schemas, {"not": {"allOf": same}}, full=False) is not MISSING


@lru_cache(maxsize=256)
def documented(lifecycle: Lifecycle, form: Form) -> Schema:
    """Say as a JSON Schema that a payload has no other members than its form's schema names.

    Args:
        lifecycle: the lifecycle.
        form: the form, as its file has it; of items it is said in the body that holds one.
    """
    _, told_in = in_body(lifecycle, form)
    asked = at(item_of(form), closed(form.schema))
    able = build_payload(told_in.schema, told_in.select, asked, full=False) is not MISSING
    return asked if able else True


def can_open(lifecycle: Lifecycle, edge: Edge, form: Form, also: Schema = True) -> bool:
    """Whether some payload of a form that tells an edge's target satisfies the edge's guard.

    Args:
        lifecycle: the lifecycle.
        edge: one of its edges.
        form: one of its forms.
        also: what the payload must satisfy besides.
    """
    if edge.guard is None or all(each.leaves_out(edge.target) for each in lifecycle.forms):
        return True
    schemas = told(lifecycle, form, edge.target)
    return bool(schemas) and any(
        build_payload(*schemas, edge.guard.schema, also, full=full) is not MISSING
        for full in (False, True)
    )


@lru_cache(maxsize=1_000)
def _inlined(schema: str) -> Schema:
    return inlined(json.loads(schema))


class _Tries:
    """How many values may still be tried."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, spent: int) -> bool:
        """Take what was spent elsewhere; whether there was as much."""
        enough = spent <= self.left
        self.left = max(self.left - spent, 0)
        return enough


def _values(schemas: Sequence[Schema], full: bool, tries: _Tries, depth: int = 0) -> Iterator[Any]:
    full = full and depth < _DEEPEST
    deeper = depth + 1 if full else depth
    asked = [accepts_of(schema) for schema in schemas if not isinstance(schema, bool)]

    def accepts(value: Any) -> bool:
        return all(each(value) for each in asked)

    def inner(schemas: Sequence[Schema]) -> Iterator[Any]:
        return _values(schemas, full, tries, deeper)

    def first(schemas: Sequence[Schema]) -> Any:
        spent, value = _first(tuple(map(json.dumps, schemas)), full, deeper)
        return value if tries.take(spent) else MISSING

    within = Within(inner, first, accepts, full)
    for nodes in islice(ways(list(schemas)), _MOST_WAYS):
        if not tries.left:  # also spent within a value of which nothing came
            return
        for value in _candidates(nodes, within):
            if not tries.left:
                return
            tries.left -= 1
            if accepts(value):
                yield value


@lru_cache(maxsize=20_000)
def _first(schemas: tuple[str, ...], full: bool, depth: int) -> tuple[int, Any]:
    """How many values were tried for the first that satisfies schemas, and that value.

    Payloads of a form are built by the hundred, and differ in a member or two.
    """
    tries = _Tries(_MOST_TRIES)
    value = next(_values(list(map(json.loads, schemas)), full, tries, depth), MISSING)
    return _MOST_TRIES - tries.left, value


def _candidates(nodes: Way, within: Within) -> Iterator[Any]:
    for node in nodes:
        if "const" in node:
            yield node["const"]
            return
        if "enum" in node:
            yield from node["enum"]
            return
    for name in _types(nodes):
        yield from islice(BUILDERS[name](nodes, within), _MOST_VALUES)


def _types(nodes: Way) -> list[str]:
    named = [types_of(node) for node in nodes if "type" in node]
    if not named:
        hinted = [TYPE_OF[key] for node in nodes for key in node if key in TYPE_OF]
        return list(dict.fromkeys(hinted)) or list(TYPES)
    first = next(node["type"] for node in nodes if "type" in node)
    order = [first] if isinstance(first, str) else first
    return [
        name for name in dict.fromkeys((*order, "integer")) if all(name in each for each in named)
    ]
