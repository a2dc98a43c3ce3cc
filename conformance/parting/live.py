"""A log without end: each family judged anew whenever more is told of it.

What is kept of a family is its records as they came, packed: whoever judges them later, with what
lifecycle files and by whichever version, judges what a check of the whole log would.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from ..judging.families import FamilyJudge, families, last_told
from ..judging.judge import Judge
from ..judging.options import Options, awaited, lifecycles_of, observers_of
from ..observing.collector import Collector
from ..observing.message import Message
from ..observing.tally import Tally
from ..reading import Problem, Record
from ..reading.json_lines import parse_line
from ..results.finding import Finding, MessageId, Place, told_once
from ..results.report import MessageReport
from ..results.shown import Shown
from ..results.traffic import Traffic
from .keys import key_of
from .part import finding_row

_PACKING: Final = 6


class LiveRecord(msgspec.Struct, array_like=True, frozen=True):
    """A record as one family has it.

    Args:
        order: sorts the log's rows as they arrived, as text.
        number: of the record within its row, from 0.
        row: what its owner calls the row.
        line: the record as JSON; of one that cannot be read, empty.
        problem: why it cannot be read: a code and words.
        keys: of the messages it tells of that are of this family.
        first: what is to be said of the record as a whole is said here.
        received: when it was received, in microseconds (UTC), if told.
    """

    order: str
    number: int
    row: str
    line: str
    problem: tuple[str, str] | None = None
    keys: tuple[str, ...] = ()
    first: bool = True
    received: int | None = None


class Change(NamedTuple):
    """What changed of what is said of a family.

    Args:
        finding: by its names in tables.
        withdrawn: it was told before, and is explained now.
    """

    finding: dict[str, Any]
    withdrawn: bool = False


class Kept(msgspec.Struct, array_like=True):
    """What is kept of a family between two times it is judged.

    Args:
        records: all there were; none once the family is let go.
        told: what was found of it, and not withdrawn since.
        due: when it is to be judged next if nothing arrives, in microseconds; `None` for never.
        ended: once it is let go, what each of its messages ended in, by its key.
    """

    records: list[LiveRecord] = msgspec.field(default_factory=list)
    told: list[dict[str, Any]] = msgspec.field(default_factory=list)
    due: int | None = None
    ended: dict[str, str] | None = None

    def pack(self) -> bytes:
        """Return it as bytes."""
        return zlib.compress(msgspec.msgpack.encode(self), _PACKING)

    @classmethod
    def unpack(cls, data: bytes) -> Kept:
        """Return what `pack` made bytes of."""
        return msgspec.msgpack.decode(zlib.decompress(data), type=cls)

    def take(
        self,
        records: Sequence[LiveRecord],
        watch: FamilyWatch,
        now: int | None,
        release: int | None = None,
    ) -> list[Change]:
        """Take records, and say what is to be told, or withdrawn.

        Args:
            records: what arrived; nothing if only time has passed.
            watch: judges.
            now: until when the log is known, in microseconds; `None` if that is not known.
            release: how long after its last record the family is let go, in microseconds.
        """
        if self.ended is not None:
            return [Change(finding_row(each)) for each in watch.late(records, self.ended)]
        self.records += records
        watched = watch.judge(self.records, now)
        found = {_name(each): each for each in map(finding_row, watched.findings)}
        before = {_name(each): each for each in self.told}
        self.told = [before.get(name, each) for name, each in found.items()]
        self.due = watched.due
        if release is not None and now is not None:
            self._let_go(watched, now, release)
        withdrawn = [Change(each, True) for name, each in before.items() if name not in found]
        return withdrawn + [Change(each) for name, each in found.items() if name not in before]

    def _let_go(self, watched: Watched, now: int, release: int) -> None:
        """Forget the family if nothing was told of it for so long, or say when that will be."""
        last = max((each.received or 0 for each in self.records), default=0) or now
        if last + release > now:
            self.due = min(self.due or last + release, last + release)
            return
        self.ended = {each.id.key: each.last or "" for each in watched.messages}
        self.records, self.told, self.due = [], [], None


def _name(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes a finding the same, though more is known by now: more that is related, a longer
    life that explains it, a longer silence.
    """
    words = None if finding["code"] == "OPEN001" else finding["message"]
    named = ("code", "severity", "rule", "pointer", "row", "lifecycle", "key", "status")
    return (words, *map(finding.get, named))


