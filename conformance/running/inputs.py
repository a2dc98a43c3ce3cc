"""From arguments to lines that can be read twice: files as they are, all else spooled."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from ...machines import Automaton
from ..arrow.csv import regular_csv
from ..arrow.tables import Broken, Table, open_file
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import Finder
from ..observing.collector import Collector
from ..observing.tally import Tally
from ..opening.compressed import Damaged
from ..opening.sources import left_out_of
from ..opening.streams import Stream
from ..reading import (
    NO_PAYLOAD,
    Problem,
    Progress,
    Record,
    UnreadableLog,
    files_of,
    read_file,
    watched,
)
from ..reading.beginnings import Kind
from ..reading.held import CHANGED, HeldLog
from ..reading.line_files import LineFile, TooLarge, line_file, table_file, unpack
from ..reading.temporary import Temporary
from ..results.finding import Finding, Place
from ..results.report import Report
from .checker import RECORDS, records_of
from .chunks import Source
from .spool import spool
from .table_check import Heard, TableCheck

if TYPE_CHECKING:
    from ..arrow.lines import Lines

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
    heard = inputs.arguments, inputs.sources, inputs.findings
    return TableCheck(*heard, options, automata, inputs.changed).check(progress)


class _Inputs:
    """The arguments of a check, each as the lines it has; temporary files are there as long."""

    def __init__(self, options: Options, progress: Progress | None) -> None:
        observers = observers_of(
            lifecycles_of(options), reveal=options.show_numbers, forms=options.forms
        )
        forced = bool(options.lifecycles)
        self.finder = Finder(Collector(observers, forced=forced), options.wanted)
        self.arguments: list[Heard] = []
        self.sources: list[Source] = []
        self.findings: list[Finding] = []
        self._progress = progress
        self._held: list[HeldLog] = []
        self._made: list[Temporary] = []

    def add(self, log: str | Stream | Table | Iterable[Any]) -> None:
        """Add the next argument."""
        tally = Tally()
        if isinstance(log, Stream):
            self.arguments.append(Heard(log.name, tally))
            self._stream(log, tally)
        elif isinstance(log, Table):
            self.arguments.append(Heard(log.name, tally))
            try:
                self._table(log, tally)
            except UnreadableLog as error:
                self.arguments.pop()
                self._unreadable(log.name, error, tally)
                return
        elif not isinstance(log, str):
            self.arguments.append(Heard(RECORDS, tally))
            records = self.finder.locate(iter(records_of(log)), "lines")
            self._spool(RECORDS, records, tally)
        else:
            try:
                files = files_of(log)
            except UnreadableLog as error:
                self._unreadable(log, error, tally)
                return
            self.arguments.append(Heard(log, tally))
            for file in files:
                self._file(file, tally)
        left_out = left_out_of(log) if isinstance(log, str) else ""
        found = "; ".join(filter(None, (self.finder.notes(), left_out)))
        self.arguments[-1] = self.arguments[-1]._replace(found=found)

    def _unreadable(self, log: str, error: UnreadableLog, tally: Tally) -> None:
        self.arguments.append(Heard(log, tally, error.reason))
        place = Place(error.path, None, 0)
        self.findings.append(Finding.begin("LOGS005", place, error.reason))

    def changed(self) -> Iterator[Finding]:
        """Say which logs were changed while they were read."""
        for log in self._held:
            if log.changed:
                yield Finding.begin("LOGS005", Place(log.name, None, 0), CHANGED)

    def _new(self) -> Path:
        """Return the path of a new temporary file, which is there as long as this is."""
        self._made.append(Temporary())
        return self._made[-1].path

    @property
    def _number(self) -> int:
        return len(self.arguments) - 1

    def _file(self, file: str, tally: Tally) -> None:
        try:
            log = HeldLog(file, len(self._held))
        except (OSError, ValueError):  # reading it says so
            self._spool(file, self._records(file), tally)
            return
        self._held.append(log)
        kind = table_file(str(log.path))
        if kind is not None:
            self._table_file(log, kind, tally)
            return
        regular = regular_csv(str(log.path), file)
        if regular is not None and self._regular(regular, tally):
            return
        lines = line_file(str(log.path), log.size)
        with log.path.open("rb") as opened:
            plain = lines is not None and self.finder.plain(read_file(file, opened=opened))
        packed = lines is not None and lines.unpacker is not None
        if lines is None or not plain or (packed and not self._unpacked(log, lines)):
            with log.path.open("rb") as opened:
                self._spool(file, self._records(file, opened), tally)
        elif lines.unpacker is None:
            self.sources.append(Source(file, self._number, str(log.path), lines.size))

    def _table_file(self, log: HeldLog, kind: Kind, tally: Tally) -> None:
        with log.path.open("rb") as stream:
            try:
                self._table(open_file(stream, log.name, kind), tally)
            except UnreadableLog as error:
                record = Record(Place(log.name, None, 0), None, Problem("LOGS005", error.reason))
                self.findings += _told([record], tally)

    def _table(self, table: Table, tally: Tally) -> None:
        from ..arrow.lines import Lines, lines_of_table  # it needs pyarrow

        def watched_lines() -> Iterator[Lines | Record]:
            for each in lines_of_table(table, self.finder):
                yield each
                if self._progress is not None and isinstance(each, Lines):
                    self._progress(len(each.starts), len(each.data))

        self._spool(table.name, watched_lines(), tally)

    def _regular(self, table: Table, tally: Tally) -> bool:
        """Read a CSV as Arrow does, which is quicker; say whether it is one Arrow reads well."""
        from ..arrow.lines import whole_lines

        arguments, sources, findings = self.arguments, [*self.sources], [*self.findings]
        tried = Tally()
        try:
            self._spool(table.name, whole_lines(table, self.finder), tried)
        except (Broken, UnreadableLog):
            self.arguments, self.sources, self.findings = arguments, sources, findings
            return False
        tally.add(tried)
        return True

    def _unpacked(self, log: HeldLog, lines: LineFile) -> bool:
        """Unpack a file of lines; say whether that can be done to its end."""
        assert lines.unpacker is not None
        target = self._new()
        room = shutil.disk_usage(gettempdir()).free // _SHARE
        most = min(room, max(log.size * _MOST_GROWN, _LEAST))
        try:
            size = unpack(str(log.path), lines.unpacker, target, most, self._progress)
        except (OSError, Damaged, TooLarge):
            # Record by record the sound part of a damaged one is read, too.
            self._made.pop()
            return False
        self.sources.append(Source(log.name, self._number, str(target), size, told=True))
        return True

    def _stream(self, stream: Stream, tally: Tally) -> None:
        """Copy a stream to a file, which can be read twice."""
        target = self._new()
        with target.open("wb") as copy:
            while block := stream.read(_BLOCK):
                copy.write(block)
        lines = line_file(str(target))
        plain = lines is not None and self.finder.plain(read_file(str(target)))
        if lines is not None and plain and lines.unpacker is None:
            self.sources.append(
                Source(stream.name, self._number, str(target), lines.size, told=True)
            )
            return
        with target.open("rb") as opened:
            records = read_file(stream.name, opened=opened, finder=self.finder)
            self._spool(stream.name, records, tally)

    def _records(self, file: str, opened: BinaryIO | None = None) -> Iterator[Record]:
        if self._progress is None:
            return read_file(file, opened=opened, finder=self.finder)
        return watched(file, self._progress, opened, self.finder)

    def _spool(self, name: str, records: Iterable[Record | Lines], tally: Tally) -> None:
        """Write records to lines; those that cannot be read are told at once."""
        target = self._new()
        size, places, unread = spool(self._counted(records, tally), target)
        self.findings += _told(unread, tally)
        source = Source(name, self._number, str(target), size, told=True, places=places)
        self.sources.append(source)

    def _counted(self, records: Iterable[Record | Lines], tally: Tally) -> Iterator[Record | Lines]:
        """Records but for those that hold no payload, which are only counted."""
        for record in records:
            if isinstance(record, Record) and record.problem is NO_PAYLOAD:
                tally.records += 1
                tally.ignored += 1
                tally.passed += 1
            else:
                yield record


def _told(unread: Sequence[Record], tally: Tally) -> list[Finding]:
    """What is to be said of records that could not be read."""
    collector = Collector((), forced=False)
    for record in unread:
        collector.take(record, tally)
    return collector.findings
