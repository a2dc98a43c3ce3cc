"""A check by rows: for logs that are large, whatever they are.

First every line is observed, and leaves a row; then rows are grouped into messages, and one
message of each trace is judged for all. What has a trace of its own, or relatives in the log, or
anything to be said of it, is judged by itself, its lines read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...machines import Automaton
from ..judging.options import Options, awaited, lifecycles_of
from ..observing.strays import Route, stray_findings
from ..observing.tally import Tally
from ..opening.temporary import Temporary
from ..reading import Progress
from ..results.clock import MOST, beyond, passed_over
from ..results.codes import check_prefixes
from ..results.finding import Finding, told_once
from ..results.report import LogReport, Report, Verdict
from ..results.shown import Shown
from ..results.traffic import add_traffic
from ..table.columnar import RowTable
from ..table.grouping import Grouped, Grouper, with_keys
from ..table.moments import Moments
from ..table.partitions import Partitions, how_many
from ..table.relatives import Relatives
from ..table.rows import ALONE, PLACE, TOGETHER, UNTOLD, Kind, Rows
from ..table.share import Share
from .checker import in_order
from .chunks import Source
from .files import Files, LogFile
from .lazy_messages import LazyMessages
from .processes import Workers, most_processes
from .rereading import Judged, MessageLines, Rereader, lines_of, shared
from .scanning import Done, Job, Scanned, divided, scan_jobs

_OF_PLACES: Final = 4
"""One part in so many of memory is for where lines stand, the rest for rows."""


class Heard(NamedTuple):
    """What the check by rows is given of one argument.

    Args:
        path: as the user named it.
        tally: what became of records that were not spooled, since they could not be read.
        problem: why nothing of it can be judged, or empty.
        found: where payloads were found, if not as bare records.
    """

    path: str
    tally: Tally
    problem: str = ""
    found: str = ""


class TableCheck:
    """One check by rows.

    Args:
        arguments: what is checked.
        sources: where the lines of all files stand.
        findings: what was found when they were spooled.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        changed: says which files were changed since; it keeps them open as long.
        share: what is judged here, if it is not the whole log.
        scanned: what was observed of the lines, if that was done elsewhere.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """

    def __init__(
        self,
        arguments: Sequence[Heard],
        sources: Sequence[Source],
        findings: Sequence[Finding],
        options: Options,
        automata: dict[str, Automaton] | None,
        changed: Callable[[], Iterable[Finding]] = tuple,
        share: Share | None = None,
        scanned: Iterable[Scanned | Done] | None = None,
    ) -> None:
        check_prefixes(options.select + options.ignore)
        bases = accumulate((each.size for each in sources), initial=0)
        self._arguments = arguments
        self._findings = list(findings)
        self._changed = changed
        self._shares = divided(sources, most_processes(options.jobs))
        self._partitions = how_many(sum(each.size for each in sources), options.memory)
        self._files = Files(list(map(LogFile, sources, bases)))
        self._options = options
        self._automata = automata
        self._share, self._scanned = share, scanned
        self._jobs: list[Done] = []
        self._kinds: dict[Kind, int] = {}
        self._outcomes: dict[int, Judged] = {}
        self._observations = 0
        self._span: tuple[int, int] | None = None

    def check(self, progress: Progress | None) -> Report:
        """Return the report.

        Args:
            progress: told now and then how many lines, and bytes of files, were read since.

        Raises:
            OSError: there is no room for temporary files, or rows cannot be spilled to them.
        """
        spilled = [Temporary() for _ in range(len(self._shares) + 1)]
        with Workers(len(self._shares) - 1) as workers:
            self._scan(spilled[1:], workers, progress)
            memory = self._options.memory // _OF_PLACES
            lines = Partitions(self._partitions, memory, spilled[0].path)
            parts, latest = self._grouped(lines)
            rereader = _Rereading(self._options, self._automata, self._files, latest)
            self._judge_examples(parts, lines, rereader, workers)
            sound, rest = self._rest(parts, lines, latest)
            judged = self._judge_rest(rest, rereader, workers)
        self._findings += self._changed()
        return self._report(sound, judged, latest)

    def _scan(
        self, spilled: Sequence[Temporary], workers: Workers, progress: Progress | None
    ) -> None:
        """Observe every line."""
        options = self._options
        memory = (options.memory - options.memory // _OF_PLACES) // len(self._shares)
        jobs = [
            Job(share, options, Partitions(self._partitions, memory, each.path))
            for share, each in zip(self._shares, spilled, strict=True)
        ]
        for each in scan_jobs(jobs, workers) if self._scanned is None else self._scanned:
            if isinstance(each, Done):
                self._jobs.append(each)
                continue
            file = self._files.files[each.part.file]
            source, before = file.source, file.lines
            self._files.count(each)
            self._arguments[source.argument].tally.add(each.tally)
            for found in each.findings:
                self._findings.append(found.at(file.place(before + (found.place.line or 0))))
            if progress is not None:
                # What is spooled was told when it was.
                lines = each.lines if source.places is None else 0
                progress(lines, 0 if source.told else each.part.end - each.part.start)
        routes = set[Route]().union(*(job.routes for job in self._jobs))
        for job in self._jobs:
            for stray in stray_findings(job.strays, routes):
                place = self._files.place(stray.place.record, stray.place.line or 0)
                self._findings.append(stray.at(place))

    def _grouped(self, lines: Partitions) -> tuple[list[Rows], int]:
        """Group rows into messages, a part of them at a time; keep where their lines stand.

        Returns:
            The messages, and the log's clock, in microseconds, or `UNTOLD`.
        """
        numbers = [
            np.array([self._kinds.setdefault(k, len(self._kinds)) for k in job.kinds], np.int32)
            for job in self._jobs
        ]
        grouper, relatives, moments = Grouper(list(self._kinds)), Relatives(), Moments(MOST)
        related = any(job.related for job in self._jobs)
        parts: list[Rows] = []
        for number in range(self._partitions):
            rows: list[RowTable] = []
            for job, kinds in zip(self._jobs, numbers, strict=True):
                loaded = job.partitions.load(number)
                if job is not self._jobs[0]:  # whose kinds have the numbers they had
                    loaded = loaded.renumbered(kinds)
                job.partitions.drop(number)
                rows.append(loaded)
            grouped = grouper.group(RowTable.joined(rows))
            self._mark_beginnings(grouped)
            moments.note(grouped)
            if related:
                relatives.note(grouped)
            lines.add(number, grouped.rows.places())
            self._observations += int((grouped.rows["kind"] != TOGETHER).sum())
            parts.append(with_keys(grouped))
        if related:
            for messages, some in zip(parts, relatives.found(), strict=True):
                messages["trace"][some] = TOGETHER
        latest = self._clock(moments)
        return ([], UNTOLD) if latest is None else (parts, latest)

    def _clock(self, moments: Moments) -> int | None:
        """The log's clock; of a time that it passes over, tell. `None` if nothing else is asked."""
        if self._share is not None:
            return self._share.note(moments, self._files.place, self._files.names)
        latest, first = moments.latest()
        if not len(latest):
            return UNTOLD
        times = latest["moment"].tolist()
        over = passed_over(times, first)
        for row in latest[:over]:
            place = self._files.place(int(row["at"]), int(row["line"]))
            self._findings.append(beyond(place, int(row["moment"]), times[over]))
        self._span = (first, times[over])
        return int(times[over])

    def _mark_beginnings(self, grouped: Grouped) -> None:
        """Mark what may have begun before the capture."""
        since, messages = self._options.since, grouped.messages
        if since is not None and len(messages):
            times = grouped.rows["time"]
            moments = np.where(times == UNTOLD, grouped.rows["received"], times)
            moments[moments == UNTOLD] = since
            before = np.minimum.reduceat(moments, grouped.starts) < since
            messages["trace"][before & (messages["trace"] != TOGETHER)] = ALONE

    def _judge_examples(
        self, parts: Sequence[Rows], lines: Partitions, rereader: _Rereading, workers: Workers
    ) -> None:
        """Judge a message of each trace; keep what is said of those of which nothing is wrong."""
        ways: list[list[tuple[int, MessageLines]]] = [[] for _ in range(workers.count + 1)]
        for trace, message, rows in _examples(parts, lines):
            found = lines_of([(int(message["key"]), rows)])
            ways[trace % len(ways)].append((trace, found))
        answers = workers.share(rereader.examples, [[each for _, each in way] for way in ways])
        for way, outcomes in zip(ways, answers, strict=True):
            for (trace, _), outcome in zip(way, outcomes, strict=True):
                if outcome is not None:
                    self._outcomes[trace] = outcome
        if self._options.details:
            self._tell_in_detail(parts)

    def _tell_in_detail(self, parts: Sequence[Rows]) -> None:
        """Have the first messages of each verdict judged by themselves, to tell of each step."""
        by_verdict: dict[Verdict, list[int]] = {}
        for trace, each in self._outcomes.items():
            by_verdict.setdefault(each.messages[0].verdict, []).append(trace)
        for traces in by_verdict.values():
            have = [np.isin(part["trace"], traces) for part in parts]
            begins = [part["at"][some] for part, some in zip(parts, have, strict=True)]
            chosen = np.sort(np.concatenate(begins))[: self._options.details]
            for part, some in zip(parts, have, strict=True):
                part["trace"][some & (part["at"] <= chosen.max(initial=-1))] = TOGETHER

    def _rest(
        self, parts: Sequence[Rows], lines: Partitions, latest: int
    ) -> tuple[list[Rows], list[tuple[bool, int, Rows]]]:
        """Divide messages: those like the example of their trace, and the rest with its lines."""
        known = _none_of(parts, self._outcomes)
        ended = ~known
        silent = np.full(len(known), UNTOLD)
        asked = self._options.final_within
        due = {each.id: awaited(asked, each) for each in lifecycles_of(self._options)}
        for trace, outcome in self._outcomes.items() if latest != UNTOLD else ():
            within = due[outcome.messages[0].lifecycle]
            silent[trace] = UNTOLD if within is None else latest - within
        known[list(self._outcomes)] = True
        ended[[t for t, each in self._outcomes.items() if not each.messages[0].final]] = False
        sound: list[Rows] = []
        rest: list[tuple[bool, int, Rows]] = []
        for number, messages in enumerate(parts):
            traces, last = messages["trace"], messages["last"]
            alike = (
                known[traces]
                & (traces >= 0)
                & (ended[traces] | (last == UNTOLD) | (last >= silent[traces]))
            )
            sound.append(messages[alike])
            if not alike.all():
                rows_of = _lines(messages, lines.load(number))
                for index in np.flatnonzero(~alike).tolist():
                    message = messages[index]
                    jointly = int(message["trace"]) == TOGETHER
                    rest.append((jointly, int(message["key"]), rows_of(index).copy()))
            lines.drop(number)
        return sound, rest

    def _judge_rest(
        self, rest: Sequence[tuple[bool, int, Rows]], rereader: _Rereading, workers: Workers
    ) -> Judged:
        """Judge what is not as others of its trace: relatives together, each other by itself."""
        joint = [(key, rows) for jointly, key, rows in rest if jointly]
        single = [(key, rows) for jointly, key, rows in rest if not jointly]
        ways = 1 if self._options.details else workers.count + 1  # the worst are kept by one
        mine, *others = shared(single, sum(len(rows) for _, rows in joint), ways)
        first, *more = workers.share(
            rereader.report, list(map(lines_of, [[*joint, *mine], *others]))
        )
        for each in more:
            first.add(each)
        return first

    def _report(self, sound: list[Rows], judged: Judged, latest: int) -> Report:
        """Put together what was found of single messages and what holds for all others."""
        traffic = dict(judged.traffic)
        for trace, times in _by_trace(sound).items():
            add_traffic(traffic, self._outcomes[trace].traffic, times)
        rank = self._files.rank
        found = [each for each in self._findings + judged.findings if self._options.selects(each)]
        found.sort(key=lambda each: in_order(each, rank(each.place.file)))
        found = told_once(found)
        judged.messages.sort(key=lambda each: in_order(each, rank(each.place.file)))
        samples = {trace: each.messages[0] for trace, each in self._outcomes.items()}
        shown = Shown(lifecycles_of(self._options), reveal=self._options.show_numbers)
        keys_of = Rereader(self._options, self._automata, self._files, latest).keys
        return Report(
            logs=tuple(self._logs()),
            messages=LazyMessages(
                judged.messages, sound, samples, self._files, keys_of, shown.message, self._changed
            ),
            findings=tuple(map(shown.finding, found)),
            observations=self._observations,
            traffic=dict(sorted(traffic.items())),
            details=tuple(map(shown.detail, judged.details)),
            span=self._span,
        )

    def _logs(self) -> Iterator[LogReport]:
        for path, tally, problem, found in self._arguments:
            yield tally.report(path, problem, found)


