"""The fields a JSON Schema names, so that the others can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_MAX_DEPTH: Final = 32
"""A schema that refers to itself is followed so far."""

_SUBSCHEMAS: Final = ("if", "then", "else")
_LISTS: Final = ("allOf", "anyOf", "oneOf")


@dataclass(slots=True)
class KnownFields:
    """What a schema says may stand somewhere.

    `fields` is empty where the schema leaves the content open; `nested` are those of them
    of which it names more within.
    """

    fields: dict[str, KnownFields] = field(default_factory=dict)
    items: KnownFields | None = None
    nested: tuple[tuple[str, KnownFields], ...] = ()

    @property
    def names_any(self) -> bool:
        """Whether anything is said of what stands within."""
        return bool(self.fields) or self.items is not None

    def covers(self, value: Any) -> bool:
        """Whether the schema names every field in `value`."""
        if isinstance(value, dict):
            if not self.fields:
                return True
            if not value.keys() <= self.fields.keys():
                return False
            for name, known in self.nested:
                if name in value and not known.covers(value[name]):
                    return False
            return True
        if isinstance(value, list) and self.items is not None:
            return all(map(self.items.covers, value))
        return True

    def unknown(self, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Yield the path of each field in `value` that the schema does not name."""
        if isinstance(value, dict) and self.fields:
            for name, inner in value.items():
                known = self.fields.get(name)
                if known is None:
                    yield (*path, name)
                elif inner.__class__ in (dict, list):
                    yield from known.unknown(inner, (*path, name))
        elif isinstance(value, list) and self.items is not None:
            for index, inner in enumerate(value):
                yield from self.items.unknown(inner, (*path, str(index)))


def known_fields(schema: Mapping[str, Any]) -> KnownFields:
    """Collect the fields that a self-contained schema names.

    Args:
        schema: JSON Schema 2020-12; references within it are followed.
    """
    found = KnownFields()
    _collect(schema, schema, found, 0)
    _find_nested(found)
    return found


def _find_nested(found: KnownFields) -> None:
    for inner in (*found.fields.values(), *([found.items] if found.items else ())):
        _find_nested(inner)
    found.nested = tuple((name, each) for name, each in found.fields.items() if each.names_any)


def _collect(node: Any, root: Mapping[str, Any], found: KnownFields, depth: int) -> None:
    if not isinstance(node, dict) or depth > _MAX_DEPTH:
        return
    reference = node.get("$ref")
    if isinstance(reference, str):
        _collect(_resolve(root, reference), root, found, depth + 1)
    for name, inner in node.get("properties", {}).items():
        _collect(inner, root, found.fields.setdefault(name, KnownFields()), depth + 1)
    if isinstance(node.get("items"), dict):
        found.items = found.items or KnownFields()
        _collect(node["items"], root, found.items, depth + 1)
    for keyword in _SUBSCHEMAS:
        _collect(node.get(keyword), root, found, depth + 1)
    for keyword in _LISTS:
        for inner in node.get(keyword, ()):
            _collect(inner, root, found, depth + 1)


def _resolve(root: Mapping[str, Any], reference: str) -> Any:
    node: Any = root
    for part in reference.removeprefix("#").split("/")[1:]:
        node = node.get(part.replace("~1", "/").replace("~0", "~"), {})
    return node