class Watched(NamedTuple):
    """What is said of a family.

    Args:
        findings: about it, as they are shown.
        messages: theirs, likewise.
        due: when a final is overdue that is not yet, in microseconds; `None` for never.
    """

    findings: list[Finding]
    messages: list[MessageReport]
    due: int | None


class FamilyWatch:
    """Judges families by all their records.

    Args:
        options: how to check.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
    """

    def __init__(self, options: Options) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers, forms=options.forms)
        self._options = options
        self._collector = Collector(observers, forced=bool(options.lifecycles))
        self._judge = FamilyJudge(Judge.of(options, None), options.final_within, lifecycles)
        self._shown = Shown(lifecycles, reveal=options.show_numbers)

    def judge(self, records: Iterable[LiveRecord], now: int | None) -> Watched:
        """Judge a family.

        Args:
            records: all that tell of it.
            now: until when the log is known, in microseconds; `None` if that is not known.
        """
        ordered = sorted(records, key=lambda each: (each.order, each.number))
        keys = frozenset(key for each in ordered for key in each.keys)
        findings = list(self._taken(ordered, keys))
        told = self._collector.messages.items()
        messages = {name: message for name, message in told if key_of(name) in keys}
        reports: list[MessageReport] = []
        traffic: dict[str, Traffic] = {}
        for family in families(messages):
            judged = self._judge.judge(family, messages, now, traffic)
            reports += judged.reports
            findings += judged.findings
        self._collector.forget()
        chosen = [each for each in findings if self._options.selects(each)]
        chosen.sort(key=lambda each: (each.place.record, each.code, each.message))
        return Watched(
            list(map(self._shown.finding, told_once(chosen))),
            list(map(self._shown.message, reports)),
            min(self._deadlines(reports, messages, now), default=None),
        )

    def late(self, records: Iterable[LiveRecord], ended: Mapping[str, str]) -> Iterator[Finding]:
        """Yield what is said of records that tell of messages which were let go.

        Args:
            records: the records.
            ended: what the messages ended in.
        """
        for number, record in enumerate(records):
            for finding in self._taken([record], frozenset(record.keys)):
                yield self._shown.finding(finding)
            for name, message in self._collector.messages.items():
                last = ended.get(name.key)
                words = f"{name.key} was let go, " + (f"its last status {last}" if last else "")
                place = Place("", None, number, row=record.row)
                finding = Finding.begin("LOGS009", place, words, message.lifecycle, about=name)
                yield self._shown.finding(finding)
            self._collector.forget()

    def _taken(self, records: Sequence[LiveRecord], keys: frozenset[str]) -> Iterator[Finding]:
        """Take records, and yield what is found in them alone."""
        collector = self._collector
        for number, each in enumerate(records):
            place = Place("", None, number, row=each.row)
            if each.problem is None:
                record = parse_line(each.line.encode(), place)._replace(received=each.received)
            else:
                record = Record(place, None, Problem(*each.problem))
            before = len(collector.findings)
            collector.take(record, Tally())
            for finding in collector.findings[before:]:
                own = each.first if finding.about is None else key_of(finding.about) in keys
                if own:
                    yield finding

    def _deadlines(
        self,
        reports: Iterable[MessageReport],
        messages: Mapping[MessageId, Message],
        now: int | None,
    ) -> Iterator[int]:
        for report in reports:
            message = messages[report.id]
            within = awaited(self._options.final_within, message.lifecycle)
            last = last_told(message).moment
            if report.final or within is None or last is None:
                continue
            if now is None or now - last <= within:
                yield last + within + 1
