"""Checking large files of JSON Lines: most of it by looking, the rest the plain way.

First every line that differs from one already judged only where nothing looks is reduced to
a few numbers; then messages are grouped by these, and one message of each trace is judged
for all. What is not recognised, and every message of which there is something to say, goes
through the plain checker, line by line, as if nothing else were in the logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from ...machines import Automaton
from ..judging.options import Options, lifecycles_of, observers_of
from ..observing.collector import Tally
from ..reading import Progress
from ..results.report import Report, Verdict
from ..running.checker import Checker
from .apart import Apart
from .chunks import Source
from .files import Files, LogFile, Streams
from .hashing import Hasher, drawn_seed
from .one_by_one import OneByOne, judge_examples, shared
from .others import Others
from .partitions import NoRoom, Partitions, how_many
from .parts import LEAST, Done, Job, divided, scan_jobs
from .representatives import Outcome
from .rows import MOST_KINDS, PLACE, ROW, Kind, Rows, together
from .sound_messages import SoundMessages
from .traced import Divided, Traced, by_trace
from .traces import Grouper
from .workers import Workers

MOST_ALONE: Final = 2_000_000
"""Lines that are judged one by one here: their messages are all held to the end."""
_OF_PLACES: Final = 4
"""One part in so many of memory is for where lines stand, the rest for rows."""


class TwoPhases:
    """One check in bulk.

    Args:
        logs: the arguments that name the files.
        sources: the files.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        kept: what has to be there as long as somebody asks for lines.
    """

    def __init__(
        self,
        logs: Sequence[str],
        sources: Sequence[Source],
        options: Options,
        automata: dict[str, Automaton] | None,
        kept: object = None,
    ) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers)
        bases = accumulate((each.size for each in sources), initial=0)
        self._logs = logs
        self._kept = kept
        self._shares = divided(sources, max(options.jobs, 1))
        self._partitions = how_many(sum(each.size for each in sources), options.memory)
        self._files = Files(list(map(LogFile, sources, bases)))
        self._options = options
        self._automata = automata
        self._checker = Checker(options, automata, release=False)
        self._seed = drawn_seed()
        self._others = Others(options, lifecycles, observers, Hasher(self._seed))
        self._jobs: list[Done] = []
        self._kinds: dict[Kind, int] = {}
        self._odd: list[Rows] = []
        self._outcomes: dict[int, Outcome] = {}

    def check(self, progress: Progress | None) -> Report | None:
        """Return the report; `None` if this does not help, or there is no room for it.

        It does not if too few lines are like others, or too many have to be judged one by one.

        Args:
            progress: told now and then how many lines, and bytes of files, were read since.
        """
        try:
            folder = TemporaryDirectory(prefix="msglife-")
        except OSError:
            return None
        try:
            with folder as name:
                return self._checked(Path(name), progress)
        except NoRoom:
            return None

    def _checked(self, folder: Path, progress: Progress | None) -> Report | None:
        with Workers(len(self._shares) - 1) as workers:
            if not self._scan(folder, workers, progress):
                return None
            odd = together(self._odd, PLACE)
            with Streams() as streams:
                for record in self._files.records(odd, streams):
                    self._others.glance(record)
            latest = max(self._others.latest, *(job.latest for job in self._jobs))
            plain = OneByOne(self._seed, self._options, self._automata, self._files, latest)
            found = self._divided(self._traced(folder, latest), plain, workers)
            if len(odd) + len(found.together) + len(found.alone) > MOST_ALONE:
                return None
            rest = self._judge_rest(odd, found, plain, workers)
        return self._merged(rest, found.sound)

    def _scan(self, folder: Path, workers: Workers, progress: Progress | None) -> bool:
        """Scan the files; say whether enough lines were recognised."""
        options = self._options
        memory = (options.memory - options.memory // _OF_PLACES) // len(self._shares)
        jobs = [
            Job(
                share,
                options,
                self._seed,
                Partitions(ROW, self._partitions, memory, folder / f"rows-{number}"),
            )
            for number, share in enumerate(self._shares)
        ]
        for each in scan_jobs(jobs, workers):
            if isinstance(each, Done):
                self._jobs.append(each)
                if each.hopeless:
                    return False
                continue
            self._files.count(each)
            self._odd.append(each.odd)
            if progress is not None:
                packed = self._files.files[each.part.file].source.packed
                progress(each.lines, 0 if packed else each.part.end - each.part.start)
        recognised = sum(file.recognised for file in self._files.files)
        odd = sum(map(len, self._odd))
        return recognised > 0 and recognised >= LEAST * (recognised + odd)

    def _traced(self, folder: Path, latest: int) -> Traced:
        """Group rows by message, and set apart what cannot be taken as others of its trace."""
        numbers = [
            np.array([self._kinds.setdefault(k, len(self._kinds)) for k in job.kinds])
            for job in self._jobs
        ]
        if len(self._kinds) > MOST_KINDS:
            raise NoRoom("more kinds than have numbers")
        memory = self._options.memory // _OF_PLACES
        traced = Traced(Partitions(PLACE, self._partitions, memory, folder / "places"))
        grouper = Grouper(list(self._kinds))
        related = any(job.related for job in self._jobs)
        apart = Apart(self._options, self._others, latest, related=related)
        for number in range(self._partitions):
            parts: list[Rows] = []
            for job, kinds in zip(self._jobs, numbers, strict=True):
                rows = job.partitions.load(number)
                if job is not self._jobs[0]:  # whose kinds have the numbers they had
                    rows = rows.copy()
                    rows["kind"] = kinds[rows["kind"]]
                job.partitions.drop(number)
                parts.append(rows)
            grouped = grouper.group(together(parts, ROW))
            apart.mark(grouped)
            traced.add(grouped)
        if related:
            traced.set_apart(apart.related())
        return traced

    def _divided(self, traced: Traced, plain: OneByOne, workers: Workers) -> Divided:
        """Judge a message of each trace, and divide all messages by what came of it."""
        judge = self._checker.second_judge()
        self._outcomes = judge_examples(plain, traced.examples(), judge, workers)
        if self._options.details:
            by_verdict: dict[Verdict, list[int]] = {}
            for trace, each in self._outcomes.items():
                by_verdict.setdefault(each.report.verdict, []).append(trace)
            for traces in by_verdict.values():
                traced.set_apart(traced.first_of(traces, self._options.details))
        waiting = [trace for trace, each in self._outcomes.items() if not each.report.final]
        return traced.divided(list(self._outcomes), waiting, workers.count + 1)

    def _judge_rest(self, odd: Rows, found: Divided, plain: OneByOne, workers: Workers) -> Report:
        """Judge lines of other kinds, and messages that are not as others of their trace."""
        besides = together([odd, found.together], PLACE)
        ways = 1 if self._options.details else workers.count + 1  # the worst are kept by one
        mine, *others = shared(found, len(besides), ways)
        reports = [workers.submit(plain.report, each) for each in others]
        tallies = [Tally() for _ in self._logs]
        counts = plain.read(self._checker, together([besides, mine], PLACE), tallies)
        for file, count in zip(self._files.files, counts.tolist(), strict=True):
            like = file.lines - len(file.blank) - count
            tallies[file.source.argument].records += like
            tallies[file.source.argument].recognised += like
        for log, tally in zip(self._logs, tallies, strict=True):
            self._checker.close_log(log, tally)
        return self._checker.finish(report.result() for report in reports)

    def _merged(self, rest: Report, sound: list[Rows]) -> Report:
        """Put together what the checker says and what holds for the rest."""
        traffic = dict(rest.traffic)
        for trace, times in by_trace(sound).items():
            for name, told in self._outcomes[trace].traffic.items():
                traffic.setdefault(name, told.empty()).add(told, times)
        key_of = partial(self._key, list(self._kinds))
        messages = SoundMessages(
            rest.messages, sound, self._outcomes, self._files, key_of, self._kept
        )
        return replace(
            rest,
            messages=messages,
            observations=rest.observations + sum(int(each["count"].sum()) for each in sound),
            traffic=dict(sorted(traffic.items())),
        )

    def _key(self, kinds: Sequence[Kind], message: Any, streams: Streams) -> str:
        """Read the key of a message from its first line."""
        place = kinds[message["kind"]].key_at
        if place is None:
            return self._others.key(next(self._files.records(message[None], streams)))
        begin, length = place
        file = self._files.file_at(int(message["at"]))
        stream = streams.at(file.source.path, int(message["at"]) - file.base + begin)
        return stream.read(length).decode("ascii", "replace")
