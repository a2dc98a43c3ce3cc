"""Many texts decoded by one type: what it refuses is left out, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import MsgspecError

from .columns import Column

Decoder = msgspec.json.Decoder[Any]


def decoded_or_none(decoder: Decoder, lines: Sequence[bytes]) -> Column:
    """Decode lines; `None` stands for what the type refuses.

    Args:
        decoder: decodes one.
        lines: each JSON, or what may be none.
    """
    found, refused = decode_each(decoder, lines)
    if not refused:
        return found
    gaps, taken = set(refused), iter(found)
    return [None if index in gaps else next(taken) for index in range(len(lines))]


def decode_each(decoder: Decoder, lines: Sequence[bytes]) -> tuple[Column, list[int]]:
    """Decode lines; return what the type takes, and the numbers of the lines it refuses."""
    found: Column = []
    refused: list[int] = []
    rest = iter(lines)
    while len(found) + len(refused) < len(lines):
        try:
            found.extend(map(decoder.decode, rest))
        except (MsgspecError, ValueError, RecursionError):  # the line that was refused is used up
            refused.append(len(found) + len(refused))
    return found, refused
