"""The JSON Schema that recorded values have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..results.masking import kind_of
from .looks import DEEPEST, is_name

_MOST_MEMBERS: Final = 200
"""An object with more different members is no record: its names are data."""


def inferred(values: Sequence[Any], depth: int = 0) -> dict[str, Any]:
    """Infer a schema: types, members, and of those that are always there that they are required.

    Args:
        values: at least one.
        depth: how deep they stand.
    """
    kinds = list(dict.fromkeys(map(kind_of, values)))
    if "number" in kinds and "integer" in kinds:
        kinds.remove("integer")
    if len(kinds) > 1 and not {"object", "array"}.isdisjoint(kinds):
        parts = [[each for each in values if kind_of(each) == kind] for kind in kinds]
        return {"anyOf": [inferred(part, depth) for part in parts if part]}
    schema: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds}
    if depth > DEEPEST:
        return schema
    objects = [each for each in values if isinstance(each, dict)]
    if objects:
        schema |= _members(objects, depth)
    items = [item for each in values if isinstance(each, list) for item in each]
    if items:
        schema["items"] = inferred(items, depth + 1)
    return schema


def narrowed(schema: Mapping[str, Any], path: Sequence[str], more: Mapping[str, Any]) -> Any:
    """Return a schema that says more of one place.

    Args:
        schema: as inferred; it has the place.
        path: the names that lead there.
        more: what takes the place of all it said there.
    """
    if not path:
        return dict(more)
    first, *rest = path
    properties = dict(schema.get("properties", {}))
    properties[first] = narrowed(properties.get(first, {}), rest, more)
    return {**schema, "properties": properties}


def _members(objects: Sequence[Mapping[str, Any]], depth: int) -> dict[str, Any]:
    counts = Counter(name for each in objects for name in each)
    if len(counts) > _MOST_MEMBERS or any(not is_name(name) for name in counts):
        return {}
    required = [name for name, count in counts.items() if count == len(objects)]
    properties = {
        name: inferred([each[name] for each in objects if name in each], depth + 1)
        for name in counts
    }
    return {**({"required": required} if required else {}), "properties": properties}
