"""The checker: logs in, a report out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ..machines import Automaton
from ..spec import Lifecycle, catalog
from .codes import CODES, check_prefixes, matches
from .findings import RANK, Complaint, Finding, Place
from .judge import Judge, Judged, Message
from .observer import Observation, Observer
from .reading import BARE, Problem, Record, UnreadableLog, Unwrapping, files_of, payloads, read_file
from .recognition import Recogniser, observers_of
from .report import LogReport, Report
from .times import format_duration

_UNREAD: Final = ("LOGS001", "LOGS002", "LOGS005", "LOGS006")
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
        select, ignore: prefixes of codes to report; `ignore` wins.
        show_numbers: do not mask sensitive values.
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


def check(
    logs: Iterable[str | Iterable[Any]],
    options: Options | None = None,
    automata: dict[str, Automaton] | None = None,
) -> Report:
    """Judge logs.

    Args:
        logs: paths (files, folders, ``-``) or iterables of records.
        options: how.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """
    checker = Checker(options or Options(), automata)
    for log in logs:
        if isinstance(log, str):
            checker.read_log(log)
        else:
            checker.read_records(log)
    return checker.finish()


class Checker:
    """Collects the observations of logs, and judges the messages once all are read.

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
        known = catalog(options.specs)
        named = [each for name in options.lifecycles for each in known.select(name)]
        chosen: Sequence[Lifecycle] = list(dict.fromkeys(named)) if named else list(known)
        observers = observers_of(
            chosen,
            lambda lifecycle, form: Observer(lifecycle, form, reveal=options.show_numbers),
        )
        self._recogniser = Recogniser(observers, forced=bool(named))
        self._judge = Judge(
            options.strict,
            options.complete,
            options.since,
            options.show_numbers,
            dict(automata or {}),
        )
        self._messages: dict[tuple[str, str], Message] = {}
        self._findings: list[Finding] = []
        self._logs: list[LogReport] = []
        self._files: dict[str, int] = {}
        self._observations = 0
        self._latest: int | None = None

    def read_log(self, path: str) -> None:
        """Read one argument: a file, a folder, or ``-`` for standard input."""
        tally = _Tally()
        try:
            for file in files_of(path):
                for record in read_file(file):
                    self._take(record, tally)
        except UnreadableLog as error:
            self._findings.append(_log_finding("LOGS005", error.reason, Place(error.path, None, 0)))
            self._logs.append(tally.report(path, error.reason))
            return
        self._logs.append(tally.report(path))

    def read_records(self, records: Iterable[Any], name: str = RECORDS) -> None:
        """Read records that are in memory already."""
        tally = _Tally()
        for index, value in enumerate(records):
            place = Place(name, None, index)
            problem = None if isinstance(value, dict) else Problem("LOGS002", "expected an object")
            self._take(Record(place, value, problem), tally)
        self._logs.append(tally.report(name))

    def finish(self) -> Report:
        """Judge every message, and report."""
        judged = [self._judged(message) for message in self._messages.values()]
        for each in judged:
            self._findings += each.findings
        options = self._options
        selected = [
            finding
            for finding in self._findings
            if (not options.select or matches(finding.code, options.select))
            and not (options.ignore and matches(finding.code, options.ignore))
        ]
        selected.sort(key=self._in_order)
        return Report(
            logs=tuple(self._logs),
            messages=tuple(each.report for each in judged),
            findings=tuple(selected),
            observations=self._observations,
            traffic=dict(sorted(self._judge.traffic.items())),
        )

    def _in_order(self, finding: Finding) -> tuple[int, int, str, str]:
        place = finding.place
        return (self._files.get(place.file, -1), place.record, finding.code, finding.message)

    def _take(self, record: Record, tally: _Tally) -> None:
        self._files.setdefault(record.place.file, len(self._files))
        problem = record.problem or self._observe(record, tally)
        code = None
        if problem is not None:
            code = problem.code
            self._findings.append(_log_finding(code, problem.message, record.place))
        tally.count(code)

    def _observe(self, record: Record, tally: _Tally) -> Problem | None:
        """Take what a record tells; the problem if it tells nothing."""
        capture = self._options.unwrapping.open(record.value)
        if isinstance(capture, Problem):
            return capture
        problem: Problem | None = None
        used = False
        for side, body in capture.bodies:
            unusable: list[Problem] = []
            for payload in payloads(body):
                observer = self._recogniser.recognise(payload, side, capture.provider)
                if isinstance(observer, Observer):
                    tally.recognised += 1
                    unread = self._read(observer, payload, record.place, capture.received_at)
                    used = used or unread is None
                else:
                    unread = observer
                if unread is not None:
                    unusable.append(unread)
            if used:
                self._findings += [
                    _log_finding("LOGS007", each.message, record.place) for each in unusable
                ]
            elif unusable and (problem is None or problem.code == "LOGS003"):
                problem = unusable[0]
        if used:
            return None
        return problem or Problem("LOGS003", "the record holds no payload")

    def _read(
        self, observer: Observer, payload: Any, place: Place, received: int | None
    ) -> Problem | None:
        reading = observer.read(payload, place, received)
        if isinstance(reading, Problem):
            return reading
        family = observer.lifecycle.family
        message = self._messages.get((family, reading.key))
        if message is None:
            message = self._messages[family, reading.key] = Message(reading.key)
        message.observations.append(reading.observation)
        self._observations += 1
        for moment in (reading.observation.time, received):
            if moment is not None and (self._latest is None or moment > self._latest):
                self._latest = moment
        for complaint in reading.complaints:
            message.worst = max(message.worst, RANK[complaint.severity])
            self._findings.append(_complained(complaint, reading.observation, reading.key))
        return None

    def _judged(self, message: Message) -> Judged:
        judged = self._judge.judge(message)
        overdue = self._overdue(message, judged)
        return judged if overdue is None else judged._replace(findings=[*judged.findings, overdue])

    def _overdue(self, message: Message, judged: Judged) -> Finding | None:
        """Tell that a message had no final within the time the user set."""
        within, report = self._options.final_within, judged.report
        if within is None or report.final or self._latest is None:
            return None
        moment, last = max(
            ((_moment(each), each) for each in message.observations), key=lambda pair: pair[0]
        )
        silence = self._latest - moment
        if moment < 0 or silence <= within:
            return None
        words = f"no final status {format_duration(silence)} after {report.last}, the last one told"
        return replace(
            _complained(Complaint("OPEN001", "warning", words), last, message.key),
            explanation=report.explanation,
        )


