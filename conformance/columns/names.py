"""Names of members that nothing asks for: learned, so that what holds them is decoded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from .shape import is_nameable

_MOST: Final = 64
"""So many are learned of an object; what has more is left to who reads one by one."""


def learn_names(known: dict[str, None], names: Iterable[str], read: str | None = None) -> bool:
    """Learn names of an object's members; say whether any is new.

    Args:
        known: those that were learned, in the order in which they were met.
        names: those that an object has.
        read: one that is decoded anyway.

    >>> known = {}
    >>> learn_names(known, ["id", "items", 'a "quoted" one'], "items"), list(known)
    (True, ['id'])
    """
    before = len(known)
    for name in names:
        if name != read and name not in known and is_nameable(name) and len(known) < _MOST:
            known[name] = None
    return len(known) > before
