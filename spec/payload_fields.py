"""The fields a payload's JSON Schema names, for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .schema_walk import IN_PLACE, MAX_DEPTH, subschemas, unfolded


@dataclass(slots=True)
class PayloadField:
    """A field of a payload, as its schema describes it.

    Args:
        at: where it stands, as a JSON Pointer; ``*`` is any item of a list.
        kind: its type, or the values it may have; empty if anything may stand there.
        required: whether it must be there whenever what it stands in is.
        says: what the schema says about it.
    """

    at: str
    kind: str = ""
    required: bool = False
    says: str = ""


def payload_fields(schema: Mapping[str, Any]) -> list[PayloadField]:
    """List the fields a schema names, each before those within it.

    Args:
        schema: a self-contained JSON Schema 2020-12; references within it are followed.

    >>> [field.at for field in payload_fields({"properties": {"a": {"items": {}}, "b": {}}})]
    ['/a', '/a/*', '/b']
    """
    found: dict[str, PayloadField] = {}
    _collect(schema, schema, "", found, certain=True)
    return sorted(found.values(), key=_order(found))


def _order(found: Mapping[str, PayloadField]) -> Any:
    """In the order of the schema, but each field right before those within it."""
    ranks = {at: rank for rank, at in enumerate(found)}

    def key(each: PayloadField) -> list[int]:
        parts = each.at.split("/")[1:]
        return [ranks.get("/" + "/".join(parts[:end]), -1) for end in range(1, len(parts) + 1)]

    return key


def _collect(
    node: Any, root: Mapping[str, Any], at: str, found: dict[str, PayloadField], *, certain: bool
) -> None:
    if at.count("/") > MAX_DEPTH:
        return
    for schema in unfolded(node, root):
        for keyword, name, inner in subschemas(schema, ("properties", "items")):
            if keyword == "items" and isinstance(inner, bool):
                continue
            place = f"{at}/{name}" if keyword == "properties" else f"{at}/*"
            _describe(inner, root, place, found)
            _collect(inner, root, place, found, certain=certain)
        for name in schema.get("required", ()) if certain else ():
            if field := found.get(f"{at}/{name}"):
                field.required = True
        for keyword, _, inner in subschemas(schema, IN_PLACE):
            _collect(inner, root, at, found, certain=certain and keyword == "allOf")


def _describe(node: Any, root: Mapping[str, Any], at: str, found: dict[str, PayloadField]) -> None:
    field = found.setdefault(at, PayloadField(at))
    for schema in unfolded(node, root):
        field.says = field.says or str(schema.get("description", ""))
        field.kind = field.kind or _kind(schema)


def _kind(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kinds = schema.get("type", "")
    told = kinds if isinstance(kinds, str) else " | ".join(kinds)
    return f"{told} ({schema['format']})" if "format" in schema and told else told
