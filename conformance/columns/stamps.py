"""Times that a logger writes before payloads, at the same place of most lines: read at once."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..results.times import MONTHS, parse_rfc3339
from ..table.rows import UNTOLD
from .time_column import Times, read_chars, read_texts

Chars = NDArray[np.uint8]
Positions = NDArray[np.intp]

_BRACKETED: Final = b"01/Mar/2026:10:00:00 +0000]"
_MARKS: Final = [2, 6, 11, 14, 17, 20, 26]
"""Where it has what others have, too."""
_NAMES: Final = sorted(
    (int.from_bytes(name.encode(), "big"), number) for number, name in enumerate(MONTHS, 1)
)
_MONTHS: Final = np.array([name for name, _ in _NAMES], np.int32)
_NUMBERS: Final = np.array([[*f"{number:02}".encode()] for _, number in _NAMES], np.uint8)
_ISO_MARKS: Final = {4: "-", 7: "-", 10: "T", 22: ":"}
_AS_ISO: Final = [*range(4), 0, 4, 5, 0, 6, 7, 0, *range(8, 16), *range(16, 19), 0, 19, 20]
"""Where the digits of year, month, day, clock and zone stand in ISO 8601, one behind the other."""


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


def read_bracketed(data: bytes, starts: Positions, ends: Positions) -> Times:
    """Return the times of web servers in texts, in microseconds (UTC), or `UNTOLD`.

    Those are read that stand behind the first bracket of a text, before which no slash stands, as
    in ``10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "POST /"``.

    Args:
        data: lines, each with its end.
        starts: where texts begin in it.
        ends: where they end.
    """
    told = np.full(len(starts), UNTOLD, np.int64)
    codes = np.frombuffer(data, np.uint8)
    opened, slashes = (np.flatnonzero(codes == ord(each)) for each in "[/")
    if not len(opened) or not len(slashes) or len(data) < len(_BRACKETED):
        return told
    begins = opened[np.searchsorted(opened, starts) % len(opened)] + 1
    slash = slashes[np.searchsorted(slashes, starts) % len(slashes)]
    some = np.flatnonzero(
        (begins > starts) & (begins + len(_BRACKETED) <= ends) & (slash == begins + 2)
    )
    heads = heads_of(data, begins[some], len(_BRACKETED)).view(np.uint8)
    chars = heads.reshape(-1, len(_BRACKETED))
    alike = (chars[:, _MARKS] == np.frombuffer(_BRACKETED, np.uint8)[_MARKS]).all(axis=1)
    packed = chars[:, 3:6].astype(np.int32) @ np.array([2**16, 2**8, 1], np.int32)
    month = np.searchsorted(_MONTHS, packed) % len(_MONTHS)
    alike &= _MONTHS[month] == packed
    if not alike.any():
        return told
    some, chars, month = some[alike], chars[alike], _NUMBERS[month[alike]]
    columns = [chars[:, 7:11], month, chars[:, :2], chars[:, 12:20], chars[:, 21:26]]
    written = np.concatenate(columns, axis=1)[:, _AS_ISO]
    for at, mark in _ISO_MARKS.items():
        written[:, at] = ord(mark)
    usual, times = read_chars(written.T)
    told[some[usual]] = times[usual]
    return told


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
