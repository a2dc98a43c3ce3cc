"""Objects that were printed over several lines, of which each became a record: put together again.

So Docker, and whatever else takes an application's output line by line, writes pretty JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import Any, Final, NamedTuple

from ..reading.records import Record
from ..reading.text_logs import entries
from .beside import received_beside
from .search import DEEPEST, Knows, Step, Way, spot_of, ways_to
from .spot import EACH, Hit, Spot, pointer_text

_LINES: Final = 10_000
"""So many lines tell whether there are such objects."""
_NODES: Final = 5_000
"""So many values of a record are looked at."""
_PAIR: Final = 4
"""So many scalars a list has at most that is a pair of a time and a line, or a row."""


class LinesAt(NamedTuple):
    """Where the lines of objects stand, each in a record or an item of one.

    Args:
        spot: where.
        received: where the time of reception of each stands.
    """

    spot: Spot
    received: Spot | None

    def rejoined(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield records whose values are texts, an object's lines together.

        Each stands where its first line does, and was received when that was.

        Args:
            records: those in which the lines stand.
        """
        moments: dict[int, int | None] = {}
        others: list[Record] = []
        places: dict[int, Record] = {}

        def lines() -> Iterator[tuple[int, str | None]]:
            at = 0
            for record in records:
                if record.problem is not None:
                    others.append(record)
                    continue
                for place, hit in self._lines(record):
                    places[at] = place
                    if self.received is not None and hit is not None:
                        moments[at] = self.received.moment(hit, self.spot)
                    yield at, _line(hit)
                    at += 1

        for entry in entries(lines(), ""):
            at = entry.place.line or 0
            yield entry._replace(place=places[at].place, received=moments.get(at))
            # What was handed back is still to come; it has greater numbers, in order.
            for done in list(takewhile(lambda each: each <= at, places)):  # noqa: B023 # used at once
                del places[done]
                moments.pop(done, None)
            yield from others
            others.clear()
        yield from others

    def _lines(self, record: Record) -> Iterator[tuple[Record, Hit | None]]:
        """The lines of a record, each with its place; if it has none, itself."""
        found = False
        for hit in self.spot.hits(record.value):
            found = True
            pointer = record.place.pointer + pointer_text(hit.parts if self.spot.several else ())
            yield record._replace(place=record.place._replace(pointer=pointer)), hit
        if not found:
            yield record, None


def lines_at(sample: Sequence[Record], knows: Knows) -> LinesAt | None:
    """Return where the lines of objects stand that hold known ones; `None` if they do not.

    Args:
        sample: the first records of a log.
        knows: says what is known.
    """
    some = [each for each in sample[:_LINES] if isinstance(each.value, dict | list)]
    for spot in _texts_in(some):
        hits = [*islice((hit for each in some for hit in spot.hits(each.value)), _LINES)]
        lines = [(at, _line(hit)) for at, hit in enumerate(hits)]
        begins = any(line.rstrip().endswith(("{", "[")) for _, line in lines)
        if begins and any(_holds(each.value, knows) for each in entries(iter(lines), "")):
            return LinesAt(spot, received_beside(spot, hits).received)
    return None


def _holds(value: Any, knows: Knows) -> bool:
    """Whether an entry of several lines holds what is known."""
    several = isinstance(value, str) and "\n" in value
    return several and next(ways_to(value, knows), None) is not None


def _texts_in(records: Iterable[Record]) -> list[Spot]:
    """Where texts stand in records, those in lists alike."""
    ways: dict[tuple[str, ...], list[Way]] = {}
    for record in islice(records, 2):
        for way in islice(_ways(record.value), _NODES):
            ways.setdefault(tuple(map(_alike, way)), []).append(way)
    return [spot_of(each) for each in ways.values()]


def _ways(value: Any, way: Way = ()) -> Iterator[Way]:
    if isinstance(value, str) and way:
        yield way
    elif isinstance(value, dict) and len(way) < DEEPEST:
        for name, each in value.items():
            yield from _ways(each, (*way, name))
    elif isinstance(value, list) and len(way) < DEEPEST:
        scalars = not any(isinstance(each, dict | list) for each in value)
        for index, each in enumerate(value):
            yield from _ways(each, (*way, Step(index, len(value), scalars)))


def _alike(step: str | Step) -> str:
    if isinstance(step, str):
        return step
    return str(step.at) if step.scalars and step.length <= _PAIR else EACH


def _line(hit: Hit | None) -> str:
    value = None if hit is None else hit.value
    return value.rstrip("\r\n") if isinstance(value, str) else "-"
