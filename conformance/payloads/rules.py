"""Rules over one payload: what a specification asks of it beyond its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from ...machines import compile_schema
from ...spec import MISSING, Pointer, Rule, compile_pointer
from .reads import Reads

Broken = Callable[[Any, str | None], bool]
"""Says whether a payload, telling a state (`None` if unknown), breaks a rule."""

EVENT_RULES: Final = ("constant", "non_decreasing")
"""Rules over several observations of one message; see `event_rules`."""


def compile_rules(rules: Iterable[Rule], form: str) -> tuple[tuple[Rule, Broken], ...]:
    """Compile the rules that judge single payloads of a form."""
    return tuple(
        (rule, compiled(rule))
        for rule in rules
        if not rule.forms or form in rule.forms
        if (compiled := _KINDS[rule.kind].compile) is not None
    )


def can_break(rule: Rule, state: str | None) -> bool:
    """Whether a payload that tells a state may break a rule that judges single payloads."""
    if rule.kind == "requires":
        return state in rule.states
    if rule.kind == "only_in":
        return state is not None and state not in rule.states
    return rule.kind != "schema" or not rule.states or state in rule.states


def compile_split(rules: Iterable[Rule]) -> Callable[[Any], bool] | None:
    """Compile `undecided_when`: whether the parts of a message may end differently."""
    accepts = [compile_schema(rule.schema or {}) for rule in rules if rule.kind == "undecided_when"]
    if len(accepts) < 2:
        return accepts[0] if accepts else None
    return lambda payload: any(each(payload) for each in accepts)


def _requires(rule: Rule) -> Broken:
    states = frozenset(rule.states)
    places = _places(rule)

    def broken(payload: Any, state: str | None) -> bool:
        if state in states:
            for get in places:
                value = get(payload)
                if value is MISSING or value is None:
                    return True
        return False

    return broken


def _only_in(rule: Rule) -> Broken:
    states = frozenset(rule.states)
    counts = compile_schema(rule.schema) if rule.schema is not None else None
    places = _places(rule)

    def broken(payload: Any, state: str | None) -> bool:
        if state is None or state in states:
            return False
        for get in places:
            value = get(payload)
            if value is not MISSING and (counts is None or counts(value)):
                return True
        return False

    return broken


def _at_most(rule: Rule) -> Broken:
    places = _places(rule)

    def broken(payload: Any, _: str | None) -> bool:
        before: Any = None
        for get in places:
            value = get(payload)
            if not is_number(value):
                continue
            if before is not None and before > value:
                return True
            before = value
        return False

    return broken


def _sum_equals(rule: Rule) -> Broken:
    items, item = rule.items or Pointer(""), compile_pointer(rule.item or Pointer(""))
    (whole, *_), listed = _places(rule), compile_pointer(items)

    def broken(payload: Any, _: str | None) -> bool:
        parts = listed(payload)
        if not isinstance(parts, list) or not parts:
            return False
        total = whole(payload)
        charges = [item(part) for part in parts]
        if not is_number(total) or not all(is_number(charge) for charge in charges):
            return False
        try:
            return sum(map(_exact, charges), Decimal(0)) != _exact(total)
        except InvalidOperation:
            return True

    return broken


def _schema(rule: Rule) -> Broken:
    states = frozenset(rule.states)
    accepts = compile_schema(rule.schema or {})

    def broken(payload: Any, state: str | None) -> bool:
        return (not states or state in states) and not accepts(payload)

    return broken


def _places(rule: Rule) -> tuple[Callable[[Any], Any], ...]:
    return tuple(map(compile_pointer, rule.fields))


def _nothing(_: Rule, __: Reads) -> None:
    """It is about answers over HTTP, and reads no payload."""


def _reads_schema(rule: Rule, reads: Reads) -> None:
    reads.schema(rule.schema or {}, always=rule.kind == "schema" and not rule.states)


def _reads_sum(rule: Rule, reads: Reads) -> None:
    broken = _sum_equals(rule)
    places = (*rule.fields, *((rule.items,) if rule.items else ()))
    reads.computed.append((places, lambda payload: broken(payload, None)))


class _Kind(NamedTuple):
    """A kind of rule.

    Args:
        reads: notes what a rule of this kind reads of a payload, and how.
        compile: compiles one that judges payloads by themselves.
    """

    reads: Callable[[Rule, Reads], None]
    compile: Callable[[Rule], Broken] | None = None


_KINDS: Final[dict[str, _Kind]] = {
    "requires": _Kind(lambda rule, reads: reads.presence(rule.fields), _requires),
    "only_in": _Kind(
        lambda rule, reads: reads.outcome(rule.fields, {} if rule.schema is None else rule.schema),
        _only_in,
    ),
    "at_most": _Kind(lambda rule, reads: reads.ordered.append(rule.fields), _at_most),
    "sum_equals": _Kind(_reads_sum, _sum_equals),
    "schema": _Kind(_reads_schema, _schema),
    "undecided_when": _Kind(_reads_schema),
    "constant": _Kind(lambda rule, reads: reads.constant.extend(rule.fields)),
    "non_decreasing": _Kind(lambda rule, reads: reads.rising.extend(rule.fields)),
    "forbidden_after": _Kind(_nothing),
    "min_interval": _Kind(_nothing),
}
"""Every kind of rule: what judges payloads by it, if one by itself can break it, and what it reads.
A kind that is missing here cannot be compiled, nor be taken to read nothing.
"""


def read_rules(rules: Iterable[Rule], form: str, reads: Reads) -> None:
    """Note what the rules about a form read of its payloads, and how.

    Raises:
        Unreadable: of one it cannot be told.
    """
    for rule in rules:
        if not rule.forms or form in rule.forms:
            _KINDS[rule.kind].reads(rule, reads)


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number (a boolean is none)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _exact(number: float) -> Decimal:
    """The decimal a person wrote: 0.1 and 0.2 make 0.3."""
    return Decimal(str(number))
