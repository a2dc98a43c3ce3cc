"""From arguments to lines that can be read twice: files as they are, all else spooled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from ...machines import Automaton
from ..arrow.csv import regular_table
from ..arrow.tables import Broken, Table, open_file
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import ByLine, Finder
from ..observing.collector import Collector
from ..observing.tally import Tally
from ..opening.compressed import Damaged, TooLarge, Unpacker, unpack
from ..opening.held import CHANGED, HeldLog
from ..opening.sources import left_out_of
from ..opening.streams import Stream
from ..opening.temporary import Temporary
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
from ..reading.line_files import LineFile, line_file, table_file
from ..results.finding import Finding, Place
from ..results.report import Report
from ..table.share import Share
from .checker import RECORDS, records_of
from .chunks import Source
from .spool import spool
from .table_check import Heard, TableCheck
from .whole_lines import SeveralLines, are_cut

if TYPE_CHECKING:
    from ..arrow.lines import RowLines

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
    share: Share | None = None,
) -> Report:
    """Judge logs by rows.

    Args:
        logs: paths, streams, tables, or iterables of records.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many records, and bytes of files, were read since.
        share: what of them is judged here, if not the whole.

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
    if share is None:  # what a share lacks may be in another
        inputs.finder.close()
    while True:
        heard = inputs.arguments, inputs.sources, inputs.findings
        try:
            return TableCheck(*heard, options, automata, inputs.changed, share).check(progress)
        except SeveralLines as error:
            inputs.spool_instead(error.path)


class _Inputs:
    """The arguments of a check, each as the lines it has; temporary files are there as long."""

    def __init__(self, options: Options, progress: Progress | None) -> None:
        observers = observers_of(
            lifecycles_of(options), reveal=options.show_numbers, forms=options.forms
        )
        self._forced = bool(options.lifecycles)
        self.finder = Finder(Collector(observers, forced=self._forced), options.wanted)
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
        regular = regular_table(str(log.path), file)
        if regular is not None and self._regular(regular, tally):
            return
        lines = line_file(str(log.path), log.size)
        if lines is None or not self._by_line(file, log.path, lines, log):
            with log.path.open("rb") as opened:
                self._spool(file, self._records(file, opened), tally)

    def _table_file(self, log: HeldLog, kind: Kind, tally: Tally) -> None:
        with log.path.open("rb") as stream:
            try:
                self._table(open_file(stream, log.name, kind), tally)
            except UnreadableLog as error:
                record = Record(Place(log.name, None, 0), None, Problem("LOGS005", error.reason))
                self.findings += _told([record], tally)

    def _table(self, table: Table, tally: Tally) -> None:
        from ..arrow.lines import RowLines, lines_of_table  # it needs pyarrow

        def watched_lines() -> Iterator[RowLines | Record]:
            for each in lines_of_table(table, self.finder):
                yield each
                if self._progress is not None and isinstance(each, RowLines):
                    self._progress(len(each.starts), len(each.data))

        self._spool(table.name, watched_lines(), tally)

    def _regular(self, table: Table, tally: Tally) -> bool:
        """Read a table as Arrow does, which is quicker; say whether Arrow reads it well."""
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

    def _by_line(self, name: str, path: Path, lines: LineFile, log: HeldLog | None) -> bool:
        """Read a file of lines as it is, once it is unpacked; say whether that can be done.

        Args:
            name: the file, as the user named it.
            path: leads to it.
            lines: what is known of it.
            log: the file, if it is not a copy of ours.
        """
        planning = Planning(self.finder)
        with path.open("rb") as opened:
            for _ in read_file(name, opened=opened, finder=planning):
                pass
        by_line = planning.by_line
        if by_line is None or (self._forced and by_line.text and by_line.steps == ((),)):
            return False
        size, told = lines.size, log is None
        if lines.unpacker is not None:
            unpacked = None if log is None else self._unpacked(log, lines.unpacker)
            if unpacked is None:
                return False
            path, size, told = *unpacked, True
        if are_cut(path):
            return False
        self.sources.append(Source(name, self._number, str(path), size, told, None, by_line))
        return True

    def spool_instead(self, path: str) -> None:
        """Spool the records of a log that was to be read line by line."""
        for number, source in enumerate(self.sources):
            if source.path == path:
                with Path(path).open("rb") as opened:
                    records = self._records(source.name, opened, told=source.told)
                    self._spool(source.name, records, self.arguments[source.argument].tally)
                self.sources[number] = self.sources.pop()._replace(argument=source.argument)

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

    def _stream(self, stream: Stream, tally: Tally) -> None:
        """Copy a stream to a file, which can be read twice."""
        target = self._new()
        with target.open("wb") as copy:
            while block := stream.read(_BLOCK):
                copy.write(block)
        lines = line_file(str(target))
        if lines is not None and self._by_line(stream.name, target, lines, None):
            return
        with target.open("rb") as opened:
            self._spool(stream.name, self._records(stream.name, opened, told=True), tally)

    def _records(
        self, file: str, opened: BinaryIO | None = None, *, told: bool = False
    ) -> Iterator[Record]:
        if told or self._progress is None:
            return read_file(file, opened=opened, finder=self.finder)
        return watched(file, self._progress, opened, self.finder)

    def _spool(self, name: str, records: Iterable[Record | RowLines], tally: Tally) -> None:
        """Write records to lines; those that cannot be read are told at once."""
        target = self._new()
        size, places, unread = spool(self._counted(records, tally), target)
        self.findings += _told(unread, tally)
        source = Source(name, self._number, str(target), size, told=True, places=places)
        self.sources.append(source)

    def _counted(
        self, records: Iterable[Record | RowLines], tally: Tally
    ) -> Iterator[Record | RowLines]:
        """Records but for those that hold no payload, which are only counted."""
        for record in records:
            if isinstance(record, Record) and record.problem is NO_PAYLOAD:
                tally.records += 1
                tally.ignored += 1
                tally.passed += 1
            else:
                untold = record.untold
                tally.untold.update(
                    filter(None, (untold,)) if isinstance(untold, str) else untold.values()
                )
                yield record


class Planning:
    """Finds how payloads are taken from the lines of a log, and reads no more of it."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self.by_line: ByLine | None = None

    def locate(self, records: Iterator[Record], layout: str) -> Iterator[Record]:
        """Yield nothing; see `Finder.by_line`."""
        self.by_line = self._finder.by_line(records, layout)
        return iter(())


def _told(unread: Sequence[Record], tally: Tally) -> list[Finding]:
    """What is to be said of records that could not be read."""
    collector = Collector((), forced=False)
    for record in unread:
        collector.take(record, tally)
    return collector.findings
