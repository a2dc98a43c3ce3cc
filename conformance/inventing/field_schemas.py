"""What a schema says of fields, by their names, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...spec.schema_walk import Schema, subschemas


def listed(schema: Schema, *, nulls: bool = False) -> Mapping[str, list[Any]]:
    """Collect the values a schema lists for fields, by the field's name.

    Args:
        schema: the schema.
        nulls: null, too, where it is one of several types.
    """
    found: dict[str, list[Any]] = {}
    for name, node in _named(schema):
        values = [*node.get("enum", ()), *([node["const"]] if "const" in node else ())]
        if nulls and isinstance(node.get("type"), list) and "null" in node["type"]:
            values.append(None)
        known = found.setdefault(name, [])
        known += [each for each in values if each not in known]
    return found


def named(schema: Schema, keyword: str) -> Mapping[str, list[Any]]:
    """Collect what a keyword says of fields, by the field's name.

    Args:
        schema: the schema.
        keyword: such as ``pattern``.
    """
    found: dict[str, list[Any]] = {}
    for name, node in _named(schema):
        if keyword in node:
            found.setdefault(name, []).append(node[keyword])
    return found


def _named(schema: Schema, name: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each schema of a field, whatever it lies in, with the field's name."""
    if isinstance(schema, bool):
        return
    if name:
        yield name, schema
    for keyword, inside, inner in subschemas(schema):
        yield from _named(inner, str(inside) if keyword == "properties" else name)
