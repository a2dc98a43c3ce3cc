"""What payloads say about other messages: the facts that relations are judged by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from ...spec import MISSING, Lifecycle, Pointer, Relation, compile_pointer, compile_pointers
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


Read = Callable[[Any], Any]
"""Says what a payload tells; `None` if it tells nothing."""


def _nothing(_: Relation, __: Reads) -> None:
    """It is about states and arrival; what it counts of a parent is read of whole families."""


def _numbers(relation: Relation, reads: Reads) -> None:
    reads.value((*relation.number, *relation.total))


class _Kind(NamedTuple):
    """A kind of relation.

    Args:
        claim: compiles what reads what a payload says it belongs to, if relations of this kind ask.
        reads: notes what else they read of a payload.
    """

    claim: Callable[[Relation], Read] | None
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
) -> Callable[[Any], Facts] | None:
    """Compile a function from a payload to its facts; `None` if there are none.

    Args:
        relations: the lifecycle's relations.
        counted: where counters stand that other lifecycles' relations look at.
    """
    linking = [each for each in relations if _KINDS[each.kind].claim is not None]
    if not linking and not counted:
        return None
    links = [claim(each) for each in linking if (claim := _KINDS[each.kind].claim) is not None]
    counts = compile_pointers(counted)
    names = (*(each.id for each in linking), *(place.text for place in counted))
    known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def facts(payload: Any) -> Facts:
        told = [*[read(payload) for read in links], *counts(payload)]
        if None not in told and MISSING not in told:
            return Facts([names, *told])
        pairs = zip(names, told, strict=True)
        kept = {name: each for name, each in pairs if each is not None and each is not MISSING}
        if not kept:
            return NO_FACTS
        told_of = tuple(kept)
        return Facts([known.setdefault(told_of, told_of), *kept.values()])

    return facts


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
            if value is not MISSING and value is not None:
                return value
        return None

    return first


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) else None


_KINDS: Final[dict[str, _Kind]] = {
    "belongs_to": _Kind(lambda relation: _compile_parent(relation.fields)),
    "legs_in_order": _Kind(_compile_leg, _numbers),
    "only_after": _Kind(None),
    "not_while": _Kind(None),
    "counts_agree": _Kind(None),
}
"""Every kind of relation; one that is missing here cannot be compiled."""
