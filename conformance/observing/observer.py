"""Observers: from a payload to an observation, with what is wrong with the payload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, Literal

import orjson

from ...machines import compile_schema
from ...spec import MISSING, Form, Lifecycle, Pointer, Rule
from ..payloads.aliases import compile_aliases
from ..payloads.known_fields import known_fields
from ..payloads.links import compile_facts
from ..payloads.rules import EVENT_RULES, compile_rules, compile_split
from ..payloads.schema import PayloadSchema
from ..reading import Problem
from ..results.finding import Complaint, Place
from ..results.masking import Masker, plain
from ..results.times import read_event_time
from .observation import Observation, Reading, Telling, Voice

Detail = Literal["all", "whether", "nothing"]
"""What is said of payloads: all that is wrong with them, whether something may be, or nothing."""

_EXACT: Final = 2**53
_LARGEST: Final = 2**63
"""No version is so large: it is kept in 64 bits."""
_TOLD: Final = 100
"""So many broken places of one payload are told, and so many fields that nobody names."""


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
        asked = [
            rule
            for rule in lifecycle.rules
            if rule.kind in EVENT_RULES and (not rule.forms or form.name in rule.forms)
        ]
        # A fact that must not change is kept once for a message, so those come first.
        event_rules = tuple(sorted(asked, key=_may_change))
        self._vocabulary = lifecycle.vocabulary if form.values is None else form.values
        self._facts_of = compile_facts(lifecycle.relations, counted)
        self._facts = tuple(place.get for rule in event_rules for place in rule.fields)
        constants = sum(len(rule.fields) for rule in asked if not _may_change(rule))
        changing = len(self._facts) - constants
        self.voice = Voice(lifecycle, form, event_rules, constants, changing)
        self._tellings: dict[Telling, Telling] = {}

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
        self,
        payload: Any,
        place: Place,
        received: int | None,
        asked: str | None = None,
        *,
        detail: Detail = "all",
    ) -> Reading | Problem:
        """Read one payload.

        Args:
            payload: a JSON value.
            place: its record.
            received: when the capture received it, in microseconds, if told.
            asked: the key of the message that was asked for, for an answer that names none.
            detail: how much is said of what is wrong with it.

        Returns:
            The reading, or the problem if the payload has no usable key or status.
        """
        if not self._compiled:
            self._compile()
        try:
            return self._read(payload, place, received, asked, detail)
        except RecursionError:
            return Problem("LOGS006", "the payload is nested too deeply")

    def _read(
        self, payload: Any, place: Place, received: int | None, asked: str | None, detail: Detail
    ) -> Reading | Problem:
        payload, complaints = self._alias(payload)
        named = self.form.key.get(payload)
        key = asked if named is MISSING and asked else _key(named)
        status = self.form.status.get(payload)
        if key is None or not _is_status(status):
            return self._unusable(payload, key)
        state = None if isinstance(status, bool) else self._vocabulary.get(status)
        if detail == "all":
            complaints += self._complaints(payload, state)
        elif detail == "whether":
            complaints += islice(self._complaints(payload, state, words=False), 1)
        observation = Observation(
            self._telling(payload, status, state),
            place,
            read_event_time(payload, self.form.time) if self.form.time else None,
            received,
            self._version(payload),
            hash(_canonical(payload)),
            tuple([_fact(get(payload)) for get in self._facts]),
            self._facts_of(payload),
        )
        return Reading(key, observation, complaints)

    def _telling(self, payload: Any, status: Any, state: str | None) -> Telling:
        guards = 0
        for bit, accepts in self._guards:
            if accepts(payload):
                guards |= bit
        telling = Telling(
            self.voice,
            state,
            state or self._shown_status(payload, status),
            guards,
            self._previous(payload) if self.form.previous else None,
            self._split is not None and self._split(payload),
        )
        # What is not documented may be anything: of that, nothing is kept.
        return telling if state is None else self._tellings.setdefault(telling, telling)

    def _unusable(self, payload: Any, key: str | None) -> Problem:
        lacking = "key" if key is None else "status"
        pointer = self.form.key if key is None else self.form.status
        value = pointer.get(payload)
        shown = Masker(payload, self.lifecycle.sensitive, self._reveal).value(value, pointer.parts)
        expected = f"expected the message's {lacking} at {pointer}, found {shown}"
        return Problem("LOGS004", f"{self.lifecycle.id}: {expected}")

    def _shown_status(self, payload: Any, status: Any) -> str:
        text = status if isinstance(status, str) else json.dumps(status)
        return Masker(payload, self.lifecycle.sensitive, self._reveal).text(text)

    def _version(self, payload: Any) -> int | None:
        if self.form.version is None:
            return None
        value = self.form.version.get(payload)
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return value if abs(value) < _LARGEST else None

    def _previous(self, payload: Any) -> str | None:
        value = self.form.previous.get(payload) if self.form.previous else None
        return self.lifecycle.vocabulary.get(value) if isinstance(value, str | int) else None

    def _complaints(
        self, payload: Any, state: str | None, *, words: bool = True
    ) -> Iterator[Complaint]:
        if not self._schema.accepts(payload):
            if not words:  # the slow validator has the last word, but is not asked
                yield Complaint("PAYL001", "error", "")
            yield from _first_of(self._schema_complaints(payload, state))
        if not self._known.covers(payload):
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
        masker = Masker(payload, self.lifecycle.sensitive, self._reveal)
        grounds = self.form.grounds
        for path, keyword, expected in self._schema.errors(payload):
            if path == self.form.status.parts and state not in known_here:
                continue  # the life's findings say so already
            where = plain("/" + "/".join(path)) if path else "the payload"
            found = masker.value(
                Pointer("".join(f"/{_token(each)}" for each in path)).get(payload), path
            )
            message = (
                f"{where}: {expected} is missing"
                if keyword == "required"
                else f"{where}: expected {masker.text(expected)}, found {found}"
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


def _may_change(rule: Rule) -> bool:
    return rule.kind != "constant"


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
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        return _canonical(value)
    return (bool, value) if isinstance(value, bool) else value


def _canonical(value: Any) -> bytes:
    """The same bytes for equal content, whatever the order of keys."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # what orjson cannot write: nesting beyond 254 levels
        return json.dumps(value, sort_keys=True).encode()
