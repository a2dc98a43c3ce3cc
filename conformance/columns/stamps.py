"""Times that a logger writes before payloads, at the same place of most lines: read at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..table.rows import UNTOLD
from .time_column import Times, read_chars, read_texts

_ZERO: Final = ord("0")

Chars = NDArray[np.uint8]


def read_stamps(texts: Sequence[bytes], found: re.Match[str] | None) -> Times:
    """Return the first time in each text, in microseconds (UTC), or `UNTOLD`.

    Those are read in which it stands where it stands in one text, and looks so: what is a digit
    there is one in them, and all else before and behind it is the same.

    Args:
        texts: what stands before payloads.
        found: the first time in one of them, its groups the date, the clock, the digits of a
            fraction, the name of UTC, and the hours and minutes by which the clock is ahead. Its
            pattern knows no digit from another.
    """
    told = np.full(len(texts), UNTOLD, np.int64)
    if found is None or not found.string.isascii():
        return told
    end = found.end() + 1  # what stands behind it says that it ends there
    model = np.frombuffer(found.string[:end].encode(), np.uint8)
    heads = [text[:end] for text in texts]
    some = [index for index, head in enumerate(heads) if len(head) == len(model)]
    joined = b"".join(heads if len(some) == len(heads) else [heads[index] for index in some])
    chars = np.frombuffer(joined, np.uint8).reshape(-1, len(model))
    varies = model - np.uint8(_ZERO) < 10
    alike = (chars[:, ~varies] == model[~varies]).all(axis=1)
    alike &= (chars[:, varies] - np.uint8(_ZERO) < 10).all(axis=1)
    written = _written(chars[alike], found)
    usual, times = read_chars(written.T)
    odd = np.flatnonzero(~usual)
    times[odd] = read_texts([written[index].tobytes().decode() for index in odd.tolist()])
    told[np.array(some)[alike]] = times
    return told


def _written(chars: Chars, found: re.Match[str]) -> Chars:
    """The times as RFC 3339 writes them, a row for each text.

    Args:
        chars: a row for each text.
        found: where the parts of a time stand in all of them.
    """

    def constant(text: str) -> Any:
        return np.broadcast_to(np.frombuffer(text.encode(), np.uint8), (len(chars), len(text)))

    def part(group: int, before: str = "", otherwise: str = "") -> list[Any]:
        if found[group] is None:
            return [constant(otherwise)]
        return [constant(before), chars[:, found.start(group) : found.end(group)]]

    day = chars[:, found.start(1) : found.end(1)]
    date = [day[:, :4], constant("-"), day[:, 5:7], constant("-"), day[:, 8:]]
    columns = [*date, *part(2, "T"), constant("" if len(found[2]) == 8 else ":00")]
    columns += part(3, ".")
    columns += [*part(5), *part(6, ":", ":00")] if found[5] else [constant("Z")]
    return np.concatenate(columns, axis=1)
