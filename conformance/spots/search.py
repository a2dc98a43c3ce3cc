"""Where payloads stand, found: what the records of a log have in common that a form recognises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from ..reading.records import Problem, Record
from ..unwrapping.embedded import LEVELS, may_hold, text_of_bytes
from ..unwrapping.typed_maps import untyped
from .spot import EACH, Spot, opened

DEEPEST: Final = 16
_NODES: Final = 5_000
"""So many values of a record are looked at, and so deep."""
_SPOTS: Final = 8
"""So many kinds of records are read, each with its payload somewhere else."""
_LIKE_A_LIST: Final = 3
"""So many members of an object are more than copies, or what was and is."""
_FEW: Final = 2
"""So many lists may hold copies."""
_SURE: Final = 100
"""Half as many are, whatever else it holds."""
_AND_NOW: Final = {"before": "after", "old": "new", "OldImage": "NewImage", "previous": "current"}
"""What changes of a row are called that tell of both."""

Knows = Callable[[Any], bool]
"""Says whether a form, or known traffic, selects a value."""


class Step(NamedTuple):
    """A step into a list, or an object that is like one: the index or name, how many items there
    are, and whether they are scalars.
    """

    at: int | str
    length: int
    scalars: bool

    @property
    def named(self) -> bool:
        """Whether it is one into an object."""
        return isinstance(self.at, str)


Way = tuple[str | Step, ...]
"""The steps to a payload in one record."""


def ways_to(record: Any, knows: Knows) -> Iterator[Way]:
    """Yield the steps to each value of a record that is known; never into one that is.

    Args:
        record: a JSON value, or a text.
        knows: says what is known.
    """
    waiting: list[tuple[Way, Any, int]] = [((), record, LEVELS)]
    for _ in range(_NODES):
        if not waiting:
            return
        way, value, levels = waiting.pop()
        if isinstance(value, list) and value and value[0].__class__ is int:
            value = text_of_bytes(value) or value
        if isinstance(value, str):
            if levels:
                inner = [each for each in opened(value) if not isinstance(each, Problem)]
                waiting += [(way, each, levels - 1) for each in reversed(inner)]
        elif isinstance(value, dict):
            value = untyped(value)
            if knows(value):
                yield way
            elif len(way) < DEEPEST:
                some = [(name, each) for name, each in value.items() if _may_hold(each)]
                waiting += [((*way, name), each, levels) for name, each in reversed(some)]
        elif isinstance(value, list) and len(way) < DEEPEST:
            scalars = not any(isinstance(each, dict | list) for each in value)
            listed = [(at, each) for at, each in enumerate(value[:_NODES]) if _may_hold(each)]
            waiting += [
                ((*way, Step(at, len(value), scalars)), each, levels)
                for at, each in reversed(listed)
            ]


def with_maps(ways: Sequence[list[Way]], records: Sequence[Any]) -> list[list[Way]]:
    """Return the ways to payloads of records, those by the names of an object as by indices.

    An object is like a list if payloads stand alike in half of its members, or in many, and in
    three at least, which are not copies of one; and if other records have others.

    Args:
        ways: of each record.
        records: they.
    """
    found = list(map(_with_maps, ways, records))
    names = {
        frozenset(step.at for way in each for step in way if isinstance(step, Step) and step.named)
        for each in found
    }
    fixed = len(found) > 1 and len(names) == 1
    return list(ways) if fixed else found


def _with_maps(ways: Sequence[Way], record: Any) -> list[Way]:
    found = list(ways)
    for depth in reversed(range(max(map(len, found), default=0))):
        alike: dict[tuple[Way, Shape], list[int]] = {}
        for number, way in enumerate(found):
            if depth < len(way) and isinstance(way[depth], str):
                alike.setdefault((way[:depth], shape_of(way[depth + 1 :])), []).append(number)
        for (before, _), numbers in alike.items():
            names = {found[number][depth] for number in numbers}
            holder = next(iter(_at(record, before)), None) if len(names) >= _LIKE_A_LIST else None
            if not isinstance(holder, dict) or 2 * len(names) < min(len(holder), _SURE):
                continue
            first, *others = (_at(record, ways[number]) for number in numbers)
            if all(each == first for each in others):
                continue
            for number in numbers:
                way = found[number]
                step = Step(str(way[depth]), len(holder), scalars=False)
                found[number] = (*way[:depth], step, *way[depth + 1 :])
    return found


def without_past(ways: Sequence[Way]) -> list[Way]:
    """Leave out ways to what was before, where what is now stands beside it.

    Args:
        ways: to the payloads of a record.
    """
    every = set(ways)
    return [way for way in ways if not any(each in every for each in _now(way))]


def without_copies(ways: Sequence[Way], record: Any) -> list[Way]:
    """Leave out ways to what stands in another list of the record, too, and was found there.

    Args:
        ways: to the payloads of a record.
        record: it.
    """
    shapes = list(map(shape_of, ways))
    if len({shape for shape in shapes if EACH in shape}) < _FEW:
        return list(ways)
    first: dict[tuple[str, Way], Shape] = {}
    found: list[Way] = []
    for way, shape in zip(ways, shapes, strict=True):
        indices = tuple(step for step in way if isinstance(step, Step))
        # In the same list, what is the same was sent twice.
        if not indices or first.setdefault((repr(_at(record, way)), indices), shape) == shape:
            found.append(way)
    return found


def _now(way: Way) -> Iterator[Way]:
    for number, step in enumerate(way):
        if isinstance(step, str) and step in _AND_NOW:
            yield (*way[:number], _AND_NOW[step], *way[number + 1 :])


def in_members(spots: Iterable[Spot], sample: Iterable[Record]) -> bool:
    """Say whether payloads stand in members of objects as in lists.

    Args:
        spots: where they stand.
        sample: some records.
    """
    values = [record.value for record in sample if record.problem is None]
    for spot in spots:
        for hit in chain.from_iterable(map(spot.hits, values)) if spot.several else ():
            passed = zip(spot.parts, hit.trail, strict=False)
            if any(part == EACH and isinstance(holder, dict) for part, holder in passed):
                return True
    return False


def _may_hold(value: Any) -> bool:
    return may_hold(value) if isinstance(value, str) else isinstance(value, dict | list)


Shape = tuple[str, ...]
"""The steps with all indices alike."""


def shape_of(way: Way) -> Shape:
    """Return the steps with all indices alike."""
    return tuple(EACH if isinstance(step, Step) else step for step in way)


def spot_of(ways: Sequence[Way]) -> Spot:
    """Return the spot that ways of one shape lead to.

    A step into a list is one into each of its items, unless payloads always stand at the same
    place of a list that holds other things: a pair of a time and a text, a row of cells.

    Args:
        ways: at least one.
    """
    parts: list[str] = []
    for steps in zip(*ways, strict=True):
        first = steps[0]
        if isinstance(first, str):
            parts.append(first)
            continue
        found = [step for step in steps if isinstance(step, Step)]
        same = len({step.at for step in found}) == 1 and all(step.length > 1 for step in found)
        always = same and (all(step.scalars for step in found) or len(found) > 1)
        parts.append(str(first.at) if always else EACH)
    return Spot(tuple(parts))


def spots_of(records: Iterable[Mapping[Shape, Sequence[Way]]]) -> list[Spot]:
    """Return the spots at which payloads stand in records, the commonest first.

    There is one for each kind of record: where payloads stand in some beside those of the
    commonest spot, as copies do, the latter alone is one.

    Args:
        records: of each the ways to its payloads, by their shape.
    """
    records = [each for each in records if each]
    rest = records
    spots: list[Spot] = []
    while rest and len(spots) < _SPOTS:
        counts = Counter(shape for each in rest for shape in each)
        every = Counter({shape: sum(len(each.get(shape, ())) for each in rest) for shape in counts})
        best = max(counts, key=lambda each: (counts[each], every[each], -len(each)))
        if best[-1:] == (EACH,) and best[:-1] in counts:  # of a list, each item is taken anyway
            best = best[:-1]
        spots.append(spot_of([way for each in records for way in each.get(best, ())]))
        rest = [each for each in rest if best not in each and (*best, EACH) not in each]
    return spots


def by_item(ways: Iterable[Way]) -> list[dict[Shape, list[Way]]]:
    """Return the ways to the payloads of a record by their shapes, those of each item apart.

    What stands beside a payload that is in no list is one with it.

    Args:
        ways: of one record.
    """
    items: dict[Way, dict[Shape, list[Way]]] = {}
    whole: dict[Shape, list[Way]] = {}
    for way in ways:
        first = next((at for at, step in enumerate(way) if isinstance(step, Step)), -1)
        for found in (items.setdefault(way[: first + 1], {}), whole):
            found.setdefault(shape_of(way), []).append(way)
    return [whole] if () in items else list(items.values())


def stands_apart(ways: Sequence[Way], record: Any) -> bool | None:
    """Say whether a record's own payload is none of a list that it holds, too; `None` without both.

    Such a list is what came before. One that holds the payload as well is the whole batch.

    Args:
        ways: to the payloads of the record.
        record: it.
    """
    own = [way for way in ways if EACH not in shape_of(way)]
    listed = [way for way in ways if EACH in shape_of(way)]
    if not own or not listed:
        return None
    return _at(record, own[0]) not in [_at(record, way) for way in listed]


def _at(record: Any, way: Way) -> list[Any]:
    parts = tuple(str(step.at) if isinstance(step, Step) else step for step in way)
    return [each for hit in Spot(parts).hits(record) for each in opened(hit.value)[:1]]


def without_lists(ways: Mapping[Shape, Sequence[Way]]) -> Mapping[Shape, Sequence[Way]]:
    """Leave out ways to what stands in lists, if others are there."""
    return {shape: each for shape, each in ways.items() if EACH not in shape} or ways
