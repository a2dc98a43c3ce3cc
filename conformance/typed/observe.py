"""Observe: from lines to rows, with what is to be said of their payloads. One half of the core.

Three tiers fill the table, and each passes on what it cannot promise: lines are decoded by types
and read a column at a time; what these refuse is read one by one; and what is wrong there gets its
words there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from ...spec import Lifecycle, Pointer
from ..observing.collector import Collector, Elsewhere
from ..observing.message import Message
from ..observing.observation import Observation
from ..observing.observer import Observer
from ..observing.strays import Route, Stray
from ..observing.tally import Tally
from ..payloads.links import Leg, claiming
from ..reading import Record
from ..results.finding import Finding
from ..table.hashing import bond_of, hash_of, hash_of_key, message_salt
from ..table.rows import (
    ALONE,
    LARGEST_RISING,
    NO_COUNT,
    RISING,
    ROW,
    TOGETHER,
    UNTOLD,
    Rows,
)
from .decode import TypedLines
from .keys import claim_salt, salt_of
from .kinds import Kinds, alone

_WORTH: Final = 32
"""Payloads of fewer lines are judged one by one, once these were read so."""
_KEY: Final = (ROW.names or ()).index("key")
Reader = Callable[[int], Sequence[Record]]
"""Reads the records of the line of a number; a blank one has none."""


class Batch(NamedTuple):
    """What came of some lines.

    Args:
        rows: of all that they tell of messages.
        findings: about their records and payloads; a place's line is its number among the lines.
        blank: the numbers of blank lines.
    """

    rows: Rows
    findings: list[Finding]
    blank: list[int]


class LineObserver:
    """Observes lines; what it learned of some serves the next.

    Args:
        observers: what reads payloads: one for each form of each lifecycle.
        lifecycles: what may be in the logs.
        forced: the user named the lifecycles.
        elsewhere: see `Collector`.
    """

    def __init__(
        self,
        observers: Sequence[Observer],
        lifecycles: Sequence[Lifecycle],
        *,
        forced: bool,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.kinds = Kinds()
        self._plain = Collector(observers, forced=forced, elsewhere=elsewhere)
        learning = Collector(observers, forced=forced, detail="whether")
        self.typed = TypedLines(observers, learning, self.kinds)
        self._variants: dict[str, list[Lifecycle]] = {}
        for each in lifecycles:
            if each.key_by_variant:
                self._variants.setdefault(each.family, []).append(each)

    @property
    def recognises(self) -> Collector:
        """What says which values tell of messages."""
        return self._plain

    @property
    def strays(self) -> list[Stray]:
        """Exchanges of captured sessions in which nothing was recognised."""
        return self._plain.strays

    @property
    def routes(self) -> set[Route]:
        """Where those went that were recognised."""
        return self._plain.routes

    def observe(
        self,
        lines: Sequence[bytes],
        rows: Rows,
        read: Reader,
        tally: Tally,
        *,
        payloads: bool = False,
    ) -> Batch:
        """Observe lines.

        Args:
            lines: without their ends.
            rows: one for each, which say where it stands.
            read: reads the records of one of them.
            tally: counts what becomes of the records.
            payloads: each is a payload that was taken from somewhere, and no envelope. What is read
                of others one by one is decoded all the same.
        """
        findings: list[Finding] = []
        others: list[Rows] = []
        taken = self.typed.decode(lines, rows, others, findings, payloads=payloads)
        records = {index: read(index) for index in np.flatnonzero(~taken).tolist()}
        if payloads and len(records) >= _WORTH:
            lines = [*lines]
            for index, some in records.items():
                lines[index] = _payload_of(some)
            self._decode_again(lines, records, rows, taken, others, findings, payloads=True)
        left = (each.value for index in records if not taken[index] for each in records[index])
        if self.typed.learn_unknown(left):
            self._decode_again(lines, records, rows, taken, others, findings, payloads=payloads)
        count = int(taken.sum())
        tally.records += count
        tally.recognised += count
        more: list[tuple[Any, ...]] = []
        blank: list[int] = []
        for index, several in records.items():
            if taken[index]:
                continue
            if not several:
                blank.append(index)
            told: list[tuple[Any, ...]] = []
            for record in several:
                self._plain.take(record, tally)
                findings += self._plain.findings
                self._learn(record)
                # Where a record stands within its line, no row tells: then it is judged by itself.
                only = len(several) == 1 and not record.place.pointer
                told += self._told(rows[index], only=only)
                self._plain.forget()
            if len(told) == 1:
                [rows[index]] = told
                taken[index] = True
            more += told if len(told) > 1 else ()
        found = rows if taken.all() else rows[taken]
        if more or others:
            found = np.concatenate([found, *others, np.array(more, ROW)])
            found = found[np.argsort(found["at"], kind="stable")]
        return Batch(found, findings, blank)

    def _decode_again(
        self,
        lines: Sequence[bytes],
        records: Mapping[int, Sequence[Record]],
        rows: Rows,
        taken: NDArray[np.bool_],
        others: list[Rows],
        findings: list[Finding],
        *,
        payloads: bool,
    ) -> None:
        """Decode lines that were not taken, of which some are now what their records hold."""
        rest = np.flatnonzero(~taken)
        some, before = rows[rest], len(others)
        again = [lines[index] for index in rest.tolist()]
        taken[rest] = self.typed.decode(again, some, others, findings, payloads=payloads)
        received = np.array([_received(records[index]) for index in rest.tolist()], np.int64)
        for each in (some, *others[before:]):
            here = received[np.searchsorted(rows["at"][rest], each["at"])]
            each["received"] = np.where(each["received"] == UNTOLD, here, each["received"])
        rows[rest] = some

    def _learn(self, record: Record) -> None:
        """Learn how to decode lines like one of which nothing is to be said."""
        if not self._plain.findings and isinstance(record.value, dict):
            told = map(alone, self._plain.messages.values())
            here = next((each for each in told if each is not None), None)
            if here is not None:
                self.typed.learn(record.value, here)

    def _told(self, row: Any, *, only: bool) -> Iterator[tuple[Any, ...]]:
        """The rows of what one record tells of messages; it may be the only one of its line."""
        for message in list(self._plain.messages.values()):
            rows = list(self._of_message(row, message, only=only))
            if self.typed.noted is not None:
                hashes = np.array([each[_KEY] for each in rows], np.uint64)
                self.typed.noted(hashes, [message.name.parts] * len(rows), message.lifecycle)
            yield from rows

    def _of_message(self, row: Any, message: Message, *, only: bool) -> Iterator[tuple[Any, ...]]:
        """The rows of what one record tells of a message."""
        here = alone(message) if only else None
        if here is not None:
            kind = self.kinds.number(message, here)
            yield _row(row, message, here, kind)
            return
        for observation in message.observations:
            yield _row(row, message, observation, ALONE)
        if not message.observations:
            yield from self._asked(row, message)

    def _asked(self, row: Any, message: Message) -> Iterator[tuple[Any, ...]]:
        """The rows of a message that was only asked for: it may be known as another variant."""
        lifecycle = message.lifecycle
        for variant in self._variants.get(lifecycle.family, [lifecycle]):
            key = hash_of_key(message.name.parts, salt_of(variant))
            nothing = (UNTOLD, UNTOLD, UNTOLD, (NO_COUNT,) * RISING)
            yield (row["at"], key, 0, 0, *nothing, row["line"], TOGETHER)


def _payload_of(records: Sequence[Record]) -> bytes:
    """The payload that is all a line tells, and that is as it was read; empty for none."""
    if len(records) != 1:
        return b""
    [record] = records
    simple = record.problem is None and not (record.captured or record.untold)
    if not simple or record.place.pointer or not isinstance(record.value, dict):
        return b""
    try:
        return orjson.dumps(record.value)
    except orjson.JSONEncodeError:
        return b""


def _received(records: Sequence[Record]) -> int:
    told = records[0].received if len(records) == 1 else None
    return UNTOLD if told is None else told


def _row(row: Any, message: Message, told: Observation, kind: int) -> tuple[Any, ...]:
    voice = told.voice
    family, variant, parts = message.name
    rising = []
    for place, value in _changing(told):
        if isinstance(value, float):
            kind = min(kind, ALONE)
        if place != voice.form.version:
            whole = value.__class__ is int
            if whole and abs(value) > LARGEST_RISING:
                kind = min(kind, ALONE)
                whole = False
            rising.append(value if whole else NO_COUNT)
    if len(rising) > RISING:
        kind = min(kind, ALONE)
    parent, claims = _claims(told)
    bond = bond_of(told.facts[: voice.constants], claims)
    numbers = (told.time, told.received, told.version)
    return (
        *(row["at"], hash_of_key(parts, message_salt(family, variant)), bond, parent),
        *(UNTOLD if each is None else each for each in numbers),
        (*rising, *(NO_COUNT,) * RISING)[:RISING],
        *(row["line"], kind),
    )


def _changing(told: Observation) -> Iterator[tuple[Pointer, Any]]:
    """The places where numbers must not fall, with what an observation has there."""
    voice = told.voice
    places = [place for rule in voice.event_rules for place in rule.fields]
    rising = slice(voice.constants, voice.constants + voice.rising)
    return zip(places[rising], told.facts[rising], strict=True)


def _claims(told: Observation) -> tuple[int, list[str | None]]:
    """The hash of what an observation says its message belongs to, and all that it says."""
    lifecycle = told.voice.lifecycle
    parent, claims = 0, []
    for relation in claiming(lifecycle.relations):
        fact = told.facts_of.get(relation.id)
        text = fact.workflow if isinstance(fact, Leg) else fact
        claims.append(text)
        if text is not None and not parent:
            parent = hash_of(text, claim_salt(lifecycle, relation))
    return parent, claims
