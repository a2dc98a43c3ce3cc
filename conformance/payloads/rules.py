"""Rules over one payload: what a specification asks of it beyond its schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import combinations, islice
from operator import is_
from typing import Any, Final, NamedTuple

from ...machines import compile_schema
from ...spec import MISSING, Pointer, Rule, compile_pointer
from .reads import Reads

Broken = Callable[[Any, str | None], bool]
"""Says whether a payload `without_nulls`, telling a state (`None` if unknown), breaks a rule."""

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
    return not rule.states or state in rule.states


def compile_split(rules: Iterable[Rule]) -> Callable[[Any], bool] | None:
    """Compile `undecided_when`: whether the parts of a message may end differently."""
    accepts = [compile_schema(rule.schema or {}) for rule in rules if rule.kind == "undecided_when"]
    if not accepts:
        return None

    def split(payload: Any) -> bool:
        told = without_nulls(payload)
        return any(each(told) for each in accepts)

    return split


_HOLDING: Final = frozenset((dict, list))


def without_nulls(value: Any) -> Any:
    """Return a JSON value without members that are `null`: for every rule they are absent.

    >>> without_nulls({"error": None, "sms": {"total_count": None}})
    {'sms': {}}
    """
    if isinstance(value, dict):
        found: dict[str, Any] | None = None
        for number, (name, each) in enumerate(value.items()):
            kept = without_nulls(each) if each.__class__ in _HOLDING else each
            if found is None:
                if kept is each and each is not None:  # as most often: nothing is copied
                    continue
                found = dict(islice(value.items(), number))
            if kept is not None:
                found[name] = kept
        return value if found is None else found
    if isinstance(value, list):
        items = list(map(without_nulls, value))
        return value if all(map(is_, items, value)) else items
    return value


def _there(rule: Rule) -> Callable[[Any], bool]:
    """Compile whether anything stands at a place of a rule that counts as such."""
    if rule.schema is None:
        return lambda value: value is not MISSING and value is not None
    counts = compile_schema(rule.schema)
    return lambda value: value is not MISSING and value is not None and counts(value)


def _requires(rule: Rule) -> Broken:
    states, there, places = frozenset(rule.states), _there(rule), _places(rule)

    def broken(payload: Any, state: str | None) -> bool:
        return state in states and not all(there(get(payload)) for get in places)

    return broken


def _only_in(rule: Rule) -> Broken:
    states, there, places = frozenset(rule.states), _there(rule), _places(rule)

    def broken(payload: Any, state: str | None) -> bool:
        if state is None or state in states:
            return False
        return any(there(get(payload)) for get in places)

    return broken


def _in_states(compiled: Callable[[Rule], Callable[[Any], bool]]) -> Callable[[Rule], Broken]:
    """A rule about payloads, whatever they tell; one that names states is about those only."""

    def in_states(rule: Rule) -> Broken:
        states, broken = frozenset(rule.states), compiled(rule)
        if not states:
            return lambda payload, _: broken(payload)
        return lambda payload, state: state in states and broken(payload)

    return in_states


def _at_most(rule: Rule) -> Callable[[Any], bool]:
    places = _places(rule)

    def broken(payload: Any) -> bool:
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


def _same(rule: Rule) -> Callable[[Any], bool]:
    places = _places(rule)

    def broken(payload: Any) -> bool:
        told = [value for get in places if (value := get(payload)) is not MISSING]
        return any(not same_value(told[0], each) for each in told[1:])

    return broken


def _sum_equals(rule: Rule) -> Callable[[Any], bool]:
    items, item = rule.items or Pointer(""), compile_pointer(rule.item or Pointer(""))
    (whole, *_), listed = _places(rule), compile_pointer(items)

    def broken(payload: Any) -> bool:
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


def _sum_at_least(rule: Rule) -> Callable[[Any], bool]:
    accepts, falls_short = compile_schema(rule.schema or {}), _falls_short(rule)
    return lambda payload: falls_short(payload) and accepts(payload)


def _falls_short(rule: Rule) -> Callable[[Any], bool]:
    places = _places(rule)

    def broken(payload: Any) -> bool:
        numbers = [get(payload) for get in places]
        if not all(map(is_number, numbers)):
            return False
        *parts, least = map(_exact, numbers)
        return sum(parts, Decimal(0)) < least

    return broken


def _schema(rule: Rule) -> Callable[[Any], bool]:
    accepts = compile_schema(rule.schema or {})
    return lambda payload: not accepts(payload)


def _places(rule: Rule) -> tuple[Callable[[Any], Any], ...]:
    return tuple(map(compile_pointer, rule.fields))


def _nothing(_: Rule, __: Reads) -> None:
    """It is about answers over HTTP, and reads no payload."""


def _reads_there(rule: Rule, reads: Reads) -> None:
    reads.presence(rule.fields)
    if rule.schema is not None:
        reads.outcome(rule.fields, rule.schema)


def _reads_schema(rule: Rule, reads: Reads) -> None:
    always = rule.kind == "schema" and not rule.states
    reads.schema(rule.schema or {}, always=always, null_is_absent=True)


def _reads_same(rule: Rule, reads: Reads) -> None:
    broken = _same(rule)
    for pair in combinations(rule.fields, 2):  # where one is absent, the others are compared
        reads.computed.append((pair, lambda payload: broken(without_nulls(payload))))


def _reads_sum(rule: Rule, reads: Reads) -> None:
    places = (*rule.fields, *((rule.items,) if rule.items else ()))
    reads.computed.append((places, _sum_equals(rule)))


def _reads_least(rule: Rule, reads: Reads) -> None:
    # What may fall short is read whole, whatever it tells: the state and the schema are asked then.
    reads.computed.append((rule.fields, _falls_short(rule)))


def _reads_constant(rule: Rule, reads: Reads) -> None:
    if not rule.per_version:  # else each is judged by itself of which a version is told again
        reads.constant.extend(rule.fields)


class _Kind(NamedTuple):
    """A kind of rule.

    Args:
        reads: notes what a rule of this kind reads of a payload, and how.
        compile: compiles one that judges payloads by themselves.
    """

    reads: Callable[[Rule, Reads], None]
    compile: Callable[[Rule], Broken] | None = None


_KINDS: Final[dict[str, _Kind]] = {
    "requires": _Kind(_reads_there, _requires),
    "only_in": _Kind(_reads_there, _only_in),
    "at_most": _Kind(lambda rule, reads: reads.ordered.append(rule.fields), _in_states(_at_most)),
    "same": _Kind(_reads_same, _in_states(_same)),
    "sum_equals": _Kind(_reads_sum, _in_states(_sum_equals)),
    "sum_at_least": _Kind(_reads_least, _in_states(_sum_at_least)),
    "schema": _Kind(_reads_schema, _in_states(_schema)),
    "undecided_when": _Kind(_reads_schema),
    "constant": _Kind(_reads_constant),
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


def same_value(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 is 1.0, and no boolean.

    >>> same_value(1, 1.0), same_value(True, 1), same_value([{"a": 1}], [{"a": True}])
    (True, False, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same_value(each, other[name]) for name, each in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number (a boolean is none)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@lru_cache(maxsize=4096)  # prices are few
def _exact(number: float) -> Decimal:
    """The decimal a person wrote: 0.1 and 0.2 make 0.3."""
    return Decimal(str(number))
