"""Columns: what many payloads hold at one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, compress
from operator import or_
from typing import Any, Final

import numpy as np
from msgspec import UNSET, UnsetType, to_builtins
from msgspec.structs import astuple
from numpy.typing import NDArray

from ...spec import Pointer
from ..payloads.reads import EACH, Path
from ..table.hashing import NOTHING, Hashes, fact_of, facts_of, hashes_of
from ..table.rows import UNTOLD
from .shape import Shape, path_of
from .time_column import Times

Column = list[Any]
Mask = NDArray[np.bool_]

_NONE: Final[Mapping[Pointer, Column]] = {}
_LARGEST: Final = 2**63


def chosen(column: Column, indexes: Sequence[int]) -> Column:
    """Return what a column has in some rows."""
    return [column[index] for index in indexes]


class Members:
    """What objects of one type hold, a column for each member.

    To look at each object once takes less time than once for each member.

    Args:
        objects: the objects, one at least.
    """

    def __init__(self, objects: Sequence[Any]) -> None:
        self._names: Sequence[str] = objects[0].__struct_fields__
        self._held: Column = list(chain.from_iterable(map(astuple, objects)))

    def of(self, name: str) -> Column:
        """Return what each holds as a member."""
        return self._held[self._names.index(name) :: len(self._names)]


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
        self._members: dict[Path, Members] = {}
        self._having: dict[Path, Sequence[bool]] = {}
        self._numbers: dict[Path, Times] = {}
        self._made: dict[Path, Column] = {path_of(at): each for at, each in climbed.items()}
        self._made[()] = list(payloads)

    def __len__(self) -> int:
        return len(self._made[()])

    def at(self, path: Path) -> Column:
        """Return what each payload holds at a place; `UNSET` where it holds nothing."""
        found = self._made.get(path)
        if found is None:
            found = self._made[path] = self._with_unset(path, self._member(path))
        return found

    def classes(self, path: Path) -> Column:
        """Return the class of what each payload holds at a place."""
        if path not in self._shape.numbers:
            return list(map(type, self.at(path)))
        there = self.numbers(path) != UNTOLD
        if there.all() or not there.any():
            return [int if there.any() else UnsetType] * len(self)
        return [int if each else UnsetType for each in there.tolist()]

    def _with_unset(self, path: Path, column: Column) -> Column:
        """What members hold at a place; `UNSET` where nothing stands, whatever types have then."""
        if path not in self._shape.numbers:
            return column
        return [UNSET if each == UNTOLD else each for each in column]

    def told(self, place: Pointer | None) -> Column:
        """Return what stands at a place that may be no member: none has it, or all one tag."""
        if place is not None and path_of(place) in self._types:
            return self.at(path_of(place))
        tag = self._shape.tag
        tagged = place is not None and tag is not None and place.parts == (tag.name,)
        return [tag.value if tagged and tag else UNSET] * len(self)

    def whole(self, place: Pointer) -> tuple[Times, Mask]:
        """Return whole numbers, or `UNTOLD`; and where there is no other kind of number."""
        if self._types.get(path_of(place)) == WHOLE_NUMBER:
            return self.numbers(path_of(place)), np.ones(len(self), np.bool_)
        return _whole_numbers(self.told(place))

    def passing(self, path: Path, test: Callable[[Column], bool]) -> Mask:
        """Return which payloads pass a test that not all of them do.

        Args:
            path: where it is asked of all values.
            test: says whether all of some do.
        """
        if EACH not in path:
            passed = [each is UNSET or test([each]) for each in self.at(path)]
        else:
            passed = [test(Columns(self._shape, [each]).values(path)) for each in self.at(())]
        return np.array(passed, np.bool_)

    def _member(self, path: Path) -> Column:
        within = path[:-1]
        if path in self._shape.indexed:
            index = int(path[-1])
            lists = (each if each.__class__ is list else () for each in self.at(within))
            return [each[index] if index < len(each) else UNSET for each in lists]
        nothing = UNTOLD if path in self._shape.numbers else UNSET
        if not self.objects(within):
            return [nothing] * len(self)
        told = self._told(path)
        return told if self.surely_object(within) else self.spread(within, told, nothing)

    def _told(self, path: Path) -> Column:
        """What each object at the place around a member holds there."""
        within = path[:-1]
        members = self._members.get(within)
        if members is None:
            members = self._members[within] = Members(self.objects(within))
        return members.of(self._shape.names[path])

    def objects(self, path: Path) -> Column:
        """Return the objects with members that stand at a place."""
        found = self._objects.get(path)
        if found is None:
            found = self.at(path)
            if not self.surely_object(path):
                found = list(compress(found, self._have_object(path)))
            self._objects[path] = found
        return found

    def _have_object(self, path: Path) -> Sequence[bool]:
        """Which payloads have an object with members at a place."""
        found = self._having.get(path)
        if found is None:
            column, kind = self.at(path), self._shape.objects[path]
            if self._types.get(path) == _OBJECT:
                found = [each is not UNSET for each in column]
            else:
                found = [each.__class__ is kind for each in column]
            self._having[path] = found
        return found

    def inner(self, path: Path) -> Column:
        """Return what stands at a place in each of the objects around it."""
        if self.surely_object(path[:-1]):
            return self.at(path)
        found = self._inner.get(path)
        if found is None:
            there = self.objects(path[:-1])
            found = self._with_unset(path, self._told(path)) if there else []
            self._inner[path] = found
        return found

    def spread(self, path: Path, told: Column, nothing: Any = None) -> Column:
        """Return what is told of each object at a place.

        Args:
            path: the place.
            told: what is told of each.
            nothing: what payloads without one get.
        """
        rest = iter(told)
        return [next(rest) if here else nothing for here in self._have_object(path)]

    def surely_object(self, path: Path) -> bool:
        """Whether every payload has an object at a place."""
        return path in self._shape.certain and self._types.get(path, _OBJECT) == _OBJECT

    def hashes(self, path: Path) -> Hashes:
        """Return the hash of the text that each payload holds at a place, or of `NOTHING`."""
        return hashes_of(self.facts(path), len(self))

    def facts(self, path: Path) -> Column:
        """Return what each payload holds at a place, as `fact_of` tells it."""
        types = self._types.get(path)
        if types == WHOLE_NUMBER:
            return facts_of(self.numbers(path))
        column = self.at(path)
        if types != _TEXT:
            return [
                each if each.__class__ is str else NOTHING if each is UNSET else fact_of(each)
                for each in column
            ]
        if path in self._shape.certain:
            return column
        return [NOTHING if each is UNSET else each for each in column]

    def numbers(self, path: Path) -> Times:
        """Return the whole numbers at a place where no other value may stand, or `UNTOLD`."""
        found = self._numbers.get(path)
        if found is None:
            if path in self._shape.numbers:
                column = self._member(path)
            else:
                column = [UNTOLD if each is UNSET else each for each in self.at(path)]
            found = self._numbers[path] = np.fromiter(column, np.int64, len(column))
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
            column = self.inner(path) if is_member else self.at(path)
            return column if path in self._shape.certain else [x for x in column if x is not UNSET]
        within = self.values(path[:-1])
        if path[-1] == EACH:
            return list(chain.from_iterable(x for x in within if x.__class__ is list))
        name = self._shape.names[path]
        found = self._with_unset(path, [getattr(each, name, UNSET) for each in within])
        return [x for x in found if x is not UNSET]


_OBJECT: Final = frozenset(("object",))
_TEXT: Final = frozenset(("string",))
WHOLE_NUMBER: Final = frozenset(("integer",))
TEXT_OR_NOTHING: Final = frozenset((str, UnsetType))


PLAIN: Final = frozenset((str, int, float, bool, type(None)))


def as_json(value: Any) -> Any:
    """Return a decoded value as JSON has it."""
    return to_builtins(value)


def in_order(numbers: Sequence[tuple[Times, Mask]]) -> Mask:
    """Where numbers do not fall from one column to the next, those that are none left out.

    Args:
        numbers: of each column, as `Columns.whole` has them.
    """
    kept: Mask = np.logical_and.reduce([whole for _, whole in numbers])
    before, _ = numbers[0]
    for here, _ in numbers[1:]:
        there = here != UNTOLD
        kept &= ~(there & (before != UNTOLD) & (before > here))
        before = np.where(there, here, before)
    return kept


def _whole_numbers(column: Column) -> tuple[Times, Mask]:
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
