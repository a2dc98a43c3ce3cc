"""Objects that were printed over several lines, of which each became a record: put together again.

So Docker, and whatever else takes an application's output line by line, writes pretty JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from ..reading.records import Record
from ..reading.text_logs import entries
from ..unwrapping.embedded import values_of
from .search import Knows, received_beside
from .spots import Hit, Spot

_LINES: Final = 1_000
"""So many records tell whether there are such objects."""


def member_of_lines(sample: Sequence[Record], knows: Knows) -> Spot | None:
    """Return which member of records holds the lines of objects that are known, if one does.

    Args:
        sample: the first records of a log.
        knows: says what is known.
    """
    some = [each for each in sample[:_LINES] if isinstance(each.value, dict)]
    names = [name for name, each in some[0].value.items() if isinstance(each, str)] if some else []
    for name in names:
        lines = ((at, _line(each, name)) for at, each in enumerate(some))
        for entry in entries(lines, ""):
            if "\n" in str(entry.value) and any(map(knows, values_of(str(entry.value)))):
                return Spot((name,))
    return None


def received_of_lines(spot: Spot, sample: Sequence[Record]) -> Spot | None:
    """Return where the time of reception of each line stands, if it does.

    Args:
        spot: the member that holds lines.
        sample: the first records of a log.
    """
    some = [each for each in sample[:_LINES] if isinstance(each.value, dict)]
    return received_beside(spot, [hit for each in some for hit in spot.hits(each.value)]).received


def rejoined(records: Iterator[Record], spot: Spot, received: Spot | None) -> Iterator[Record]:
    """Yield records whose values are texts, an object's lines together.

    Args:
        records: a record a line.
        spot: the member that holds it.
        received: where the time of its reception stands: an object's is that of its first line.
    """
    moments: dict[int, int | None] = {}
    others: list[Record] = []
    places: dict[int, Record] = {}

    def lines() -> Iterator[tuple[int, str | None]]:
        for at, record in enumerate(records):
            if record.problem is not None:
                others.append(record)
                continue
            places[at] = record
            if received is not None:
                value = record.value
                moments[at] = received.moment(Hit(spot.parts, value, (value, value), value), spot)
            yield at, _line(record, spot.parts[0]) or "-"

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


def _line(record: Record, name: str) -> str:
    value = record.value.get(name) if isinstance(record.value, dict) else None
    return value.rstrip("\r\n") if isinstance(value, str) else ""
