"""Fields that rules compare, made to agree: made up apart, they would not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from ...spec import MISSING, Pointer, Rule
from ..payloads.rules import is_number
from .made_up_values import put
from .members import copied


def settle(payload: Any, rules: Iterable[Rule]) -> Any:
    """Make what rules compare agree, in place, and return the payload.

    Args:
        payload: a payload.
        rules: those of its form; others than such that compare fields change nothing.
    """
    for rule in rules:
        if rule.kind in _SETTLERS:
            _SETTLERS[rule.kind](payload, rule)
    return payload


def _lower(payload: Any, rule: Rule) -> None:
    most = None
    for place in reversed(rule.fields):
        value = place.get(payload)
        if is_number(value):
            most = value if most is None else min(most, value)
            put(payload, place.parts, most)


def _add_up(payload: Any, rule: Rule) -> None:
    total, items = rule.fields[0], (rule.items or Pointer("")).get(payload)
    if not isinstance(items, list) or not items or not is_number(total.get(payload)):
        return
    parts = [(rule.item or Pointer("")).get(each) for each in items]
    if all(map(is_number, parts)):
        exact = sum((Decimal(str(each)) for each in parts), Decimal(0))
        whole = exact == exact.to_integral_value()
        put(payload, total.parts, int(exact) if whole else float(exact))


def _reach(payload: Any, rule: Rule) -> None:
    *parts, least = (place.get(payload) for place in rule.fields)
    if all(map(is_number, (*parts, least))):
        put(payload, rule.fields[-1].parts, min(least, sum(parts)))


def _repeat(payload: Any, rule: Rule) -> None:
    """Where fields must be the same, the first that is there is written to the others."""
    there = [place for place in rule.fields if place.get(payload) not in (MISSING, None)]
    for place in there[1:]:
        put(payload, place.parts, copied(there[0].get(payload)))


_SETTLERS: Final[dict[str, Callable[[Any, Rule], None]]] = {
    "at_most": _lower,
    "same": _repeat,
    "sum_equals": _add_up,
    "sum_at_least": _reach,
}
"""By kind of rule that compares fields, what makes them agree."""