def _moment(observation: Observation) -> int:
    moment = observation.received if observation.time is None else observation.time
    return -1 if moment is None else moment


def _complained(complaint: Complaint, about: Observation, key: str) -> Finding:
    lifecycle = about.observer.lifecycle
    grounds = about.observer.form.grounds
    return Finding(
        code=complaint.code,
        severity=complaint.severity,
        message=complaint.message,
        place=about.place,
        provider=lifecycle.provider,
        lifecycle=lifecycle.id,
        key=key,
        status=about.told,
        basis=complaint.basis or grounds.basis,
        cite=complaint.cite or grounds.first_cite,
        rule=complaint.rule,
    )


def _log_finding(code: str, message: str, place: Place) -> Finding:
    return Finding(code, CODES[code].severity, message, place)


@dataclass(slots=True)
class _Tally:
    """What became of the records of one log."""

    records: int = 0
    unread: int = 0
    ignored: int = 0
    recognised: int = 0

    def count(self, code: str | None) -> None:
        """Count one record, by the code that says why it was not used."""
        self.records += 1
        if code in _UNREAD:
            self.unread += 1
        elif code is not None:
            self.ignored += 1

    def report(self, path: str, problem: str = "") -> LogReport:
        """Say what came of the log; nothing recognised in it is a problem."""
        if not problem and not self.records:
            problem = "the log is empty"
        if not problem and not self.recognised:
            problem = "nothing in the log was recognised"
        used = self.records - self.ignored - self.unread
        return LogReport(path, self.records, used, self.ignored, self.unread, problem)
