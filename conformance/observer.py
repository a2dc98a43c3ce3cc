"""Observers: from a payload to an observation, with what is wrong with the payload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import orjson

from ..machines import compile_schema
from ..spec import MISSING, Form, Lifecycle, Pointer, Rule
from .aliases import compile_aliases
from .findings import Complaint, Place
from .known_fields import known_fields
from .payload_rules import EVENT_RULES, compile_rules, compile_split
from .payload_schema import PayloadSchema
from .reading import Problem
from .relation_facts import Facts, compile_facts
from .showing import Shower, plain
from .times import read_event_time

_EXACT: Final = 2**53
_TOLD: Final = 100
"""So many broken places of one payload are told, and so many fields that nobody names."""


@dataclass(slots=True)
class Observation:
    """One payload as the judge keeps it.

    Args:
        observer: what read it; it knows the lifecycle and the form.
        place: its record.
        state: the state it tells, or `None` if nobody documents what it tells.
        told: the status as it may be shown.
        time: its event time, in microseconds, if usable.
        received: when the capture received it, in microseconds, if told.
        version: its version number, if its form has one.
        digest: equal for payloads of equal content.
        guards: the bits of the edge guards it satisfies.
        previous: the state it says came before.
        split: it says that the message has parts which may differ.
        facts: what stood where the rules over several observations look.
        facts_of: what it says about other messages.
        serial: its number among all that the logs tell, in their order.
    """

    observer: Observer
    place: Place
    state: str | None
    told: str
    time: int | None
    received: int | None
    version: int | None
    digest: int
    guards: int
    previous: str | None
    split: bool
    facts: tuple[Any, ...]
    facts_of: Facts
    serial: int = 0

    @property
    def moment(self) -> int | None:
        """When it was made, in microseconds: by the capture's clock, else by its own."""
        return self.time if self.received is None else self.received


@dataclass(slots=True)
class Reading:
    """What an observer makes of a payload."""

    key: str
    observation: Observation
    complaints: list[Complaint]


