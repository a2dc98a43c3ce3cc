"""Checking large files of JSON Lines: most of it by looking, the rest the plain way.

First every line that differs from one already judged only where nothing looks is reduced to
a few numbers; then messages are grouped by these, and one message of each trace is judged
for all. What is not recognised, and every message of which there is something to say, goes
through the plain checker, line by line, as if nothing else were in the logs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from ...machines import Automaton
from ..checker import Checker, Options, lifecycles_of, observers_of
from ..findings import Place
from ..intake import Tally
from ..reading import Progress, Record, UnreadableLog, files_of
from ..reading.plain_lines import size_of_lines
from ..report import MessageReport, Report
from ..traffic import Traffic
from .columns import Columns, joined
from .files import LogFile, Texts
from .hashing import Hasher, drawn_seed
from .others import Others
from .parts import Tellings, scan_parts
from .representatives import Outcome, Representatives
from .scan import Odd
from .sound_messages import SoundMessages
from .template import UNTOLD
from .traces import Grouped, group

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

SMALLEST: Final = 2**20
"""Smaller logs are judged line by line."""
_MOST_ODD: Final = 0.5
"""If more of the lines than this are not recognised, looking does not help."""


def check_files(
    logs: Sequence[str],
    options: Options,
    automata: dict[str, Automaton] | None = None,
    *,
    progress: Progress | None = None,
    smallest: int = SMALLEST,
) -> Report | None:
    """Judge logs in bulk; `None` if they are not large files of JSON Lines, and regular ones.

    Args:
        logs: paths of files and folders.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many lines, and bytes of files, were read since.
        smallest: how many bytes the logs must have together.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """
    sizes: list[tuple[str, int]] = []
    files: list[LogFile] = []
    for argument, log in enumerate(logs):
        try:
            names = files_of(log)
        except UnreadableLog:
            return None
        for name in names:
            size = size_of_lines(name)
            if size is None:
                return None
            sizes.append((name, size))
            files.append(LogFile(name, argument))
    if sum(size for _, size in sizes) < smallest:
        return None
    bulk = _Bulk(logs, files, options, automata)
    return bulk.report() if bulk.scan(sizes, progress) else None


class _Bulk:
    """One check in bulk."""

    def __init__(
        self,
        logs: Sequence[str],
        files: list[LogFile],
        options: Options,
        automata: dict[str, Automaton] | None,
    ) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers)
        self._logs = logs
        self._files = files
        self._options = options
        self._checker = Checker(options, automata, release=False)
        self._representatives = Representatives(options, lifecycles, observers, automata)
        self._lifecycles, self._observers = lifecycles, observers
        self._seed = drawn_seed()
        self._others: Others
        self._columns: Columns
        self._grouped: Grouped
        self._sampled: list[bool] = []
        self._sound: dict[int, Outcome] = {}

    def scan(self, sizes: Sequence[tuple[str, int]], progress: Progress | None) -> bool:
        """Scan the files; say whether most lines were recognised."""
        tellings = Tellings()
        parts: list[Columns] = []
        counts = [0] * len(self._files)
        for part, scanned in scan_parts(sizes, self._options, tellings, self._seed):
            if progress is not None:
                progress(scanned.lines, part.end - part.start)
            file = self._files[part.file]
            scanned.move(file.lines)
            file.odd += scanned.odd
            file.blank += scanned.blank
            file.lines += scanned.lines
            counts[part.file] += len(scanned.columns)
            parts.append(scanned.columns)
        for file, first in zip(self._files, accumulate(counts, initial=0), strict=False):
            file.first = first
        self._columns = joined(parts)
        self._sampled = tellings.sampled
        odd = sum(len(file.odd) for file in self._files)
        return len(self._columns) > 0 and odd <= _MOST_ODD * (len(self._columns) + odd)

    def report(self) -> Report:
        """Judge what was scanned."""
        import numpy as np

        hasher = Hasher(self._seed)
        self._others = Others(self._options, self._lifecycles, self._observers, hasher)
        for file in self._files:
            for record in file.records(file.odd):
                self._others.glance(record)
        sampled = np.array(self._sampled, np.bool_)
        self._grouped = group(self._columns, sampled)
        self._judge_traces()
        apart = self._apart()
        self._judge_rest(apart)
        return self._merged(apart)

    def _judge_traces(self) -> None:
        for trace, message in self._grouped.traces_seen.items():
            outcome = self._representatives.judge(self._records(message))
            if outcome is not None:
                self._sound[trace] = outcome

    def _records(self, message: int) -> Iterator[Record]:
        for row in self._grouped.rows(message).tolist():
            yield from self._file_of(row).records([self._line(row)])

    def _line(self, row: int) -> Odd:
        return Odd(int(self._columns.offsets[row]), int(self._columns.lines[row]))

    def _file_of(self, row: int) -> LogFile:
        firsts = [file.first for file in self._files]
        return self._files[bisect_right(firsts, row) - 1]

    def _apart(self) -> Mask:
        """Which messages must be judged one by one."""
        import numpy as np

        grouped, columns, options = self._grouped, self._columns, self._options
        sound = np.zeros(max(grouped.traces.max(initial=0) + 1, 1), np.bool_)
        final = sound.copy()
        for trace, outcome in self._sound.items():
            sound[trace], final[trace] = True, outcome.report.final
        apart = (grouped.traces < 0) | ~sound[grouped.traces]
        first = grouped.order[grouped.starts]
        keys, parents = columns.keys[first], columns.parents[first]
        hashes = self._others.hashes()
        apart |= np.isin(keys, hashes) | np.isin(parents, hashes)
        if parents.any():
            units = np.where(parents == 0, keys, parents)
            _, which, sizes = np.unique(units, return_inverse=True, return_counts=True)
            apart |= sizes[which] > 1
        received, times = columns.received[grouped.order], columns.times[grouped.order]
        clock = np.where(received == UNTOLD, times, received)
        latest = max(int(clock.max(initial=UNTOLD)), self._others.latest)
        if latest > UNTOLD:
            self._checker.clock(latest)
        if options.final_within is not None:
            last = np.maximum.reduceat(clock, grouped.starts)
            overdue = (last > UNTOLD) & (last < latest - options.final_within)
            apart |= overdue & ~final[grouped.traces]
        if options.since is not None:
            moments = np.where(times == UNTOLD, received, times)
            moments[moments == UNTOLD] = options.since
            apart |= np.minimum.reduceat(moments, grouped.starts) < options.since
        self._add_samples(apart)
        return apart

    def _add_samples(self, apart: Mask) -> None:
        """Judge some sound messages one by one, too, if lives are to be told in detail."""
        import numpy as np

        wanted = dict.fromkeys((each.report.verdict for each in self._sound.values()), 0)
        order = np.argsort(self._grouped.order[self._grouped.starts], kind="stable")
        for message in order[~apart[order]].tolist() if self._options.details else ():
            verdict = self._sound[int(self._grouped.traces[message])].report.verdict
            wanted[verdict] += 1
            apart[message] = wanted[verdict] <= self._options.details
            if min(wanted.values()) > self._options.details:
                break

    def _judge_rest(self, apart: Mask) -> None:
        """Give the checker the lines of messages to be judged one by one, and all others."""
        import numpy as np

        row_apart = np.zeros(len(self._columns), np.bool_)
        row_apart[self._grouped.order] = np.repeat(apart, self._grouped.counts)
        ends = [file.first for file in self._files[1:]] + [len(self._columns)]
        tallies = [Tally() for _ in self._logs]
        for file, end in zip(self._files, ends, strict=True):
            rows = np.flatnonzero(row_apart[file.first : end]) + file.first
            wanted = sorted([*file.odd, *map(self._line, rows.tolist())])
            tally = tallies[file.argument]
            self._checker.read(file.name, file.records(wanted), tally)
            like = end - file.first - len(rows)
            tally.records += like
            tally.recognised += like
        for log, tally in zip(self._logs, tallies, strict=True):
            self._checker.close_log(log, tally)

    def _merged(self, apart: Mask) -> Report:
        """Put together what the checker says and what holds for the rest."""
        import numpy as np

        rest = self._checker.finish()
        grouped = self._grouped
        sound = np.flatnonzero(~apart)
        first = grouped.order[grouped.starts[sound]]
        by_place = np.argsort(first, kind="stable")
        sound, first = sound[by_place], first[by_place]
        traces, counts = grouped.traces[sound], grouped.counts[sound]
        traffic = dict(rest.traffic)
        for trace, times in zip(*np.unique(traces, return_counts=True), strict=True):
            for name, told in self._sound[int(trace)].traffic.items():
                nothing = Traffic(told.states, told.edges, assumed=told.assumed)
                traffic.setdefault(name, nothing).add(told, int(times))
        ranks: dict[str, int] = {}  # a file that is named twice counts where it is first
        for index, file in enumerate(self._files):
            ranks.setdefault(file.name, index)
        judged = [(self._rank(ranks, each), each) for each in rest.messages]
        messages = SoundMessages(
            judged,
            {trace: outcome.report for trace, outcome in self._sound.items()},
            traces,
            counts,
            self._ranks(first),
            partial(self._find, first.tolist()),
        )
        return replace(
            rest,
            messages=messages,
            observations=rest.observations + int(counts.sum()),
            traffic=dict(sorted(traffic.items())),
        )

    def _find(self, rows: Sequence[int], number: int, texts: Texts) -> tuple[str, Place]:
        """Read the key of a message where it was first told of."""
        row = rows[number]
        file, (offset, line) = self._file_of(row), self._line(row)
        at = int(self._columns.key_at[row])
        if at < 0:
            return self._others.key(next(file.records([Odd(offset, line)]))), file.place(line)
        return texts.read(file.name, offset + at // 4096, at % 4096), file.place(line)

    def _ranks(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        import numpy as np

        firsts = np.array([file.first for file in self._files])
        found: NDArray[np.int64] = (
            np.searchsorted(firsts, rows, "right").astype(np.int64) - 1 << 40
        ) + self._columns.lines[rows]
        return found

    @staticmethod
    def _rank(files: dict[str, int], message: MessageReport) -> int:
        return (files.get(message.place.file, 0) << 40) + (message.place.line or 0)
