"""What payloads say about other messages: the facts that relations are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from ...spec import MISSING, Lifecycle, Pointer, Relation
from .reads import Reads


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


def _nothing(_: Relation, __: Reads) -> None:
    """It is about states and arrival; what it counts of a parent is read of whole families."""


def _numbers(relation: Relation, reads: Reads) -> None:
    reads.value((*relation.number, *relation.total))


class _Kind(NamedTuple):
    """A kind of relation.

    Args:
        claim: reads what a payload says it belongs to, if relations of this kind ask.
        reads: notes what else they read of a payload.
    """

    claim: Callable[[Relation, Any], Any] | None
    reads: Callable[[Relation, Reads], None] = _nothing


def read_relations(relations: Iterable[Relation], reads: Reads) -> None:
    """Note what relations read of a payload."""
    for relation in relations:
        _KINDS[relation.kind].reads(relation, reads)


def claiming(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Return the relations by which a payload says what its message belongs to."""
    return tuple(each for each in relations if _KINDS[each.kind].claim is not None)


def compile_facts(
    relations: Iterable[Relation], counted: tuple[Pointer, ...]
) -> Callable[[Any], Facts]:
    """Compile a function from a payload to its facts.

    Args:
        relations: the lifecycle's relations.
        counted: where counters stand that other lifecycles' relations look at.
    """
    readers = [
        (relation.id, claim, relation)
        for relation in relations
        if (claim := _KINDS[relation.kind].claim) is not None
    ]
    if not readers and not counted:
        return lambda _: NO_FACTS
    known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def facts(payload: Any) -> Facts:
        found: dict[str, Any] = {}
        for name, read, relation in readers:
            told = read(relation, payload)
            if told is not None:
                found[name] = told
        for place in counted:
            value = place.get(payload)
            if value is not None and value is not MISSING:
                found[place.text] = value
        if not found:
            return NO_FACTS
        names = tuple(found)
        return Facts([known.setdefault(names, names), *found.values()])

    return facts


def _parent(relation: Relation, payload: Any) -> str | None:
    value = _first(relation.fields, payload)
    return str(value) if isinstance(value, str | int) and value != "" else None


def _leg(relation: Relation, payload: Any) -> Leg | None:
    workflow = _parent(relation, payload)
    if workflow is None:
        return None
    number, total = _first(relation.number, payload), _first(relation.total, payload)
    return Leg(workflow, _whole(number), _whole(total))


def _first(places: Iterable[Pointer], payload: Any) -> Any:
    """The first of several spellings that is there."""
    for place in places:
        value = place.get(payload)
        if value is not MISSING:
            return value
    return None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) else None


_KINDS: Final[dict[str, _Kind]] = {
    "belongs_to": _Kind(_parent),
    "legs_in_order": _Kind(_leg, _numbers),
    "only_after": _Kind(None),
    "not_while": _Kind(None),
    "counts_agree": _Kind(None),
}
"""Every kind of relation; one that is missing here cannot be compiled."""
