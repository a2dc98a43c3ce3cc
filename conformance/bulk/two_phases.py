"""Checking large files of JSON Lines: most of it by looking, the rest the plain way.

First every line that differs from one already judged only where nothing looks is reduced to
a few numbers; then messages are grouped by these, and one message of each trace is judged
for all. What is not recognised, and every message of which there is something to say, goes
through the plain checker, line by line, as if nothing else were in the logs.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...machines import Automaton
from ..checker import Checker, Options, lifecycles_of, observers_of
from ..intake import Tally
from ..reading import Progress
from ..report import Report
from ..traffic import Traffic
from .apart import Apart
from .files import Files, LogFile, Streams
from .hashing import Hasher, drawn_seed
from .others import Others
from .partitions import NoRoom, Partitions, how_many
from .parts import LEAST, Done, Job, divided, scan_jobs
from .representatives import Representatives
from .rows import MESSAGE, PLACE, ROW, UNTOLD, Kind, Rows, places, together
from .sound_messages import SoundMessages, by_trace
from .traces import Grouped, Grouper

MOST_ALONE: Final = 2_000_000
"""Lines that are judged one by one here: their messages are all held to the end."""


class TwoPhases:
    """One check in bulk.

    Args:
        logs: the arguments that name the files.
        sizes: the files, each with its size in bytes.
        arguments: for each, the number of the argument it belongs to.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
    """

    def __init__(
        self,
        logs: Sequence[str],
        sizes: Sequence[tuple[str, int]],
        arguments: Sequence[int],
        options: Options,
        automata: dict[str, Automaton] | None,
    ) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers)
        bases = accumulate((size for _, size in sizes), initial=0)
        self._logs = logs
        self._sizes = sizes
        self._files = Files(
            [
                LogFile(name, argument, base)
                for (name, _), argument, base in zip(sizes, arguments, bases, strict=False)
            ]
        )
        self._options = options
        self._checker = Checker(options, automata, release=False)
        judge = self._checker.second_judge()
        self._representatives = Representatives(options, lifecycles, observers, judge)
        self._seed = drawn_seed()
        self._others = Others(options, lifecycles, observers, Hasher(self._seed))
        self._jobs: list[Done] = []
        self._kinds: dict[Kind, int] = {}
        self._odd: list[Rows] = []
        self._sound: list[Rows] = []

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
        with ExitStack() as stack:
            if not self._scan(folder, progress):
                return None
            streams = stack.enter_context(Streams())
            odd = together(self._odd, PLACE)
            for record in self._files.records(odd, streams):
                self._others.glance(record)
            alone = together([odd, *self._judge_traces(streams)], PLACE)
            if len(alone) > MOST_ALONE:
                return None
            self._judge_rest(alone, streams)
        return self._merged()

    def _scan(self, folder: Path, progress: Progress | None) -> bool:
        """Scan the files; say whether enough lines were recognised."""
        options = self._options
        shares = divided(self._sizes, max(options.jobs, 1))
        count = how_many(sum(size for _, size in self._sizes), options.memory)
        memory = options.memory // len(shares)
        jobs = [
            Job(share, options, self._seed, Partitions(count, memory, folder / f"rows-{number}"))
            for number, share in enumerate(shares)
        ]
        for each in scan_jobs(jobs):
            if isinstance(each, Done):
                self._jobs.append(each)
                if each.hopeless:
                    return False
                continue
            self._files.count(each)
            self._odd.append(each.odd)
            if progress is not None:
                progress(each.lines, each.part.end - each.part.start)
        recognised = sum(file.recognised for file in self._files.files)
        odd = sum(map(len, self._odd))
        return recognised > 0 and recognised >= LEAST * (recognised + odd)

    def _judge_traces(self, streams: Streams) -> list[Rows]:
        """Judge messages by their traces; return where the lines of the others stand."""
        numbers = [
            np.array([self._kinds.setdefault(k, len(self._kinds)) for k in job.kinds], np.uint32)
            for job in self._jobs
        ]
        grouper = Grouper(list(self._kinds))
        latest = max(self._others.latest, *(job.latest for job in self._jobs))
        if latest > UNTOLD:
            self._checker.clock(latest)
        related = any(job.related for job in self._jobs)
        apart = Apart(self._options, self._others, latest, related=related)
        found: list[Rows] = []
        again = related or self._options.details > 0
        for number in range(self._jobs[0].partitions.count):
            grouped = self._grouped(grouper, number, numbers)
            self._judge_new(grouped, streams)
            which = apart.of(grouped, self._representatives)
            found.append(places(grouped.rows_of(which)))
            self._sound.append(grouped.messages.take(np.flatnonzero(~which)))
            if not again:
                self._drop(number)
        related_ones = apart.related()
        more = np.concatenate([related_ones, *self._samples(related_ones)])
        for number, sound in enumerate(self._sound):
            if len(more) and (which := np.isin(sound["at"], more)).any():
                self._sound[number] = sound.take(np.flatnonzero(~which))
                grouped = self._grouped(grouper, number, numbers)
                chosen = np.isin(grouped.messages["at"], sound["at"][which])
                found.append(places(grouped.rows_of(chosen)))
        return found

    def _grouped(
        self, grouper: Grouper, number: int, kinds: Sequence[NDArray[np.uint32]]
    ) -> Grouped:
        parts = [
            job.partitions.load(number, each) for job, each in zip(self._jobs, kinds, strict=True)
        ]
        return grouper.group(together(parts, ROW))

    def _drop(self, number: int) -> None:
        for job in self._jobs:
            job.partitions.drop(number)

    def _judge_new(self, grouped: Grouped, streams: Streams) -> None:
        """Judge one message of each trace that was not seen before."""
        for trace, message in self._representatives.new(grouped.messages["trace"]):
            begin = grouped.starts[message]
            rows = grouped.rows[begin : begin + grouped.messages["count"][message]]
            self._representatives.judge(trace, self._files.records(rows, streams))

    def _samples(self, besides: Rows) -> list[Rows]:
        """Return where some sound messages begin, if lives are to be told in detail."""
        wanted = self._options.details
        if not wanted:
            return []
        sound = together(self._sound, MESSAGE)
        sound = sound.take(np.flatnonzero(~np.isin(sound["at"], besides)))
        verdicts = self._representatives.by_verdict().values()
        chosen = (np.sort(sound["at"][np.isin(sound["trace"], each)]) for each in verdicts)
        return [each[:wanted] for each in chosen]

    def _judge_rest(self, lines: Rows, streams: Streams) -> None:
        """Give the checker the lines of messages to be judged one by one, and all others."""
        lines = lines.take(np.argsort(lines["at"], kind="stable"))
        begins = np.searchsorted(lines["at"], [file.base for file in self._files.files])
        tallies = [Tally() for _ in self._logs]
        ends = [*begins[1:], len(lines)]
        for file, begin, end in zip(self._files.files, begins, ends, strict=True):
            tally = tallies[file.argument]
            self._checker.read(file.name, self._files.records(lines[begin:end], streams), tally)
            like = file.lines - len(file.blank) - int(end - begin)
            tally.records += like
            tally.recognised += like
        for log, tally in zip(self._logs, tallies, strict=True):
            self._checker.close_log(log, tally)

    def _merged(self) -> Report:
        """Put together what the checker says and what holds for the rest."""
        rest = self._checker.finish()
        traffic = dict(rest.traffic)
        for trace, times in by_trace(self._sound).items():
            for name, told in self._representatives.sound[trace].traffic.items():
                nothing = Traffic(told.states, told.edges, assumed=told.assumed)
                traffic.setdefault(name, nothing).add(told, times)
        key_of = partial(self._key, list(self._kinds))
        messages = SoundMessages(
            rest.messages, self._sound, self._representatives.sound, self._files, key_of
        )
        return replace(
            rest,
            messages=messages,
            observations=rest.observations + sum(int(each["count"].sum()) for each in self._sound),
            traffic=dict(sorted(traffic.items())),
        )

    def _key(self, kinds: Sequence[Kind], message: Any, streams: Streams) -> str:
        """Read the key of a message from its first line."""
        place = kinds[message["kind"]].key_at
        if place is None:
            return self._others.key(next(self._files.records(message[None], streams)))
        begin, length = place
        file = self._files.file_at(int(message["at"]))
        stream = streams.at(file.name, int(message["at"]) - file.base + begin)
        return stream.read(length).decode("ascii", "replace")
