"""What payloads say about other messages: the facts that relations are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from ...spec import MISSING, Lifecycle, Pointer, Relation, compile_pointer


class Facts(tuple[Any, ...]):
    """By relation id: the parent's key, or a `Leg`; by pointer: a counter of a parent.

    A tuple of all names, and then the value of each: an open message keeps one, and a
    dictionary takes three times the memory.

    >>> Facts((("sent-by", "/sent_count"), "r-1", 12)).get("/sent_count")
    12
    """

    __slots__ = ()

    def get(self, name: str) -> Any:
        """Return what is said by a name; `None` if nothing is."""
        names = self[0]
        return self[names.index(name) + 1] if name in names else None

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield each name with what is said by it."""
        return zip(self[0], self[1:], strict=True)


NO_FACTS: Final = Facts([()])


class Leg(NamedTuple):
    """A message as one leg of a workflow."""

    workflow: str
    number: int | None
    total: int | None


def counters(lifecycles: Iterable[Lifecycle]) -> dict[str, tuple[Pointer, ...]]:
    """Return, by family of a parent, where the counters stand that relations look at."""
    found: dict[str, dict[Pointer, None]] = {}
    for lifecycle in lifecycles:
        for relation in lifecycle.relations:
            places = [count.field for count in relation.counts]
            if relation.recipients is not None:
                places.append(relation.recipients)
            found.setdefault(relation.parent, {}).update(dict.fromkeys(places))
    return {family: tuple(places) for family, places in found.items()}


def compile_facts(
    relations: Iterable[Relation], counted: tuple[Pointer, ...]
) -> Callable[[Any], Facts] | None:
    """Compile a function from a payload to its facts; `None` if there are none.

    Args:
        relations: the lifecycle's relations.
        counted: where counters stand that other lifecycles' relations look at.
    """
    readers: list[tuple[str, Read]] = [
        (each.id, _compile_parent(each.fields) if each.kind == "belongs_to" else _compile_leg(each))
        for each in relations
        if each.kind in ("belongs_to", "legs_in_order")
    ]
    readers += [(place.text, _compile_first((place,))) for place in counted]
    if not readers:
        return None
    known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def facts(payload: Any) -> Facts:
        names: list[str] = []
        found: list[Any] = []
        for name, read in readers:
            told = read(payload)
            if told is not None:
                names.append(name)
                found.append(told)
        if not found:
            return NO_FACTS
        told_of = tuple(names)
        return Facts([known.setdefault(told_of, told_of), *found])

    return facts


Read = Callable[[Any], Any]
"""Says what a payload tells; `None` if it tells nothing."""


def _compile_parent(places: Iterable[Pointer]) -> Read:
    first = _compile_first(places)

    def parent(payload: Any) -> str | None:
        value = first(payload)
        if isinstance(value, str):
            return value or None
        return str(value) if isinstance(value, int) else None

    return parent


def _compile_leg(relation: Relation) -> Read:
    name = _compile_parent(relation.fields)
    number, total = _compile_first(relation.number), _compile_first(relation.total)

    def leg(payload: Any) -> Leg | None:
        workflow = name(payload)
        if workflow is None:
            return None
        return Leg(workflow, _whole(number(payload)), _whole(total(payload)))

    return leg


def _compile_first(places: Iterable[Pointer]) -> Read:
    """The first of several spellings that is there."""
    readers = [compile_pointer(place) for place in places]

    def first(payload: Any) -> Any:
        for get in readers:
            value = get(payload)
            if value is not MISSING:
                return value
        return None

    return first


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) else None
