"""Rules, as JSON Schemas of the payloads that keep them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...machines.payloads import at, never
from ...spec import MISSING, Pointer, Rule
from ...spec.schema_walk import Schema


def asked_by(rule: Rule, state: str, whole: Any, root: int = 0) -> Iterator[Schema]:
    """Yield what a rule asks of, or allows in, a payload that tells a state.

    Args:
        rule: the rule.
        state: the state's name.
        whole: a payload with every field there can be.
        root: how deep the payload stands in that, if it is a body.
    """
    if rule.kind == "only_in" and state not in rule.states:
        for place in rule.fields:
            yield never(place, _counting(rule))
        return
    if rule.kind == "schema" and (not rule.states or state in rule.states):
        yield rule.schema or {}
    for place in rule.fields:
        if rule.kind == "constant" and not rule.per_version and place.get(whole) is not MISSING:
            yield at(place, True)
        elif rule.kind in ("requires", "only_in") and state in rule.states:
            yield at(place, _counting(rule))
            if isinstance(place.get(whole), dict):
                yield from _within(place, whole)
            elif len(place.parts) > root + 1:
                yield from _within(Pointer(place.text.rpartition("/")[0]), whole)


def _counting(rule: Rule) -> Schema:
    """What a value must be to count as there."""
    return {"not": {"type": "null"}} if rule.schema is None else rule.schema


def _within(place: Pointer, whole: Any) -> Iterator[Schema]:
    inner = place.get(whole)
    for name in inner if isinstance(inner, dict) else ():
        yield at(Pointer(f"{place.text}/{name}"), True)
