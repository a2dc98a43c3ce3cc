"""What a report comes to: its totals, its bars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ..conformance import VERDICTS, Report, Verdict

BAR: Final = 1_000
"""How many units wide a bar is."""

_LEAST: Final = 20
"""What is there is seen: no segment is narrower."""


class Segment(NamedTuple):
    """A piece of a bar: a verdict, and where it stands."""

    verdict: Verdict
    start: float
    width: float


class Totals(NamedTuple):
    """What became of the records, over all logs."""

    records: int
    used: int
    ignored: int
    unread: int


def bar(counts: Mapping[Verdict, int]) -> list[Segment]:
    """Divide a bar among verdicts, the gravest first; none that is there gets lost.

    >>> [(each.verdict, each.width) for each in bar({"violates": 1, "conforms": 99_999})]
    [('violates', 20.0), ('conforms', 980.0)]
    """
    shown = [(verdict, counts[verdict]) for verdict in VERDICTS if counts.get(verdict)]
    total = sum(count for _, count in shown)
    widths = [max(_LEAST, BAR * count / total) for _, count in shown]
    spare = BAR - _LEAST * len(shown)
    over = sum(width - _LEAST for width in widths) or 1
    segments: list[Segment] = []
    start = 0.0
    for (verdict, _), width in zip(shown, widths, strict=True):
        fitted = round(_LEAST + (width - _LEAST) * spare / over, 2)
        segments.append(Segment(verdict, round(start, 2), fitted))
        start += fitted
    return segments


def totals(report: Report) -> Totals:
    """Add up what became of the records."""
    return Totals(
        sum(log.records for log in report.logs),
        sum(log.used for log in report.logs),
        sum(log.ignored for log in report.logs),
        sum(log.unread for log in report.logs),
    )
