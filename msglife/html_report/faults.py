"""What was found along the log's time: a strip for each severity, on one scale."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from ..conformance import Finding, Report
from ..conformance.reports.headline import counted
from ..spec import Severity
from .scale import clock, round_step, words_of

BINS: Final = 72
"""Bars of a strip, at most and but one."""
TALL: Final = 100
"""How high the tallest bar of a strip is."""

_LEAST: Final = 12
"""What is there is seen: no bar is lower."""
_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")


class Bar(NamedTuple):
    """How many findings there are in one step of time.

    Args:
        at: which step.
        height: of `TALL`.
        words: when, and how many.
    """

    at: int
    height: int
    words: str


class Strip(NamedTuple):
    """The findings of one severity.

    Args:
        severity: theirs.
        words: how many they are.
        most: how many are in the fullest step.
        bars: one for each step that has any.
    """

    severity: Severity
    words: str
    most: int
    bars: list[Bar]


class Faults(NamedTuple):
    """The findings along the log's time.

    Args:
        strips: one for each severity that was found, the gravest first.
        steps: how many steps the log's time has.
        step: how long one is, in words.
        first, last: when the log begins and ends, in words.
        untold: of how many findings no time is told, or one beyond the log's clock.
    """

    strips: list[Strip]
    steps: int
    step: str
    first: str
    last: str
    untold: int


def faults_of(report: Report) -> Faults | None:
    """Count findings along the log's time; `None` if there are none that have a place in it.

    Args:
        report: the report.
    """
    if report.span is None:
        return None
    end = report.span[1]
    timed = [each for each in report.findings if each.moment is not None and each.moment <= end]
    if not timed:
        return None
    start = min(report.span[0], *(each.moment or 0 for each in timed))
    step = round_step(max(end - start, 1), BINS)
    begin = start // step * step
    steps = (end - begin) // step + 1
    strips = [_strip(severity, timed, begin, step) for severity in _SEVERITIES]
    return Faults(
        [each for each in strips if each.bars],
        steps,
        words_of(step),
        _to_the_second(start),
        _to_the_second(end),
        len(report.findings) - len(timed),
    )


def _strip(severity: Severity, findings: list[Finding], begin: int, step: int) -> Strip:
    counts = Counter(
        ((each.moment or 0) - begin) // step for each in findings if each.severity == severity
    )
    most = max(counts.values(), default=0)
    bars = [
        Bar(
            at,
            max(_LEAST, round(TALL * count / most)),
            f"{clock(begin + at * step)}, {words_of(step)}: {_counted(count, severity)}",
        )
        for at, count in sorted(counts.items())
    ]
    return Strip(severity, _counted(counts.total(), severity), most, bars)


def _to_the_second(moment: int) -> str:
    return str(clock(moment)).partition(".")[0]


def _counted(count: int, severity: Severity) -> str:
    return f"{count:,} info" if severity == "info" else counted(count, severity)