@lru_cache(maxsize=1)
def _rereader(given: _Rereading) -> Rereader:
    """What judges in this process; what it learns of traces serves what it is given next."""
    return Rereader(given.options, given.automata, given.files, given.latest)


class _Rereading:
    """A `Rereader` that can be sent to another process, where it is made once."""

    def __init__(
        self, options: Options, automata: dict[str, Automaton] | None, files: Files, latest: int
    ) -> None:
        self.options, self.automata, self.files, self.latest = options, automata, files, latest
        self._name = id(self)

    def __hash__(self) -> int:
        return self._name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rereading) and other._name == self._name

    def examples(self, lines: Sequence[MessageLines]) -> list[Judged | None]:
        """Judge one message for all that have its trace; see `Rereader`."""
        return _rereader(self).examples(lines)

    def report(self, lines: MessageLines) -> Judged:
        """Judge messages; see `Rereader`."""
        return _rereader(self).report(lines)


def _examples(parts: Sequence[Rows], lines: Partitions) -> Iterator[tuple[int, Any, Rows]]:
    """Yield each trace with a message that has it, and where that one's lines stand."""
    seen = _none_of(parts)
    seen[[ALONE, TOGETHER]] = True
    for number, messages in enumerate(parts):
        unseen = np.flatnonzero(~seen[messages["trace"]])
        if not len(unseen):
            continue
        new, first = np.unique(messages["trace"][unseen], return_index=True)
        seen[new] = True
        rows_of = _lines(messages, lines.load(number))
        for trace, one in zip(new.tolist(), unseen[first].tolist(), strict=True):
            yield trace, messages[one], rows_of(one)


def _none_of(parts: Sequence[Rows], judged: Iterable[int] = ()) -> NDArray[np.bool_]:
    """False for each trace there is, by its number; the last two stand for `ALONE`, `TOGETHER`.

    All messages of a trace that was judged may be told in detail, so that no row has it any more.
    """
    traces = (int(part["trace"].max(initial=-1)) for part in parts)
    return np.zeros(max(*traces, *judged, -1, -1) + 3, np.bool_)


def _lines(messages: Rows, told: RowTable) -> Callable[[int], Rows]:
    """What finds the lines of a message by its index; both stand in the same order."""
    where = told.structured(PLACE)
    ends = np.cumsum(messages["count"], dtype=np.int64)
    return lambda index: where[ends[index] - int(messages["count"][index]) : ends[index]]


def _by_trace(messages: Sequence[Rows]) -> Counter[int]:
    """Count messages by their trace."""
    counts: Counter[int] = Counter()
    for each in messages:
        found = np.bincount(each["trace"])
        counts.update({trace: int(found[trace]) for trace in np.flatnonzero(found).tolist()})
    return counts
