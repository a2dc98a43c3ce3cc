"""How a payload breaks a rule, in values: what it compared, or what it found."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from ...spec import MISSING, Pointer, Rule
from ..payloads.rules import is_number
from ..payloads.schema import PayloadSchema
from ..results.masking import Masker, plain


def breach(rule: Rule, payload: Any, masker: Masker) -> str:
    """Say which values of a payload break a rule; empty where the rule says all there is.

    Args:
        rule: a rule over single payloads, which is broken.
        payload: the payload, `without_nulls`.
        masker: shows its values.
    """
    words = _WORDS.get(rule.kind)
    return "" if words is None else words(rule, payload, masker)


def _requires(rule: Rule, payload: Any, masker: Masker) -> str:
    shown = ((place, place.get(payload)) for place in rule.fields)
    return ", ".join(
        f"{place} is missing"
        if value is MISSING
        else f"{place} is {masker.value(value, place.parts)}, and tells nothing"
        for place, value in shown
        if value is MISSING or rule.schema is not None
    )


def _only_in(rule: Rule, payload: Any, masker: Masker) -> str:
    shown = ((place, place.get(payload)) for place in rule.fields)
    return ", ".join(
        f"{str(place) or 'the payload'} is {masker.value(value, place.parts)}"
        for place, value in shown
        if value is not MISSING
    )


def _at_most(rule: Rule, payload: Any, masker: Masker) -> str:
    told = [(place, place.get(payload)) for place in rule.fields]
    numbers = [(place, value) for place, value in told if is_number(value)]
    return ", ".join(
        f"{_named(less, masker)} > {_named(more, masker)}"
        for less, more in pairwise(numbers)
        if less[1] > more[1]
    )


def _named(told: tuple[Pointer, Any], masker: Masker) -> str:
    place, value = told
    return f"{plain(place.parts[-1])} {masker.value(value, place.parts)}"


def _sum_equals(rule: Rule, payload: Any, masker: Masker) -> str:
    items, item, whole = rule.items or Pointer(""), rule.item or Pointer(""), rule.fields[0]
    parts = [item.get(each) for each in items.get(payload)]
    # What is infinite has no decimal; there the rule is broken whatever the sum.
    total = sum((Decimal(str(each)) for each in parts), Decimal(0))
    found = masker.value(whole.get(payload), whole.parts)
    return f"{items}: the items add up to {masker.text(str(total))}; {whole} is {found}"


def _sum_at_least(rule: Rule, payload: Any, masker: Masker) -> str:
    *parts, least = (_named((place, place.get(payload)), masker) for place in rule.fields)
    return f"{' + '.join(parts)} < {least}"


def _schema(rule: Rule, payload: Any, masker: Masker) -> str:
    errors = _schema_of(rule).errors(payload)
    path, keyword, expected = next(errors, ((), "", ""))
    where = plain("/" + "/".join(path)) if path else "the payload"
    if keyword == "required":
        return f"{where}: {expected} is missing"
    found = Pointer("".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in path)).get(
        payload
    )
    return (
        f"{where}: expected {masker.text(expected)}, found {masker.value(found, path)}"
        if keyword
        else ""
    )


@lru_cache(maxsize=256)
def _schema_of(rule: Rule) -> PayloadSchema:
    return PayloadSchema(rule.schema or {})


_WORDS: Final[dict[str, Callable[[Rule, Any, Masker], str]]] = {
    "requires": _requires,
    "only_in": _only_in,
    "at_most": _at_most,
    "sum_equals": _sum_equals,
    "sum_at_least": _sum_at_least,
    "schema": _schema,
}
"""Of each kind of rule over single payloads."""
