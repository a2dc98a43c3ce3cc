"""What a schema says of an object by the names of its members, whatever these hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from ...spec.schema_walk import Schema

Names = Collection[str]
Answer = bool | None
"""Whether a schema takes an object; `None` if that depends on what its members hold."""


def takes_names(schema: Schema, names: Names) -> Answer:
    """Say whether a schema takes objects with some members.

    Args:
        schema: a valid one.
        names: the members that an object has, and no others.

    >>> either = {"anyOf": [{"required": ["a"]}, {"properties": {"b": {"const": 1}}}]}
    >>> takes_names(either, {"a"}), takes_names(either, {"c"}), takes_names(either, {"b"})
    (True, True, None)
    >>> takes_names({"required": ["a"], "properties": {"b": {"const": 1}}}, {"b"})
    False
    """
    if not isinstance(schema, Mapping):
        return bool(schema)
    return _all(_of_keyword(keyword, value, names) for keyword, value in schema.items())


def _all(answers: Iterable[Answer]) -> Answer:
    """False if any is; else true if all are."""
    found: Answer = True
    for each in answers:
        if each is False:
            return False
        if each is None:
            found = None
    return found


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _of_keyword(keyword: str, value: Any, names: Names) -> Answer:
    if keyword in _SAYS_NOTHING:
        return True
    asked = _KEYWORDS.get(keyword)
    return None if asked is None else asked(value, names)


def _type(value: str | list[str], _names: Names) -> Answer:
    return "object" in ([value] if isinstance(value, str) else value)


def _properties(value: Mapping[str, Schema], names: Names) -> Answer:
    return _all(True if each is True else None for name, each in value.items() if name in names)


def _every(value: list[Schema], names: Names) -> Answer:
    return _all(takes_names(each, names) for each in value)


def _any(value: list[Schema], names: Names) -> Answer:
    return _not(_all(_not(takes_names(each, names)) for each in value))


_SAYS_NOTHING: Final = frozenset(("$schema", "$id", "$defs", "$comment", "title", "description"))
_KEYWORDS: Final[dict[str, Callable[[Any, Names], Answer]]] = {
    "type": _type,
    "required": lambda value, names: set(value).issubset(names),
    "properties": _properties,
    "allOf": _every,
    "anyOf": _any,
    "not": lambda value, names: _not(takes_names(value, names)),
}
