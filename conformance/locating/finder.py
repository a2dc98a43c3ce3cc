"""The finder: from the records of any log to the payloads they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from ..reading.json_lines import parse_line
from ..reading.records import NO_PAYLOAD, Problem, Record, looking_like
from ..results.looks import look_of_text
from ..spots.beside import Beside, received_beside
from ..spots.members import Member, nested, not_utf8
from ..spots.plan import Plan
from ..spots.recognises import Recognises
from ..spots.rejoining import lines_at
from ..spots.rows import Found, find_in_rows, flat_rows, sample_of, whole_cells
from ..spots.sampling import SAMPLE, sampled
from ..spots.search import in_members, spot_of, ways_to
from ..spots.spot import Hit, Spot, opened, untold_by
from ..unwrapping.embedded import values_of
from .absent import NothingThere, places_of, ways_of_dates
from .by_line import ByLine, with_steps
from .items import WHOLE, Itemised, Items, ItemTaker, items_of
from .notes import Notes
from .taking import Taker, moment_of
from .wanted import Wanted

_ROWS: Final = ("table", "dump")
"""Layouts whose records are rows, with columns for members."""
BY_LINE: Final = ("lines", "text")
"""Layouts whose records are lines, most often each by itself."""

Tells = Callable[[ByLine], None]
"""Is told how payloads are taken from lines."""


class Finder:
    """Finds where payloads stand in logs, and takes them from there.

    Args:
        recognises: says which values tell of messages.
        wanted: what the user says.
        reveal: show what looks like a phone number in the names that lead to payloads.
    """

    def __init__(
        self,
        recognises: Recognises,
        wanted: Wanted = Wanted(),  # noqa: B008 # frozen
        *,
        reveal: bool = False,
    ) -> None:
        self._recognises = recognises
        self._wanted = wanted
        self._hits: Counter[Spot] = Counter()
        self._seen: list[Any] = []
        self._notes = Notes(reveal=reveal)

    def notes(self) -> str:
        """Say what was taken since it was last asked, for the head of a report."""
        return self._notes.words()

    def close(self) -> None:
        """Check that what the user pointed at was there.

        Raises:
            NothingThere: it was in no record.
        """
        if not self._seen:
            return
        for option, spots in zip(Wanted._fields, self._wanted, strict=True):
            for spot in spots:
                if not self._hits[spot]:
                    there = ways_of_dates(spot, self._seen[0]) or places_of(self._seen[0])
                    ways = list(ways_to(self._seen[0], self._recognises.knows))
                    if ways and option == "payload_at":
                        there += f"; payloads stand at {str(spot_of(ways[:1]))!r}"
                    is_there = option == "received_at" and any(spot.hits(self._seen[0]))
                    what = "no time" if is_there else "nothing"
                    raise NothingThere(
                        option, f"{what} stands at {str(spot)!r} in any record{there}"
                    )

    def by_line(self, records: Iterator[Record], layout: str) -> ByLine | None:
        """Return how payloads are taken from the lines of a log, each by itself, if that is so.

        Args:
            records: its records as they stand.
            layout: how they are laid out.
        """
        if layout not in BY_LINE or self.place_at:
            return None
        plan = self._plan(records, layout)
        text = layout == "text"
        if not plan.by_line or plan.joined is not None or (text and not plan.spots):
            return None
        received = next(iter(plan.received), None)
        if not plan.spots and received is None:
            return ByLine()
        spot = next(iter(plan.spots), Spot())
        sample = [*plan.sample[-SAMPLE:], *islice(records, SAMPLE)][:SAMPLE]
        by_line = ByLine(text, spot, received)
        found = with_steps(by_line, sample, self._recognises, self._hits)
        if found is not None:
            self.see(sample[0].value)
        return found

    def itemised(self, records: Iterator[Record], layout: str) -> Itemised | None:
        """Return how the items of a log are taken; `None` if it is to be read record by record.

        Args:
            records: its records as they stand.
            layout: how they are laid out.
        """
        if layout not in ("documents", "lines", "dump") or self.place_at:
            return None
        if layout == "dump":
            return self._itemised_rows(self.sample(records))
        plan = self._plan(records, layout)
        if plan.joined is not None:
            return None
        sample = list(plan.sample)
        found: tuple[Items, ByLine] | None = None
        if plan.spots and (layout == "documents" or not plan.by_line):
            sample = sample or list(islice(records, SAMPLE))
            if in_members(plan.spots, sample):
                return None
            found = items_of(plan.spots, plan.received, sample, self._recognises, self._hits)
        elif layout == "documents" and not plan.received:
            found = WHOLE, ByLine()
        if found is None or not found[0].simple:
            return None
        return self._itemised(found, sample, plan.received)

    def _itemised(
        self, found: tuple[Items, ByLine], sample: Sequence[Record], received: Sequence[Spot]
    ) -> Itemised:
        for each in sample[:1]:
            self.see(each.value)
        items, by_line = found
        taker = Taker(self._recognises, (items.payload,), received, self._hits)
        return Itemised(ItemTaker(items, taker), by_line)

    def _itemised_rows(self, sample: Sequence[Record]) -> Itemised | None:
        """How the rows of a dump are taken, of which one column holds payloads."""
        rows = self.found_in_rows(sample)
        if rows.joined is not None:
            return None
        found = items_of(rows.spots, rows.received, sample, self._recognises, self._hits)
        if found is None or found[0].each.parts:
            return None
        return self._itemised(found, sample, rows.received)

    def locate(
        self, records: Iterator[Record], layout: str, told: Tells | None = None
    ) -> Iterator[Record]:
        """Yield the payloads of a log, each as a record, and what has none.

        Args:
            records: its records as they stand: objects, or texts that may hold some.
            layout: how they are laid out.
            told: is told, before any is yielded, how payloads are taken from the values of these
                if they still stand within. Without it they do not.
        """
        records = self.named(records)
        if layout in _ROWS:
            sample = self.sample(records)
            yield from self.from_rows(chain(sample, records), self.found_in_rows(sample), told)
            return
        plan = self._plan(records, layout)
        rest = chain(plan.sample, records)
        if plan.joined is not None:
            yield from self._take(plan.joined.rejoined(rest), plan.spots, ())
        elif plan.spots:
            told = None if layout == "text" else told
            yield from self._take(rest, plan.spots, plan.received, told, anew=not plan.alone)
        else:
            for record in rest:
                yield self._received(self._unfound(record, plan.broken))

    def _plan(self, records: Iterator[Record], layout: str) -> Plan:
        """Find where payloads stand, and note it."""
        wanted, lines = self._wanted, layout in BY_LINE
        if wanted.payload_at:
            return Plan(wanted.payload_at, wanted.received_at, lines=lines)
        if layout in ("har", "cassette", "json cassette"):
            return Plan((), wanted.received_at)
        sample, spots, bare = sampled(records, self._recognises, lists=layout != "documents")
        if spots:
            beside = [] if wanted.received_at else [self._beside(each, sample) for each in spots]
            told = dict.fromkeys(each.received for each in beside if each.received is not None)
            received = wanted.received_at or tuple(told)
            untold = next((each.untold for each in beside if each.untold is not None), None)
            strings = layout == "documents" and any(isinstance(each.value, str) for each in sample)
            shown = "strings" if strings else layout
            self._notes.found(spots, received, shown, sample[0].place.file, untold)
            return Plan(tuple(spots), received, sample, lines=lines)
        joined = None if bare else self._joined(sample)
        if joined is not None:
            return joined
        texts = [each.value for each in sample if isinstance(each.value, str)]
        broken = any(opened(each) or look_of_text(each) for each in texts)
        return Plan((), wanted.received_at, sample, broken=broken, lines=lines)

    def _joined(self, sample: Sequence[Record]) -> Plan | None:
        """Find where the lines of printed payloads stand, and note it."""
        joined = lines_at(sample, self._recognises.knows)
        if joined is None:
            return None
        _, spots, _ = sampled(joined.rejoined(sample), self._recognises, lists=True)
        self._notes.found_lines(joined, spots, sample[0].place.file)
        return Plan(tuple(spots), (), sample, joined)

    def found_in_rows(self, sample: Sequence[Record]) -> Found:
        """Find where payloads are in the rows of a table, and note it.

        Args:
            sample: its first rows.
        """
        wanted, knows = self._wanted, self._recognises
        if wanted.payload_at == (Spot(),):  # the row itself
            self.hit(Spot(), len(sample))
            rows = [each.value for each in sample if isinstance(each.value, dict)]
            return flat_rows(rows, knows, wanted.received_at, wanted.place_at)
        if wanted.payload_at:
            return Found(wanted.payload_at, wanted.received_at)
        found = find_in_rows(sample, knows, wanted.received_at, wanted.place_at)
        joined = None if found.spots or found.columns else self._joined(sample)
        if joined is not None:
            return Found(joined.spots, joined=joined.joined)
        if found.spots or found.columns:
            self._notes.found(
                found.spots or (Spot(),),
                found.received,
                "table",
                sample[0].place.file,
                found.untold,
            )
        return found

    def from_rows(
        self, rows: Iterable[Record], found: Found, told: Tells | None = None
    ) -> Iterator[Record]:
        """Yield the payloads of the rows of a table.

        Args:
            rows: objects whose members are columns.
            found: where payloads are in them.
            told: see `locate`.
        """
        if found.joined is not None:
            rows, told = found.joined.rejoined(rows), None
        if found.spots:
            yield from self._take(rows, found.spots, found.received, told, anew=not found.alone)
            return
        shapes: dict[tuple[str, ...], list[Member]] = {}
        for row in rows:
            if row.problem is not None:
                yield row
                continue
            shape = tuple(row.value)
            if shape not in shapes:
                shapes[shape] = found.members(shape)
            payload = nested(row.value, shapes[shape])
            if (
                found.columns
                and shape != found.columns
                and not self._recognises.reads(payload, items=True)
            ):
                yield row._replace(value=None, problem=NO_PAYLOAD)  # of another table
                continue
            yield self._received(row, found.received)._replace(
                value=payload, problem=not_utf8(payload)
            )

    def by_row(self, sample: Sequence[Record], found: Found) -> ByLine | None:
        """Return how payloads are taken from rows, each by itself, if most stand within texts.

        Args:
            sample: the first rows of a table.
            found: where payloads are in them.
        """
        named = any(len(each.parts) != 1 for each in self.place_at)
        if named or whole_cells(sample, found.spots):
            return None
        items = items_of(found.spots, found.received, sample, self._recognises, self._hits)
        return None if items is None else items[1]

    def hit(self, spot: Spot, count: int) -> None:
        """Note that something stands at a spot.

        Args:
            spot: the spot.
            count: how often.
        """
        self._hits[spot] += count

    def see(self, value: Any) -> None:
        """Note what a record is like, for who looked elsewhere."""
        if not self._seen:
            self._seen.append(value)

    @property
    def place_at(self) -> tuple[Spot, ...]:
        """Where stands what the log's owner calls a record."""
        return self._wanted.place_at

    def sample(self, rows: Iterator[Record]) -> list[Record]:
        """Take the first rows of a table: as many as it takes to meet a payload."""
        return sample_of(rows, self._recognises)

    def named(self, records: Iterator[Record]) -> Iterator[Record]:
        """Return records under the names that the log's owner gave them, if the user says so."""
        return map(self._named, records) if self.place_at else records

    def _named(self, record: Record) -> Record:
        """A record under the name that its owner gave it."""
        if record.problem is not None:
            return record
        self.see(record.value)
        for spot in self._wanted.place_at:
            for hit in spot.hits(record.value):
                if isinstance(hit.value, str | int | float):
                    self._hits[spot] += 1
                    return record._replace(place=record.place._replace(row=str(hit.value)))
        return record

    def _beside(self, spot: Spot, sample: Sequence[Record]) -> Beside:
        hits = (
            hit
            for record in sample
            if record.problem is None
            for hit in spot.hits(record.value)
            if any(map(self._recognises.knows, opened(hit.value)))
        )
        return received_beside(spot, hits)

    def _unfound(self, record: Record, broken: bool) -> Record:
        """A record as it is; a text is none, and says why."""
        if not isinstance(record.value, str):
            return record
        for each in values_of(record.value):
            if isinstance(each, Problem):
                return record._replace(value=None, problem=each)
            # What an unknown form-encoded body looks like says more than its members do.
            if isinstance(each, dict) and ("{" in record.value or self._recognises.nearly(each)):
                return record._replace(value=each)
        look = look_of_text(record.value)
        if look:
            return record._replace(value=None, problem=looking_like(look))
        if broken:
            return record._replace(value=None, problem=NO_PAYLOAD)
        return parse_line(record.value.encode("utf-8", "surrogateescape"), record.place)

    def _received(self, record: Record, received: Sequence[Spot] | None = None) -> Record:
        received = self._wanted.received_at if received is None else received
        if not received or record.problem is not None:
            return record
        self.see(record.value)
        root = Hit((), record.value, (record.value,), record.value)
        moment = moment_of(received, root, Spot(), self._hits)
        untold = "" if moment is not None else untold_by(received, root, Spot())
        return record._replace(received=moment, untold=untold)

    def _with_note(self, record: Record) -> Record:
        if not self._seen and record.problem is None:
            self.see(record.value)
        return record

    def _take(
        self,
        records: Iterable[Record],
        spots: Sequence[Spot],
        received: Sequence[Spot],
        told: Tells | None = None,
        *,
        anew: bool = True,
    ) -> Iterator[Record]:
        taker = Taker(self._recognises, spots, received, self._hits, anew=anew)
        records = map(self._with_note, records)
        if told is not None:
            sample = list(islice(records, SAMPLE))
            records = chain(sample, records)
            found = items_of(spots, received, sample, self._recognises, self._hits)
            if found is not None:
                items, by_line = found
                told(by_line)
                yield from ItemTaker(items, taker).take(records)
                return
        yield from taker.take(records)
        if self._wanted.payload_at:
            self._notes.one_of(taker.one_of)
