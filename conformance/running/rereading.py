"""Judge: from rows of whole messages to verdicts. The other half of the core.

Of messages that have the same trace, one is judged for all, its lines read again; so is, each by
itself, whatever has a trace of its own or anything to be said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final, NamedTuple

import numpy as np

from ...machines import Automaton
from ..judging.families import FamilyJudge, families
from ..judging.judge import Judge
from ..judging.life_details import WorstLives
from ..judging.options import Options, lifecycles_of, observers_of
from ..observing.collector import Collector
from ..observing.kept_payloads import KeptPayloads
from ..observing.observer import Observer
from ..observing.tally import Tally
from ..reading import NO_PAYLOAD, Record
from ..results.finding import Finding, Key, MessageId
from ..results.report import LifeDetail, MessageReport
from ..results.traffic import Traffic, add_traffic
from ..table.hashing import hash_of_message, message_salt
from ..table.rows import PLACE, UNTOLD, Rows, together
from ..typed.keys import salt_of
from ..typed.naming import naming
from .files import GONE, Files, Streams

WORTH: Final = 500
"""Fewer lines are not worth another process."""


@dataclass(slots=True)
class Judged:
    """What is said of messages.

    Args:
        messages: their reports.
        findings: about them.
        traffic: what they did, by lifecycle id.
        details: some of them in detail.
    """

    messages: list[MessageReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    traffic: dict[str, Traffic] = field(default_factory=dict)
    details: tuple[LifeDetail, ...] = ()

    def add(self, other: Judged) -> None:
        """Add what is said of others; details are kept of one only."""
        self.messages += other.messages
        self.findings += other.findings
        add_traffic(self.traffic, other.traffic)


class MessageLines(NamedTuple):
    """Lines of messages that are judged.

    Args:
        places: where they stand, in order, each once.
        keys: the hashes of the messages; lines may tell of others, too.
    """

    places: Rows
    keys: frozenset[int]


class Rereader:
    """Judges messages, their lines read again.

    Args:
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        files: the files.
        latest: the latest time in the logs, in microseconds, or `UNTOLD`.
    """

    def __init__(
        self, options: Options, automata: dict[str, Automaton] | None, files: Files, latest: int
    ) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers, forms=options.forms)
        self._files = files
        self._reveal = options.show_numbers
        self._latest = None if latest == UNTOLD else latest
        self._collector = Collector(observers, forced=bool(options.lifecycles))
        self._naming: dict[int, list[Observer]] = {}
        for each in observers:
            self._naming.setdefault(salt_of(each.lifecycle), []).append(each)
        judge = Judge.of(options, automata)
        self._alone = FamilyJudge(judge, None, lifecycles)
        self._worst = WorstLives(options.details)
        self._together = FamilyJudge(judge, options.final_within, lifecycles, self._worst)

    def examples(self, lines: Sequence[MessageLines]) -> list[Judged | None]:
        """Judge messages, each for all that have its trace; `None` if anything is to be said.

        Nothing is said of how long ago it was last told of: that differs within a trace.
        """
        every = chain.from_iterable(each.places.tolist() for each in lines)
        with Streams() as streams:
            records = self._files.records_of(every, streams, self._collector)
            return [self._example(each, records) for each in lines]

    def _example(self, lines: MessageLines, records: Iterator[Sequence[Record]]) -> Judged | None:
        judged = self._judged(lines, records, self._alone)
        return judged if not judged.findings and len(judged.messages) == 1 else None

    def report(self, lines: MessageLines) -> Judged:
        """Judge messages; all that is told of them is among the lines."""
        with Streams() as streams:
            places = lines.places.tolist()
            records = self._files.records_of(places, streams, self._collector)
            judged = self._judged(lines, records, self._together)
            judged.details = self._with_payloads(self._worst.details(), lines, streams)
        return judged

    def _with_payloads(
        self, lives: tuple[LifeDetail, ...], lines: MessageLines, streams: Streams
    ) -> tuple[LifeDetail, ...]:
        """Read the payloads of some lives once more, now that it is known which are shown."""
        told = {each.place for life in lives for each in life.observations}
        records = {(place.file, place.record) for place in told}
        kept = KeptPayloads(reveal=self._reveal, records=records)
        self._collector.keep = kept.keep
        for at, line in lines.places.tolist() if records else ():
            place = self._files.place(at, line)
            if (place.file, place.record) in records:
                for record in self._files.records(at, line, streams, self._collector):
                    self._collector.take(record, Tally())
                self._collector.forget()
        self._collector.keep = None
        return kept.shown(lives)

    def _judged(
        self, lines: MessageLines, of_lines: Iterator[Sequence[Record]], judge: FamilyJudge
    ) -> Judged:
        collector, found, tally = self._collector, Judged(), Tally()
        for records in islice(of_lines, len(lines.places)):
            good = [each for each in records if each.problem is None]
            for record in good:
                collector.take(record, tally)
            problem = GONE if records[0].problem is NO_PAYLOAD else records[0].problem
            if not good and problem is not None:  # the file was changed since
                place = records[0].place
                found.findings.append(Finding.begin(problem.code, place, problem.message))
        # A line may tell of several messages, of which some are judged elsewhere.
        messages = {
            name: each
            for name, each in collector.messages.items()
            if hash_of_message(name) in lines.keys
        }
        for family in families(messages):
            judged = judge.judge(family, messages, self._latest, found.traffic)
            found.messages += judged.reports
            found.findings += judged.findings
        collector.forget()
        return found

    def keys(self, messages: Rows, names: Iterable[MessageId], streams: Streams) -> Iterator[Key]:
        """Yield the keys of messages.

        Args:
            messages: a row for each.
            names: of each, or of one like it, whose key alone differs.
            streams: the open files.
        """
        places = zip(messages["at"].tolist(), messages["line"].tolist(), strict=True)
        every = self._files.records_of(places, streams, self._collector)
        for records, name, key in zip(every, names, messages["key"].tolist(), strict=True):
            observers = self._naming[message_salt(name.family, name.variant)]
            found = (
                each.key for x in observers for record in records for each in naming(key, record, x)
            )
            yield next(found, ()) or self._key(records, key)

    def _key(self, records: Iterable[Record], key: int) -> Key:
        """The key of the message with a hash, of those that some records tell of."""
        for record in records:
            self._collector.take(record, Tally())
        names = list(self._collector.messages)
        self._collector.forget()
        alike = (each.parts for each in names if hash_of_message(each) == key)
        return names[0].parts if len(names) == 1 else next(alike, ())


def shared(
    messages: Iterable[tuple[int, Rows]], besides: int, ways: int
) -> Iterator[list[tuple[int, Rows]]]:
    """Share messages that are judged each by itself among processes.

    Args:
        messages: the hash of each, and its rows.
        besides: how many other lines the first process has to judge.
        ways: how many processes there are.
    """
    every = list(messages)
    total = sum(len(rows) for _, rows in every)
    if total < WORTH or ways == 1:
        yield every
        return
    share = (total + besides) / ways
    part: list[tuple[int, Rows]] = []
    given = float(besides)
    left = ways
    for each in every:
        if given >= share and left > 1:
            yield part
            part, given, left = [], 0.0, left - 1
        part.append(each)
        given += len(each[1])
    yield part


def lines_of(messages: Iterable[tuple[int, Rows]]) -> MessageLines:
    """Put the lines of messages together, in their order, each once."""
    every = list(messages)
    places = together([rows for _, rows in every], PLACE)
    _, first = np.unique(places["at"], return_index=True)
    return MessageLines(places[first], frozenset(key for key, _ in every))
