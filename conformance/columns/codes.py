"""What a judgement may depend on at one place: equal codes, equal judgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import UNSET, UnsetType

from ...spec.schema_walk import TYPE_OF
from ..payloads.reads import EACH, NULL, Path, Place
from ..payloads.rules import without_nulls
from .assertions import Outcomes, QuickLook, values_of
from .columns import (
    PLAIN,
    TEXT_OR_NOTHING,
    Column,
    Columns,
    as_json,
)
from .shape import SCALARS, Shape

_MEMORY: Final = 20_000
"""So many distinct values of one place are remembered."""
_FEW: Final = 3
_TOLD_APART: Final = SCALARS - {"number"}
"""Types of values that are found again as they were; 1.0 would be found as 1."""
_NONE_PASSES: Final = {str: False, UnsetType: UnsetType}
_NUMBERS: Final = frozenset(("integer", "number"))
_LIST: Final = frozenset(("array",))
_LOOK: Final = frozenset(("type", "minItems", "maxItems"))
_LOOKED_INTO: Final = frozenset((float, type(None)))
"""Types of items that are not alike: 1.0 is a whole number; to rules, what is null is absent."""


class Codes(dict[Any, Any]):
    """What a judgement depends on at one place, by the value there; each is found out once.

    Args:
        place: what is asked there.
        types: the types of its values.
    """

    def __init__(self, place: Place, types: frozenset[str]) -> None:
        self._value = place.value
        asked = _distinct(place, types)
        self._listed = None if place.value else _listed(asked, types)
        self.are_classes = self._listed == frozenset()
        """The code of a value is its class."""
        self._outcomes = [Outcomes(each) for each in asked]
        self._quick = self._outcomes[0].quick if len(asked) == 1 and not place.value else None
        self._are_found = bool(types) and types <= _TOLD_APART
        self._by_look = types == _LIST and not place.value and all(map(_asks_look, asked))

    def of(self, column: Column) -> Column:
        """Return the codes of values."""
        listed = self._listed
        if listed:
            # To look for one value takes less time than to hash each that may be it.
            few = len(listed) <= _FEW
            if not any(map(column.__contains__, listed)) if few else listed.isdisjoint(column):
                return list(map(type, column))
            return [each if each in listed else each.__class__ for each in column]
        if listed is not None:
            return list(map(type, column))
        if self._quick is not None:
            return _passing(column, self._quick)
        if self._are_found:
            return list(map(self.__getitem__, column))
        code = self._of_list if self._by_look else self._code
        return [None if each is UNSET else code(each) for each in column]

    def __missing__(self, value: Any) -> Any:
        return self._kept(value, value)

    def _kept(self, name: Any, value: Any) -> Any:
        if len(self) >= _MEMORY:
            self.clear()
        self[name] = code = self._code(value)
        return code

    def _of_list(self, value: list[Any]) -> Any:
        """The code of a list of which only its length and the types of its items count."""
        look = (len(value), frozenset(map(type, value)))
        code = self.get(look)
        if code is not None:
            return code
        if look[1].isdisjoint(_LOOKED_INTO):
            return self._kept(look, value)
        return self._code(value)

    def _code(self, value: Any) -> Any:
        if value is UNSET:
            return None
        plain = value if value.__class__ in PLAIN else as_json(value)
        outcomes = tuple([each.accepts(plain) for each in self._outcomes])
        told = without_nulls(plain)  # to rules, what is null within it is absent
        if told is not plain:
            outcomes += tuple([each.accepts(told) for each in self._outcomes])
        if not self._value:
            return outcomes
        return (value.__class__.__name__, str(plain), outcomes)


class Asked:
    """All that a judgement of payloads of a form depends on.

    Args:
        places: what is asked of them.
        shape: how they are decoded.
    """

    def __init__(self, places: Mapping[Path, Place], shape: Shape) -> None:
        self._members: dict[Path, list[tuple[Path, Codes]]] = {}
        """What is asked of members of objects, by where these stand."""
        for path, place in places.items():
            if path in shape.types and _is_asked(path, place, shape):
                within = path[:-1] if path[:-1] in shape.objects else ()
                codes = Codes(place, shape.types[path])
                self._members.setdefault(within, []).append((path, codes))

    def codes(self, columns: Columns) -> list[Column]:
        """Return the codes of payloads, a column each; of objects that may be missing, one."""
        found: list[Column] = []
        for within, asked in self._members.items():
            if columns.surely_object(within):
                found += [_of_member(columns, path, codes) for path, codes in asked]
            elif columns.objects(within):
                told = [codes.of(columns.inner(path)) for path, codes in asked]
                every = told[0] if len(told) == 1 else list(zip(*told, strict=True))
                found.append(columns.spread(within, every))
            else:
                found.append([None] * len(columns))
        return found


def _of_member(columns: Columns, path: Path, codes: Codes) -> Column:
    """The codes of what payloads hold at a place."""
    return columns.classes(path) if codes.are_classes else codes.of(columns.at(path))


def _passing(column: Column, quick: QuickLook) -> Column:
    """The class of each value that passes, or is not there; `False` for the others."""
    classes = list(map(type, column))
    seen = set(classes)
    if not seen <= TEXT_OR_NOTHING:
        told = zip(column, classes, strict=True)
        return [kind if each is UNSET or quick.accepts(each) else False for each, kind in told]
    if str not in seen:
        return classes
    texts = column if len(seen) == 1 else [each for each in column if each is not UNSET]
    if quick.none_passes(texts):
        return list(map(_NONE_PASSES.__getitem__, classes))
    if quick.all_pass(texts):
        return classes
    codes: dict[Any, Any] = {each: str if quick.accepts(each) else False for each in set(texts)}
    codes[UNSET] = UnsetType
    return list(map(codes.__getitem__, column))


def _distinct(place: Place, types: frozenset[str]) -> list[Any]:
    """The assertions under conditions that values of these types may meet or not."""
    found: list[Any] = []
    for leaf in place.sometimes:
        if leaf not in found and leaf != {} and not _is_settled(leaf, types):
            found.append(leaf)
    return found


def _is_settled(leaf: Any, types: frozenset[str]) -> bool:
    """Whether all values of these types meet an assertion, or none does."""
    if not isinstance(leaf, dict) or not types:
        return False
    if not _can_refuse(leaf, types):
        return True
    named = leaf.get("type")
    if named is None:
        return False
    asked = {named} if isinstance(named, str) else set(named)
    if not asked.isdisjoint(_NUMBERS):
        asked |= _NUMBERS
    if types.isdisjoint(asked):
        return True
    return _asks_type(leaf) and len(types) == 1 and types != {"number"}  # which may be whole


def _can_refuse(leaf: Mapping[str, Any], types: frozenset[str]) -> bool:
    """Whether a keyword of a schema asserts anything of values of these types."""
    numbers = not types.isdisjoint(_NUMBERS)
    asserted = (TYPE_OF.get(keyword) for keyword in leaf)
    return any(each is None or each in types or (each == "number" and numbers) for each in asserted)


def _asks_type(leaf: Any) -> bool:
    return isinstance(leaf, dict) and leaf.keys() == {"type"}


def _asks_look(leaf: Any) -> bool:
    """Whether all it asks of a list is its length and the types of its items."""
    if not isinstance(leaf, dict):
        return False
    items = leaf.get("items", {})
    return leaf.keys() - {"items"} <= _LOOK and (items == {} or _asks_type(items))


def _listed(asked: Sequence[Any], types: frozenset[str]) -> frozenset[Any] | None:
    """The values that assertions list, if of all others the class tells whether they meet them.

    Returns:
        `None` if it does not: 1.0 is whole, 1.5 is not, and true would be found as 1.
    """
    listed: set[Any] = set()
    may_be_whole = not types or "number" in types
    for leaf in asked:
        values = values_of(leaf)
        if values is not None:
            listed |= values
        elif not _asks_type(leaf) or (may_be_whole and "integer" in leaf["type"]):
            return None
    if listed and not (types and types <= SCALARS - {"boolean"}):
        return None
    return frozenset(listed)


def _is_asked(path: Path, place: Place, shape: Shape) -> bool:
    """Tell whether a code asks of the value at a path; never of the values of items."""
    if EACH in path:
        return False
    asked = place.presence or any(each != NULL for each in place.sometimes)
    return (
        place.value or bool(_distinct(place, shape.types[path])) or (asked and not place.required)
    )
