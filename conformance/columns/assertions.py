"""What is asked of single values, asked of whole columns where that is quicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..payloads.reads import EACH, NULL, Path
from ..payloads.rules import without_nulls
from ..payloads.schema import PayloadSchema
from ..table.rows import UNTOLD
from .columns import PLAIN, WHOLE_NUMBER, Column, Mask, as_json
from .patterns import column_test, is_safe, matcher, none_test
from .time_column import Times, are_times

_LARGEST: Final = 2**63
_MEMORY: Final = 20_000
"""So many distinct values are remembered of one place."""

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


class Bound(NamedTuple):
    """A bound that whole numbers must keep."""

    keeps: np.ufunc
    value: int

    def of(self, numbers: Times) -> Mask:
        """Which numbers keep it, or are none."""
        kept: Mask = self.keeps(numbers, self.value) | (numbers == UNTOLD)
        return kept


_KEEPS: Final[Mapping[str, np.ufunc]] = {"minimum": np.greater_equal, "maximum": np.less_equal}


def bounds_of(leaf: Mapping[str, Any], path: Path, types: frozenset[str]) -> list[Bound] | None:
    """What must always be so of one value, where that is only between which numbers it is.

    Args:
        leaf: assertions of single values.
        path: where they stand.
        types: the types that they were decoded as.
    """
    rest = [(keyword, value) for keyword, value in leaf.items() if keyword != "type"]
    plain = all(
        keyword in _KEEPS and value.__class__ is int and abs(value) < _LARGEST
        for keyword, value in rest
    )
    if types != WHOLE_NUMBER or EACH in path or not plain:
        return None
    return [Bound(_KEEPS[keyword], value) for keyword, value in rest]


def _quick(keyword: str, value: Any, types: frozenset[str]) -> Test | None:
    """A test of one keyword that needs no look at each value, where types allow one."""
    if (keyword, value) == ("not", NULL):
        return lambda values: None not in values
    if types == {"string"}:
        return _of_text(keyword, value)
    if types and types <= {"integer", "number"}:
        if keyword == "minimum":
            return lambda values: not values or min(values) >= value
        if keyword == "maximum":
            return lambda values: not values or max(values) <= value
    if keyword in ("enum", "const") and types == WHOLE_NUMBER:
        return _among([value] if keyword == "const" else value)
    return None


def _of_text(keyword: str, value: Any) -> Test | None:
    if keyword == "pattern" and is_safe(value):
        return column_test(value)
    if keyword == "minLength":
        return all if value == 1 else lambda texts: not texts or min(map(len, texts)) >= value
    if keyword == "maxLength":
        return lambda texts: not texts or max(map(len, texts)) <= value
    if keyword == "format" and value == "date-time":
        return are_times
    if keyword in ("enum", "const"):
        return _among([value] if keyword == "const" else value)
    return None


def _among(listed: Sequence[Any]) -> Test:
    known = frozenset(each for each in listed if each.__class__ in (str, int, float))
    return lambda values: known.issuperset(values)


class Outcomes:
    """Whether values satisfy a schema, each distinct one asked once.

    Args:
        schema: of a value.
    """

    def __init__(self, schema: Any) -> None:
        self.quick = _quick_look(schema)
        """It costs less to ask again than to remember."""
        self.accepts: Callable[[Any], bool] = (
            self.quick.accepts
            if self.quick
            else PayloadSchema(schema if isinstance(schema, Mapping) else {"not": {}}).accepts
        )
        self._known: dict[tuple[type[Any], Any], bool] = {}

    def of(self, value: Any) -> bool:
        """Say of one value, and remember it."""
        if value.__class__ not in PLAIN:  # to rules, what is null within it is absent
            plain = as_json(value)
            told = without_nulls(plain)
            return self.accepts(plain) and (told is plain or self.accepts(told))
        known = self._known.get((value.__class__, value))
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[value.__class__, value] = self.accepts(value)
        return known


class QuickLook(NamedTuple):
    """What a schema asks of text, if that is soon seen.

    Args:
        accepts: whether a value is such text.
        all_pass: whether all of several texts are, of which some may be.
        none_passes: whether none is; it may say no where none is.
    """

    accepts: Callable[[Any], bool]
    all_pass: Test
    none_passes: Test


def _quick_look(schema: Any) -> QuickLook | None:
    """Return what says whether values are text of a pattern or a length, if that is all."""
    if not isinstance(schema, Mapping) or len(schema) != 2 or schema.get("type") != "string":
        return None
    if "pattern" in schema and is_safe(schema["pattern"]):
        pattern = schema["pattern"]
        matches = matcher(pattern)
        return QuickLook(
            lambda value: value.__class__ is str and matches(value),
            column_test(pattern),
            none_test(pattern),
        )
    if "minLength" in schema:
        least = schema["minLength"]
        return QuickLook(
            lambda value: value.__class__ is str and len(value) >= least,
            lambda texts: min(map(len, texts)) >= least,
            lambda texts: max(map(len, texts)) < least,
        )
    return None


def values_of(schema: Any) -> set[str | int | None] | None:
    """The values that a schema lists, if that is all it asks: texts, whole numbers and null."""
    if not isinstance(schema, Mapping) or len(schema) != 1:
        return None
    listed = schema.get("enum", [schema["const"]] if "const" in schema else [{}])
    plain = all(each.__class__ in (str, int, None.__class__) for each in listed)
    return set(listed) if plain else None
