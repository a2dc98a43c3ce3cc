"""From arguments to lines that can be read twice: files as they are, all else spooled."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final, NamedTuple

from ...machines import Automaton
from ..arrow.csv import regular_table
from ..arrow.tables import Broken, Table, open_file
from ..extracting.documents import Irregular
from ..extracting.entries import entries_of
from ..extracting.items import items_in, lines_of
from ..extracting.line_files import LineFile, line_file, table_file
from ..extracting.record_lines import RecordLines
from ..extracting.whole_lines import SeveralLines, are_cut
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import ByLine, Finder, Itemising, Planning
from ..observing.collector import Collector
from ..observing.tally import Tally
from ..opening.compressed import Damaged, TooLarge, Unpacker, unpack
from ..opening.held import CHANGED, HeldLog
from ..opening.progress import Progress, Retractable
from ..opening.sources import left_out_of
from ..opening.streams import Stream
from ..opening.temporary import Temporary
from ..reading import (
    Problem,
    Record,
    UnreadableLog,
    files_of,
    read_file,
    watched,
)
from ..reading.beginnings import Kind
from ..results.finding import Finding, Place
from ..results.report import Report
from .checker import RECORDS, records_of
from .chunks import Source
from .spool import counted, spool, told_of
from .table_check import Heard, TableCheck

_MOST_GROWN: Final = 100
"""What unpacks to so many times its size is no usual log, but may be packed to fill a disk."""
_LEAST: Final = 2**26
"""So many bytes any file may have."""
_SHARE: Final = 2
"""One part in so many of the room there is may be taken by what is unpacked."""
_BLOCK: Final = 2**20


def check_by_rows(
    logs: Iterable[str | Stream | Table | Iterable[Any]],
    options: Options,
    automata: dict[str, Automaton] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judge logs by rows.

    Args:
        logs: paths, streams, tables, or iterables of records.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many records, and bytes of files, were read since.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
        OSError: there is no room for temporary files.
        NothingThere: an option points at nothing in any record.
    """
    inputs = _Inputs(options, progress)
    for log in logs:
        inputs.add(log)
    inputs.finder.close()
    while True:
        try:
            return TableCheck(*inputs.heard(), options, automata, inputs.changed).check(progress)
        except SeveralLines as error:
            inputs.spool_instead(error.path)


class _Spooled(NamedTuple):
    """Lines that are read, and what was said when they were made.

    Args:
        source: where they stand.
        tally: what became of the records that are not among them.
        findings: about these.
        instead: spools all records one by one, or looks at each before, if lines are no records.
    """

    source: Source
    tally: Tally
    findings: list[Finding]
    instead: Callable[[], _Spooled] | None = None


