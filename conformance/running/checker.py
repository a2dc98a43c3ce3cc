"""The checker that reads records one by one, and judges them at the end: for small logs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson

from ...machines import Automaton
from ..arrow.tables import Table, open_file
from ..extracting.line_files import table_file
from ..judging.clock import clock_of
from ..judging.families import FamilyJudge, families
from ..judging.judge import Judge
from ..judging.life_details import WorstLives
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import Finder, elsewhere
from ..observing.collector import Collector
from ..observing.kept_payloads import KeptPayloads
from ..observing.strays import stray_findings
from ..observing.tally import Tally
from ..opening.sources import left_out_of
from ..reading import Problem, Progress, Record, UnreadableLog, files_of, read_file, watched
from ..reading.beginnings import Kind
from ..reading.records import wrong_kind
from ..results.codes import check_prefixes
from ..results.finding import Finding, Place, told_once
from ..results.report import LogReport, MessageReport, Report
from ..results.shown import Shown
from ..results.traffic import Traffic

RECORDS: Final = "records"
"""The name of a log that is a Python iterable."""


class Checker:
    """Reads logs, judges their messages, and reports; all of it is held to the end.

    Args:
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """

    def __init__(self, options: Options, automata: dict[str, Automaton] | None = None) -> None:
        check_prefixes(options.select + options.ignore)
        self._options = options
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers, forms=options.forms)
        where = partial(elsewhere, spots=options.wanted.payload_at)
        self._collector = Collector(observers, forced=bool(options.lifecycles), elsewhere=where)
        self._kept = KeptPayloads(reveal=options.show_numbers)
        if options.details:  # the logs are small
            self._collector.keep = self._kept.keep
        self._finder = Finder(self._collector, options.wanted, reveal=options.show_numbers)
        self._worst = WorstLives(options.details)
        judge = Judge.of(options, automata)
        self._judge = FamilyJudge(judge, options.final_within, lifecycles, self._worst)
        self._shown = Shown(lifecycles, reveal=options.show_numbers)
        self._logs: list[LogReport] = []
        self._files: dict[str, int] = {}

    def read_log(
        self, path: str, progress: Progress | None = None, opened: BinaryIO | None = None
    ) -> None:
        """Read one argument: a file, a folder, or ``-`` for standard input.

        Args:
            path: the argument.
            progress: told now and then how many records, and bytes of files, were read since.
            opened: its bytes, if it is open already.
        """
        tally = Tally()
        try:
            for file in files_of(path):
                kind = table_file(file) if opened is None else None
                if kind is not None:
                    self._table_file(file, kind, tally)
                elif progress is None:
                    self.read(file, read_file(file, opened=opened, finder=self._finder), tally)
                else:
                    self.read(file, watched(file, progress, opened, self._finder), tally)
        except UnreadableLog as error:
            self._unreadable(path, error, tally)
            return
        self.close_log(path, tally)

    def read_table(self, table: Table) -> None:
        """Read a table.

        Args:
            table: the table.

        Raises:
            MissingPackage: pyarrow is not installed.
        """
        tally = Tally()
        try:
            self._table(table, tally)
        except UnreadableLog as error:
            self._unreadable(table.name, error, tally)
            return
        self.close_log(table.name, tally)

    def _table(self, table: Table, tally: Tally) -> None:
        from ..arrow.lines import records_of_table  # it needs pyarrow

        self.read(table.name, records_of_table(table, self._finder), tally)

    def _table_file(self, file: str, kind: Kind, tally: Tally) -> None:
        with Path(file).open("rb") as stream:
            try:
                self._table(open_file(stream, file, kind), tally)
            except UnreadableLog as error:
                record = Record(Place(file, None, 0), None, Problem("LOGS005", error.reason))
                self.read(file, [record], tally)

    def _unreadable(self, path: str, error: UnreadableLog, tally: Tally) -> None:
        place = Place(error.path, None, 0)
        self._collector.findings.append(Finding.begin("LOGS005", place, error.reason))
        self._logs.append(tally.report(path, error.reason))

    def read(self, file: str, records: Iterable[Record], tally: Tally) -> None:
        """Take records of one file.

        Args:
            file: its name.
            records: its records.
            tally: counts what becomes of them.
        """
        self._files.setdefault(file, len(self._files))
        for record in records:
            self._collector.take(record, tally)

    def close_log(self, path: str, tally: Tally) -> None:
        """Note what became of the records of one argument."""
        found = "; ".join(filter(None, (self._finder.notes(), left_out_of(path))))
        self._logs.append(tally.report(path, found=found))

    def read_records(self, records: Iterable[Any], name: str = RECORDS) -> None:
        """Read records that are in memory already."""
        tally = Tally()
        self.read(name, self._finder.locate(iter(records_of(records, name)), "lines"), tally)
        self.close_log(name, tally)

    def finish(self) -> Report:
        """Judge every message, and report.

        Raises:
            NothingThere: an option points at nothing in any record.
        """
        self._finder.close()
        collector, messages = self._collector, list[MessageReport]()
        findings, traffic = list(collector.findings), dict[str, Traffic]()
        clock = clock_of(collector.messages.values())
        now = clock.span[1] if clock.span else None
        findings += clock.findings
        findings += stray_findings(collector.strays, collector.routes)
        for family in families(collector.messages):
            judged = self._judge.judge(family, collector.messages, now, traffic)
            messages += judged.reports
            findings += judged.findings
        findings = [each for each in findings if self._options.selects(each)]
        findings.sort(key=self._in_order)
        findings = told_once(findings)
        messages.sort(key=self._in_order)
        return Report(
            logs=tuple(self._logs),
            messages=tuple(map(self._shown.message, messages)),
            findings=tuple(map(self._shown.finding, findings)),
            observations=collector.observations,
            traffic=dict(sorted(traffic.items())),
            details=tuple(map(self._shown.detail, self._kept.shown(self._worst.details()))),
            span=clock.span,
        )

    def _in_order(self, each: Finding | MessageReport) -> tuple[int, int, str, str]:
        return in_order(each, self._files.get(each.place.file, -1))


def in_order(each: Finding | MessageReport, rank: int) -> tuple[int, int, str, str]:
    """Return what findings, and messages, are sorted by.

    Args:
        each: one of them.
        rank: the rank of its file among all.
    """
    if isinstance(each, Finding):
        return (rank, each.place.record, each.code, each.message)
    return (rank, each.place.record, each.lifecycle, each.key)


def records_of(values: Iterable[Any], name: str = RECORDS) -> Iterable[Record]:
    """Return Python values as records: what JSON would make of them."""
    places = (Place(name, None, index) for index in itertools.count())
    return map(_record, values, places)


def _record(value: Any, place: Place) -> Record:
    try:
        record = orjson.loads(orjson.dumps(value))
    except (orjson.JSONEncodeError, orjson.JSONDecodeError) as error:
        return Record(place, None, Problem("LOGS002", f"expected a JSON object: {error}"))
    if not isinstance(record, dict):
        return Record(place, None, wrong_kind(record))
    return Record(place, record)
