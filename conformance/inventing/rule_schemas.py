"""Rules, as JSON Schemas of the payloads that keep them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...machines.payloads import at
from ...spec import Pointer, Rule
from ...spec.schema_walk import Schema


def asked_by(rule: Rule, state: str, whole: Any) -> Iterator[Schema]:
    """Yield what a rule asks of, or allows in, a payload that tells a state.

    Args:
        rule: the rule.
        state: the state's name.
        whole: a payload with every field there can be.
    """
    if rule.kind == "schema" and (not rule.states or state in rule.states):
        yield rule.schema or {}
    for place in rule.fields:
        if rule.kind == "constant" and not rule.per_version:
            yield at(place, True)
        elif rule.kind in ("requires", "only_in") and state in rule.states:
            yield at(place, {"not": {"type": "null"}} if rule.schema is None else rule.schema)
            yield from (_within if isinstance(place.get(whole), dict) else _around)(place, whole)


def _within(place: Pointer, whole: Any) -> Iterator[Schema]:
    inner = place.get(whole)
    for name in inner if isinstance(inner, dict) else ():
        yield at(Pointer(f"{place.text}/{name}"), True)


def _around(place: Pointer, whole: Any) -> Iterator[Schema]:
    if len(place.parts) > 1:
        yield from _within(Pointer(place.text.rpartition("/")[0]), whole)
