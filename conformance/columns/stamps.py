"""Times that a logger writes before payloads, at the same place of most lines: read at once."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..results.times import parse_rfc3339
from ..table.rows import UNTOLD
from .time_column import Times, read_chars, read_texts

Chars = NDArray[np.uint8]


def heads_of(data: bytes, starts: NDArray[np.intp], size: int) -> NDArray[np.void]:
    """Return the first bytes of lines, and where one is shorter, of what stands around it.

    Args:
        data: lines, each with its end; they have so many bytes.
        starts: where each begins that is asked for.
        size: how many bytes.
    """
    # As many bytes behind each byte of the data as one value: what is asked for is copied at once.
    windows = np.ndarray((len(data) - size + 1,), f"V{size}", data, strides=(1,))
    return windows[np.minimum(starts, len(windows) - 1)]


def read_stamps(data: bytes, starts: NDArray[np.intp], found: re.Match[str] | None) -> Times:
    """Return the first time in each of some texts, in microseconds (UTC), or `UNTOLD`.

    Those are read in which it stands where it stands in one text, and looks so: what is a digit
    there is one in them, and all else before and behind it is the same.

    Args:
        data: lines, each with its end, that the texts are the beginnings of.
        starts: where each begins.
        found: the first time in one of them, with what stands behind it; its groups the date, the
            clock, the digits of a fraction, the name of UTC, and the hours and minutes by which the
            clock is ahead. Its pattern knows no digit from another.
    """
    told = np.full(len(starts), UNTOLD, np.int64)
    if found is None or not len(starts):
        return told
    end = found.end() + 1  # what stands behind it says that it ends there
    model = found.string[:end].encode()
    size = len(model)
    if not model.isascii() or len(data) < size:
        return told
    heads = heads_of(data, starts, size)  # too short a line has an end in it
    plain, usual = heads.tobytes().translate(_PLAIN), model.translate(_PLAIN)
    if plain != usual * len(heads):
        alike = np.frombuffer(plain, heads.dtype) == np.frombuffer(usual, heads.dtype)
        told[alike] = _read(heads[alike], found)
        return told
    return _read(heads, found)


def _read(heads: NDArray[np.void], found: re.Match[str]) -> Times:
    """The times of texts that are alike but for their digits."""
    chars = heads.view(np.uint8).reshape(len(heads), -1)
    plain = parse_rfc3339(found[0]) is not None
    written = chars[:, found.start() : found.end()] if plain else _written(chars, found)
    usual, times = read_chars(written.T)
    odd = np.flatnonzero(~usual)
    times[odd] = read_texts([written[index].tobytes().decode() for index in odd.tolist()])
    return times


_PLAIN: Final = bytes.maketrans(b"123456789", b"0" * 9)
"""Writes one digit for all."""


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