class Observer:
    """Reads payloads of one form of one lifecycle.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
        reveal: show sensitive values in what is said about payloads.
        counted: where counters stand that other lifecycles' relations look at.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        form: Form,
        *,
        reveal: bool = False,
        counted: tuple[Pointer, ...] = (),
    ) -> None:
        self.lifecycle = lifecycle
        self.form = form
        self._reveal = reveal
        self._compiled = False
        self.event_rules: tuple[Rule, ...] = tuple(
            rule
            for rule in lifecycle.rules
            if rule.kind in EVENT_RULES and (not rule.forms or form.name in rule.forms)
        )
        self._vocabulary = lifecycle.vocabulary if form.values is None else form.values
        self._facts_of = compile_facts(lifecycle.relations, counted)
        self._facts = tuple(place for rule in self.event_rules for place in rule.fields)

    def _compile(self) -> None:
        """Compile what payloads are asked; most logs have few forms of all there are."""
        lifecycle, form = self.lifecycle, self.form
        self._alias = compile_aliases(lifecycle.aliases)
        self._schema = PayloadSchema(form.schema)
        self._known = known_fields(form.schema)
        self._rules = compile_rules(lifecycle.rules, form.name)
        self._split = compile_split(lifecycle.rules)
        self._guards = [(1 << each.id, compile_schema(each.schema)) for each in lifecycle.guards]
        self._compiled = True

    def read(
        self, payload: Any, place: Place, received: int | None, asked: str | None = None
    ) -> Reading | Problem:
        """Read one payload.

        Args:
            payload: a JSON value.
            place: its record.
            received: when the capture received it, in microseconds, if told.
            asked: the key of the message that was asked for, for an answer that names none.

        Returns:
            The reading, or the problem if the payload has no usable key or status.
        """
        if not self._compiled:
            self._compile()
        try:
            return self._read(payload, place, received, asked)
        except RecursionError:
            return Problem("LOGS006", "the payload is nested too deeply")

    def _read(
        self, payload: Any, place: Place, received: int | None, asked: str | None
    ) -> Reading | Problem:
        payload, complaints = self._alias(payload)
        named = self.form.key.get(payload)
        key = asked if named is MISSING and asked else _key(named)
        status = self.form.status.get(payload)
        if key is None or not _is_status(status):
            return self._unusable(payload, key)
        state = None if isinstance(status, bool) else self._vocabulary.get(status)
        complaints += self._complaints(payload, state)
        observation = Observation(
            observer=self,
            place=place,
            state=state,
            told=state or self._shown_status(payload, status),
            time=read_event_time(payload, self.form.time) if self.form.time else None,
            received=received,
            version=self._version(payload),
            digest=hash(_canonical(payload)),
            guards=sum(bit for bit, accepts in self._guards if accepts(payload)),
            previous=self._previous(payload),
            split=self._split is not None and self._split(payload),
            facts=tuple(_fact(where.get(payload)) for where in self._facts),
            facts_of=self._facts_of(payload),
        )
        return Reading(key, observation, complaints)

    def _unusable(self, payload: Any, key: str | None) -> Problem:
        lacking = "key" if key is None else "status"
        pointer = self.form.key if key is None else self.form.status
        value = pointer.get(payload)
        shown = Shower(payload, self.lifecycle.sensitive, self._reveal).value(value, pointer.parts)
        expected = f"expected the message's {lacking} at {pointer}, found {shown}"
        return Problem("LOGS004", f"{self.lifecycle.id}: {expected}")

    def _shown_status(self, payload: Any, status: Any) -> str:
        text = status if isinstance(status, str) else json.dumps(status)
        return Shower(payload, self.lifecycle.sensitive, self._reveal).text(text)

    def _version(self, payload: Any) -> int | None:
        value = self.form.version.get(payload) if self.form.version else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _previous(self, payload: Any) -> str | None:
        value = self.form.previous.get(payload) if self.form.previous else None
        return self.lifecycle.vocabulary.get(value) if isinstance(value, str | int) else None

    def _complaints(self, payload: Any, state: str | None) -> Iterator[Complaint]:
        if not self._schema.accepts(payload):
            yield from _first_of(self._schema_complaints(payload, state))
        yield from _first_of(map(self._unknown_field, self._known.unknown(payload)))
        for rule, broken in self._rules:
            if broken(payload, state):
                yield Complaint(
                    "RULE001",
                    rule.severity,
                    rule.says,
                    rule.grounds.basis,
                    rule.grounds.cite,
                    rule.id,
                )

    def _schema_complaints(self, payload: Any, state: str | None) -> Iterator[Complaint]:
        known_here = {each.name for each in self.lifecycle.states}
        shower = Shower(payload, self.lifecycle.sensitive, self._reveal)
        grounds = self.form.grounds
        for path, keyword, expected in self._schema.errors(payload):
            if path == self.form.status.parts and state not in known_here:
                continue  # the life's findings say so already
            where = plain("/" + "/".join(path)) if path else "the payload"
            found = shower.value(
                Pointer("".join(f"/{_token(each)}" for each in path)).get(payload), path
            )
            message = (
                f"{where}: {expected} is missing"
                if keyword == "required"
                else f"{where}: expected {shower.text(expected)}, found {found}"
            )
            yield Complaint("PAYL001", "error", message, grounds.basis, grounds.first_cite)

    def _unknown_field(self, path: tuple[str, ...]) -> Complaint:
        message = f"{plain('/' + '/'.join(path))}: no document names this field"
        return Complaint(
            "PAYL003", "info", message, self.form.grounds.basis, self.form.grounds.first_cite
        )


def _first_of(complaints: Iterator[Complaint]) -> Iterator[Complaint]:
    """Those that are told; the next says that there are more."""
    yield from islice(complaints, _TOLD)
    for more in islice(complaints, 1):
        yield more._replace(message=f"and more like these, of which {_TOLD} are told")


def _token(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _key(value: Any) -> str | None:
    """A message's key as text; a number that is whole is written without a fraction."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return None
    if isinstance(value, float):
        # A larger number is not exact: two keys could be taken for one.
        if abs(value) >= _EXACT:
            return None
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _is_status(value: Any) -> bool:
    return value is not MISSING and isinstance(value, str | int | float)


def _fact(value: Any) -> Any:
    """A value that can be compared and hashed; 1 and true are told apart."""
    if isinstance(value, dict | list):
        return _canonical(value)
    return (bool, value) if isinstance(value, bool) else value


def _canonical(value: Any) -> bytes:
    """The same bytes for equal content, whatever the order of keys."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # what orjson cannot write: nesting beyond 254 levels
        return json.dumps(value, sort_keys=True).encode()
