"""The members of a payload's objects: copied, ordered, taken out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from .made_up_values import Parts, place_of


def copied(value: Any) -> Any:
    """Copy a JSON value; many times as quick as `copy.deepcopy`, which looks for circles."""
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value


def members(value: Any, parts: Parts = ()) -> Iterator[Parts]:
    """Yield the place of each member of each object, before those within it."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from members(each, (*parts, str(index)))
    if isinstance(value, dict):
        for name, each in value.items():
            yield (*parts, name)
            yield from members(each, (*parts, name))


def remove(payload: Any, parts: Parts) -> None:
    """Take a member out of a payload in place, if it is there."""
    payload = place_of(parts[:-1]).get(payload)
    if isinstance(payload, dict):
        payload.pop(parts[-1], None)


def in_order(value: Any, like: Any) -> Any:
    """Return a JSON value with its members in the order they have in another, the rest behind."""
    if isinstance(value, list) and isinstance(like, list):
        return [*map(in_order, value, like), *value[len(like) :]]
    if not isinstance(value, dict) or not isinstance(like, dict):
        return value
    names = [
        *(name for name in like if name in value),
        *(name for name in value if name not in like),
    ]
    return {name: in_order(value[name], like.get(name)) for name in names}


def shuffled(value: Any, dice: Random) -> Any:
    """Return a JSON value with the members of each object in any order."""
    if isinstance(value, list):
        return [shuffled(each, dice) for each in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    dice.shuffle(names)
    return {name: shuffled(value[name], dice) for name in names}
