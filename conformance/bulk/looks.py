"""What a JSON Schema looks at: which keywords judge the value at a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

_DEEPEST: Final = 64
_STRUCTURAL: Final = frozenset(
    [
        "required",
        "dependentRequired",
        "minProperties",
        "maxProperties",
        "minItems",
        "maxItems",
        "$ref",
        "$defs",
        "definitions",
        "$schema",
        "$id",
        "$anchor",
        "$comment",
        "title",
        "description",
        "examples",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
        "propertyNames",
        "$vocabulary",
    ]
)
"""Keywords that ask for names, numbers of members and kinds, not for values.

A pattern on names is one: names stay as they are.
"""
_CHOICES: Final = frozenset(
    ["anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "contains"]
)
"""What is asked below these may be refused although the whole is accepted."""
_WHOLE: Final = frozenset(("const", "enum", "uniqueItems"))
"""These look at everything within the value they stand at."""


class Look(NamedTuple):
    """One keyword that judges a value.

    Args:
        keyword, argument: as the schema has them.
        certain: an accepted payload satisfies it.
    """

    keyword: str
    argument: Any
    certain: bool


def looks(schema: Any, path: tuple[str, ...]) -> Iterator[Look]:
    """Yield each keyword of a schema that judges the value at a place.

    What cannot be followed is reported as a keyword that is not certain.

    Args:
        schema: JSON Schema 2020-12, self-contained.
        path: the place of a value that holds no other.

    >>> schema = {"properties": {"a": {"pattern": "x"}}, "not": {"properties": {"b": {"const": 1}}}}
    >>> list(looks(schema, ("a",))), list(looks(schema, ("b",)))
    ([Look(keyword='pattern', argument='x', certain=True)], \
[Look(keyword='const', argument=1, certain=False)])
    """
    yield from _looks(schema, path, True, schema, 0)


def _looks(
    schema: Any, path: tuple[str, ...], certain: bool, root: Any, depth: int
) -> Iterator[Look]:
    if not isinstance(schema, Mapping):
        return
    if depth > _DEEPEST:
        yield Look("$ref", None, False)
        return
    for keyword, argument in schema.items():
        if keyword == "$ref":
            inner = _resolved(root, argument)
            if inner is None:
                yield Look(keyword, argument, False)
            yield from _looks(inner, path, certain, root, depth + 1)
        elif keyword == "allOf":
            for each in argument:
                yield from _looks(each, path, certain, root, depth + 1)
        elif keyword in _CHOICES:
            for each, rest in _choices(keyword, argument, path):
                yield from _looks(each, rest, False, root, depth + 1)
        elif keyword in _INSIDE:
            sure = certain and (
                keyword == "properties" or (keyword == "items" and "prefixItems" not in schema)
            )
            for each in _INSIDE[keyword](argument, path) if path else ():
                yield from _looks(each, path[1:], sure, root, depth + 1)
        elif keyword in _WHOLE:
            if not (keyword == "uniqueItems" and argument is False):
                yield Look(keyword, argument, certain and not path)
        elif keyword not in _STRUCTURAL and (not path or keyword not in _OF_LEAVES):
            yield Look(keyword, argument, certain and keyword in _OF_LEAVES)


def _choices(
    keyword: str, argument: Any, path: tuple[str, ...]
) -> Iterable[tuple[Any, tuple[str, ...]]]:
    if keyword == "contains":
        return [(argument, path[1:])] if path else ()
    if isinstance(argument, list):
        return [(each, path) for each in argument]
    if keyword == "dependentSchemas":
        return [(each, path) for each in argument.values()]
    return [(argument, path)]


def _properties(argument: Any, path: tuple[str, ...]) -> Iterable[Any]:
    return (argument[path[0]],) if path[0] in argument else ()


def _any_name(argument: Any, _: tuple[str, ...]) -> Iterable[Any]:
    return list(argument.values())


def _every(argument: Any, _: tuple[str, ...]) -> Iterable[Any]:
    return argument if isinstance(argument, list) else (argument,)


_INSIDE: Final = {
    "properties": _properties,
    "patternProperties": _any_name,
    "additionalProperties": _every,
    "unevaluatedProperties": _every,
    "items": _every,
    "prefixItems": _every,
    "unevaluatedItems": _every,
}
"""Keywords that judge members, and their schemas that may judge the one on the path."""

_OF_LEAVES: Final = frozenset(
    [
        "type",
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]
)


def _resolved(root: Any, reference: Any) -> Any:
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    node = root
    for part in reference[1:].split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        node = node.get(name) if isinstance(node, Mapping) else None
    return node
