"""What a check found: the values that every report format is written from."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from ...spec import Severity
from .finding import RANK, Finding, MessageId, Place
from .kinds import Kind
from .payload_lines import ShownPayload
from .traffic import Traffic

Verdict = Literal["conforms", "open", "tolerated", "undecided", "violates"]
FailOn = Literal["error", "warning", "info", "never"]

VERDICTS: Final[tuple[Verdict, ...]] = ("violates", "undecided", "tolerated", "open", "conforms")
"""Every verdict, the gravest first."""


class MessageReport(NamedTuple):
    """One message, judged.

    Args:
        id: what makes it one; findings about it carry it.
        provider, lifecycle, key: which message, for people.
        verdict: the worst of its findings and of its explanation.
        last: the state at the end of its explanation, not on the last line; `None` if
            nothing that was told of it is explained.
        final: whether that is a documented place to end.
        observations: how many there were.
        explanation: its life in words.
        place: its first record.
        parent: the message it belongs to, as lifecycle and key; empty if none is known.
        parent_id: its id.
    """

    id: MessageId
    provider: str
    lifecycle: str
    key: str
    verdict: Verdict
    last: str | None
    final: bool
    observations: int
    explanation: str
    place: Place
    parent: str = ""
    parent_id: MessageId | None = None


class LogReport(NamedTuple):
    """What came of one argument of the check.

    Args:
        path: as the user named it.
        records: how many it holds.
        used, ignored, unread: what became of them; together, all of them.
        problem: why nothing in it could be judged, or empty.
        found: where payloads were found, if not as bare records, and what is to be known of it.
        known: how many records are known traffic that tells no status, by what they are.
    """

    path: str
    records: int
    used: int
    ignored: int
    unread: int
    problem: str
    found: str = ""
    known: str = ""


class ManyMessages(Sequence[MessageReport]):
    """Messages of which most are made only when they are asked for."""

    @property
    @abstractmethod
    def judged(self) -> Iterator[MessageReport]:
        """Those of which there may be something to be said."""

    @abstractmethod
    def verdicts(self) -> Counter[Verdict]:
        """Count the verdicts."""


class ObservationDetail(NamedTuple):
    """One observation, and how the explanation takes it.

    Args:
        place: its record.
        status: what it tells, as it may be shown.
        received: when the capture received it, in microseconds (UTC), if told.
        time: its event time, in microseconds (UTC), if it has a usable one.
        polled: a poll told it; otherwise it was announced.
        kind: the move that explains it.
        before, after: the states the life was in.
        missed: the states passed unseen on the way here.
        assumed: an assumed edge is on the way.
        copy: its payload had arrived before.
        late: one with a later event time had arrived before.
        serial: its number among those of its life, in the order of the records.
        payload: its payload, if that is shown.
    """

    place: Place
    status: str
    received: int | None
    time: int | None
    polled: bool
    kind: Kind
    before: str
    after: str
    missed: tuple[str, ...]
    assumed: bool
    copy: bool
    late: bool
    serial: int = 0
    payload: ShownPayload | None = None


class LifeDetail(NamedTuple):
    """One message in detail.

    Args:
        message: its report.
        observations: in the order of the explanation; a long life is cut.
        arrival: for each of these, its place in the order of arrival, from 0.
        omitted: how many are left out after the first half.
    """

    message: MessageReport
    observations: tuple[ObservationDetail, ...]
    arrival: tuple[int, ...]
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a check.

    Args:
        logs: what came of each argument.
        messages: every message, in the order in which the logs first tell of them.
        findings: what was found and selected, in order of the records.
        observations: how many payloads were judged.
        traffic: what the messages did, by lifecycle id.
        released: how many messages were judged before the end, to bound memory.
        details: messages with each of their observations, the worst first, if asked for.
        known: how many findings were left out, since a baseline knows them.
        span: when the log begins, and what its clock says at its end, in microseconds (UTC);
            `None` if no time is told.
    """

    logs: tuple[LogReport, ...]
    messages: Sequence[MessageReport]
    findings: tuple[Finding, ...]
    observations: int
    traffic: dict[str, Traffic]
    released: int = 0
    details: tuple[LifeDetail, ...] = ()
    known: int = 0
    span: tuple[int, int] | None = None

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many messages got each verdict."""
        if isinstance(self.messages, ManyMessages):
            counts = self.messages.verdicts()
        else:
            counts = Counter(message.verdict for message in self.messages)
        return {verdict: counts[verdict] for verdict in VERDICTS}

    @property
    def judged(self) -> Iterable[MessageReport]:
        """The messages of which there may be something to be said."""
        if isinstance(self.messages, ManyMessages):
            return self.messages.judged
        return self.messages

    def named(self, ids: Collection[MessageId | None]) -> Iterator[MessageReport]:
        """Yield the messages that have some ids.

        Args:
            ids: what makes messages one.
        """
        rest = set(ids) - {None}
        for message in self.judged:
            if message.id in rest:
                rest.discard(message.id)
                yield message
        # Of the others nothing but payloads may have been told: they are looked for if any is.
        for message in self.messages if rest else ():
            if message.id in rest:
                rest.discard(message.id)
                yield message
            if not rest:
                break

    def by_message(self) -> dict[MessageId | None, list[Finding]]:
        """Return the findings by the message they are about; under `None`, those about none."""
        told = {finding.about for finding in self.findings}
        judged = {message.id for message in self.named(told)}
        found: dict[MessageId | None, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.about if finding.about in judged else None, []).append(finding)
        return found

    @property
    def problems(self) -> Iterator[LogReport]:
        """The logs of which nothing could be judged."""
        return (log for log in self.logs if log.problem)

    def at_gate(self, fail_on: FailOn) -> bool:
        """Whether a finding is as grave as `fail_on` or graver."""
        gate: Severity | None = None if fail_on == "never" else fail_on
        return gate is not None and any(
            RANK[finding.severity] >= RANK[gate] for finding in self.findings
        )

    def exit_code(self, fail_on: FailOn = "error") -> int:
        """Return 3 if a log gave nothing to judge, 1 if a finding is at the gate, else 0."""
        if any(True for _ in self.problems):
            return 3
        return 1 if self.at_gate(fail_on) else 0
