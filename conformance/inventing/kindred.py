"""Payloads of one message in several forms: what they name alike, wherever each has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ...spec import MISSING, Pointer, Rule
from .made_up_values import Parts, put, value_at
from .members import copied, remove
from .payload_filler import Filler
from .templates import Person, Template

_ACROSS: Final = ("constant", "non_decreasing")
"""The kinds of rule that hold payloads of several forms together."""

Written = tuple[Filler, Any]
"""A payload that tells of the message, and what wrote it."""


def agree(payload: Any, filler: Filler, known: Iterable[Written]) -> None:
    """Let a payload name what others of its message name: key, what rules and relations compare.

    Args:
        payload: the payload; changed in place.
        filler: what wrote it.
        known: payloads of the same message; of several that name a thing, the first counts.
    """
    named: set[Pointer] = set()
    for other, written in known:
        for theirs, ours in zip(other.form.keys, filler.form.keys, strict=False):
            if ours not in named:
                named.add(ours)
                value = theirs.get(written)
                if value is MISSING:
                    remove(payload, ours.parts)
                else:
                    put(payload, ours.parts, copied(value))
        for theirs, ours in _compared(other, filler):
            value = theirs.get(written)
            if ours not in named and value is not MISSING and ours.get(payload) is not MISSING:
                named.add(ours)
                put(payload, ours.parts, copied(value))
    filler.settled(payload)


def _compared(one: Filler, other: Filler) -> Iterator[tuple[Pointer, Pointer]]:
    """The places of two forms whose values a rule or a relation holds against each other."""
    for here, there in zip(one.lifecycle.rules, other.lifecycle.rules, strict=True):
        if here.kind in _ACROSS and _is_about(here, one) and _is_about(there, other):
            yield from zip(here.fields, there.fields, strict=True)
    for left, right in zip(one.lifecycle.relations, other.lifecycle.relations, strict=True):
        for mine, yours in (
            (left.fields, right.fields),
            (left.number, right.number),
            (left.total, right.total),
        ):
            yield from ((theirs, ours) for theirs in mine for ours in yours)


def _is_about(rule: Rule, filler: Filler) -> bool:
    return not rule.forms or filler.form.name in rule.forms


def lend(template: Template, person: Person, lender: Person) -> list[Parts]:
    """Let fields that are called alike hold alike, and return those that do.

    Args:
        template: what is to be written.
        person: what the payloads of its form share; changed in place.
        lender: what those of another form of the same message share.
    """
    known = _by_name(lender.values)
    lent = []
    for parts, _ in template.makers:
        value = known.get(_name(parts), MISSING)
        if parts not in person.values and type(value) is type(value_at(template.payload, parts)):
            person.values[parts] = value
            lent.append(parts)
    return lent


def _by_name(values: dict[Parts, Any]) -> dict[str, Any]:
    """Values by the names of their fields, where a name stands once."""
    names = [_name(parts) for parts in values]
    return {
        name: value
        for name, value in zip(names, values.values(), strict=True)
        if names.count(name) == 1
    }


def _name(parts: Parts) -> str:
    """A field's name, however it is spelled: ``accountsid`` of ``AccountSid``, ``account_sid``."""
    return "".join(each for each in parts[-1].lower() if each.isalnum())
