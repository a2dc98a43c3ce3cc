"""What a schema says of fields, by their names, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...machines.schema_cases import inlined
from ...spec.schema_walk import IN_PLACE, Schema, subschemas


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


def top_names(schema: Schema) -> list[str] | None:
    """Return the members a schema names for an object; `None` if it may have any others, by rule.

    Args:
        schema: the schema.
    """
    names: dict[str, None] = {}
    todo = [inlined(schema)]
    while todo:
        node = todo.pop()
        if isinstance(node, bool):
            continue
        if "patternProperties" in node or isinstance(node.get("additionalProperties"), Mapping):
            return None
        names.update(dict.fromkeys(node.get("properties", ())))
        names.update(dict.fromkeys(node.get("required", ())))
        for keyword in IN_PLACE:
            inner = node.get(keyword, ())
            todo += inner if isinstance(inner, list) else [inner] if keyword in node else []
    return list(names) or None


def _named(schema: Schema, name: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each schema of a field, whatever it lies in, with the field's name."""
    if isinstance(schema, bool):
        return
    if name:
        yield name, schema
    for keyword, inside, inner in subschemas(schema):
        yield from _named(inner, str(inside) if keyword == "properties" else name)
