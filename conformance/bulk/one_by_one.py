"""What is judged the plain way, in several processes where there is much of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...machines import Automaton
from ..judging.judge import Judge
from ..judging.options import Options
from ..observing.collector import Tally
from ..results.report import Report
from ..running.checker import Checker
from .files import Files, Streams
from .representatives import Outcome, Representatives
from .rows import UNTOLD, Rows
from .traced import Divided
from .workers import Workers

WORTH: Final = 500
"""Fewer lines are not worth another process."""


@dataclass(frozen=True, slots=True)
class OneByOne:
    """Judges lines the plain way, in whatever process.

    Args:
        seed: equal for what belongs to one check.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        files: the files.
        latest: the latest time in the logs, in microseconds, or `UNTOLD`.
    """

    seed: bytes
    options: Options = field(compare=False)
    automata: dict[str, Automaton] | None = field(compare=False)
    files: Files = field(compare=False)
    latest: int = field(compare=False)

    def outcomes(
        self, messages: Sequence[Rows], judge: Judge | None = None
    ) -> list[Outcome | None]:
        """Judge messages, each for all that have its trace; `None` if anything is to be said.

        Args:
            messages: where the lines of each stand.
            judge: judges them, and to it every message begins in the capture; in a process of
                its own, what knows what is learned there.
        """
        judge = judge or _learned(self).second_judge()
        representatives = Representatives(self.options, judge)
        with Streams() as streams:
            return [representatives.judge(self.files.records(each, streams)) for each in messages]

    def report(self, lines: Rows) -> Report:
        """Judge lines in a process of its own; all that is told of their messages is among them.

        Args:
            lines: where they stand, in order.
        """
        checker = Checker(self.options, self.automata, release=False, like=_learned(self))
        arguments = 1 + max(file.source.argument for file in self.files.files)
        self.read(checker, lines, [Tally() for _ in range(arguments)])
        return checker.finish()

    def read(self, checker: Checker, lines: Rows, tallies: Sequence[Tally]) -> NDArray[np.intp]:
        """Have a checker read lines.

        Args:
            checker: reads them.
            lines: where they stand.
            tallies: count what becomes of them, one for each argument.

        Returns:
            How many of them each file has.
        """
        if self.latest > UNTOLD:
            checker.clock(self.latest)
        lines = lines.take(np.argsort(lines["at"], kind="stable"))
        begins = np.searchsorted(lines["at"], [file.base for file in self.files.files])
        borders = np.append(begins, len(lines))
        with Streams() as streams:
            for file, begin, end in zip(self.files.files, borders[:-1], borders[1:], strict=True):
                records = self.files.records(lines[begin:end], streams)
                checker.read(file.source.name, records, tallies[file.source.argument])
        return np.diff(borders)


@lru_cache(maxsize=1)
def _learned(plain: OneByOne) -> Checker:
    """What knows what a process of its own learned of traces."""
    return Checker(plain.options, plain.automata)


def judge_examples(
    plain: OneByOne, examples: Iterable[tuple[int, Rows]], judge: Judge, workers: Workers
) -> dict[int, Outcome]:
    """Judge a message of each trace; return what came of those of which nothing is to be said.

    Args:
        plain: judges them.
        examples: the traces, each with where the lines of a message stand.
        judge: judges those that are judged here.
        workers: judge the others.
    """
    ways: list[list[tuple[int, Rows]]] = [[] for _ in range(workers.count + 1)]
    for trace, lines in examples:
        ways[trace % len(ways)].append((trace, lines))
    mine, *others = [[lines for _, lines in way] for way in ways]
    futures = [workers.submit(plain.outcomes, each) for each in others]
    found = [plain.outcomes(mine, judge), *(future.result() for future in futures)]
    return {
        trace: outcome
        for way, outcomes in zip(ways, found, strict=True)
        for (trace, _), outcome in zip(way, outcomes, strict=True)
        if outcome is not None
    }


def shared(found: Divided, besides: int, ways: int) -> list[Rows]:
    """Share the lines of messages that are judged each by itself; a message's stay together.

    Args:
        found: the messages.
        besides: how many other lines the first process has to judge.
        ways: how many processes there are.

    Returns:
        Where the lines of each process stand; of none but the first where there are few.
    """
    if len(found.alone) < WORTH:
        return [found.alone]
    ends = np.append(0, np.cumsum(found.counts, dtype=np.int64))
    first = max((besides + ends[-1]) // ways - besides, 0)
    borders = ends[np.searchsorted(ends, np.linspace(first, ends[-1], ways))]
    return np.split(found.alone, borders[:-1])
