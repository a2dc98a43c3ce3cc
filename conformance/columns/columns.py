"""Columns: what many payloads hold at one place, and whether all of it is as it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter, or_
from typing import Any, Final, NamedTuple

import numpy as np
from msgspec import UNSET, UnsetType, to_builtins
from numpy.typing import NDArray

from ...spec import Pointer
from ..payloads.reads import EACH, NULL, Path
from ..payloads.rules import without_nulls
from ..payloads.schema import PayloadSchema
from ..table.hashing import NOTHING, Hashes, hashes_of
from ..table.rows import UNTOLD
from .patterns import column_test, is_safe, matcher, none_test
from .shape import Shape, path_of
from .time_column import Times, are_times

Column = list[Any]
Mask = NDArray[np.bool_]

_NONE: Final[Mapping[Pointer, Column]] = {}
_LARGEST: Final = 2**63
_MEMORY: Final = 20_000
"""So many distinct values are remembered of one place."""


def chosen(column: Column, indexes: Sequence[int]) -> Column:
    """Return what a column has in some rows."""
    return [column[index] for index in indexes]


class Columns:
    """The columns of payloads decoded by one type; each is made when it is first asked for.

    Args:
        shape: their type.
        payloads: the payloads.
        climbed: what stands where pointers lead to what is around them.
    """

    def __init__(
        self, shape: Shape, payloads: Sequence[Any], climbed: Mapping[Pointer, Column] = _NONE
    ) -> None:
        self._shape = shape
        self._types = shape.types
        self._there: dict[Path, Column] = {}
        self._objects: dict[Path, Column] = {}
        self._inner: dict[Path, Column] = {}
        self._hashed: dict[Path, Hashes] = {}
        self._made: dict[Path, Column] = {path_of(at): each for at, each in climbed.items()}
        self._made[()] = list(payloads)

    def __len__(self) -> int:
        return len(self._made[()])

    def at(self, path: Path) -> Column:
        """Return what each payload holds at a place; `UNSET` where it holds nothing."""
        found = self._made.get(path)
        if found is None:
            found = self._made[path] = self._member(path)
        return found

    def _member(self, path: Path) -> Column:
        within = path[:-1]
        if not self.values(within):
            return [UNSET] * len(self)
        if path in self._shape.indexed:
            index = int(path[-1])
            lists = (each if each.__class__ is list else () for each in self.at(within))
            return [each[index] if index < len(each) else UNSET for each in lists]
        return list(map(attrgetter(self._shape.names[path]), self._filled(within)))

    def _filled(self, path: Path) -> Column:
        """What stands at a place, with what has no members instead of what is no object."""
        column = self.at(path)
        if self.surely_object(path):
            return column
        empty, kind = self._shape.empty, self._shape.objects[path]
        return [each if each.__class__ is kind else empty for each in column]

    def objects(self, path: Path) -> Column:
        """Return the objects with members that stand at a place."""
        found = self._objects.get(path)
        if found is None:
            found, kind = self.at(path), self._shape.objects[path]
            if not self.surely_object(path):
                found = [each for each in found if each.__class__ is kind]
            self._objects[path] = found
        return found

    def inner(self, path: Path) -> Column:
        """Return what stands at a place in each of the objects around it."""
        found = self._inner.get(path)
        if found is None:
            member = attrgetter(self._shape.names[path])
            found = self._inner[path] = list(map(member, self.objects(path[:-1])))
        return found

    def spread(self, path: Path, told: Column) -> Column:
        """Return what is told of each object at a place; `None` for payloads without one."""
        kind, rest = self._shape.objects[path], iter(told)
        return [next(rest) if each.__class__ is kind else None for each in self.at(path)]

    def surely_object(self, path: Path) -> bool:
        """Whether every payload has an object at a place."""
        return path in self._shape.certain and self._types.get(path, _OBJECT) == _OBJECT

    def hashes(self, path: Path) -> Hashes:
        """Return hashes of what each payload holds at a place, as `hash_of_fact` has them."""
        found = self._hashed.get(path)
        if found is None:
            found = self._hashed[path] = _hashes_of_facts(self.at(path))
        return found

    def values(self, path: Path) -> Column:
        """Return the values there are at a place, items of lists each by itself."""
        found = self._there.get(path)
        if found is None:
            found = self._there[path] = self._values(path)
        return found

    def _values(self, path: Path) -> Column:
        if EACH not in path:
            is_member = path[:-1] in self._shape.objects and path not in self._shape.indexed
            column = self.inner(path) if is_member and len(path) > 1 else self.at(path)
            return column if path in self._shape.certain else [x for x in column if x is not UNSET]
        within = self.values(path[:-1])
        if path[-1] == EACH:
            return list(chain.from_iterable(x for x in within if x.__class__ is list))
        name = self._shape.names[path]
        found = [getattr(each, name, UNSET) for each in within]
        return [x for x in found if x is not UNSET]


_OBJECT: Final = frozenset(("object",))
TEXT_OR_NOTHING: Final = frozenset((str, UnsetType))
_NUMBER_OR_NOTHING: Final = frozenset((int, UnsetType))


def _hashes_of_facts(column: Column) -> Hashes:
    """Hashes of values, as `hash_of_fact` has them."""
    classes = set(map(type, column))
    nothing = hash(NOTHING)
    told: Column
    if classes == {UnsetType}:
        return np.full(len(column), nothing, np.int64).view(np.uint64)
    if classes <= TEXT_OR_NOTHING:
        sure = UnsetType not in classes
        return hashes_of(column if sure else [NOTHING if x is UNSET else x for x in column])
    if classes <= _NUMBER_OR_NOTHING:
        told = [nothing if x is UNSET else x for x in column]
    else:
        told = [
            x
            if x.__class__ is int
            else hash(x if x.__class__ is str else NOTHING if x is UNSET else f"\0{x!r}")
            for x in column
        ]
    return np.array(told, np.int64).view(np.uint64)


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
    if (keyword, value) == ("not", NULL):
        return lambda values: None not in values
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


PLAIN: Final = frozenset((str, int, float, bool, type(None)))


def as_json(value: Any) -> Any:
    """Return a decoded value as JSON has it."""
    return to_builtins(value)


def in_order(columns: Sequence[Column]) -> Mask:
    """Where numbers do not fall from one column to the next, those that are none left out."""
    numbers = [whole_numbers(column) for column in columns]
    kept: Mask = np.logical_and.reduce([whole for _, whole in numbers])
    before, _ = numbers[0]
    for here, _ in numbers[1:]:
        there = here != UNTOLD
        kept &= ~(there & (before != UNTOLD) & (before > here))
        before = np.where(there, here, before)
    return kept


def whole_numbers(column: Column) -> tuple[Times, Mask]:
    """Whole numbers, or `UNTOLD`; and where there is no other kind of number."""
    classes = set(map(type, column))
    count = len(column)
    if classes == {int}:
        kept = column
    elif int in classes:
        kept = [each if each.__class__ is int else UNTOLD for each in column]
    else:
        kept = []
    odd = [each.__class__ is float for each in column] if float in classes else [False] * count
    try:
        whole = np.array(kept, np.int64) if kept else np.full(count, UNTOLD, np.int64)
    except OverflowError:  # where anything may stand
        large = [not -_LARGEST <= each < _LARGEST for each in kept]
        odd = list(map(or_, odd, large))
        whole = np.where(large, UNTOLD, np.array(kept, object)).astype(np.int64)
    return whole, ~np.array(odd, np.bool_)
