"""The walk through a JSON Schema 2020-12: what holds schemas, and where a reference leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import methodcaller
from typing import Any, Final

from .pointers import MISSING, Pointer

Schema = Mapping[str, Any] | bool

MAX_DEPTH: Final = 32
"""A schema that refers to itself is followed so far."""

IN_PLACE: Final = ("if", "then", "else", "allOf", "anyOf", "oneOf")
"""Where a schema says more of its own value. Without `not` and `dependentSchemas`: who looks for
fields leaves out what only those name."""

_ONE: Final = ("if", "then", "else", "not", "items", "contains", "propertyNames", "contentSchema")
_REST: Final = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")
_MAPS: Final = ("properties", "patternProperties", "dependentSchemas", "$defs")
# Of older drafts: nothing is asked of them, but the dialect says that schemas stand there.
_OLD: Final = ("definitions", "dependencies")

HOLDS: Final[Mapping[str, Callable[[Any], Iterable[tuple[str | int, Any]]]]] = {
    **dict.fromkeys((*_ONE, *_REST), lambda schema: (("", schema),)),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), enumerate),
    **dict.fromkeys((*_MAPS, *_OLD), methodcaller("items")),
}
"""Each keyword that holds a schema, a list or a map of them, and what goes through its value."""

TYPE_OF: Final[dict[str, str]] = {
    **dict.fromkeys(("properties", "required", "additionalProperties"), "object"),
    **dict.fromkeys(("patternProperties", "propertyNames", "dependentRequired"), "object"),
    **dict.fromkeys(("minProperties", "maxProperties"), "object"),
    **dict.fromkeys(("items", "minItems", "maxItems", "prefixItems"), "array"),
    **dict.fromkeys(("contains", "uniqueItems"), "array"),
    **dict.fromkeys(("pattern", "format", "minLength", "maxLength"), "string"),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), "number"),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), "number"),
}
"""The type of the values that a keyword asserts something of; of all others it asserts nothing."""


def subschemas(
    schema: Mapping[str, Any], keywords: Iterable[str] | None = None
) -> Iterator[tuple[str, str | int, Schema]]:
    """Yield what a schema holds: the keyword, the name or index in what it holds, the schema there.

    Args:
        schema: a valid one; what lies deeper, or where it refers to, is the caller's to ask for.
        keywords: which to look at, in this order; all, as they are written, by default.

    >>> list(subschemas({"properties": {"a": {}}, "not": True, "const": {"not": {}}}))
    [('properties', 'a', {}), ('not', '', True)]
    """
    for keyword in schema if keywords is None else keywords:
        if keyword in HOLDS and keyword in schema:
            for at, inner in HOLDS[keyword](schema[keyword]):
                if isinstance(inner, Mapping | bool):  # dependencies may be lists of names
                    yield keyword, at, inner


def referred(root: Schema, reference: str) -> Schema:
    """Return what a reference leads to; where no schema stands, one that says nothing.

    Args:
        root: what references are relative to.
        reference: ``#`` or ``#/…``, written as in a URL; any other is never fetched. A name,
            as in ``#name``, is not looked for, but read as ``#``.
    """
    from urllib.parse import unquote

    start, slash, rest = unquote(reference).partition("/")
    found = Pointer(slash + rest).get(root) if start.startswith("#") else MISSING
    return found if isinstance(found, Mapping | bool) else {}


def unfolded(schema: Any, root: Schema, most: int = MAX_DEPTH) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and those it refers to in turn; none of them is `True` or `False`.

    Args:
        schema: what stands where a schema may.
        root: what references are relative to.
        most: so many are yielded at most, as references may go in a circle.
    """
    for _ in range(most):
        if not isinstance(schema, Mapping):
            return
        yield schema
        reference = schema.get("$ref")
        schema = referred(root, reference) if isinstance(reference, str) else None


def entries(document: Any, place: str = "") -> Iterator[tuple[str, str, Any]]:
    """Yield each name in a JSON document, keyword or not: its place, itself, what it names.

    For what is to be refused wherever it stands: a reference can make a schema of anything.

    Args:
        document: any JSON value.
        place: where it stands.
    """
    if isinstance(document, dict):
        for name, value in document.items():
            there = f"{place}.{name}".strip(".")
            yield there, name, value
            yield from entries(value, there)
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from entries(value, f"{place}[{index}]")
