"""The concise report: one line a finding, as editors jump to it and grep finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from sys import maxsize

from ..results.finding import Finding
from ..results.masking import plain
from ..results.report import Report
from .lines import LONGEST_KEY, STYLES, Line, Part, place_of, safe, written
from .patterns import Pattern, pattern_of, shown_findings


def concise_pieces(
    report: Report, *, show_info: bool = False, most: int = maxsize
) -> Iterator[str]:
    """Yield a report as lines of plain text; `concise_layout` tells of the arguments."""
    return written(concise_layout(report, show_info=show_info, most=most))


def concise_layout(
    report: Report, *, show_info: bool = False, most: int = maxsize
) -> Iterator[Line]:
    """Lay out a line for each finding, in order of the records, and nothing else.

    Args:
        report: the report.
        show_info: with the findings of severity info.
        most: how many findings of each pattern are listed.
    """
    for log in report.problems:
        yield Line((Part(f"{safe(log.path)}: not judged: {safe(log.problem)}"),))
    counts: Counter[Pattern] = Counter()
    for finding in shown_findings(report, show_info=show_info):
        if most < maxsize:
            pattern = pattern_of(finding)
            counts[pattern] += 1
            if counts[pattern] > most:
                continue
        yield _line(finding)


def _line(finding: Finding) -> Line:
    severity = finding.severity
    rule = f" [{safe(finding.rule)}]" if finding.rule else ""
    key = plain(finding.key, LONGEST_KEY)
    about = f" ({safe(finding.lifecycle)} {key})" if finding.lifecycle else f" ({key})"
    return Line(
        (
            Part(f"{place_of(finding)}: "),
            Part(f"{finding.code} ", "bold"),
            Part(f"{severity}: ", STYLES[severity]),
            Part(f"{safe(finding.message)}{rule}"),
            Part(about if key else "", "dim"),
        )
    )
