"""Columns that are a payload's members: nested by dotted names, their values as schemas take them.

A table has types of its own: a number may stand as text in a CSV, and a phone number as an integer
in a database. So a scalar is written as the schema of that member takes it, if it can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from ..reading.records import Problem, TypesAt

Types = frozenset[str]
"""JSON types, as schemas name them; none if a schema takes any."""

WHOLE_DIGITS: Final = 18
"""A whole number of so many digits can be read as one and written again."""
NUMBER: Final = rf"-?(0|[1-9][0-9]{{0,{WHOLE_DIGITS - 1}}})(\.[0-9]{{1,17}})?"
"""A text that may as well be a number; one of more digits may not survive being read as one."""
_NUMBER: Final = re.compile(NUMBER)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BOOLEANS: Final = {"true": True, "t": True, "false": False, "f": False}


def names_nothing(_path: tuple[str, ...]) -> Types | None:
    """Say that no schema names a place."""
    return None


class Member(NamedTuple):
    """A column that is a member.

    Args:
        column: its name.
        path: the names that lead to the member.
        known: what the schemas take there; `None` if none names it.
    """

    column: str
    path: tuple[str, ...]
    known: Types | None = None

    @property
    def types(self) -> Types:
        """What the schemas take here."""
        return self.known or frozenset()

    @property
    def as_text(self) -> bool:
        """Whether whatever stands here is text."""
        return "string" in self.types and self.types.isdisjoint(("number", "integer"))

    @property
    def as_json(self) -> bool:
        """Whether a text here is the JSON of an object or a list."""
        return "string" not in self.types and not self.types.isdisjoint(("object", "array"))

    @property
    def as_number(self) -> bool:
        """Whether a text here is a number."""
        return "string" not in self.types and not self.types.isdisjoint(("number", "integer"))

    @property
    def as_boolean(self) -> bool:
        """Whether a text here is true or false."""
        return "string" not in self.types and "boolean" in self.types

    def value(self, given: Any) -> Any:
        """Return a value as the schemas take it; one that cannot be so stays as it is."""
        if isinstance(given, str):
            if self.as_number and _NUMBER.fullmatch(given):
                return orjson.loads(given)
            if self.as_boolean and given.lower() in _BOOLEANS:
                return _BOOLEANS[given.lower()]
            if self.as_json and given[:1] in ("{", "["):
                try:
                    return orjson.loads(given)
                except (orjson.JSONDecodeError, UnicodeEncodeError):
                    return given
        elif isinstance(given, int | float) and not isinstance(given, bool) and self.as_text:
            return orjson.dumps(given).decode()
        return given


def path_of(column: str) -> tuple[str, ...]:
    """Return the path that a column's name spells.

    >>> path_of("error.title"), path_of("v1."), path_of("to")
    (('error', 'title'), ('v1.',), ('to',))
    """
    parts = tuple(column.split("."))
    return parts if all(parts) else (column,)


def members_of(columns: Iterable[str], types_at: TypesAt) -> list[Member]:
    """Return what members some columns are; one that is in another's way is not nested.

    Args:
        columns: their names, no two alike.
        types_at: says which types the schemas take.
    """
    names = list(columns)
    taken: set[tuple[str, ...]] = {path for path in map(path_of, names) if len(path) == 1}
    holders: set[tuple[str, ...]] = set()
    found: list[Member] = []
    for column in names:
        path = path_of(column)
        above = {path[:length] for length in range(1, len(path))}
        if len(path) > 1 and (path in taken or path in holders or not above.isdisjoint(taken)):
            path, above = (column,), set()
        taken.add(path)
        holders |= above
        found.append(Member(column, path, types_at(path)))
    return found


def nested(row: Mapping[str, Any], members: Sequence[Member]) -> dict[str, Any]:
    """Return the payload that a row is; what is null, or an empty text, is absent.

    >>> nested({"a.b": "1", "c": ""}, members_of(["a.b", "c"], names_nothing))
    {'a': {'b': '1'}}
    """
    payload: dict[str, Any] = {}
    for member in members:
        given = row.get(member.column)
        if given is None or given == "":
            continue
        here = payload
        for name in member.path[:-1]:
            here = here.setdefault(name, {})
        here[member.path[-1]] = member.value(given)
    return payload


def not_utf8(payload: Mapping[str, Any]) -> Problem | None:
    """Return what is wrong with a payload one of whose texts holds bytes that are no UTF-8."""
    for value in payload.values():
        if isinstance(value, Mapping):
            found = not_utf8(value)
            if found is not None:
                return found
        elif isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
            return Problem("LOGS002", "not UTF-8: invalid bytes in the row")
    return None
