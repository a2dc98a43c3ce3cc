"""Payloads that try a rule: built to break it, or to keep it and have what it speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import Any, Final

from ...machines.payloads import at, build_payload, told
from ...spec import MISSING, EventTime, Form, Lifecycle, Rule
from ...spec.schema_walk import Schema
from ..payloads.rules import EVENT_RULES, can_break
from ..results.event_times import written_times

Trial = tuple[Any, ...]
"""Payloads of one message, in order."""
Extra = list[Schema]
"""What a payload must satisfy besides telling a state."""

_PAIRS: Final = ((1, 2), (10, 20), (0.1, 0.2), (1_000_000, 2_000_000))
"""Numbers, each pair in order, of which a schema may allow one or the other."""
_COUNTS: Final = (1, 2, 3, 4)
"""So many items of a list are added up."""
_MOMENTS: Final = (1_704_067_200 * 10**6, 1_704_067_260 * 10**6)
"""Two moments, in microseconds (UTC)."""


def told_at(time: EventTime, moment: int) -> Schema:
    """Say as a JSON Schema that an event happened at a moment, in microseconds (UTC)."""
    return at(time.at, {"enum": list(written_times(time, moment))})


def trials(lifecycle: Lifecycle, form: Form, rule: Rule, *, breaks: bool) -> Iterator[Trial]:
    """Yield payloads that satisfy a form's schema and should break a rule, or keep it.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms, to which the rule applies.
        rule: one of its rules over payloads.
        breaks: whether they should break the rule.
    """
    anything = form._replace(tells=None)  # what a form should not tell, a rule may speak of
    bases = {
        state.name: base
        for state in lifecycle.states
        if rule.kind == "only_in" or can_break(rule, state.name)
        if (base := told(lifecycle, anything, state.name))
    }
    for state, base in bases.items():
        if rule.kind in EVENT_RULES:
            yield from _pairs(base, tuple(bases.values()), form, rule, breaks)
            continue
        if rule.kind == "same":
            yield from _alike(base, rule, breaks)
            continue
        for extra in _EXTRAS[rule.kind](rule, state, breaks):
            for full in (False, True):
                payload = build_payload(*base, *extra, full=full)
                if payload is not MISSING:
                    yield (payload,)


def _pairs(
    base: tuple[Schema, ...],
    bases: tuple[tuple[Schema, ...], ...],
    form: Form,
    rule: Rule,
    breaks: bool,
) -> Iterator[Trial]:
    """Two payloads of one message, the later one first by no clock."""
    version = [at(form.version, {"const": 1})] if form.version and rule.per_version else []
    for place in rule.fields:
        # The status changes with the state only.
        then = bases if place == form.status and breaks else (base,)
        for before, after in _told_in_turn(rule, breaks):
            told_first = (*base, *_when(form, _MOMENTS[0]), *version, at(place, before))
            first = build_payload(*told_first, full=False)
            if first is MISSING:
                continue
            same: Schema = {"const": place.get(first)}
            follows: Schema = {"not": same} if breaks else same
            for later in then:
                second = build_payload(
                    *(*later, *_when(form, _MOMENTS[1]), *version),
                    at(form.key, {"const": form.key.get(first)}),
                    at(place, follows if after is None else after),
                    full=False,
                )
                if second is not MISSING:
                    yield first, second


def _alike(base: tuple[Schema, ...], rule: Rule, breaks: bool) -> Iterator[Trial]:
    """A payload whose fields are equal, or of which one is not as another."""
    sample = build_payload(*base, *(at(place, True) for place in rule.fields), full=False)
    if sample is MISSING:
        return
    for lead in rule.fields:  # what one field allows, another may not
        same: Schema = {"const": lead.get(sample)}
        follows: Schema = {"not": same} if breaks else same
        others = (at(place, follows) for place in rule.fields if place != lead)
        payload = build_payload(*base, at(lead, same), *others, full=False)
        if payload is not MISSING:
            yield (payload,)


def _when(form: Form, moment: int) -> Extra:
    return [] if form.time is None else [told_at(form.time, moment)]


def _told_in_turn(rule: Rule, breaks: bool) -> Iterator[tuple[Schema, Schema | None]]:
    """What stands at a field at first, and then; `None` for the same, or something else."""
    if rule.kind == "constant":
        yield True, None
        return
    for low, high in _PAIRS:
        yield ({"const": high}, {"const": low if breaks else high})


def _requires(rule: Rule, _: str, breaks: bool) -> Iterator[Extra]:
    if not breaks:
        counts = {"not": {"type": "null"}} if rule.schema is None else dict(rule.schema)
        yield [at(place, counts) for place in rule.fields]
        return
    for place in rule.fields:
        yield [{"not": at(place, True)}]
        yield [at(place, {"const": None})]


def _only_in(rule: Rule, state: str, breaks: bool) -> Iterator[Extra]:
    if breaks == (state in rule.states):
        return
    for place in rule.fields:
        yield [at(place, True if rule.schema is None else dict(rule.schema))]


def _at_most(rule: Rule, _: str, breaks: bool) -> Iterator[Extra]:
    for left, right in pairwise(rule.fields):
        for low, high in _PAIRS:
            less, more = (high, low) if breaks else (low, high)
            yield [at(left, {"const": less}), at(right, {"const": more})]


def _sum_equals(rule: Rule, _: str, breaks: bool) -> Iterator[Extra]:
    if rule.items is None or rule.item is None:
        return
    for count, (low, high) in product(_COUNTS, _PAIRS):
        item = at(rule.item, {"const": high})
        items = {"type": "array", "minItems": count, "maxItems": count, "items": item}
        total = {"const": low if breaks else high * count}
        yield [at(rule.fields[0], total), at(rule.items, items)]


def _sum_at_least(rule: Rule, _: str, breaks: bool) -> Iterator[Extra]:
    *parts, least = rule.fields
    for low, high in _PAIRS:
        most = {"const": low * len(parts) + (high if breaks else -low)}
        asked = [at(place, {"const": low}) for place in parts]
        yield [*asked, at(least, most), dict(rule.schema or {})]


def _schema(rule: Rule, state: str, breaks: bool) -> Iterator[Extra]:
    return _satisfied(rule, state, not breaks)


def _satisfied(rule: Rule, _: str, holds: bool) -> Iterator[Extra]:
    schema = dict(rule.schema or {})
    yield [schema if holds else {"not": schema}]


_EXTRAS: Final[dict[str, Callable[[Rule, str, bool], Iterator[Extra]]]] = {
    "requires": _requires,
    "only_in": _only_in,
    "at_most": _at_most,
    "sum_equals": _sum_equals,
    "sum_at_least": _sum_at_least,
    "schema": _schema,
    "undecided_when": _satisfied,
}
