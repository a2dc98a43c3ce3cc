"""The checker: logs in, a report out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from ..machines import Automaton
from ..spec import Lifecycle, catalog
from .codes import check_prefixes, matches
from .findings import Finding, Place
from .intake import Intake, Tally
from .judge import Judge
from .life_details import WorstLives
from .observer import Observer
from .reading import (
    BARE,
    Problem,
    Progress,
    Record,
    UnreadableLog,
    Unwrapping,
    files_of,
    read_file,
    watched,
)
from .reading.records import wrong_kind
from .relation_facts import counters
from .report import LogReport, MessageReport, Report
from .retention import Retention
from .units import UnitJudge

RECORDS: Final = "records"
"""The name of a log that is a Python iterable."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to check.

    Args:
        lifecycles: what may be in the logs (``provider`` or ``provider/name``); all if empty.
        specs: folders of further lifecycle files.
        unwrapping: where a foreign capture keeps payload and time.
        strict: an assumed edge is an error.
        complete: the capture is whole: a missed status is an error.
        since: a message first seen before this moment (microseconds since 1970, UTC) may
            have begun before the capture.
        final_within: how long after a message's last observation a final is awaited, in
            microseconds, up to the log's latest time; not at all if `None`.
        select: prefixes of codes to report; all if empty.
        ignore: prefixes of codes not to report; wins over `select`.
        show_numbers: do not mask sensitive values.
        details: how many messages of each verdict are told in detail.
    """

    lifecycles: tuple[str, ...] = ()
    specs: tuple[Path, ...] = ()
    unwrapping: Unwrapping = BARE
    strict: bool = False
    complete: bool = False
    since: int | None = None
    final_within: int | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    show_numbers: bool = False
    details: int = 0

    def selects(self, finding: Finding) -> bool:
        """Whether a finding is to be reported."""
        if self.ignore and matches(finding.code, self.ignore):
            return False
        return not self.select or matches(finding.code, self.select)


def check(
    logs: Iterable[str | Iterable[Any]],
    options: Options | None = None,
    automata: dict[str, Automaton] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judge logs.

    Args:
        logs: paths (files, folders, ``-``) or iterables of records.
        options: how.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many records, and bytes of files, were read since.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """
    checker = Checker(options or Options(), automata)
    for log in logs:
        if isinstance(log, str):
            checker.read_log(log, progress)
        else:
            checker.read_records(log)
    return checker.finish()


class Checker:
    """Reads logs, judges their messages, and reports.

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
        self._judge = Judge(
            options.strict,
            options.complete,
            options.since,
            options.show_numbers,
            dict(automata or {}),
        )
        lifecycles = _lifecycles(options)
        observers = _observers(lifecycles, options.show_numbers)
        self._intake = Intake(observers, options.unwrapping, forced=bool(options.lifecycles))
        self._worst = WorstLives(options.details)
        units = UnitJudge(self._judge, options.final_within, lifecycles, self._worst)
        self._retention = Retention(self._intake, units, options.final_within)
        self._logs: list[LogReport] = []
        self._files: dict[str, int] = {}

    @property
    def open_messages(self) -> int:
        """How many messages are held, since they may go on."""
        return len(self._intake.messages)

    def read_log(self, path: str, progress: Progress | None = None) -> None:
        """Read one argument: a file, a folder, or ``-`` for standard input.

        Args:
            path: the argument.
            progress: told now and then how many records, and bytes of files, were read since.
        """
        tally = Tally()
        try:
            for file in files_of(path):
                if progress is None:
                    self._take(read_file(file), tally)
                else:
                    self._take(watched(file, progress), tally)
        except UnreadableLog as error:
            place = Place(error.path, None, 0)
            self._intake.findings.append(Finding("LOGS005", "error", error.reason, place))
            self._logs.append(tally.report(path, error.reason))
            return
        self._logs.append(tally.report(path))

    def read_records(self, records: Iterable[Any], name: str = RECORDS) -> None:
        """Read records that are in memory already."""
        tally = Tally()
        places = (Place(name, None, index) for index in itertools.count())
        self._take(map(_record, records, places), tally)
        self._logs.append(tally.report(name))

    def finish(self) -> Report:
        """Judge every message, and report."""
        messages, released = self._retention.finish()
        findings = [each for each in self._intake.findings if self._options.selects(each)]
        findings.sort(key=self._in_order)
        messages.sort(key=self._in_order)
        return Report(
            logs=tuple(self._logs),
            messages=tuple(messages),
            findings=tuple(findings),
            observations=self._intake.observations,
            traffic=dict(sorted(self._judge.traffic.items())),
            released=released,
            details=self._worst.details(),
        )

    def _take(self, records: Iterable[Record], tally: Tally) -> None:
        for record in records:
            self._files.setdefault(record.place.file, len(self._files))
            self._intake.take(record, tally)
            self._retention.sweep()

    def _in_order(self, each: Finding | MessageReport) -> tuple[int, int, str, str]:
        place = each.place
        rank = self._files.get(place.file, -1)
        if isinstance(each, Finding):
            return (rank, place.record, each.code, each.message)
        return (rank, place.record, each.lifecycle, each.key)


def _record(value: Any, place: Place) -> Record:
    """A Python value as a record: what JSON would make of it."""
    try:
        record = orjson.loads(orjson.dumps(value))
    except (orjson.JSONEncodeError, orjson.JSONDecodeError) as error:
        return Record(place, None, Problem("LOGS002", f"expected a JSON object: {error}"))
    if not isinstance(record, dict):
        return Record(place, None, wrong_kind(record))
    return Record(place, record)


def _lifecycles(options: Options) -> Sequence[Lifecycle]:
    """The lifecycles that may be in the logs."""
    known = catalog(options.specs)
    named = [each for name in options.lifecycles for each in known.select(name)]
    return list(dict.fromkeys(named)) if named else list(known)


def _observers(lifecycles: Sequence[Lifecycle], reveal: bool) -> list[Observer]:
    """An observer for each form of each lifecycle."""
    counted = counters(lifecycles)
    return [
        Observer(lifecycle, form, reveal=reveal, counted=counted.get(lifecycle.family, ()))
        for lifecycle in lifecycles
        for form in lifecycle.forms
    ]
