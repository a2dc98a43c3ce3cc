"""Findings grouped as a reader wants them: by message, or by file where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...spec import Severity
from ..results.finding import RANK, Finding, MessageId
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
    families = _Families(report.judged)
    groups: dict[object, Group] = {}
    outer: list[Group] = []
    for finding in report.findings:
        if finding.severity == "info" and not show_info:
            continue
        message = families.message(finding.about)
        name = message.id if message else (finding.lifecycle, finding.key or finding.place.file)
        if name not in groups:
            groups[name] = families.group(finding, message)
            parent = families.parent(message)
            if parent is not None and parent.id not in groups:
                groups[parent.id] = families.group(finding, parent)
                outer.append(groups[parent.id])
            (outer if parent is None else groups[parent.id].children).append(groups[name])
        groups[name].findings.append(finding)
    return outer


class _Families:
    """The messages of a report by their ids, and what belongs to what."""

    def __init__(self, messages: Iterable[MessageReport]) -> None:
        self._messages = {message.id: message for message in messages}
        self._under: dict[MessageId, list[Verdict]] = {}
        for message in self._messages.values():
            if message.parent_id is not None:
                self._under.setdefault(message.parent_id, []).append(message.verdict)

    def message(self, name: MessageId | None) -> MessageReport | None:
        return None if name is None else self._messages.get(name)

    def parent(self, message: MessageReport | None) -> MessageReport | None:
        """The message another one belongs to, unless that belongs to a third."""
        parent = None if message is None else self.message(message.parent_id)
        return None if parent is None or parent.parent_id else parent

    def group(self, first: Finding, message: MessageReport | None) -> Group:
        """Return the group of a message, or of a finding that is about none; still empty."""
        lifecycle, key = (message or first).lifecycle, (message or first).key
        under = self._under.get(message.id, []) if message else []
        verdicts = {verdict: under.count(verdict) for verdict in VERDICTS if verdict in under}
        return Group(first.place.file, lifecycle, key, message, verdicts, [], [])


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
