"""Families: messages that are judged together, since they belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Final, NamedTuple

from ...spec import Lifecycle
from ..lives.edits import Class
from ..observing.complained import complained
from ..observing.message import Message
from ..observing.observation import Observation
from ..payloads.links import NO_FACTS, Leg
from ..results.finding import RANK, Complaint, Finding, MessageId, message_id
from ..results.report import MessageReport, Verdict
from ..results.times import format_duration
from ..results.traffic import Traffic
from .judge import Judge, Judged, name_of_end
from .life import Life
from .life_details import WorstLives
from .lookup_findings import lookup_findings
from .options import DOCUMENTED, FinalWithin, awaited
from .relations import ended_by, is_closed, relation_findings, relatives_of
from .traffic_count import count_life


@dataclass(slots=True)
class Family:
    """A parent and its children, the legs of a workflow, or one message by itself."""

    parent: Message | None = None
    children: list[Message] = field(default_factory=list)

    @property
    def members(self) -> list[Message]:
        """Every message of it, the parent first."""
        return self.children if self.parent is None else [self.parent, *self.children]


class JudgedFamily(NamedTuple):
    """What is said of a family: its messages' reports, and findings about them."""

    reports: list[MessageReport]
    findings: list[Finding]


def families(messages: Mapping[MessageId, Message]) -> Iterable[Family]:
    """Group messages into families, in the order in which the first of each was told of."""
    related = [message for message in messages.values() if message.lifecycle.relations]
    places = {message.name: place for message in related if (place := parent_of(message))}
    if not places:
        return (Family(message, []) for message in messages.values())
    found: dict[object, Family] = {}
    for name, message in messages.items():
        place = places.get(name)
        family = found.get(place or name)
        if family is None:
            family = found[place or name] = Family(None, [])
        if place is None:
            family.parent = message
        else:
            family.children.append(message)
    return found.values()


class Workflow(NamedTuple):
    """What the legs of a workflow belong to."""

    family: str
    relation: str
    name: str


def parent_of(message: Message) -> MessageId | Workflow | None:
    """Return what a message says it belongs to: its parent's id, or its workflow."""
    told = [each.facts_of for each in message.observations if each.facts_of is not NO_FACTS]
    for relation in message.lifecycle.relations if told else ():
        for facts in told:
            fact = facts.get(relation.id)
            if isinstance(fact, Leg):
                return Workflow(message.lifecycle.family, relation.id, fact.workflow)
            if fact is not None:
                return MessageId(relation.parent, None, (fact,))
    return None


def _says_one_thing(message: Message) -> bool:
    """Whether a message says the same of what it belongs to each time, and is no leg."""
    first = message.observations[0].facts_of
    if any(each.facts_of != first for each in message.observations):
        return False
    return not any(isinstance(fact, Leg) for _, fact in first.items())


class _Relatives(NamedTuple):
    """What is known of the family that a message belongs to.

    Args:
        parent: what it belongs to, as far as the log tells.
        related: findings about relations, by the message they are about.
        ended: what was told of the parent, if it has ended.
    """

    parent: Life | None
    related: Mapping[MessageId | None, list[Finding]]
    ended: frozenset[str | None]


_ALONE: Final = _Relatives(None, {}, frozenset())


