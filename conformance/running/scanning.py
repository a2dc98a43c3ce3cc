"""Files observed in parts, in several processes where that is worth it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import numpy as np

from ..columns.lines import CHUNK, Lines, Positions
from ..columns.time_column import Times
from ..extracting.behind_text import without_payloads
from ..extracting.entries import is_broken
from ..extracting.extraction import Extractor
from ..extracting.whole_lines import SeveralLines, have_several
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import LineReader, elsewhere
from ..observing.strays import Route, Stray
from ..observing.tally import Tally
from ..reading import Record
from ..reading.json_lines import parse_line
from ..reading.records import MAX_RECORD
from ..results.finding import Finding, Place
from ..table.columnar import RowTable
from ..table.partitions import Partitions, by_key
from ..table.rows import ROW, UNTOLD, Kind, Rows
from ..typed.observe import LineObserver
from .blanks import Blanks
from .chunks import Part, Source, chunks
from .processes import Workers

SMALLEST: Final = 8 * 2**20
"""Fewer bytes are not worth a process of their own."""
LARGEST: Final = 64 * 2**20
"""After so many bytes, progress is told."""
_TOGETHER: Final = 2**17
"""So many rows are divided together: small pieces of them take more room."""

_NOWHERE: Final = Place("", None, 0)
_DIGITS: Final = 300
_STEP: Final = 24
_BEYOND: Final = re.compile(rb"\d{%d}" % _DIGITS)


class Job(NamedTuple):
    """What a process observes.

    Args:
        parts: parts of files, in order.
        options: how to check.
        partitions: where its rows are kept.
    """

    parts: Sequence[Part]
    options: Options
    partitions: Partitions


@dataclass(slots=True)
class Scanned:
    """What came of a part, but for its rows.

    Args:
        part: the part.
        tally: what became of its records.
        findings: about them; in a place, the line is its number in the part, and the record where
            it begins, in bytes from the beginning of the first file.
        blank: its blank lines.
        lines: how many lines there are.
    """

    part: Part
    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)
    blank: Blanks = field(default_factory=Blanks)
    lines: int = 0


@dataclass(slots=True)
class Done:
    """What came of a job.

    Args:
        partitions: its rows.
        kinds: what their kinds are the numbers of.
        observations: how many there are.
        related: some belong to something.
        strays, routes: exchanges in which nothing is recognised, and where others went.
    """

    partitions: Partitions
    kinds: list[Kind] = field(default_factory=list)
    observations: int = 0
    related: bool = False
    strays: list[Stray] = field(default_factory=list)
    routes: set[Route] = field(default_factory=set)


def scan_jobs(jobs: Sequence[Job], workers: Workers) -> Iterator[Scanned | Done]:
    """Observe files; yield what came of their parts, in order, and of each job after its parts.

    Args:
        jobs: each for a process; the first is done in this one, if the others are its copies.
        workers: the other processes.
    """
    here = 1 if workers.copies or not workers.count else 0
    others = [workers.submit(_scanned, job) for job in jobs[here:]]
    for job in jobs[:here]:
        yield from _scan(job)
    for other in others:
        yield from other.result()


def divided(sources: Sequence[Source], jobs: int) -> list[list[Part]]:
    """Divide files into parts, for so many processes at most, about as many bytes for each.

    Args:
        sources: the files.
        jobs: how many processes there may be.
    """
    total = sum(each.size for each in sources)
    share = -(-total // max(1, min(jobs, total // SMALLEST)))
    shares: list[list[Part]] = [[]]
    base = given = 0
    for number, source in enumerate(sources):
        start = 0
        while start < source.size:
            if given == share:
                shares.append([])
                given = 0
            end = min(start + min(share - given, LARGEST), source.size)
            shares[-1].append(
                Part(number, source.path, base, start, end, source.places, source.by_line)
            )
            given += end - start
            start = end
        base += source.size
    return shares


def _scanned(job: Job) -> list[Scanned | Done]:
    """Do a job in a process of its own: its rows go by way of files, which is quicker."""
    found = list(_scan(job))
    job.partitions.spill()
    return found


def _scan(job: Job) -> Iterator[Scanned | Done]:
    options = job.options
    lifecycles = lifecycles_of(options)
    observer = LineObserver(
        observers_of(lifecycles, reveal=options.show_numbers, forms=options.forms),
        lifecycles,
        forced=bool(options.lifecycles),
        elsewhere=partial(elsewhere, spots=options.wanted.payload_at),
    )
    done = Done(job.partitions)
    for part in job.parts:
        bare = part.by_line.bare
        knows, forced = observer.recognises.knows, bool(options.lifecycles)
        extractor = None if bare else Extractor(part.by_line, knows, forced=forced)
        yield _scan_part(part, observer, extractor, done)
    done.kinds = list(observer.kinds.numbers)
    done.strays, done.routes = observer.strays, observer.routes
    yield done


def _scan_part(
    part: Part, observer: LineObserver, extractor: Extractor | None, done: Done
) -> Scanned:
    scanned = Scanned(part)
    kept: list[RowTable] = []
    alone = LineReader(part.by_line, observer.recognises)
    with Path(part.path).open("rb") as again:
        for data, offset in chunks(part):
            lines = Lines(data, braces=part.by_line.text)
            if part.by_line.text and have_several(lines):
                raise SeveralLines(part.path)
            rows = _rows(lines, part.base + offset, scanned.lines)
            every = np.arange(len(lines))
            received: Times | None = None
            decodable: Sequence[bytes]
            # Of a captured session it is asked, too, where each exchange went.
            if part.places is not None and part.places.captured:
                decodable = [b""] * len(lines)
            elif extractor is not None:
                starts = rows["at"].copy()
                decodable, received = _extracted(extractor, lines)
            else:
                decodable = decodable_of(data, lines)
            passed = without_payloads(lines) if part.by_line.text else ()
            if len(passed):
                scanned.tally.pass_over(len(passed))
                every = np.delete(every, passed)
                rows = rows[every]
                decodable = [decodable[index] for index in every.tolist()]
            reader = _Reader(lines, every, rows, again, part, alone, extractor)
            found = received is not None
            batch = observer.observe(decodable, rows, reader.read, scanned.tally, payloads=found)
            if received is not None:
                add_received(batch.rows, starts, received)
            if part.places is not None:
                add_received(batch.rows, part.places.starts + part.base, part.places.received)
            kept.append(RowTable.of(batch.rows))
            done.related = done.related or kept[-1].tells("parent")
            if sum(map(len, kept)) >= _TOGETHER:
                _keep(kept, done.partitions)
            scanned.findings += batch.findings
            scanned.blank.add(int(every[each]) + scanned.lines for each in batch.blank)
            scanned.lines += len(lines)
    _keep(kept, done.partitions)
    return scanned


def decodable_of(data: bytes, lines: Sequence[bytes]) -> Sequence[bytes]:
    """Return lines, but empty where types would decode what is no record.

    Of a line that does not fit, the beginning is there, which may be a record by chance; and a
    whole number beyond all floats is one for types only.

    Args:
        data: all of them.
        lines: they, without their ends.
    """
    if len(lines[-1]) >= CHUNK:
        lines = [*lines[:-1], b""]
    return [b"" if _BEYOND.search(line) else line for line in lines] if _is_beyond(data) else lines


def _is_beyond(data: bytes) -> bool:
    # Whatever has so many digits in a row has one at each of some steps.
    codes = np.frombuffer(data, np.uint8)[::_STEP]
    are_digits = (codes - np.uint8(ord("0")) < 10).tobytes()  # what is smaller becomes large
    return b"\1" * (_DIGITS // _STEP) in are_digits and _BEYOND.search(data) is not None


def _extracted(extractor: Extractor, lines: Lines) -> tuple[Sequence[bytes], Times]:
    """The payloads of lines, but empty where types would decode what is none, and their times."""
    payloads, received = extractor.extract(lines)
    # Digits may have been escaped.
    decodable = decodable_of(b"\n".join(payloads), payloads)
    if len(lines[-1]) >= CHUNK or _is_beyond(lines.data):
        whole = decodable_of(lines.data, lines)
        decodable = [each if line else b"" for each, line in zip(decodable, whole, strict=True)]
    return decodable, received


def _rows(lines: Lines, at: int, before: int) -> Rows:
    """A row for each line, which says where it stands and nothing else."""
    rows = np.empty(len(lines), ROW)
    rows["at"] = at + lines.starts
    rows["line"] = np.arange(before, before + len(lines))
    return rows


class _Reader(NamedTuple):
    """Reads some lines of a chunk as records; one that is longer, from the file."""

    lines: Lines
    some: Positions
    rows: Rows
    again: BinaryIO
    part: Part
    alone: LineReader
    extractor: Extractor | None

    def read(self, index: int) -> Sequence[Record]:
        """Read the records of one; a blank line has none."""
        line, row = self.lines[int(self.some[index])], self.rows[index]
        place = Place("", int(row["line"]), int(row["at"]))
        start = int(row["at"]) - self.part.base
        if len(line) >= CHUNK:
            self.again.seek(start)
            line = self.again.readline(MAX_RECORD + 1)
        places = self.part.places
        number = 0 if places is None else places.number(start)
        odd = None if places is None else places.odd(number)
        if odd is not None:
            records = self.alone.taken(odd._replace(place=place))
        else:
            records = self.alone.records(line, place)
        if self.extractor is not None and any(each.problem is None for each in records):
            self.extractor.learn(line)
        if places is None:
            return records
        if places.hopeful and self._is_broken(line, records):
            raise SeveralLines(self.part.path)
        return [places.record(number, each) for each in records]

    def _is_broken(self, line: bytes, records: Sequence[Record]) -> bool:
        """Whether a line is no JSON, which was taken for some, whatever is read of it."""
        if self.part.by_line.text:
            return is_broken(line)
        told = any(each.problem is not None for each in records)
        return told and parse_line(line, _NOWHERE).problem is not None


def add_received(rows: Rows, starts: Times, received: Times) -> None:
    """Add when records were received, of which their payloads do not tell it.

    Args:
        rows: the rows of some records.
        starts: where the lines of these and others begin.
        received: when each was received.
    """
    if not np.array_equal(rows["at"], starts):
        received = received[np.searchsorted(starts, rows["at"])]
    untold = (rows["received"] == UNTOLD) & (rows["kind"] >= 0)
    rows["received"] = np.where(untold, received, rows["received"])


def _keep(rows: list[RowTable], partitions: Partitions) -> None:
    """Move rows to their partitions."""
    for number, some in by_key(RowTable.joined(rows), partitions.count):
        partitions.add(number, some)
    rows.clear()
