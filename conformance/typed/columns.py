"""Columns: what many payloads hold at one place, and whether all of it is as it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from msgspec import UNSET

from ..payloads.reads import EACH, Path
from ..payloads.schema import PayloadSchema
from .shape import Shape
from .time_column import are_times

Column = list[Any]

_SAFE: Final = re.compile(
    r"\^?(?:"
    r"[A-Za-z0-9 _:@#%&,;=<>/'\"!~`-]"  # a character
    r"|\\[.+*?()\[\]{}|^$/\\-]"  # a mark
    r"|\[\^?(?:[^\[\]\\^&|~\x00-\x1f-]|(?<!\[)-(?!-))+\]"  # a set of characters
    r"|\((?!\?)|\)(?![*+]|\{\d+,)"  # a group that is not repeated at will
    r"|\||(?<![?*+}])[?*+]|(?<![?*+}])\{\d+(?:,\d*)?\}"
    r")+\$?"
)
"""Patterns that ECMA-262 and Python read alike: no `.`, no class escape, no look-around."""
_OPEN: Final = re.compile(r"[*+]|\{\d+,\}")
_CHOICE: Final = re.compile(r"[|?*+]|\{\d+,\d*\}")
_MOST_OPEN: Final = 2
_LONG: Final = 200
"""A longer text is asked whether it matches by whom no text keeps busy for long."""
_MEMORY: Final = 20_000
"""So many distinct values are remembered of one place."""


class Columns:
    """The columns of payloads decoded by one type; each is made when it is first asked for.

    Args:
        shape: their type.
        payloads: the payloads.
    """

    def __init__(self, shape: Shape, payloads: Sequence[Any]) -> None:
        self._names, self._types = shape.names, shape.types
        self._needed = shape.needed | {()}
        self._there: dict[Path, Column] = {}
        self._made: dict[Path, Column] = {(): list(payloads)}

    def at(self, path: Path) -> Column:
        """Return what each payload holds at a place; `UNSET` where it holds nothing."""
        found = self._made.get(path)
        if found is None:
            found = self._made[path] = self._member(path)
        return found

    def _member(self, path: Path) -> Column:
        within, name = self.at(path[:-1]), self._names[path]
        if len(path) == 1:
            return list(map(attrgetter(name), within))
        if not self.values(path[:-1]):
            return [UNSET] * len(within)
        return [getattr(each, name, UNSET) for each in within]

    def values(self, path: Path) -> Column:
        """Return the values there are at a place, items of lists each by itself."""
        found = self._there.get(path)
        if found is None:
            found = self._there[path] = self._values(path)
        return found

    def _values(self, path: Path) -> Column:
        if len(path) <= 1:
            column = self.at(path)
            return column if path in self._needed else [x for x in column if x is not UNSET]
        within = self.values(path[:-1])
        if path[-1] == EACH:
            return list(chain.from_iterable(x for x in within if x.__class__ is list))
        if not within:
            return within
        name = self._names[path]
        if self._types[path[:-1]] == _OBJECT:
            found = list(map(attrgetter(name), within))
        else:
            found = [getattr(each, name, UNSET) for each in within]
        return found if path in self._needed else [x for x in found if x is not UNSET]


_OBJECT: Final = frozenset(("object",))

Test = Callable[[Column], bool]
"""Whether all values of a column are as they must be."""


def test_of(leaf: Mapping[str, Any], types: frozenset[str]) -> Test | None:
    """Compile what must always be so of one value; `None` if its type has seen to that.

    Args:
        leaf: assertions of single values.
        types: the types that the values were decoded as.
    """
    rest = {keyword: value for keyword, value in leaf.items() if keyword != "type"}
    tests = [_quick(keyword, value, types) for keyword, value in rest.items()]
    if all(each is not None for each in tests):
        quick = [each for each in tests if each is not None]
        if not quick:
            return None
        return quick[0] if len(quick) == 1 else lambda values: all(each(values) for each in quick)
    remembered = Outcomes(rest)
    return lambda values: all(map(remembered.of, values))


def _quick(keyword: str, value: Any, types: frozenset[str]) -> Test | None:
    """A test of one keyword that needs no look at each value, where types allow one."""
    if types == {"string"}:
        return _of_text(keyword, value)
    if types and types <= {"integer", "number"}:
        if keyword == "minimum":
            return lambda values: not values or min(values) >= value
        if keyword == "maximum":
            return lambda values: not values or max(values) <= value
    if keyword in ("enum", "const") and types == {"integer"}:
        return _among([value] if keyword == "const" else value)
    return None


def _of_text(keyword: str, value: Any) -> Test | None:
    if keyword == "pattern" and _is_safe(value):
        return _matching(value)
    if keyword == "minLength":
        return all if value == 1 else lambda texts: not texts or min(map(len, texts)) >= value
    if keyword == "maxLength":
        return lambda texts: not texts or max(map(len, texts)) <= value
    if keyword == "format" and value == "date-time":
        return are_times
    if keyword in ("enum", "const"):
        return _among([value] if keyword == "const" else value)
    return None


def _is_safe(pattern: str) -> bool:
    """Whether Python reads a pattern as ECMA-262 does, and is soon done whatever the text is."""
    if pattern.endswith(r"\$"):  # it is no end
        return False
    if _SAFE.fullmatch(pattern) is None or len(_OPEN.findall(pattern)) > _MOST_OPEN:
        return False
    return "){" not in pattern or _CHOICE.search(pattern) is None


def _matching(pattern: str) -> Test:
    """Whether each text holds what matches: whole columns at once, where that says the same."""
    matches = _matcher(pattern)

    def each(texts: Column) -> bool:
        return all(map(matches, texts))

    if not (pattern.startswith("^") and pattern.endswith("$")) or "[^" in pattern:
        return each
    # No part of it matches a line's end, so that joined texts match where each of them does; what
    # was matched is never gone back to.
    every = re.compile(rf"(?>(?:{pattern[1:-1]})\n)*+").fullmatch

    def test(texts: Column) -> bool:
        if not texts:
            return True
        joined = "\n".join(texts)
        if joined.count("\n") != len(texts) - 1 or max(map(len, texts)) > _LONG:
            return each(texts)
        return every(f"{joined}\n") is not None or each(texts)

    return test


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text holds what matches."""
    # For Python, `$` is not the very end.
    search = re.compile(rf"{pattern[:-1]}\Z" if pattern.endswith("$") else pattern).search
    slow = PayloadSchema({"pattern": pattern}).accepts
    return lambda text: search(text) is not None if len(text) <= _LONG else slow(text)


