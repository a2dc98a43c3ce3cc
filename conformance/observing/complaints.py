"""What is wrong with one payload: whether anything is, and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Final

from ...spec import MISSING, Form, Lifecycle, Pointer, Severity
from ...spec.pointers import pointer_token
from ..payloads.known_fields import KnownFields, known_fields
from ..payloads.rules import Broken, can_break, compile_rules, without_nulls
from ..payloads.schema import PayloadSchema
from ..results.event_times import event_time_words
from ..results.finding import Complaint
from ..results.masking import Masker, plain, shown_path
from .breaches import breach

TOLD: Final = 100
"""So many broken places of one payload are told, and so many fields that nobody names."""
_MANY: Final = 1000
"""What names more places than this, as a schema within itself does, is not compiled twice."""


class Complaints:
    """Says what is wrong with payloads of one form of one lifecycle.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
        reveal: show sensitive values.
    """

    def __init__(self, lifecycle: Lifecycle, form: Form, *, reveal: bool) -> None:
        self._lifecycle = lifecycle
        self._form = form
        self._reveal = reveal
        self._schema = PayloadSchema(form.schema)
        self._known = known_fields(form.schema)
        self._rules = compile_rules(lifecycle.rules, form.name)
        states = dict.fromkeys(
            [None, *lifecycle.vocabulary.values(), *(form.values or {}).values()]
        )
        self._asked: dict[str | None, tuple[Broken, ...]] = {
            state: tuple(broken for rule, broken in self._rules if can_break(rule, state))
            for state in states
        }

    @cached_property
    def _others(self) -> dict[str, KnownFields]:
        """What this form's schemas name for other variants."""
        schemas = self._form.schemas.items()
        return {
            name: known_fields(schema)
            for name, schema in schemas
            if schema is not self._form.schema
        }

    def compile_sound(self) -> Callable[[Any, str | None], bool]:
        """Compile what says whether nothing is wrong with a payload that tells a state."""
        asked, accepts = self._asked, self._accepts_known()

        def is_sound(payload: Any, state: str | None) -> bool:
            if not accepts(payload):
                return False
            told = without_nulls(payload) if asked[state] else payload
            for broken in asked[state]:  # noqa: SIM110 (a generator takes longer than the rules)
                if broken(told, state):
                    return False
            return True

        return is_sound

    def _accepts_known(self) -> Callable[[Any], bool]:
        """Compile what says whether the schema accepts a payload, and names its every field."""
        accepts, known = self._schema.accepts, self._known
        both = self._schema.with_another(known.schema()) if known.size < _MANY else None
        return both or (lambda payload: accepts(payload) and known.covers(payload))

    def of(self, payload: Any, state: str | None, *, words: bool = True) -> Iterator[Complaint]:
        """Yield what is wrong with a payload.

        Args:
            payload: a JSON value.
            state: the state it tells, if that is known.
            words: otherwise it only matters whether something may be wrong.
        """
        if not self._schema.accepts(payload):
            if not words:  # the slow validator has the last word, but is not asked
                yield Complaint("PAYL001", "error", "")
            yield from _first_of(self._schema_complaints(payload, state))
        if not self._known.covers(payload):
            yield from _first_of(map(self.unknown_field, self._known.unknown(payload)))
        told = without_nulls(payload) if self._rules else payload
        for rule, broken in self._rules:
            if broken(told, state):
                detail = ""
                if words:
                    masker = Masker(payload, self._lifecycle.sensitive, self._reveal)
                    detail = breach(rule, told, masker)
                yield Complaint(
                    "RULE001",
                    rule.severity,
                    f"{rule.says} ({detail})" if detail else rule.says,
                    rule.grounds.basis,
                    rule.grounds.cite,
                    rule.id,
                    tuple(each.parts for each in (rule.items, *rule.fields) if each is not None),
                )

    def of_time(self, value: Any, besides: Sequence[Complaint]) -> Iterator[Complaint]:
        """Say that an event time which is there cannot be read, unless that was said.

        Args:
            value: what stands in its place.
            besides: what else is wrong with the payload.
        """
        time, grounds = self._form.time, self._form.grounds
        if time is None or value is MISSING or value is None or value in time.untold:
            return
        where = f"{plain(str(time.at))}: "
        if not any(each.code == "PAYL001" and each.message.startswith(where) for each in besides):
            words = f"{where}expected {event_time_words(time)}; it is judged as without a time"
            yield Complaint(
                "PAYL004",
                "warning",
                words,
                grounds.basis,
                grounds.first_cite,
                members=(time.at.parts,),
            )

    def _schema_complaints(self, payload: Any, state: str | None) -> Iterator[Complaint]:
        known_here = {each.name for each in self._lifecycle.states}
        sensitive, reveal = self._lifecycle.sensitive, self._reveal
        masker = Masker(payload, sensitive, reveal)
        grounds = self._form.grounds
        for path, keyword, expected in self._schema.errors(payload):
            if path == self._form.status.parts and state not in known_here:
                continue  # the life's findings say so already
            where = masker.text(shown_path(path, sensitive, reveal)) if path else "the payload"
            value = Pointer("".join(f"/{pointer_token(each)}" for each in path)).get(payload)
            found = masker.value(value, path)
            optional = value is None and keyword != "required" and self._may_lack(payload, path)
            message = (
                f"{where}: {masker.text(expected)} is missing"
                if keyword == "required"
                else f"{where}: expected {masker.text(expected)}, found {found}"
            )
            severity: Severity = "warning" if optional else "error"
            basis, cite = grounds.basis, grounds.first_cite
            yield Complaint("PAYL001", severity, message, basis, cite, members=(path,))

    def _may_lack(self, payload: Any, path: tuple[str, ...]) -> bool:
        """Whether a payload is no worse without a member: `null` is as absent then."""
        lacking = _without(payload, path)
        if lacking is payload:
            return False
        known = {(where, expected) for where, _, expected in self._schema.errors(payload)}
        return all(
            (where, expected) in known for where, _, expected in self._schema.errors(lacking)
        )

    def unknown_field(self, path: tuple[str, ...]) -> Complaint:
        """Say that the schema does not name a field: nowhere, or for other variants only."""
        others = [name for name, known in self._others.items() if known.names_at(path)]
        here = self._lifecycle.name
        where = (
            f"documented for {', '.join(others)}; not for {here}" if others else "not known here"
        )
        shown = shown_path(path, self._lifecycle.sensitive, self._reveal)
        message = f"{plain(shown)}: {where}"
        grounds = self._form.grounds
        basis, cite = grounds.basis, grounds.first_cite
        return Complaint("PAYL003", "info", message, basis, cite, members=(path,))


def _first_of(complaints: Iterator[Complaint]) -> Iterator[Complaint]:
    """Those that are told; the next says that there are more."""
    yield from islice(complaints, TOLD)
    for more in islice(complaints, 1):
        yield more._replace(message=f"and more like these; {TOLD} are shown")


def _without(value: Any, path: tuple[str, ...]) -> Any:
    """A JSON value without a member of one of its objects; itself if that is an item of a list."""
    if not isinstance(value, dict) or path[0] not in value:
        return value
    name, *rest = path
    if not rest:
        return {each: inner for each, inner in value.items() if each != name}
    inner = _without(value[name], tuple(rest))
    return value if inner is value[name] else {**value, name: inner}
