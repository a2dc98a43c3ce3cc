"""What payloads are written from: a template for what they tell, a person for whose they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ...spec import Pointer
from .made_up_values import Maker, Parts, leaves


@dataclass(slots=True)
class Person:
    """What stays the same in all payloads of one message.

    Args:
        serial: the message's number.
        dice: decides.
        born: when it was created, in microseconds.
        values: what was made for it, by place.
        lacks: the members that none of its payloads has.
    """

    serial: int
    dice: Random
    born: int
    values: dict[Parts, Any] = field(default_factory=dict)
    lacks: tuple[Parts, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A payload that tells a state, and what in it is made anew for each message.

    Args:
        payload: the payload.
        makers: by place, what makes its value.
        guards: the bits of the edge guards it satisfies.
    """

    payload: Any
    makers: tuple[tuple[Parts, Maker], ...]
    guards: int

    def differs(self, other: Template, volatile: Collection[Pointer] = ()) -> bool:
        """Whether no payload of this template equals one of another.

        Args:
            other: the other.
            volatile: what may differ between equals.
        """
        own, others = (
            {parts: value for parts, value in leaves(payload) if not covered(volatile, parts)}
            for payload in (self.payload, other.payload)
        )
        made = {parts for parts, _ in (*self.makers, *other.makers)}
        return own.keys() != others.keys() or any(
            own[parts] != others[parts] for parts in own if parts not in made
        )


def covered(places: Collection[Pointer], parts: Parts) -> bool:
    """Whether what stands at a place is, or is within, one of some others."""
    return any(each.covers(parts) for each in places)
