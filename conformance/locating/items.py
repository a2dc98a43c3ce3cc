"""Items of records, each of which becomes a line of its own: its payload is taken from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple, Protocol

from ..reading.records import Problem, Record
from ..spots.recognises import Recognises
from ..spots.sampling import SAMPLE
from ..spots.spot import EACH, Hit, Spot, pointer_text, untold_by
from ..unwrapping.typed_maps import untyped
from .by_line import ByLine, with_steps
from .taking import Taker, moment_of, problems_of

NOTHING: Final = object()
"""Stands for what stands at no spot; null is something."""


class Items(NamedTuple):
    """Where the items of records stand, and payloads in them.

    Args:
        each: the items; records themselves, if payloads stand in no list.
        spot: where the payload stands in one.
        received: where the time of reception stands in one.
        beside: where it stands in the record, if not in the item.
        payload: the payloads' own spot, in records.
    """

    each: Spot
    spot: Spot
    received: Spot | None
    beside: Spot | None
    payload: Spot

    @classmethod
    def of(cls, payload: Spot, received: Sequence[Spot]) -> Items | None:
        """Return the items of which each holds a payload at most; `None` if there are none.

        Args:
            payload: where payloads stand in records.
            received: where the times of reception stand.
        """
        if (payload.numbered and not payload.column) or len(received) > 1:
            return None
        each, spot = payload.of_items
        depth = len(each.parts)
        within, beside = None, next(iter(received), None)
        if beside is not None and beside.parts[:depth] == each.parts:
            within, beside = replace(beside, parts=beside.parts[depth:]), None
        return cls(each, spot, within, beside, payload)

    @property
    def simple(self) -> bool:
        """Whether the items stand in one list of a record, or are records, and a time beside it."""
        names, beside = self.each.parts[:-1], () if self.beside is None else self.beside.parts
        return EACH not in (*names, *beside) and not any(map(str.isdigit, (*names, *beside)))

    def within(
        self, record: Record, broken: list[Problem] | None = None
    ) -> Iterator[tuple[Hit, Any]]:
        """Yield the items of a record.

        Args:
            record: it.
            broken: see `Spot.hits`.

        Yields:
            Where an item stands, and what becomes a line, or `NOTHING`.
        """
        for hit in self.each.hits(record.value, broken):
            item = hit.value
            if item.__class__ is dict:
                yield hit, untyped(item) if self._stands(hit) else NOTHING
                continue
            some = False
            for inner in self.spot.hits_within(hit, broken):
                value, some = inner.value, True
                for name in reversed(self.spot.parts):
                    value = {name: value}
                yield hit, value
            if not some:
                yield hit, NOTHING

    def _stands(self, hit: Hit) -> bool:
        here = hit.value
        for part in self.spot.parts:
            if here.__class__ is str:
                return any(self.spot.hits_within(hit))
            here = untyped(here).get(part) if here.__class__ is dict else None
            if here is None:
                return False
        return True


WHOLE: Final = Items(Spot(), Spot(), None, None, Spot())
"""Records are payloads."""


def items_of(
    spots: Sequence[Spot],
    received: Sequence[Spot],
    sample: Iterable[Record],
    recognises: Recognises,
    hits: Counter[Spot],
) -> tuple[Items, ByLine] | None:
    """Find the items of records, and how payloads are taken from them; `None` if there are none.

    Args:
        spots: where payloads stand in records.
        received: where the times of reception stand.
        sample: some records.
        recognises: says which values tell of messages.
        hits: counts what stands where.
    """
    items = Items.of(spots[0], received) if len(spots) == 1 else None
    if items is None:
        return None
    by_line = ByLine(False, items.spot, items.received, within=items.each.parts)
    if by_line.bare:
        return items, by_line
    lines = (
        Record(record.place, value)
        for record in sample
        if record.problem is None
        for _, value in items.within(record)
        if value is not NOTHING
    )
    found = with_steps(by_line, islice(lines, SAMPLE), recognises, hits)
    if found is not None and items.received is not None:
        hits[received[0]] += 1
    return None if found is None else (items, found)


class ItemTaker:
    """Takes items from records, as they are.

    Args:
        items: where they stand.
        taker: takes payloads from what has none.
    """

    def __init__(self, items: Items, taker: Taker) -> None:
        self.items = items
        self.hits = taker.hits
        self._taker = taker

    def take(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the items of records; see `Taker.take`."""
        return self._taker.take(records, self.taken)

    def taken(self, record: Record) -> Sequence[Record]:
        """Return the items of one record, or itself if there is none; they have its number."""
        taker, items = self._taker, self.items
        if record.problem is not None or not isinstance(record.value, dict):
            return taker.taken(record)
        found: list[Record] = []
        some = False
        broken: list[Problem] = []
        for hit, value in items.within(record, broken):
            some = some or value is not NOTHING
            if value is NOTHING:
                found += taker.beside(record, hit, items.payload)
                continue
            if value.__class__ is not dict:
                found += taker.at(record, hit, items.payload)
                continue
            taker.hits[items.payload] += 1
            place, received, untold = record.place, record.received, ""
            if items.payload.several:
                pointer = pointer_text((*hit.parts, *items.spot.parts))
                place = place._replace(pointer=place.pointer + pointer)
            if items.beside is not None:
                moment = moment_of((items.beside,), hit, items.payload, taker.hits)
                received = received if moment is None else moment
                untold = (
                    "" if moment is not None else untold_by((items.beside,), hit, items.payload)
                )
            found.append(Record(place, value, None, record.captured, received, untold))
        return found + problems_of(record, broken) if some else taker.taken(record)


class Itemised(NamedTuple):
    """How a log is read whose items are taken.

    Args:
        taker: takes them from a record.
        by_line: how payloads are taken from them.
    """

    taker: ItemTaker
    by_line: ByLine


class Located(Protocol):
    """What finds payloads in the records of a log."""

    def locate(
        self, records: Iterator[Record], layout: str, told: Callable[[ByLine], None]
    ) -> Iterator[Record]:
        """Yield them, or the items that they stand in; see `Finder.locate`."""


class Itemising:
    """Has the items that payloads stand in taken from a log in their place.

    Args:
        finder: takes them.

    Attributes:
        by_line: how payloads are taken from them; known once one is yielded.
    """

    def __init__(self, finder: Located) -> None:
        self._finder = finder
        self.by_line = ByLine()

    def locate(self, records: Iterator[Record], layout: str) -> Iterator[Record]:
        """Yield the items of a log, or its payloads."""
        return self._finder.locate(records, layout, self.note)

    def note(self, by_line: ByLine) -> None:
        """Note how payloads are taken from what is yielded next."""
        self.by_line = by_line