class _Inputs:
    """The arguments of a check, each as the lines it has; temporary files are there as long."""

    def __init__(self, options: Options, progress: Progress | None) -> None:
        observers = observers_of(
            lifecycles_of(options), reveal=options.show_numbers, forms=options.forms
        )
        self._forced = bool(options.lifecycles)
        collector = Collector(observers, forced=self._forced)
        self.finder = Finder(collector, options.wanted, reveal=options.show_numbers)
        self._arguments: list[Heard] = []
        self._spooled: list[_Spooled] = []
        self._findings: list[Finding] = []
        self._progress = progress
        self._held: list[HeldLog] = []
        self._made: list[Temporary] = []

    def heard(self) -> tuple[list[Heard], list[Source], list[Finding]]:
        """Return the arguments, the lines they have, and what was found when they were read."""
        arguments = [each._replace(tally=Tally()) for each in self._arguments]
        findings = [*self._findings]
        for each in self._spooled:
            arguments[each.source.argument].tally.add(each.tally)
            findings += each.findings
        return arguments, [each.source for each in self._spooled], findings

    def add(self, log: str | Stream | Table | Iterable[Any]) -> None:
        """Add the next argument."""
        name = log if isinstance(log, str) else getattr(log, "name", RECORDS)
        self._arguments.append(Heard(name, Tally()))
        try:
            self._spooled += self._read(log)
        except UnreadableLog as error:
            self._arguments[-1] = Heard(name, Tally(), error.reason)
            place = Place(error.path, None, 0)
            self._findings.append(Finding.begin("LOGS005", place, error.reason))
            return
        left_out = left_out_of(log) if isinstance(log, str) else ""
        found = "; ".join(filter(None, (self.finder.notes(), left_out)))
        self._arguments[-1] = Heard(name, Tally(), found=found)

    def _read(self, log: str | Stream | Table | Iterable[Any]) -> Iterator[_Spooled]:
        """Read an argument; yield the lines of each of its files."""
        if isinstance(log, str):
            yield from map(self._file, files_of(log))
        elif isinstance(log, Stream):
            yield self._stream(log)
        elif isinstance(log, Table):
            from ..arrow.lines import lines_of_table  # it needs pyarrow

            itemising = Itemising(self.finder)
            rows = lines_of_table(log, self.finder, itemising.note)
            yield self._spool(log.name, self._watched(rows), itemising)
        else:
            itemising = Itemising(self.finder)
            yield self._spool(RECORDS, itemising.locate(iter(records_of(log)), "lines"), itemising)

    def changed(self) -> Iterator[Finding]:
        """Say which logs were changed while they were read."""
        for log in self._held:
            if log.changed:
                yield Finding.begin("LOGS005", Place(log.name, None, 0), CHANGED)

    def _new(self) -> Path:
        """Return the path of a new temporary file, which is there as long as this is."""
        self._made.append(Temporary())
        return self._made[-1].path

    def _file(self, file: str) -> _Spooled:
        try:
            log = HeldLog(file, len(self._held))
        except (OSError, ValueError):  # reading it says so
            return self._one_by_one(file)
        self._held.append(log)
        kind = table_file(str(log.path))
        if kind is not None:
            return self._table_file(log, kind)
        lines = self._regular(log) or self._by_line(
            file, log.path, line_file(str(log.path), log.size), log
        )
        items = lines or self._itemised(file, log.path, log)
        return items or self._one_by_one(file, log.path)

    def _itemised(self, name: str, path: Path, log: HeldLog | None = None) -> _Spooled | None:
        """Read the items of documents, or of lists in lines, many at once; `None` if not so simple.

        Args:
            name: the file, as the user named it.
            path: leads to it.
            log: the file, if it is not a copy of ours.
        """
        try:
            with path.open("rb") as opened:
                found = items_in(opened, name, self.finder)
                if found is None:
                    return None
                items, by_line = found
                rows = items if log is None else self._watched(items, log)
                spooled = self._spool(name, rows, by_line)
        except Irregular:
            return None
        return spooled._replace(instead=lambda: self._one_by_one(name, path, told=True))

    def _one_by_one(self, name: str, path: Path | None = None, *, told: bool = False) -> _Spooled:
        """Spool the records of a file, each read by itself.

        Args:
            name: the file, as the user named it.
            path: leads to it, if it can be opened.
            told: progress of it was told before.
        """
        itemising = Itemising(self.finder)
        with nullcontext() if path is None else path.open("rb") as opened:
            if told or self._progress is None:
                records = read_file(name, opened=opened, finder=itemising)
            else:
                records = watched(name, self._progress, opened, itemising)
            return self._spool(name, records, itemising)

    def _table_file(self, log: HeldLog, kind: Kind, *, hopeful: bool = True) -> _Spooled:
        """Read a table of Parquet or Arrow; see `_regular`."""
        from ..arrow.lines import lines_of_table  # it needs pyarrow

        with log.path.open("rb") as stream:
            try:
                table = open_file(stream, log.name, kind)
                itemising = Itemising(self.finder)
                rows = lines_of_table(table, self.finder, itemising.note, hopeful=hopeful)
                watched_ = self._watched(rows, log) if hopeful else rows
                spooled = self._spool(log.name, watched_, itemising)
            except UnreadableLog as error:
                problem = Problem("LOGS005", error.reason)
                record = Record(Place(log.name, None, 0), None, problem)
                return self._spool(log.name, [record], ByLine())
        return spooled._replace(instead=lambda: self._table_file(log, kind, hopeful=False))

    def _watched(
        self, rows: Iterable[RecordLines | Record], log: HeldLog | None = None
    ) -> Iterator[RecordLines | Record]:
        """Read many at once, and tell how many, and how many bytes: of a file all, at last.

        Args:
            rows: the rows of a table, or the items of documents.
            log: the file.
        """
        told = Retractable(self._progress)
        left = sys.maxsize if log is None else log.size
        alone = 0
        try:
            for each in rows:
                yield each
                if isinstance(each, RecordLines):
                    read = min(len(each.data), left)
                    told(len(each.starts), read)
                    left -= read
                else:
                    alone += 1
        except (Broken, Irregular):
            told.retract()
            raise
        told(alone, 0 if log is None else left)

    def _regular(self, log: HeldLog, *, hopeful: bool = True) -> _Spooled | None:
        """Read a table in text as Arrow does, which is quicker; `None` if Arrow does not read it.

        Args:
            log: the table.
            hopeful: take it that each payload is one JSON document: whoever reads them will see.
        """
        table = regular_table(str(log.path), log.name)
        if table is None:
            return None
        from ..arrow.lines import whole_lines

        itemising = Itemising(self.finder)
        rows = whole_lines(table, self.finder, itemising.note, hopeful=hopeful)
        try:
            watched_ = self._watched(rows, log) if hopeful else rows
            spooled = self._spool(log.name, watched_, itemising)
        except (Broken, UnreadableLog):
            return None
        return spooled._replace(
            instead=lambda: (
                self._regular(log, hopeful=False) or self._one_by_one(log.name, log.path, told=True)
            )
        )

    def _by_line(
        self, name: str, path: Path, lines: LineFile | None, log: HeldLog | None
    ) -> _Spooled | None:
        """Read a file of lines as it is, once it is unpacked; `None` if that cannot be done.

        Args:
            name: the file, as the user named it.
            path: leads to it.
            lines: what is known of it, if it is a file of lines.
            log: the file, if it is not a copy of ours.
        """
        if lines is None:
            return None
        planning = Planning(self.finder.by_line)
        with path.open("rb") as opened:
            for _ in read_file(name, opened=opened, finder=planning):
                pass
        by_line = planning.found
        if by_line is None or (self._forced and by_line.text and by_line.steps == ((),)):
            return None
        size, told = lines.size, log is None
        if lines.unpacker is not None:
            unpacked = None if log is None else self._unpacked(log, lines.unpacker)
            if unpacked is None:
                return None
            path, size, told = *unpacked, True
        if are_cut(path):
            return None

        def instead() -> _Spooled:
            unheard = None if told else log
            entries = self._entries(name, path, by_line, unheard) if by_line.text else None
            return entries or self._one_by_one(name, path, told=told)

        source = Source(name, len(self._arguments) - 1, str(path), size, told, None, by_line)
        return _Spooled(source, Tally(), [], instead)

    def _entries(
        self, name: str, path: Path, by_line: ByLine, log: HeldLog | None
    ) -> _Spooled | None:
        """Read the entries of a text, of which some have several lines; `None` if not so simple.

        Args:
            name: the file, as the user named it.
            path: leads to it.
            by_line: how payloads are taken from an entry in one line.
            log: the file, if progress of it was not told before.
        """
        try:
            with path.open("rb") as opened:
                lines = lines_of(entries_of(opened), name)
                rows = lines if log is None else self._watched(lines, log)
                spooled = self._spool(name, rows, by_line)
        except Irregular:
            return None
        return spooled._replace(instead=lambda: self._one_by_one(name, path, told=True))

    def spool_instead(self, path: str) -> None:
        """Spool the records of a log of which some lines that are read are not one record each."""
        for number, (source, _, _, instead) in enumerate(self._spooled):
            if source.path == path and instead is not None:
                spooled = instead()
                source = spooled.source._replace(argument=source.argument)
                self._spooled[number] = spooled._replace(source=source)

    def _unpacked(self, log: HeldLog, unpacker: Callable[[], Unpacker]) -> tuple[Path, int] | None:
        """Unpack a file of lines; return where it is then, and its size, if that can be done."""
        target = self._new()
        room = shutil.disk_usage(gettempdir()).free // _SHARE
        most = min(room, max(log.size * _MOST_GROWN, _LEAST))
        try:
            size = unpack(str(log.path), unpacker, target, most, self._progress)
        except (OSError, Damaged, TooLarge):
            # Record by record the sound part of a damaged one is read, too.
            self._made.pop()
            return None
        return target, size

    def _stream(self, stream: Stream) -> _Spooled:
        """Copy a stream to a file, which can be read twice."""
        target = self._new()
        with target.open("wb") as copy:
            while block := stream.read(_BLOCK):
                copy.write(block)
        spooled = self._by_line(stream.name, target, line_file(str(target)), None)
        spooled = spooled or self._itemised(stream.name, target)
        return spooled or self._one_by_one(stream.name, target, told=True)

    def _spool(
        self, name: str, records: Iterable[Record | RecordLines], placed: Itemising | ByLine
    ) -> _Spooled:
        """Write records to lines; those that cannot be read are told at once.

        Args:
            name: the file, as the user named it.
            records: its payloads, or what these stand in.
            placed: says how they are taken from that, once all are written.
        """
        target, tally = self._new(), Tally()
        size, places, unread = spool(counted(records, tally), target)
        by_line = placed if isinstance(placed, ByLine) else placed.by_line
        argument = len(self._arguments) - 1
        source = Source(name, argument, str(target), size, True, places, by_line)
        return _Spooled(source, tally, told_of(unread, tally))
