"""What a judgement may depend on at one place: equal codes, equal judgements."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from ..payloads.reads import EACH, Path, Place
from ..payloads.rules import without_nulls
from .columns import PLAIN, Column, Outcomes, as_json
from .shape import SCALARS, Shape

_MEMORY: Final = 20_000
"""So many distinct values of one place are remembered."""
_TOLD_APART: Final = SCALARS - {"number"}
"""Types of values that are found again as they were; 1.0 would be found as 1."""


class Codes(dict[Any, Any]):
    """What a judgement depends on at one place, by the value there; each is found out once."""

    def __init__(self, place: Place, types: frozenset[str]) -> None:
        self._value = place.value
        self._outcomes = [Outcomes(each) for each in _distinct(place, types)]
        self._are_found = bool(types) and types <= _TOLD_APART

    def of(self, column: Column) -> Column:
        """Return the codes of values."""
        if not self._outcomes and not self._value:
            return [each is not UNSET for each in column]
        return list(map(self.__getitem__ if self._are_found else self._code, column))

    def __missing__(self, value: Any) -> Any:
        if len(self) >= _MEMORY:
            self.clear()
        self[value] = code = self._code(value)
        return code

    def _code(self, value: Any) -> Any:
        if value is UNSET:
            return None
        outcomes = tuple([each.ask(value) for each in self._outcomes])
        if value.__class__ not in PLAIN:  # to rules, what is null within it is absent
            plain = as_json(value)
            told = without_nulls(plain)
            if told is not plain:
                outcomes += tuple([each.ask(told) for each in self._outcomes])
        if not self._value:
            return outcomes
        return (value.__class__.__name__, str(as_json(value)), outcomes)


def _distinct(place: Place, types: frozenset[str]) -> list[Any]:
    """The assertions under conditions that values of these types may meet or not."""
    found: list[Any] = []
    for leaf in place.sometimes:
        only_type = isinstance(leaf, dict) and leaf.keys() == {"type"}
        settled = only_type and len(types) == 1 and types != {"number"}
        if leaf not in found and leaf != {} and not settled:
            found.append(leaf)
    return found


def is_asked(path: Path, place: Place, shape: Shape) -> bool:
    """Tell whether a code asks of the value at a path; never of the values of items."""
    if not place.is_asked or EACH in path:
        return False
    return place.value or bool(_distinct(place, shape.types[path])) or not place.required
