"""Messages of which some records say what they belong to, and others do not, made of one mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..table.hashing import Hashes
from .arrived import Arrived
from .observed import Observed


def settled(parts: Sequence[Observed], count: int) -> Iterator[tuple[int, Observed]]:
    """Yield what is to be judged in each of some parts, by its number.

    A message belongs to what the first of its records names that names anything.

    Args:
        parts: what was observed of some messages: all there is of each.
        count: how many parts there are.

    Raises:
        OSError: there is no room for temporary files.
    """
    keys, named = _named(parts)
    for each in parts:
        families = each.families
        if len(keys):
            found = np.minimum(np.searchsorted(keys, each.rows["key"]), len(keys) - 1)
            families = np.where(keys[found] == each.rows["key"], named[found], families)
        nothing = np.zeros(len(families), np.bool_)
        yield from replace(each, families=families, asking=nothing).divided(count)


def _named(parts: Sequence[Observed]) -> tuple[Hashes, Hashes]:
    """The messages that say what they belong to, in order, and what each says first."""
    some = [np.flatnonzero(each.rows["parent"]) for each in parts]
    keys, named = (
        np.concatenate([each.rows[name][rows] for each, rows in zip(parts, some, strict=True)])
        for name in ("key", "parent")
    )
    order = np.lexsort((named, keys))
    keys, named = keys[order], named[order]
    once = np.append(True, (keys[1:] != keys[:-1]) | (named[1:] != named[:-1]))[: len(keys)]
    keys, named = keys[once], named[once]
    again = keys[1:] == keys[:-1]
    if again.any():  # it says several things: then it counts which came first
        unclear = keys[1:][again]
        rows = [np.flatnonzero(np.isin(each.rows["key"], unclear)) for each in parts]
        arrived = Arrived(each.some(which) for each, which in zip(parts, rows, strict=True))
        first, says = arrived.named()
        begins = np.append(True, ~again)
        keys, named = keys[begins], named[begins]
        named[np.searchsorted(keys, first)] = says
    return keys, named
