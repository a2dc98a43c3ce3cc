"""Findings grouped as a reader wants them: by message, or by file where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...spec import Severity
from ..results.finding import RANK, Finding, MessageId
from ..results.report import VERDICTS, MessageReport, Report, Verdict
from .patterns import Listed, group_name


class Group(NamedTuple):
    """Findings about one message, or about records of one file that tell of none.

    Args:
        file: of the first finding.
        lifecycle, key: of the message; empty if there is none.
        message: its report, if the group's message has one.
        verdicts: of the messages that belong to it, how often each, with findings or without.
        listed: the findings, in order of the records.
        children: the groups of messages that belong to it.
    """

    file: str
    lifecycle: str
    key: str
    message: MessageReport | None
    verdicts: Mapping[Verdict, int]
    listed: list[Listed]
    children: list[Group]

    @property
    def explanations(self) -> tuple[str, ...]:
        """The message's life in words; several only if the findings differ in it."""
        if self.message is not None and self.message.explanation:
            return (self.message.explanation,)
        told = (each.finding.explanation for each in self.listed)
        return tuple(dict.fromkeys(filter(None, told)))


def group_findings(report: Report, listed: Sequence[Listed]) -> list[Group]:
    """Group findings of a report, in order of each group's first.

    The group of a message that belongs to another stands within that one's.

    Args:
        report: the report.
        listed: those of its findings that are listed.
    """
    families = _Families(report, {each.finding.about for each in listed})
    groups: dict[object, Group] = {}
    outer: list[Group] = []
    for each in listed:
        finding = each.finding
        message = families.message(finding.about)
        name = group_name(finding)
        if name not in groups:
            groups[name] = families.group(finding, message)
            parent = families.parent(message)
            if parent is not None and parent.id not in groups:
                groups[parent.id] = families.group(finding, parent)
                outer.append(groups[parent.id])
            (outer if parent is None else groups[parent.id].children).append(groups[name])
        groups[name].listed.append(each)
    return outer


class _Families:
    """The messages of which findings are listed, and what belongs to what.

    Args:
        report: the report; of its other messages nothing is held.
        named: the messages.
    """

    def __init__(self, report: Report, named: set[MessageId | None]) -> None:
        self._messages: dict[MessageId, MessageReport] = {}
        self._under: dict[MessageId, Counter[Verdict]] = {}
        if not named:
            return
        self._messages |= {each.id: each for each in report.named(named)}
        for message in report.judged:
            if message.parent_id is not None:
                self._under.setdefault(message.parent_id, Counter())[message.verdict] += 1
        parents = {each.parent_id for each in self._messages.values()} - {None, *self._messages}
        if parents:
            self._messages |= {each.id: each for each in report.named(parents)}

    def message(self, name: MessageId | None) -> MessageReport | None:
        return None if name is None else self._messages.get(name)

    def parent(self, message: MessageReport | None) -> MessageReport | None:
        """The message another one belongs to, unless that belongs to a third."""
        parent = None if message is None else self.message(message.parent_id)
        return None if parent is None or parent.parent_id else parent

    def group(self, first: Finding, message: MessageReport | None) -> Group:
        """Return the group of a message, or of a finding that is about none; still empty."""
        lifecycle, key = (message or first).lifecycle, (message or first).key
        under = self._under.get(message.id, Counter()) if message else Counter()
        verdicts = {verdict: under[verdict] for verdict in VERDICTS if verdict in under}
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
