"""Keys of messages as text, where they are plain to see, and what salts their hashes."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from ...spec import Lifecycle, Relation
from ..table.hashing import message_salt, workflow_salt


def key_text(value: Any) -> str | None:
    """A key as text, where it is plain to see; what is none, or has a fraction, is empty here."""
    if value is UNSET:
        return None
    if value.__class__ is str:
        return str(value)
    return str(value) if value.__class__ is int else ""


def part_text(value: Any) -> str | None:
    """A part of a key as text: of several, one that is null is as absent."""
    return None if value is None else key_text(value)


def joined_key(parts: tuple[str | None, ...]) -> str | tuple[str, ...] | None:
    """A key of the parts that are there."""
    there = tuple([each for each in parts if each is not None])
    if "" in there:
        return ""
    return there if len(there) > 1 else there[0] if there else None


def parts_of_key(key: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a key: one, if it is a text."""
    return key if isinstance(key, tuple) else (key,)


def salt_of(lifecycle: Lifecycle) -> int:
    """Return what salts the keys of a lifecycle's messages."""
    return message_salt(lifecycle.family, lifecycle.variant if lifecycle.key_by_variant else None)


def claim_salt(lifecycle: Lifecycle, relation: Relation) -> int:
    """Return what salts the names of what messages belong to by a relation."""
    if relation.parent:
        return message_salt(relation.parent, None)
    return workflow_salt(lifecycle.family, relation.id)
