"""Where payloads stand, found: what the records of a log have in common that a form recognises."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from ..reading.records import Problem
from .embedded import LEVELS, text_of_bytes
from .moments import moment_in, read_moment
from .spots import EACH, Hit, Spot, opened
from .typed_maps import untyped

_DEEPEST: Final = 16
_NODES: Final = 5_000
"""So many values of a record are looked at, and so deep."""
_HITS: Final = 50
"""So many payloads tell which time beside them is always there."""

Knows = Callable[[Any], bool]
"""Says whether a form, or known traffic, selects a value."""


class Step(NamedTuple):
    """A step into a list: the index, how many items there are, and whether they are scalars."""

    at: int
    length: int
    scalars: bool


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
            elif len(way) < _DEEPEST:
                items = [((*way, name), each, levels) for name, each in value.items()]
                waiting += [item for item in reversed(items) if _may_hold(item[1])]
        elif isinstance(value, list) and len(way) < _DEEPEST:
            scalars = not any(isinstance(each, dict | list) for each in value)
            items = [
                ((*way, Step(index, len(value), scalars)), each, levels)
                for index, each in enumerate(value[:_NODES])
            ]
            waiting += [item for item in reversed(items) if _may_hold(item[1])]


def _may_hold(value: Any) -> bool:
    return isinstance(value, dict | list) or (isinstance(value, str) and len(value) > 1)


def shape_of(way: Way) -> tuple[str, ...]:
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


_TIME_NAME: Final = re.compile(
    r"time|date|stamp|epoch|start|received|created|inserted|logged|_at$|At$|^ts$|^at$|^when$", re.I
)
_LATER: Final = re.compile(
    r"updat|modif|process|delet|expir|finish|end|ingest|last|deliver|read", re.I
)
_RANKS: Final = (
    re.compile(r"receiv|arriv", re.I),
    re.compile(r"creat|insert|sent", re.I),
    re.compile(r"^@?timestamp$|^time$|^ts$|^date$|^start", re.I),
)


def received_beside(spot: Spot, hits: Iterable[Hit]) -> Spot | None:
    """Return where the time stands that all of some payloads have beside them, if there is one.

    Args:
        spot: where payloads stand.
        hits: some of them.
    """
    hits = list(islice(hits, _HITS))
    if not hits:
        return None
    if all(isinstance(hit.record, str) and moment_in(hit.record) is not None for hit in hits):
        return Spot()
    common = set(_times(spot, hits[0]))
    for hit in hits[1:]:
        common &= set(_times(spot, hit))
    best = min(common, default=None)
    return None if best is None else Spot(best.parts)


class _Time(NamedTuple):
    """A time beside a payload; the smallest is the one that is taken."""

    away: int
    rank: int
    nested: bool
    parts: tuple[str, ...]


def _times(spot: Spot, hit: Hit) -> Iterator[_Time]:
    """The times among the siblings of a payload, and of what it stands in."""
    for depth in range(len(spot.parts) - 1, -1, -1):
        holder, own = hit.trail[depth], spot.parts[depth]
        away = len(spot.parts) - depth
        before = spot.parts[:depth]
        if isinstance(holder, list) and own != EACH:
            for index, value in enumerate(holder):
                if str(index) != own and _is_time("time", value):
                    yield _Time(away, index, False, (*before, str(index)))
        elif isinstance(holder, dict):
            for name, value in holder.items():
                if name == own:
                    continue
                if isinstance(value, dict):
                    for inner, scalar in value.items():
                        if _is_time(inner, scalar):
                            yield _Time(away, _rank(inner), True, (*before, name, inner))
                elif _is_time(name, value):
                    yield _Time(away, _rank(name), False, (*before, name))


def _is_time(name: str, value: Any) -> bool:
    if isinstance(value, dict | list | None) or (isinstance(value, str) and len(value) < 10):
        return False
    if _LATER.search(name) and not _RANKS[0].search(name):
        return False
    if not _TIME_NAME.search(name) and not (isinstance(value, str) and "-" in value):
        return False
    return read_moment(value) is not None


def _rank(name: str) -> int:
    found = (rank for rank, pattern in enumerate(_RANKS) if pattern.search(name))
    return next(found, len(_RANKS))
