"""One message judged for all that have the same trace."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..judging.families import UnitJudge, units
from ..judging.judge import Judge
from ..judging.options import Options, lifecycles_of, observers_of
from ..observing.collector import Collector, Tally
from ..reading import Record
from ..results.report import MessageReport
from ..results.traffic import Traffic


class Outcome(NamedTuple):
    """What is said of a message of which nothing is wrong.

    Args:
        report: its report.
        traffic: what it did, by lifecycle id.
    """

    report: MessageReport
    traffic: dict[str, Traffic]


class Representatives:
    """Judges single messages the plain way.

    Args:
        options: how to check.
        judge: judges them; to it, every message begins in the capture.
    """

    def __init__(self, options: Options, judge: Judge) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers)
        self._collector = Collector(observers, options.unwrapping, forced=bool(options.lifecycles))
        self._judge = judge
        self._units = UnitJudge(self._judge, None, lifecycles)

    def judge(self, records: Iterable[Record]) -> Outcome | None:
        """Judge the message that some records tell of; `None` if anything is to be said of it.

        Args:
            records: the records, as the logs hold them.
        """
        collector = self._collector
        collector.forget()
        for record in records:
            collector.take(record, Tally())
        found = list(units(collector.messages))
        if collector.findings or len(found) != 1:
            return None
        self._judge.traffic = {}
        judged = self._units.judge(found[0], collector.messages, None)
        if judged.findings or len(judged.reports) != 1:
            return None
        return Outcome(judged.reports[0], self._judge.traffic)
