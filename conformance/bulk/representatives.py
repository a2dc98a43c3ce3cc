"""One message judged for all that have the same trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...spec import Lifecycle
from ..checker import Options
from ..intake import Intake, Tally
from ..judge import Judge
from ..observer import Observer
from ..reading import Record
from ..report import MessageReport, Verdict
from ..traffic import Traffic
from ..units import UnitJudge, units

Mask = NDArray[np.bool_]


class Outcome(NamedTuple):
    """What is said of a message of which nothing is wrong.

    Args:
        report: its report.
        traffic: what it did, by lifecycle id.
    """

    report: MessageReport
    traffic: dict[str, Traffic]


class Representatives:
    """Judges single messages the plain way, each for its trace.

    Args:
        options: how to check.
        lifecycles: what may be in the logs.
        observers: what reads payloads: one for each form of each lifecycle.
        judge: judges them; to it, every message begins in the capture.
    """

    def __init__(
        self,
        options: Options,
        lifecycles: Sequence[Lifecycle],
        observers: Sequence[Observer],
        judge: Judge,
    ) -> None:
        self._intake = Intake(observers, options.unwrapping, forced=bool(options.lifecycles))
        self._judge = judge
        self._units = UnitJudge(self._judge, None, lifecycles)
        self._seen: set[int] = {-1}
        self.sound: dict[int, Outcome] = {}

    def new(self, traces: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
        """Yield each trace that was not judged before, with one that has it.

        Args:
            traces: of some messages; -1 for none.
        """
        each, one = np.unique(traces, return_index=True)
        for trace, message in zip(each.tolist(), one.tolist(), strict=True):
            if trace not in self._seen:
                self._seen.add(trace)
                yield trace, message

    def judge(self, trace: int, records: Iterable[Record]) -> None:
        """Judge the message that some records tell of, for all that have its trace.

        Args:
            trace: the trace's number.
            records: the records, as the logs hold them.
        """
        outcome = self._outcome(records)
        if outcome is not None:
            self.sound[trace] = outcome

    def _outcome(self, records: Iterable[Record]) -> Outcome | None:
        """Judge a message; `None` if anything is to be said of it."""
        intake = self._intake
        intake.forget()
        for record in records:
            intake.take(record, Tally())
        found = list(units(intake.messages))
        if intake.findings or len(found) != 1:
            return None
        self._judge.traffic = {}
        judged = self._units.judge(found[0], intake.messages, None)
        if judged.findings or len(judged.reports) != 1:
            return None
        return Outcome(judged.reports[0], self._judge.traffic)

    def sound_and_final(self) -> tuple[Mask, Mask]:
        """Say of each trace whether nothing is to be said of it, and whether it is at an end."""
        sound = np.zeros(max(self._seen) + 2, np.bool_)
        final = sound.copy()
        for trace, outcome in self.sound.items():
            sound[trace], final[trace] = True, outcome.report.final
        return sound, final

    def by_verdict(self) -> dict[Verdict, list[int]]:
        """Return the traces of which nothing is to be said, by their verdict."""
        found: dict[Verdict, list[int]] = {}
        for trace, outcome in self.sound.items():
            found.setdefault(outcome.report.verdict, []).append(trace)
        return found