class FamilyJudge:
    """Judges families.

    Args:
        judge: judges the single lives.
        final_within: how long a final is awaited, as `Options` has it.
        lifecycles: what may be in the logs.
        worst: keeps the lives that are told in detail.
    """

    def __init__(
        self,
        judge: Judge,
        final_within: FinalWithin | None,
        lifecycles: Iterable[Lifecycle],
        worst: WorstLives | None = None,
    ) -> None:
        self._judge = judge
        self._variants: dict[str, list[Lifecycle]] = {}
        for lifecycle in lifecycles:
            self._variants.setdefault(lifecycle.family, []).append(lifecycle)
        self._final_within = final_within
        self._worst = WorstLives(0) if worst is None else worst

    def judge(
        self,
        family: Family,
        messages: Mapping[MessageId, Message],
        latest: int | None,
        traffic: dict[str, Traffic],
    ) -> JudgedFamily:
        """Judge a family's messages, each alone and then together.

        Args:
            family: the family.
            messages: every message there is, to see whether an id is known elsewhere.
            latest: the latest time in the logs, in microseconds.
            traffic: by lifecycle id; what the messages did is added.
        """
        judged = JudgedFamily([], [])
        members = family.members
        if len(members) == 1 and (family.parent is not None or _says_one_thing(members[0])):
            self._alone(members[0], messages, latest, judged, traffic)
            return judged
        lives = {id(each): self._judge.life(each) for each in members if each.observations}
        parent = lives.get(id(family.parent)) if family.parent else None
        related: dict[MessageId | None, list[Finding]] = {}
        relatives = relatives_of(parent, [lives[id(each)] for each in family.children])
        for finding in relation_findings(relatives):
            related.setdefault(finding.about, []).append(finding)
        known = _Relatives(parent, related, ended_by(parent))
        for message in members:
            life = lives.get(id(message))
            here = known._replace(parent=None) if message is family.parent else known
            self._judged(message, life, here, messages, latest, judged, traffic)
        return judged

    def _alone(
        self,
        message: Message,
        messages: Mapping[MessageId, Message],
        latest: int | None,
        judged: JudgedFamily,
        traffic: dict[str, Traffic],
    ) -> None:
        """Add what is to be said of a message by itself; of most, that is nothing."""
        known = None if self._worst.wanted else self._judge.recalled(message)
        if known is not None and (known.final or self._final_within is None):
            lifecycle = message.observations[0].telling.voice.lifecycle
            asked = message.answers and any(self._lookups(message, lifecycle, messages))
            if not asked and not self._mistakes(message, messages):
                self._judge.count(traffic, lifecycle, known)
                judged.reports.append(_recalled_report(message, lifecycle, known))
                return
        life = self._judge.life(message) if message.observations else None
        self._judged(message, life, _ALONE, messages, latest, judged, traffic)

    def _judged(
        self,
        message: Message,
        life: Life | None,
        relatives: _Relatives,
        messages: Mapping[MessageId, Message],
        latest: int | None,
        judged: JudgedFamily,
        traffic: dict[str, Traffic],
    ) -> None:
        """Add what is to be said of one message of a family."""
        findings: list[Finding] = []
        if message.answers:
            findings += self._lookups(message, life.lifecycle if life else None, messages)
        findings += self._mistakes(message, messages)
        if life is not None:
            findings += self._judge.findings(life)
            parent, related, ended = relatives
            if related:
                findings += related.get(life.name, ())
            closed = parent is not None and is_closed(life, ended)
            report = _report(message, life, findings, closed, parent)
            judged.reports.append(report)
            count_life(traffic, life)
            if self._worst.wanted:
                self._worst.offer(report, life)
            if not closed:
                findings += self._overdue(message, life, report, latest)
        if findings:
            judged.findings.extend(findings)

    def _mistakes(
        self, message: Message, messages: Mapping[MessageId, Message]
    ) -> Sequence[Finding]:
        """What is wrong with requests that name a message's key, but not which variant they mean.

        It is told of the first message of that key there is; of none if there is none.
        """
        lifecycle = message.lifecycle
        if not lifecycle.key_by_variant:
            alike = [message] if message.mistakes else []
        else:
            names = [
                message_id(each, message.name.parts) for each in self._variants[lifecycle.family]
            ]
            alike = [messages[name] for name in names if name in messages]
        made = [finding for each in alike for finding in each.mistakes]
        there = next((each for each in alike if each.observations), None)
        if not made or (there is None and not message.mistakes):
            return ()
        if there is None:
            return made
        if there is not message:
            return ()
        return [each._replace(about=there.name, lifecycle=lifecycle.id) for each in made]

    def _lookups(
        self,
        message: Message,
        lifecycle: Lifecycle | None,
        messages: Mapping[MessageId, Message],
    ) -> Iterator[Finding]:
        elsewhere: list[Lifecycle] = []
        if lifecycle is None:
            for variant in self._variants.get(message.name.family, ()):
                other = messages.get(message_id(variant, message.name.parts))
                if other is not None and other.observations:
                    elsewhere.append(variant)
        by = lifecycle or message.lifecycle
        yield from lookup_findings(message.name, by, message.answers, elsewhere)

    def _overdue(
        self, message: Message, life: Life, report: MessageReport, latest: int | None
    ) -> Iterator[Finding]:
        """Tell that a message had no final within the time the user set, or the file tells."""
        within = awaited(self._final_within, life.lifecycle)
        if within is None or report.final or latest is None:
            return
        last = last_told(message)
        if last.moment is None or latest - last.moment <= within:
            return
        silence = latest - last.moment
        words = (
            f"no final status {format_duration(silence)} after {last.told}, the last one reported"
        )
        due = life.lifecycle.deadline if self._final_within == DOCUMENTED else None
        if due is not None:
            words += f"; one is due within {format_duration(within)}"
        complaint = Complaint("OPEN001", "warning", words)
        if due is not None:
            basis, cite = due.grounds.basis, due.grounds.cite
            complaint = complaint._replace(basis=basis, cite=cite)
        finding = complained(
            complaint, last.voice, last.place, last.told, message.name, last.moment
        )
        yield finding._replace(explanation=life.words)


def last_told(message: Message) -> Observation:
    """Return a message's last observation by the clock; those without a time count as first."""
    return max(message.observations, key=lambda each: -inf if each.moment is None else each.moment)


def _report(
    message: Message, life: Life, findings: list[Finding], closed: bool, parent: Life | None
) -> MessageReport:
    _, lifecycle, automaton, _, _, explanation, words = life
    final = explanation.end in automaton.finals
    return MessageReport(
        message.name,
        lifecycle.provider,
        lifecycle.id,
        message.key,
        verdict(explanation.gravest, findings, message.worst, final or closed),
        name_of_end(automaton, explanation),
        final,
        len(message.observations),
        words,
        message.observations[0].place,
        f"{parent.lifecycle.id} {parent.name.key}" if parent else "",
        parent.name if parent else None,
    )


def _recalled_report(message: Message, lifecycle: Lifecycle, known: Judged) -> MessageReport:
    """The report of a message of which nothing is to be said but what holds for all like it."""
    observations = message.observations
    return MessageReport(
        message.name,
        lifecycle.provider,
        lifecycle.id,
        message.key,
        verdict(Class.STEP, (), message.worst, known.final),
        known.last,
        known.final,
        len(observations),
        known.words,
        observations[0].place,
    )


def verdict(gravest: Class, findings: Iterable[Finding], worst: int, ended: bool) -> Verdict:
    """Compose a message's verdict.

    Args:
        gravest: the gravest class of its explanation.
        findings: about it; ``OPEN001`` must not be among them.
        worst: the rank of the gravest complaint about its payloads.
        ended: its explanation ends where nothing more is to come.
    """
    for finding in findings:
        worst = max(worst, RANK[finding.severity])
    if worst >= RANK["error"]:
        return "violates"
    if gravest == Class.LATE:
        return "undecided"
    if worst >= RANK["warning"] or gravest >= Class.DIFFERING_REPEAT:
        return "tolerated"
    return "conforms" if ended else "open"