def _among(listed: Sequence[Any]) -> Test:
    known = frozenset(each for each in listed if each.__class__ in (str, int, float))
    return lambda values: known.issuperset(values)


class Outcomes:
    """Whether values satisfy a schema, each distinct one asked once.

    Args:
        schema: of a value.
    """

    def __init__(self, schema: Any) -> None:
        self._accepts = (
            _quick_pattern(schema)
            or PayloadSchema(schema if isinstance(schema, Mapping) else {"not": {}}).accepts
        )
        self._known: dict[tuple[type[Any], Any], bool] = {}

    def of(self, value: Any) -> bool:
        """Say of one value; what was decoded by a type is looked at as JSON."""
        if value.__class__ not in _PLAIN:
            return self._accepts(as_json(value))
        known = self._known.get((value.__class__, value))
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[value.__class__, value] = self._accepts(value)
        return known


def _quick_pattern(schema: Any) -> Callable[[Any], bool] | None:
    """What says whether a value is text that matches, if a schema asks just that."""
    if not isinstance(schema, Mapping) or schema.keys() != {"type", "pattern"}:
        return None
    if schema["type"] != "string" or not _is_safe(schema["pattern"]):
        return None
    matches = _matcher(schema["pattern"])
    return lambda value: value.__class__ is str and matches(value)


_PLAIN: Final = frozenset((str, int, float, bool, type(None)))


def as_json(value: Any) -> Any:
    """Return a decoded value as JSON has it."""
    from msgspec import to_builtins

    return to_builtins(value)
