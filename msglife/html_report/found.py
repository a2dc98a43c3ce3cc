"""What was found: by code, then by pattern, then case by case."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..conformance import CODES, RANK, Code, Finding, Report
from ..conformance.reports.patterns import Digest, Listed, Pattern, digest, pattern_of
from ..conformance.reports.sources import CitedSource
from ..spec import Severity
from .linking import Sources

CASES: Final = 10
"""Findings of each pattern that are listed; those that say the same of one message are one."""
HEADED: Final = 20
"""Patterns that the summary lists, the gravest and then the most frequent first."""
MOST: Final = 250
"""Patterns whose cases are listed."""


class Group(NamedTuple):
    """The findings of one pattern.

    Args:
        anchor: its id in the page.
        pattern: the pattern.
        total: how many there are.
        first: the first of them.
        listed: those that are listed.
        hidden: how many more there are.
    """

    anchor: str
    pattern: Pattern
    total: int
    first: Finding
    listed: list[Listed]
    hidden: int


class OfCode(NamedTuple):
    """The findings of one code.

    Args:
        code: what it means; `None` if nobody says.
        name: the code.
        severity: the gravest it was found with.
        total: how often it was found.
        groups: its patterns.
        sources: what its findings rest on.
    """

    code: Code | None
    name: str
    severity: Severity
    total: int
    groups: list[Group]
    sources: list[CitedSource]


class Found(NamedTuple):
    """What was found.

    Args:
        codes: by code, the gravest and then the most frequent first.
        headed: the patterns that the summary lists.
        patterns: how many there are.
        unlisted: how many of them have no cases in the page.
    """

    codes: list[OfCode]
    headed: list[Group]
    patterns: int
    unlisted: int


def found_in(report: Report, sources: Sources) -> Found:
    """Group what was found.

    Args:
        report: the report.
        sources: what findings may rest on.
    """
    digested = digest(report, show_info=True, most=CASES)
    groups = _groups(digested)
    by_code: dict[str, list[Group]] = {}
    for group in groups[:MOST]:
        by_code.setdefault(group.pattern.code, []).append(group)
    codes = [_of_code(name, some, digested, sources) for name, some in by_code.items()]
    codes.sort(key=lambda each: (-RANK[each.severity], -each.total, each.name))
    return Found(codes, groups[:HEADED], len(groups), max(0, len(groups) - MOST))


def _groups(digested: Digest) -> list[Group]:
    """The patterns with their cases, the gravest and then the most frequent first."""
    listed: dict[Pattern, list[Listed]] = {}
    for each in digested.listed:
        listed.setdefault(pattern_of(each.finding), []).append(each)
    return [
        Group(
            f"p{number}",
            row.pattern,
            row.total,
            listed[row.pattern][0].finding,
            listed[row.pattern],
            row.total - sum(each.count for each in listed[row.pattern]),
        )
        for number, row in enumerate(digested.rows, 1)
    ]


def _of_code(name: str, groups: list[Group], digested: Digest, sources: Sources) -> OfCode:
    grounds = {cite: {name} for cite, codes in digested.grounds.items() if name in codes}
    severity = max((each.pattern.severity for each in groups), key=RANK.__getitem__)
    total = sum(each.total for each in groups)
    return OfCode(CODES.get(name), name, severity, total, groups, sources.of(grounds))
