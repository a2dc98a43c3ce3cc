"""Values that rules compare, made to agree: made apart, they would not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from ...spec import MISSING, Pointer, Rule
from ..payloads.rules import is_number
from .made_up_values import put
from .members import copied


def settled(payload: Any, rules: Iterable[Rule], key: Pointer) -> Any:
    """Make values that rules compare agree, in place.

    Args:
        payload: the payload.
        rules: of a kind that compares.
        key: where the message's key stands: what must be the same is that.
    """
    for rule in rules:
        SETTLED[rule.kind](payload, rule, key)
    return payload


def _lower(payload: Any, rule: Rule, _: Pointer) -> None:
    most = None
    for place in reversed(rule.fields):
        value = place.get(payload)
        if is_number(value):
            most = value if most is None else min(most, value)
            put(payload, place.parts, most)


def _add_up(payload: Any, rule: Rule, _: Pointer) -> None:
    total, items = rule.fields[0], (rule.items or Pointer("")).get(payload)
    if not isinstance(items, list) or not items or not is_number(total.get(payload)):
        return
    parts = [(rule.item or Pointer("")).get(each) for each in items]
    if all(map(is_number, parts)):
        exact = sum((Decimal(str(each)) for each in parts), Decimal(0))
        whole = exact == exact.to_integral_value()
        put(payload, total.parts, int(exact) if whole else float(exact))


def _reach(payload: Any, rule: Rule, _: Pointer) -> None:
    *parts, least = (place.get(payload) for place in rule.fields)
    if all(map(is_number, (*parts, least))):
        put(payload, rule.fields[-1].parts, min(least, sum(parts)))


def _repeat(payload: Any, rule: Rule, key: Pointer) -> None:
    """Where fields must be the same, the key, or the first that is there, is all of them."""
    there = [place for place in rule.fields if place.get(payload) not in (MISSING, None)]
    there.sort(key=lambda place: place != key)
    for place in there[1:]:
        put(payload, place.parts, copied(there[0].get(payload)))


SETTLED: Final[dict[str, Callable[[Any, Rule, Pointer], None]]] = {
    "at_most": _lower,
    "same": _repeat,
    "sum_equals": _add_up,
    "sum_at_least": _reach,
}
"""By kind of rule that compares fields, what makes them agree."""
