"""Observers: from a payload to an observation, with what is wrong with the payload."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final, Literal

from ...machines import compile_schema
from ...spec import (
    MISSING,
    Around,
    Form,
    Lifecycle,
    Pointer,
    Rule,
    compile_pointers,
)
from ..payloads.aliases import compile_aliases
from ..payloads.keys import Keys
from ..payloads.links import NO_FACTS, compile_facts
from ..payloads.rules import EVENT_RULES, compile_split
from ..reading import Problem
from ..results.event_times import compile_event_time
from ..results.finding import Complaint, Key, Place, message_id
from ..results.masking import Masker
from ..results.written import as_written
from .complaints import Complaints
from .copies import Copies, canonical, parts_told
from .observation import Observation, Reading, Telling, Voice

Detail = Literal["all", "whether", "nothing"]
"""What is said of payloads: all that is wrong with them, whether something may be, or nothing."""

_LARGEST: Final = 2**63
"""No version is so large: it is kept in 64 bits."""
_STATUS: Final = (str, int, float)
_NAMES: Final = (str, int)
_PLAIN: Final = frozenset({str, int, float, type(MISSING)})
"""The types of values that are facts as they are."""


class Observer:
    """Reads payloads of one form of one lifecycle.

    What it asks of them is compiled when the first is read: most logs have few forms of all
    there are.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
        reveal: show sensitive values in what is said about payloads.
        counted: where counters stand that other lifecycles' relations look at.
        preferred: what could be of other forms, too, is taken to be of this one.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        form: Form,
        *,
        reveal: bool = False,
        counted: tuple[Pointer, ...] = (),
        preferred: bool = False,
    ) -> None:
        self.lifecycle = lifecycle
        self.form = form
        self.preferred = preferred
        self.family, self.variant, _ = message_id(lifecycle, ())
        self._reveal = reveal
        self._counted = counted
        self._compiled = False
        asked = [
            rule
            for rule in lifecycle.rules
            if rule.kind in EVENT_RULES and (not rule.forms or form.name in rule.forms)
        ]
        event_rules = tuple(sorted(asked, key=_rank))
        counts = [sum(len(each.fields) for each in asked if _rank(each) == rank) for rank in (0, 1)]
        self.voice = Voice(lifecycle, form, event_rules, *counts)
        self._tellings: dict[tuple[str, int, str | None, bool], Telling] = {}
        self.keys = Keys(form)

    def _compile(self) -> None:
        """Compile what payloads are asked; what their form does not have is `None`."""
        lifecycle, form = self.lifecycle, self.form
        vocabulary = lifecycle.vocabulary if form.values is None else form.values
        self._alias = compile_aliases(lifecycle.aliases) if lifecycle.aliases else None
        self._vocabulary: dict[Any, str] = dict(vocabulary)
        self._other = form.values_default
        self._complaints = Complaints(lifecycle, form, reveal=self._reveal)
        self._is_sound = self._complaints.compile_sound()
        self._guards = [(1 << each.id, compile_schema(each.schema)) for each in lifecycle.guards]
        self._split = compile_split(lifecycle.rules)
        self._previous_of = form.previous.get if form.previous else None
        self._links = compile_facts(lifecycle.relations, self._counted)
        tops = [alias.at.parts[:1] for alias in lifecycle.aliases]
        tops += [place.parts[:1] for each in lifecycle.relations for place in each.fields]
        tops += [place.parts[:1] for place in self._counted]
        self._seldom = frozenset(name for parts in tops for name in parts)
        # The others are read at once; the key stands in for what the form does not have.
        time, version = form.time.at if form.time else None, form.version
        facts = [place for rule in self.voice.event_rules for place in rule.fields]
        places = [form.key, form.status, time or form.key, version or form.key, *facts]
        self._values = compile_pointers(places)
        self._climbing = places if form.climbs else None
        self._is_plain_key = len(form.keys) == 1 and form.key_as == "text"
        self._time = compile_event_time(form.time) if form.time else None
        self._has_version = version is not None
        self._copies = Copies(form)
        self._parts_of = form.parts.get if form.parts else None
        self._compiled = True

    def read(
        self,
        payload: Any,
        place: Place,
        received: int | None,
        asked: str | None = None,
        *,
        detail: Detail = "all",
        around: Around = (),
    ) -> Reading | Problem:
        """Read one payload.

        Args:
            payload: a JSON value.
            place: its record.
            received: when the capture received it, in microseconds, if told.
            asked: the key of the message that was asked for, for an answer that names none.
            detail: how much is said of what is wrong with it.
            around: what it stands in, if it is an item of a body.

        Returns:
            The reading, or the problem if the payload has no usable key or status.
        """
        return self.read_as(payload, place, received, asked, detail, around)

    def read_as(
        self,
        payload: Any,
        place: Place,
        received: int | None,
        asked: str | None,
        detail: Detail,
        around: Around = (),
    ) -> Reading | Problem:
        """Read one payload, as `read` does; a call without names takes less time."""
        if not self._compiled:
            self._compile()
        complaints: list[Complaint] = []
        try:
            # Most payloads have neither another spelling nor a link to other messages.
            plain = isinstance(payload, dict) and self._seldom.isdisjoint(payload)
            if self._alias is not None and not plain:
                payload, complaints = self._alias(payload)
            if self._climbing is None:
                named, status, time, version, *facts = self._values(payload)
            else:
                told = [each.get(payload, around) for each in self._climbing]
                named, status, time, version, *facts = told
            if self._is_plain_key and named and isinstance(named, str):
                key: Key | None = (named,)
            else:
                key = self.keys.of(payload, around)
                if key is None and named is MISSING and asked:
                    key = (asked,)
            if key is None or not isinstance(status, _STATUS):
                return self._unusable(payload, around, key)
            state = None if isinstance(status, bool) else self._vocabulary.get(status, self._other)
            if detail != "nothing" and not self._is_sound(payload, state):
                every = self._complaints.of(payload, state, words=detail == "all")
                complaints += every if detail == "all" else islice(every, 1)
            moment = None if self._time is None else self._time(time)
            if moment is None and self._time is not None and detail != "nothing":
                complaints += self._complaints.of_time(time, complaints)
            observation = Observation(
                self._telling(payload, status, state, around),
                place,
                moment,
                received,
                _version(version) if self._has_version else None,
                self._copies.digest(payload, status, moment, around),
                _facts(facts) if facts else (),
                NO_FACTS if self._links is None or plain else self._links(payload),
            )
            if self._parts_of is not None:
                observation.parts = parts_told(self._parts_of(payload, around))
        except RecursionError:
            return Problem("LOGS006", "the payload is nested too deeply")
        return Reading(key, observation, complaints)

    def names(self, payload: Any, around: Around = ()) -> tuple[Key | None, str | None]:
        """Return the key and the variant a payload names, after aliases; `None` for neither."""
        if not self._compiled:
            self._compile()
        if self._alias is not None:
            payload, _ = self._alias(payload)
        variant = self.form.variant_of(payload, around)
        return self.keys.of(payload, around), variant if isinstance(variant, str) else None

    def state_of(self, payload: dict[str, Any]) -> str:
        """Return the state that a payload without other spellings tells; empty for none."""
        if not self._compiled:
            self._compile()
        _, status, *_ = self._values(payload)
        state = self._vocabulary.get(status, self._other) if isinstance(status, _STATUS) else None
        return state or ""

    def unknown_member(self, name: str) -> Complaint:
        """Say that no schema names a member of a payload."""
        return self._complaints.unknown_field((name,))

    def _telling(self, payload: Any, status: Any, state: str | None, around: Around) -> Telling:
        guards, previous = 0, None
        for bit, accepts in self._guards:
            if accepts(payload):
                guards |= bit
        if self._previous_of is not None:
            named = self._previous_of(payload, around)
            previous = self.lifecycle.vocabulary.get(named) if isinstance(named, _NAMES) else None
        split = self._split is not None and self._split(payload)
        if state is None:  # what is not documented may be anything: of that, nothing is kept
            shown = self._shown_status(payload, status)
            return Telling(self.voice, state, shown, guards, previous, split)
        key = (state, guards, previous, split)
        telling = self._tellings.get(key)
        if telling is None:
            telling = Telling(self.voice, state, state, guards, previous, split)
            self._tellings[key] = telling
        return telling

    def _unusable(self, payload: Any, around: Around, key: Key | None) -> Problem:
        lacking = "key" if key is None else "status"
        places = self.form.keys if key is None else (self.form.status,)
        masker = Masker(payload, self.lifecycle.sensitive, self._reveal)
        shown = [masker.value(each.get(payload, around), each.parts) for each in places]
        where = " or ".join(map(str, places))
        expected = f"expected the message's {lacking} at {where}, found {' and '.join(shown)}"
        return Problem("LOGS004", f"{self.lifecycle.id}: {expected}")

    def _shown_status(self, payload: Any, status: Any) -> str:
        masker = Masker(payload, self.lifecycle.sensitive, self._reveal)
        return masker.text(as_written(status))


def _rank(rule: Rule) -> int:
    """In which order the facts stand that rules ask for: what stays, what rises, and the rest."""
    if rule.kind != "constant":
        return 1
    return 2 if rule.per_version else 0


def _facts(values: list[Any]) -> tuple[Any, ...]:
    """Values that can be compared and hashed; 1 and true are told apart, null and nothing not."""
    return tuple(values if _PLAIN.issuperset(map(type, values)) else map(_fact, values))


def _version(value: Any) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) < _LARGEST else None


def _fact(value: Any) -> Any:
    if value is None:
        return MISSING
    if isinstance(value, dict | list):
        return canonical(value)
    return (bool, value) if isinstance(value, bool) else value
