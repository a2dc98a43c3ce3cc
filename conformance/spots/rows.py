"""Rows of tables: which column holds payloads, or whether the columns are their members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NamedTuple

from ..reading.records import Record, TypesAt
from .beside import Beside, received_beside
from .members import Member, members_of, names_nothing, nested
from .recognises import Recognises
from .rejoining import LinesAt
from .sampling import MOST, SAMPLE
from .search import Shape, Way, by_item, spots_of, ways_to
from .spot import Hit, Spot, opened


class Found(NamedTuple):
    """Where payloads are in rows.

    Args:
        spots: where they stand; nowhere if there are none.
        received: where the times of reception stand.
        untold: what is like one and is none; and why not.
        columns: those that are a payload's members, if it is not in one of them.
        aside: columns that are no members, unless a schema names them.
        types_at: says which types members have.
        joined: where the lines of objects stand, in which the spots then are.
    """

    spots: tuple[Spot, ...] = ()
    received: tuple[Spot, ...] = ()
    untold: tuple[Spot, str] | None = None
    columns: tuple[str, ...] = ()
    aside: frozenset[str] = frozenset()
    types_at: TypesAt = names_nothing
    joined: LinesAt | None = None

    @property
    def alone(self) -> bool:
        """Whether payloads are numbered as their rows are: most rows hold one."""
        one = len(self.spots) == 1 and not self.spots[0].several
        return self.joined is None and (one or not self.spots)

    def members(self, columns: Iterable[str]) -> list[Member]:
        """Return the members that some columns are."""
        found = members_of(columns, self.types_at)
        return [each for each in found if each.known is not None or each.column not in self.aside]


def whole_cells(sample: Sequence[Record], spots: Sequence[Spot]) -> bool:
    """Say whether most payloads of some rows are all that their cells hold, or stand in no one.

    Args:
        sample: the rows.
        spots: where payloads stand.
    """
    if len(spots) != 1 or spots[0].several:
        return True
    cells = [
        hit.value
        for each in sample
        if isinstance(each.value, dict)
        for hit in spots[0].hits(each.value)
    ]
    whole = sum(not isinstance(each, str) or each.lstrip().startswith("{") for each in cells)
    return len(spots[0].parts) == 1 and 2 * whole >= len(cells)


def sample_of(rows: Iterator[Record], knows: Recognises) -> list[Record]:
    """Take the first rows: as many as it takes to meet a payload."""
    sample: list[Record] = []
    for row in islice(rows, MOST):
        sample.append(row)
        if len(sample) % SAMPLE == 0 and _tells(sample[-SAMPLE:], knows):
            break
    return sample


def _tells(sample: Sequence[Record], knows: Recognises) -> bool:
    """Whether payloads are in some rows, one of which is enough to tell."""
    rows = [each.value for each in sample if isinstance(each.value, dict)]
    return any(_ways(row, knows) or _flat([row], knows) for row in rows)


def find_in_rows(
    sample: Sequence[Record],
    knows: Recognises,
    received: tuple[Spot, ...] = (),
    aside: Sequence[Spot] = (),
) -> Found:
    """Find where payloads are in the rows of a table.

    A column that holds them comes before columns that are their members: beside what was
    received, applications keep what they read of it.

    Args:
        sample: some rows.
        knows: says what is a payload.
        received: where times of reception stand, if the user says so.
        aside: columns that are no members, whatever they are called.
    """
    rows = [each.value for each in sample if isinstance(each.value, dict)]
    ways = [_ways(row, knows) for row in rows]
    count = sum(map(bool, ways))
    flat = [] if count >= len(rows) else _flat(rows, knows)
    if count >= max(len(flat), 1):
        spots = tuple(map(_as_column, spots_of(chain.from_iterable(ways))))
        return Found(spots, *((received, None) if received else _beside(spots[0], rows, knows)))
    if not flat:
        return Found((), received)
    return flat_rows(rows, knows, received, aside)


def flat_rows(
    rows: Sequence[Mapping[str, Any]],
    knows: Recognises,
    received: tuple[Spot, ...] = (),
    aside: Sequence[Spot] = (),
) -> Found:
    """Take the columns of some rows for a payload's members."""
    types_at = knows.types_at(_flat(rows, knows))
    columns = _columns(rows)
    untold = None
    if not received:
        received, untold = _received(rows, members_of(columns, types_at))
    beside = (*received, *aside, *(untold[:1] if untold else ()))
    own = frozenset(spot.parts[0] for spot in beside if len(spot.parts) == 1)
    return Found((), received, untold, columns, own, types_at)


def _columns(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row))


def _flat(rows: Sequence[Mapping[str, Any]], knows: Recognises) -> list[Any]:
    """The payloads that rows are, if their columns are members."""
    members = members_of(_columns(rows), names_nothing)
    return [
        each for each in (nested(row, members) for row in rows) if knows.reads(each, items=True)
    ]


def _ways(row: Mapping[str, Any], knows: Recognises) -> Sequence[Mapping[Shape, Sequence[Way]]]:
    """The ways to payloads within a row, by their shapes."""
    return by_item((name, *way) for name, cell in row.items() for way in ways_to(cell, knows.knows))


_Times = tuple[tuple[Spot, ...], tuple[Spot, str] | None]
"""Where times of reception stand; and what is like one."""


def _beside(spot: Spot, rows: Sequence[Mapping[str, Any]], knows: Recognises) -> _Times:
    hits = (
        hit for row in rows for hit in spot.hits(row) if any(map(knows.knows, opened(hit.value)))
    )
    return _as_columns(received_beside(spot, hits))


def _received(rows: Sequence[Mapping[str, Any]], members: Sequence[Member]) -> _Times:
    """The time that stands in a column of its own, which no schema names."""
    others = [each.column for each in members if each.known is None and len(each.path) == 1]
    spot = Spot(("",))  # stands for the columns that are members
    holders = [{name: row.get(name) for name in others} | {"": {}} for row in rows]
    hits = (Hit(("",), {}, (holder, {}), holder) for holder in holders)
    return _as_columns(received_beside(spot, hits))


def _as_columns(found: Beside) -> _Times:
    received = () if found.received is None else (_as_column(found.received),)
    untold = found.untold
    return received, None if untold is None else (_as_column(untold[0]), untold[1])


def _as_column(spot: Spot) -> Spot:
    return replace(spot, column=len(spot.parts) == 1)
