"""The fields a payload's JSON Schema names, for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_MAX_DEPTH: Final = 32
"""A schema that refers to itself is followed so far."""

_SUBSCHEMAS: Final = ("if", "then", "else")
_LISTS: Final = ("allOf", "anyOf", "oneOf")


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
    if not isinstance(node, Mapping) or at.count("/") > _MAX_DEPTH:
        return
    for schema in _unfolded(node, root):
        for name, inner in schema.get("properties", {}).items():
            _describe(inner, root, f"{at}/{name}", found)
            _collect(inner, root, f"{at}/{name}", found, certain=certain)
        for name in schema.get("required", ()) if certain else ():
            if field := found.get(f"{at}/{name}"):
                field.required = True
        if isinstance(schema.get("items"), Mapping):
            _describe(schema["items"], root, f"{at}/*", found)
            _collect(schema["items"], root, f"{at}/*", found, certain=certain)
        for keyword in _SUBSCHEMAS:
            _collect(schema.get(keyword), root, at, found, certain=False)
        for keyword in _LISTS:
            for inner in schema.get(keyword, ()):
                _collect(inner, root, at, found, certain=certain and keyword == "allOf")


def _describe(node: Any, root: Mapping[str, Any], at: str, found: dict[str, PayloadField]) -> None:
    field = found.setdefault(at, PayloadField(at))
    if not isinstance(node, Mapping):
        return
    for schema in _unfolded(node, root):
        field.says = field.says or str(schema.get("description", ""))
        field.kind = field.kind or _kind(schema)


def _unfolded(node: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema, and those it refers to in turn."""
    for _ in range(_MAX_DEPTH):
        yield node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return
        node = _resolve(root, reference)


def _resolve(root: Mapping[str, Any], reference: str) -> Mapping[str, Any]:
    node: Any = root
    for part in reference.removeprefix("#").split("/")[1:]:
        node = node.get(part.replace("~1", "/").replace("~0", "~"), {})
    return node if isinstance(node, Mapping) else {}


def _kind(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kinds = schema.get("type", "")
    told = kinds if isinstance(kinds, str) else " | ".join(kinds)
    return f"{told} ({schema['format']})" if "format" in schema and told else told
