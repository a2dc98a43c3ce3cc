"""Many texts decoded by one type: what it refuses is left out, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import MsgspecError

from .columns import Column
from .lines import Lines

Decoder = msgspec.json.Decoder[Any]

_TOGETHER: Final = 2**15
"""So many bytes of lines are decoded at once; where one is refused, each of them by itself."""


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
    if not isinstance(lines, Lines) or not lines.in_braces:
        return _one_by_one(decoder, lines)
    found: Column = []
    refused: list[int] = []
    before = 0
    for part, count in lines.parts(_TOGETHER):
        some = _at_once(decoder, part, count)
        if some is None:
            some, gone = _one_by_one(decoder, list(Lines(bytes(part))))
            refused += [before + number for number in gone]
        found += some
        before += count
    return found, refused


def _at_once(decoder: Decoder, part: memoryview, count: int) -> Column | None:
    """Decode so many lines in braces, each an object; `None` if the type refuses any.

    No object holds the end of a line between braces that close and open, nor in a text: each line
    holds one at least, and where there are as many as lines, one.
    """
    try:
        found: Column = decoder.decode_lines(part)
    except (MsgspecError, ValueError, RecursionError):
        return None
    return found if len(found) == count else None


def _one_by_one(decoder: Decoder, lines: Sequence[bytes]) -> tuple[Column, list[int]]:
    found: Column = []
    refused: list[int] = []
    rest = iter(lines)
    while len(found) + len(refused) < len(lines):
        try:
            found.extend(map(decoder.decode, rest))
        except (MsgspecError, ValueError, RecursionError):  # the line that was refused is used up
            refused.append(len(found) + len(refused))
    return found, refused
