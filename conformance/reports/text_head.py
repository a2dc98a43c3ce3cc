"""The head of the report for people: what it comes to, and which patterns were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ..results.report import Report
from .headline import counted, headline
from .lines import STYLES, Line, Part, led, line_of, safe, written
from .patterns import Row, digest

PATTERNS: Final = 20
"""Patterns that the head of a report lists; `statistics_layout` lists all."""


def statistics_pieces(report: Report, *, show_info: bool = False) -> Iterator[str]:
    """Yield the lines of `statistics_layout` as plain text."""
    return written(statistics_layout(report, show_info=show_info))


def statistics_layout(report: Report, *, show_info: bool = False) -> Iterator[Line]:
    """Lay out the head of a report alone, with every pattern.

    Args:
        report: the report.
        show_info: with the patterns of severity info, which are only counted otherwise.
    """
    rows = digest(report, show_info=show_info, most=0).rows
    return head(report, rows, show_info=show_info, most=len(rows))


def head(
    report: Report, rows: Sequence[Row], *, show_info: bool, most: int = PATTERNS
) -> Iterator[Line]:
    """Lay out what a report comes to.

    Args:
        report: the report.
        rows: the patterns that were found.
        show_info: nothing is only counted.
        most: how many patterns are listed.
    """
    yield line_of((headline(report), "bold"))
    yield from _logs(report)
    yield Line()
    yield from _totals(report)
    yield from _findings(report)
    yield from _table(rows[:most])
    if rest := rows[most:]:
        more = counted(sum(row.total for row in rest), "finding")
        words = f"  and {counted(len(rest), 'more pattern')}, {more}; list with "
        yield line_of((words, "dim"), ("--statistics", "bold"))
    if not show_info:
        yield from _only_counted(report)


def _logs(report: Report) -> Iterator[Line]:
    """What is to be said of the logs themselves, a line each."""
    for log in report.logs:
        if log.found:
            yield led((f"{safe(log.path)}: ", "dim"), safe(log.found))
    for log in report.problems:
        yield led(("not judged: ", "bold red"), f"{safe(log.path)}: {safe(log.problem)}")


def _totals(report: Report) -> Iterator[Line]:
    logs = report.logs
    records, used = sum(log.records for log in logs), sum(log.used for log in logs)
    ignored, unread = sum(log.ignored for log in logs), sum(log.unread for log in logs)
    yield _row("records", f"{records:,} = {used:,} used + {ignored:,} ignored + {unread:,} unread")
    known = "; ".join(log.known for log in logs if log.known)
    if known:
        yield _row("", f"known traffic, which tells no status: {safe(known)}")
    yield _row("observations", f"{report.observations:,}")
    verdicts = [f"{count:,} {name}" for name, count in report.verdicts.items() if count]
    told = f": {', '.join(verdicts)}" if verdicts else ""
    yield _row("messages", f"{len(report.messages):,}{told}")
    if report.released:
        yield _row("", f"{report.released:,} of them judged before the log's end, to bound memory")


def _findings(report: Report) -> Iterator[Line]:
    findings = report.findings
    counts = Counter(finding.severity for finding in findings)
    told = [counted(counts["error"], "error"), counted(counts["warning"], "warning")]
    told.append(f"{counts['info']:,} info")
    yield _row("findings", f"{len(findings):,}: {', '.join(told)}" if findings else "none")
    if report.known:
        yield _row("", f"{report.known:,} more known by the baseline")


def _table(rows: Sequence[Row]) -> Iterator[Line]:
    counts = [f"×{row.total:,}" for row in rows]
    width = max(map(len, counts), default=0)
    for row, count in zip(rows, counts, strict=True):
        severity, code, lifecycle, rule, words = row.pattern
        lead = (
            Part(f"{count:>{width}}  "),
            Part(f"{severity:<7}  ", STYLES[severity]),
            Part(f"{code}  ", "bold"),
        )
        named = f" [{safe(rule)}]" if rule else ""
        about = f"{safe(lifecycle)}: " if lifecycle else ""
        example = Part(f"  {safe(str(row.example))}", "dim")
        yield Line((Part(about, "dim"), Part(f"{safe(words)}{named}"), example), 2, lead)


def _only_counted(report: Report) -> Iterator[Line]:
    counts = Counter(each.code for each in report.findings if each.severity == "info")
    if counts:
        told = counted(counts.total(), "info finding")
        codes = ",".join(sorted(counts))
        yield line_of((f"{told} only counted; list with ", "dim"), (f"--select {codes}", "bold"))


def _row(name: str, value: str) -> Line:
    return led((f"{name:<12}  ", "dim"), value)
