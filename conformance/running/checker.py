"""The checker that reads records one by one, and judges them at the end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import orjson

from ...machines import Automaton
from ..judging.families import UnitJudge
from ..judging.judge import Judge
from ..judging.life_details import WorstLives
from ..judging.options import Options, lifecycles_of, observers_of
from ..observing.collector import Collector, Tally
from ..reading import (
    Problem,
    Progress,
    Record,
    UnreadableLog,
    files_of,
    read_file,
    watched,
)
from ..reading.records import wrong_kind
from ..results.codes import check_prefixes
from ..results.finding import Finding, Place
from ..results.report import LogReport, Report
from .retention import Retention

RECORDS: Final = "records"
"""The name of a log that is a Python iterable."""


class Checker:
    """Reads logs, judges their messages, and reports.

    Args:
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        release: judge messages that are over as soon as they are, and let them go.
        like: another with these options; what it learned of traces serves this one, too.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """

    def __init__(
        self,
        options: Options,
        automata: dict[str, Automaton] | None = None,
        *,
        release: bool = True,
        like: Checker | None = None,
    ) -> None:
        check_prefixes(options.select + options.ignore)
        self._options = options
        self._judge: Judge = (
            replace(like._judge, traffic={})
            if like is not None
            else Judge(
                options.strict,
                options.complete,
                options.since,
                options.show_numbers,
                dict(automata or {}),
            )
        )
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers)
        self._collector = Collector(observers, options.unwrapping, forced=bool(options.lifecycles))
        self._worst = WorstLives(options.details)
        units = UnitJudge(self._judge, options.final_within, lifecycles, self._worst)
        self._retention = Retention(self._collector, units, options.final_within)
        self._release = release
        self._logs: list[LogReport] = []
        self._files: dict[str, int] = {}

    def second_judge(self) -> Judge:
        """Return a judge that knows what this checker's does, and counts by itself.

        To it every message begins in the capture.
        """
        return replace(self._judge, since=None, traffic={})

    @property
    def open_messages(self) -> int:
        """How many messages are held, since they may go on."""
        return len(self._collector.messages)

    def read_log(self, path: str, progress: Progress | None = None) -> None:
        """Read one argument: a file, a folder, or ``-`` for standard input.

        Args:
            path: the argument.
            progress: told now and then how many records, and bytes of files, were read since.
        """
        tally = Tally()
        try:
            for file in files_of(path):
                records = read_file(file) if progress is None else watched(file, progress)
                self.read(file, records, tally)
        except UnreadableLog as error:
            place = Place(error.path, None, 0)
            self._collector.findings.append(Finding.begin("LOGS005", place, error.reason))
            self._logs.append(tally.report(path, error.reason))
            return
        self.close_log(path, tally)

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
            if self._release:
                self._retention.sweep(record.place)

    def close_log(self, path: str, tally: Tally) -> None:
        """Note what became of the records of one argument."""
        self._logs.append(tally.report(path))

    def clock(self, latest: int) -> None:
        """Set the latest time in the logs, in microseconds, if some are not read here."""
        self._collector.latest = latest

    def read_records(self, records: Iterable[Any], name: str = RECORDS) -> None:
        """Read records that are in memory already."""
        tally = Tally()
        places = (Place(name, None, index) for index in itertools.count())
        self.read(name, map(_record, records, places), tally)
        self.close_log(name, tally)

    def finish(self, besides: Iterable[Report] = ()) -> Report:
        """Judge every message, and report.

        Args:
            besides: what other checkers found of other messages in the same files.
        """
        messages, released = self._retention.finish()
        findings = [each for each in self._collector.findings if self._options.selects(each)]
        observations, traffic = self._collector.observations, self._judge.traffic
        for other in besides:
            messages += other.messages
            findings += other.findings
            observations += other.observations
            for name, told in other.traffic.items():
                traffic.setdefault(name, told.empty()).add(told)
        rank = self._files.get
        findings.sort(
            key=lambda it: (rank(it.place.file, -1), it.place.record, it.code, it.message)
        )
        messages.sort(
            key=lambda it: (rank(it.place.file, -1), it.place.record, it.lifecycle, it.key)
        )
        return Report(
            logs=tuple(self._logs),
            messages=tuple(messages),
            findings=tuple(findings),
            observations=observations,
            traffic=dict(sorted(traffic.items())),
            released=released,
            details=self._worst.details(),
        )


def _record(value: Any, place: Place) -> Record:
    """A Python value as a record: what JSON would make of it."""
    try:
        record = orjson.loads(orjson.dumps(value))
    except (orjson.JSONEncodeError, orjson.JSONDecodeError) as error:
        return Record(place, None, Problem("LOGS002", f"expected a JSON object: {error}"))
    if not isinstance(record, dict):
        return Record(place, None, wrong_kind(record))
    return Record(place, record)
