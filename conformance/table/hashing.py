"""Hashes of keys and of what must not change, many at once.

They are Python's own, keyed anew in each run so that nobody outside can make two of them equal.
Processes of one check must share the key; see `running/processes`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...spec import MISSING
from ..results.finding import MessageId
from .rows import UNTOLD

Hashes = NDArray[np.uint64]

_MASK: Final = 2**64 - 1
_LARGEST_FACT: Final = sys.hash_info.modulus - 1
"""A whole number up to this one is its own hash, if it is none below zero."""
_MIX: Final = 0x9E3779B97F4A7C15
"""An odd number: to multiply by it moves each bit upwards and loses none."""
_LAST: Final = 1
"""The last bit is set in hashes of workflows, and in no others."""


def hashes_of(values: Iterable[Any], count: int) -> Hashes:
    """Return the hash of each of so many values: texts, or tuples of what `fact_of` tells."""
    return np.fromiter(map(hash, values), np.int64, count).view(np.uint64)


def salted(hashes: Hashes, salt: int) -> Hashes:
    """Return hashes of what has these texts as names and belongs to what the salt stands for."""
    found: Hashes = (hashes ^ np.uint64(salt & ~_LAST)) * np.uint64(_MIX)
    return found & np.uint64(_MASK ^ _LAST) | np.uint64(salt & _LAST)


def message_salt(family: str, variant: str | None) -> int:
    """Return what salts the keys of messages."""
    named = ("message", family) if variant is None else ("message", family, variant)
    return hash(named) & (_MASK ^ _LAST)


def workflow_salt(family: str, relation: str) -> int:
    """Return what salts the names of workflows."""
    return hash(("workflow", family, relation)) & _MASK | _LAST


def hash_of(name: str | tuple[str, ...], salt: int) -> int:
    """Return the hash of one name, as `salted` has it."""
    mixed = ((hash(name) ^ (salt & ~_LAST)) * _MIX) & _MASK
    return mixed & ~_LAST | salt & _LAST


def hash_of_key(parts: Sequence[str], salt: int) -> int:
    """Return the hash of a message's key: of one part, as that of its text."""
    return hash_of(parts[0] if len(parts) == 1 else tuple(parts), salt)


def hash_of_message(name: MessageId) -> int:
    """Return the hash that rows have of a message."""
    return hash_of_key(name.parts, message_salt(name.family, name.variant))


def is_workflow(hashes: Hashes) -> NDArray[np.bool_]:
    """Say which are hashes of workflows."""
    found: NDArray[np.bool_] = hashes & np.uint64(_LAST) == np.uint64(_LAST)
    return found


NOTHING: Final = "\0"
"""What stands, among texts that must not change, for nothing."""


def joined(parts: Iterable[Hashes], count: int) -> Hashes:
    """Return hashes of several parts together, of which each has so many."""
    found = np.zeros(count, np.uint64)
    for part in parts:
        found = (found ^ part) * np.uint64(_MIX)
    return found


def bonds_of(facts: Sequence[Sequence[Any]], claims: Iterable[Hashes], count: int) -> Hashes:
    """Return hashes of all that must not change within messages.

    Args:
        facts: columns of what stands where nothing must change, as `fact_of` tells it.
        claims: columns of hashes of what they are said to belong to.
        count: how many rows each column has.
    """
    together = hashes_of(zip(*facts, strict=True) if facts else repeat((), count), count)
    return joined((together, *claims), count)


def bond_of(facts: Iterable[Any], claims: Iterable[str | None]) -> int:
    """Return the hash of what must not change within a message, as `bonds_of` has it.

    Args:
        facts: what stands where nothing must change; `MISSING` for nothing.
        claims: what the message is said to belong to.
    """
    told = tuple([NOTHING if each is MISSING else fact_of(each) for each in facts])
    found = 0
    for each in (hash(told), *(hash(each or NOTHING) for each in claims)):
        found = ((found ^ each & _MASK) * _MIX) & _MASK
    return found


def fact_of(value: Any) -> str | int:
    """Return what is hashed of something that must not change: what is equal to nothing else.

    Numbers are counted from one, since zero has the hash of an empty text. Others become text:
    negative or large ones may have the hash of another, and hashes of other things may differ from
    one process to another.
    """
    if value.__class__ is str:
        told: str = value
        return told
    if value.__class__ is int and 0 <= value < _LARGEST_FACT:
        return int(value) + 1
    return f"{NOTHING}{value!r}"


def facts_of(numbers: NDArray[np.int64]) -> list[str | int]:
    """Return what `fact_of` tells of whole numbers, of which some may be `UNTOLD`: nothing."""
    told: list[str | int] = (numbers + 1).tolist()
    for index in np.flatnonzero((numbers < 0) | (numbers >= _LARGEST_FACT)).tolist():
        number = int(numbers[index])
        told[index] = NOTHING if number == UNTOLD else fact_of(number)
    return told
