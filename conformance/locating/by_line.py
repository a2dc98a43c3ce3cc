"""Logs whose lines are records by themselves, each with its payload at the same place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Generic, NamedTuple, TypeVar

from ..reading.json_lines import line_record
from ..reading.records import MAX_RECORD, Record, too_large
from ..reading.text_logs import text_record
from ..results.finding import Place
from ..spots.recognises import Recognises
from ..spots.spot import Spot
from ..unwrapping.embedded import values_of
from ..unwrapping.typed_maps import untyped
from .taking import Taker

_FEW: Final = 50
"""So many lines with payloads tell how these are reached."""
_T = TypeVar("_T")
Steps = tuple[tuple[str, ...], ...]


class ByLine(NamedTuple):
    """How payloads are taken from lines, each by itself.

    Args:
        text: lines are text that may hold JSON; else each is JSON.
        spot: where payloads stand; the names that lead there are members'.
        received: where the time of reception stands, if one is told.
        steps: the names to each text that is opened on the way, and from the last one to the
            payload, as most lines have it.
        within: where lines stand as items in records of which they became lines.
    """

    text: bool = False
    spot: Spot = Spot()
    received: Spot | None = None
    steps: Steps = ((),)
    within: tuple[str, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether each line is a payload, and nothing stands around it."""
        return not self.text and not self.spot.parts and self.received is None


class LineReader:
    """Reads lines as who reads their whole log does, each by itself.

    Args:
        by_line: how payloads are taken from them.
        recognises: says which values tell of messages.
    """

    def __init__(self, by_line: ByLine, recognises: Recognises) -> None:
        received = () if by_line.received is None else (by_line.received,)
        self._taker = Taker(recognises, (by_line.spot,), received, Counter(), within=by_line.within)
        self._record = text_record if by_line.text else line_record
        self._bare = by_line.bare

    def records(self, line: bytes, place: Place) -> Sequence[Record]:
        """Read the records of a line; a blank one has none.

        Args:
            line: it, with or without its end; the beginning of one that is too long.
            place: of the line.
        """
        if len(line) > MAX_RECORD and not line.endswith(b"\n"):
            return (Record(place, None, too_large()),)
        record = self._record(line, place)
        return () if record is None else self.taken(record)

    def taken(self, record: Record) -> Sequence[Record]:
        """Return the records of what a line holds."""
        return (record,) if self._bare else self._taker.taken(record)


def with_steps(
    by_line: ByLine, sample: Iterable[Record], recognises: Recognises, hits: Counter[Spot]
) -> ByLine | None:
    """Return the same, with the steps to the payloads of most lines; `None` if these have none.

    Args:
        by_line: how payloads are taken.
        sample: what some lines hold, in which one payload at least is known, or none stands there.
        recognises: says which values tell of messages.
        hits: counts what stands where.
    """
    spot, received = by_line.spot, by_line.received
    taker = Taker(recognises, (spot,), () if received is None else (received,), hits)
    found = (
        steps_to(record.value, spot)
        for record in sample
        if record.problem is None and any(taken.problem is None for taken in taker.take([record]))
    )
    ways = list(islice(found, _FEW))
    if not ways or (received is not None and not hits[received]):
        return None
    steps = Counter(ways).most_common(1)[0][0]
    return None if steps is None else by_line._replace(steps=steps)


def steps_to(record: Any, spot: Spot) -> Steps | None:
    """Return by which steps a spot is reached in a record; `None` if nothing stands there.

    Args:
        record: a JSON object, or a text.
        spot: without indices.
    """
    steps: list[tuple[str, ...]] = []
    names: list[str] = []
    here = record
    for name in (*spot.parts, None):
        if isinstance(here, str):
            if here is not record:
                steps.append(tuple(names))
                names = []
            here = next((each for each in values_of(here) if isinstance(each, dict)), None)
        if not isinstance(here, dict) or untyped(here) is not here:
            return None
        if name is not None:
            names.append(name)
            here = here.get(name)
    return (*steps, tuple(names))


class Planning(Generic[_T]):
    """Finds how payloads are taken from a log, and reads no more of it.

    Args:
        plan: finds it; see `Finder.by_line`.

    Attributes:
        found: what that is.
    """

    def __init__(self, plan: Callable[[Iterator[Record], str], _T | None]) -> None:
        self._plan = plan
        self.found: _T | None = None

    def locate(self, records: Iterator[Record], layout: str) -> Iterator[Record]:
        """Yield nothing."""
        self.found = self._plan(records, layout)
        return iter(())
