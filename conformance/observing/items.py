"""Items: the payloads that stand in lists of a body, each with what is around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ...spec import Around, Pointer


class Item(NamedTuple):
    """A payload where it stands.

    Args:
        value: the payload: any JSON value.
        around: what it stands in, from near to far: its list, the list's owner, and on.
    """

    value: Any
    around: Around = ()


class Items(NamedTuple):
    """What stands at one place of a body.

    Args:
        found: the items, in order.
        lists: how many lists of such were there, empty ones too.
    """

    found: list[Item]
    lists: int


def items_at(body: Any, place: Pointer) -> Items:
    """Return each item at a place of a body, in time that grows with the body's size only.

    Args:
        body: a JSON value.
        place: leads through objects by name, and through lists by ``*``, which ends it.

    >>> items_at({"a": [{"b": [1, 2]}, {"b": []}, {}]}, Pointer("/a/*/b/*")).lists
    2
    """
    holders = [Item(body)]
    lists = 0
    for part in place.parts:
        inner: list[Item] = []
        lists = 0
        for value, around in holders:
            if part == "*":
                if isinstance(value, list):
                    lists += 1
                    inner += [Item(each, (value, *around)) for each in value]
            elif isinstance(value, dict) and part in value:
                inner.append(Item(value[part], (value, *around)))
        holders = inner
    return Items(holders, lists)


def payloads_of(body: Any, places: Iterable[Pointer]) -> Sequence[Item]:
    """Return what may be payloads of a body, whoever selects them: its items, else itself.

    Args:
        body: a JSON value.
        places: where items may stand.
    """
    if isinstance(body, list):
        return [Item(each) for each in body]
    for place in places:
        items, lists = items_at(body, place)
        if lists:
            return items
    return (Item(body),)
