"""Findings grouped as a reader wants them: by message, or by file where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...spec import Severity
from ..results.finding import RANK, Finding
from ..results.report import VERDICTS, MessageReport, Report, Verdict


class Group(NamedTuple):
    """Findings about one message, or about records of one file that tell of none.

    Args:
        file: of the first finding.
        lifecycle, key: of the message; empty if there is none.
        message: its report, if the group's message has one.
        verdicts: of the messages that belong to it, how often each, with findings or without.
        findings: in order of the records.
        children: the groups of messages that belong to it.
    """

    file: str
    lifecycle: str
    key: str
    message: MessageReport | None
    verdicts: Mapping[Verdict, int]
    findings: list[Finding]
    children: list[Group]

    @property
    def grounds(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Each distinct basis and citation, with the codes that rest on it."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for finding in self.findings:
            if finding.basis or finding.cite:
                found.setdefault((finding.basis, finding.cite), {})[finding.code] = None
        return {grounds: tuple(codes) for grounds, codes in found.items()}

    @property
    def explanations(self) -> tuple[str, ...]:
        """The message's life in words; several only if the findings differ in it."""
        if self.message is not None and self.message.explanation:
            return (self.message.explanation,)
        return tuple(dict.fromkeys(each.explanation for each in self.findings if each.explanation))


def group_findings(report: Report, *, show_info: bool = False) -> list[Group]:
    """Group the findings of a report, in order of each group's first.

    The group of a message that belongs to another stands within that one's.

    Args:
        report: the report.
        show_info: with the findings of severity info, which are left out otherwise.
    """
    index = _Messages(report.judged)
    groups: dict[tuple[str, ...], Group] = {}
    outer: list[Group] = []
    for finding in report.findings:
        if finding.severity == "info" and not show_info:
            continue
        message = index.find(finding)
        key = _group_key(finding, message)
        if key not in groups:
            lifecycle = message.lifecycle if message else finding.lifecycle
            groups[key] = index.group(finding.place.file, lifecycle, finding.key, message)
            parent = index.parent_of(message)
            if parent is None:
                outer.append(groups[key])
            else:
                name = _message_key(parent)
                if name not in groups:
                    file = finding.place.file
                    groups[name] = index.group(file, parent.lifecycle, parent.key, parent)
                    outer.append(groups[name])
                groups[name].children.append(groups[key])
        groups[key].findings.append(finding)
    return outer


def _group_key(finding: Finding, message: MessageReport | None) -> tuple[str, ...]:
    if message is not None:
        return _message_key(message)
    if finding.key:
        return ("key", finding.lifecycle, finding.key)
    return ("file", finding.place.file)


def _message_key(message: MessageReport) -> tuple[str, ...]:
    return ("message", message.lifecycle, message.key)


class _Messages:
    """Finds the message a finding is about, and what belongs to what.

    A message is its key within its family, and is judged by the lifecycle its first
    observation names; one of its payloads may name another of the family.
    """

    def __init__(self, messages: Iterable[MessageReport]) -> None:
        self._exact: dict[tuple[str, str], MessageReport] = {}
        self._near: dict[tuple[str, str], MessageReport | None] = {}
        self._under: dict[str, list[Verdict]] = {}
        for message in messages:
            self._exact[message.lifecycle, message.key] = message
            near = (message.provider, message.key)
            self._near[near] = None if near in self._near else message
            if message.parent:
                self._under.setdefault(message.parent, []).append(message.verdict)

    def find(self, finding: Finding) -> MessageReport | None:
        if not finding.key:
            return None
        exact = self._exact.get((finding.lifecycle, finding.key))
        return exact or self._near.get((finding.provider, finding.key))

    def parent_of(self, message: MessageReport | None) -> MessageReport | None:
        """The message another one belongs to, unless that belongs to a third."""
        if message is None or not message.parent:
            return None
        lifecycle, _, key = message.parent.partition(" ")
        parent = self._exact.get((lifecycle, key))
        return None if parent is None or parent.parent else parent

    def group(self, file: str, lifecycle: str, key: str, message: MessageReport | None) -> Group:
        """Return a group that is still empty."""
        return Group(file, lifecycle, key, message, self.verdicts_under(message), [], [])

    def verdicts_under(self, message: MessageReport | None) -> Mapping[Verdict, int]:
        """How often each verdict was given to the messages that belong to one, gravest first."""
        under = self._under.get(f"{message.lifecycle} {message.key}", []) if message else []
        return {verdict: under.count(verdict) for verdict in VERDICTS if verdict in under}


class Tally(NamedTuple):
    """How often a code was found, by severity."""

    code: str
    severities: Counter[Severity]

    @property
    def total(self) -> int:
        """How often in all."""
        return self.severities.total()

    @property
    def gravest(self) -> Severity:
        """The gravest severity it was found with."""
        return max(self.severities, key=RANK.__getitem__)


def tallies(findings: Iterable[Finding]) -> Iterator[Tally]:
    """Count findings by code, in order of the codes."""
    counts: dict[str, Counter[Severity]] = {}
    for finding in findings:
        counts.setdefault(finding.code, Counter())[finding.severity] += 1
    for code in sorted(counts):
        yield Tally(code, counts[code])
