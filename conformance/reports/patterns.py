"""What many findings have in common: a pattern, of which each finding is one case.

Two findings are of one pattern if they have the same severity, code and lifecycle, and break the
same rule or are told in the same words, but for the values of their records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from ...spec import Severity
from ..results.finding import RANK, Finding, MessageId, Place
from ..results.report import Report

MOST: Final = 20
"""Findings of each pattern that a report for people lists, unless it is told otherwise."""
PLACES: Final = 5
"""Other places that are named of one finding."""

_LONGEST: Final = 500
"""Characters of a finding's words that make its pattern: a log may be hostile."""
_MASK: Final = "…"
_BEHIND_RULE: Final = re.compile(r"(?<=[.!]) \(.*| \((?:[^()]|\([^()]*\))*\)$", re.DOTALL)
"""What stands behind the sentence of a rule: the values that break it."""
_FOUND: Final = re.compile(r", found .*", re.DOTALL)
"""What a payload holds, behind what its schema expects."""
_CAUSE: Final = re.compile(r"(?<= after )([^:]*): .*|; (?:known: |did you mean ).*", re.DOTALL)
"""Why a status cannot follow another, which its code says as well; and what else there could be."""
_EVIDENCE: Final = re.compile(rf" \([^()]*{_MASK}[^()]*\)")
"""Times and lines in brackets, after their values were taken out."""
_INDEX: Final = re.compile(r"(?<=/)\d+(?=[/:, ]|$)")
_VALUE: Final = re.compile(
    r'"[^"]*"'  # a text
    r"|(?<![\w/])[+-]?\d(?:[\w.:+%-]|,(?=\d))*(?: (?:ms|s|min|h)\b)?"  # a number, a time
    r"|(?<![\w/])(?=[\w.-]*\d[\w.-]*\d)[\w.-]{12,}"  # an id
    rf"|{_MASK}\d+"  # the end of a number that is masked
)


class Pattern(NamedTuple):
    """What findings have in common.

    Args:
        severity, code, lifecycle: theirs.
        rule: the id of the rule they break, or empty.
        words: what is wrong, without the values of a record.
    """

    severity: Severity
    code: str
    lifecycle: str
    rule: str
    words: str


class Row(NamedTuple):
    """A pattern, and how often it was found.

    Args:
        pattern: the pattern.
        total: how many findings there are.
        example: where the first of them stands.
    """

    pattern: Pattern
    total: int
    example: Place


@dataclass(slots=True)
class Listed:
    """A finding that is listed, and those of the same message that say the same.

    Args:
        finding: the first of them.
        count: how many they are.
        others: where the next few stand.
    """

    finding: Finding
    count: int = 1
    others: list[Place] = field(default_factory=list)


class Digest(NamedTuple):
    """The findings of a report, digested.

    Args:
        rows: their patterns, the gravest and then the most frequent first.
        listed: those that are listed, in order of the records.
        hidden: how many more there are.
        grounds: each basis and citation, with the codes that rest on it.
    """

    rows: list[Row]
    listed: list[Listed]
    hidden: int
    grounds: dict[tuple[str, str], set[str]]


def pattern_of(finding: Finding) -> Pattern:
    """Return the pattern a finding is a case of."""
    rule = finding.rule or ""
    words = _without_values(finding.message[:_LONGEST], finding.status[:_LONGEST], bool(rule))
    return Pattern(finding.severity, finding.code, finding.lifecycle, rule, words)


def shown_findings(report: Report, *, show_info: bool) -> Iterator[Finding]:
    """Yield the findings that are for people: those that only inform are, if asked for."""
    return (each for each in report.findings if show_info or each.severity != "info")


def digest(report: Report, *, show_info: bool = False, most: int = MOST) -> Digest:
    """Digest the findings of a report; what is held of them is bounded by their patterns.

    Args:
        report: the report.
        show_info: with the findings of severity info.
        most: how many findings of a pattern are listed; those that say the same of one message
            are one.
    """
    counts: dict[Pattern, int] = {}
    examples: dict[Pattern, Place] = {}
    room: dict[Pattern, int] = {}
    listed: dict[object, Listed] = {}
    grounds: dict[tuple[str, str], set[str]] = {}
    hidden = 0
    for finding in shown_findings(report, show_info=show_info):
        pattern = pattern_of(finding)
        counts[pattern] = counts.get(pattern, 0) + 1
        examples.setdefault(pattern, finding.place)
        grounds.setdefault((finding.basis, finding.cite), set()).add(finding.code)
        same = (pattern, group_name(finding), finding.message, finding.expected)
        if same in listed:
            _add(listed[same], finding.place)
        elif room.setdefault(pattern, most):
            room[pattern] -= 1
            listed[same] = Listed(finding)
        else:
            hidden += 1
    rows = [Row(pattern, count, examples[pattern]) for pattern, count in counts.items()]
    return Digest(sorted(rows, key=_gravity), list(listed.values()), hidden, grounds)


def group_name(finding: Finding) -> MessageId | tuple[str, str]:
    """Name what a finding is listed under: its message, or its file where there is none."""
    return finding.about or (finding.lifecycle, finding.key or finding.place.file)


def _add(listed: Listed, place: Place) -> None:
    listed.count += 1
    if len(listed.others) < PLACES:
        listed.others.append(place)


def _gravity(row: Row) -> tuple[object, ...]:
    pattern = row.pattern
    return (-RANK[pattern.severity], -row.total, *pattern[1:])


@lru_cache(maxsize=2**12)
def _without_values(words: str, status: str, of_rule: bool) -> str:
    """Take the values of a record out of words, but for the status it tells.

    >>> _without_values("9 arrived after 2, whose event time is 2.5s later", "9", False)
    '9 arrived after …, whose event time is … later'
    >>> _without_values('/parts/0/size: expected 1 or 2, found "x"', "sent", False)
    '/parts/*/size: expected 1 or 2'
    >>> _without_values("sent after read: the message had already ended", "sent", False)
    'sent after read'
    """
    if of_rule:
        return _BEHIND_RULE.sub("", words)
    expected, found = _FOUND.subn("", words)
    if found:
        return _INDEX.sub("*", expected)
    kept = re.split(rf"(?<!\w){re.escape(status)}(?!\w)", words) if status else [words]
    words = status.join(_VALUE.sub(_MASK, _INDEX.sub("*", each)) for each in kept)
    return _CAUSE.sub(r"\1", _EVIDENCE.sub("", words))
