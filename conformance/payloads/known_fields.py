"""The fields a JSON Schema names, so that the others can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ...spec.schema_walk import IN_PLACE, MAX_DEPTH, subschemas, unfolded

_NAMING: Final = ("properties", "items", *IN_PLACE)
"""A field that only other keywords name is not taken for documented."""


@dataclass(slots=True)
class KnownFields:
    """What a schema says may stand somewhere.

    `fields` is empty where the schema leaves the content open; `nested` are those of them
    of which it names more within, and `names` are the names of all. `types` are the JSON types
    it takes there, under any condition; all if there are none.
    """

    fields: dict[str, KnownFields] = field(default_factory=dict)
    items: KnownFields | None = None
    nested: tuple[tuple[str, KnownFields], ...] = ()
    names: frozenset[str] = frozenset()
    types: set[str] = field(default_factory=set)

    def at(self, path: Iterable[str]) -> KnownFields | None:
        """Return what may stand at a place within; `None` if the schema does not name it."""
        here: KnownFields | None = self
        for name in path:
            here = here and here.fields.get(name)
        return here

    @property
    def names_any(self) -> bool:
        """Whether anything is said of what stands within."""
        return bool(self.fields) or self.items is not None

    def covers(self, value: Any) -> bool:
        """Whether the schema names every field in `value`."""
        if isinstance(value, dict):
            if not self.fields:
                return True
            if not self.names.issuperset(value):
                return False
            for name, known in self.nested:
                if name in value and not known.covers(value[name]):
                    return False
            return True
        if isinstance(value, list) and self.items is not None:
            return all(map(self.items.covers, value))
        return True

    def names_at(self, path: Sequence[str]) -> bool:
        """Whether the schema names the field at a path; where it names none, it does not."""
        here = self
        for name in path:
            inner = here.fields.get(name) or (here.items if name.isdigit() else None)
            if inner is None:
                return False
            here = inner
        return True

    def schema(self) -> dict[str, Any]:
        """Return a JSON Schema that accepts what `covers` does."""
        found: dict[str, Any] = {}
        if self.fields:
            found["properties"] = {name: each.schema() for name, each in self.fields.items()}
            found["additionalProperties"] = False
        if self.items is not None:
            found["items"] = self.items.schema()
        return found

    @property
    def size(self) -> int:
        """How many places it has something to say of."""
        within = [*self.fields.values(), *([] if self.items is None else [self.items])]
        return 1 + sum(each.size for each in within)

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
    found.names = frozenset(found.fields)
    found.nested = tuple((name, each) for name, each in found.fields.items() if each.names_any)


def _collect(node: Any, root: Mapping[str, Any], found: KnownFields, depth: int) -> None:
    seen = unfolded(node, root, MAX_DEPTH + 1 - depth)
    for deeper, schema in enumerate(seen, depth + 1):
        found.types |= _types(schema)
        for keyword, name, inner in subschemas(schema, _NAMING):
            there = found
            if keyword == "properties":
                there = found.fields.setdefault(str(name), KnownFields())
            elif keyword == "items":
                there = found.items = found.items or KnownFields()
            _collect(inner, root, there, deeper)


_TYPES: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}


def _types(schema: Mapping[str, Any]) -> set[str]:
    """The types that a schema takes by what itself says."""
    named = schema.get("type")
    if named is not None:
        return {named} if isinstance(named, str) else set(named)
    values = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
    return {_TYPES[each.__class__] for each in values if each.__class__ in _TYPES}
