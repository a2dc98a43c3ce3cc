"""Columns of times, read at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..results.times import parse_rfc3339, read_received_at
from ..table.rows import UNTOLD

Times = NDArray[np.int64]

_LONGEST: Final = 32
_SHORTEST: Final = 20
_FEW_SIZES: Final = 12
"""Texts of so many lengths are read a length at a time."""
_DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_MARKS: Final = ((4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"))
_MICRO: Final = 6
_FRACTION: Final = 20
"""Where the digits of a fraction begin: behind ``2026-01-01T00:00:00.``."""
_ZERO: Final = ord("0")

Mask = NDArray[np.bool_]
Chars = NDArray[np.uint8]
"""A row for each place of the texts, which is quick to look at; each column is a text."""


def are_times(texts: Sequence[str]) -> bool:
    """Whether every text is a time as RFC 3339 has it."""
    return not texts or bool((read_texts(texts, leap=False) != UNTOLD).all())


def read_texts(texts: Sequence[str], *, leap: bool = True) -> Times:
    """Return the time each text tells, in microseconds (UTC), or `UNTOLD`.

    Args:
        texts: the texts.
        leap: read leap seconds; whether they are times as a schema's format has them is for others.
    """
    count = len(texts)
    found = np.full(count, UNTOLD, np.int64)
    sizes = set(map(len, texts))
    rest: Sequence[int] = range(count)
    if len(sizes) == 1 and _SHORTEST <= max(sizes) <= _LONGEST and "".join(texts).isascii():
        chars = np.frombuffer("".join(texts).encode("ascii"), np.uint8)
        usual, found = read_chars(chars.reshape(count, -1).T)
        rest = np.flatnonzero(~usual).tolist()
    elif 1 < len(sizes) <= _FEW_SIZES:
        for size in sizes:
            some = [index for index, text in enumerate(texts) if len(text) == size]
            found[some] = read_texts([texts[index] for index in some], leap=leap)
        return found
    for index in rest:
        told = parse_rfc3339(texts[index])
        if told is not None and (leap or texts[index][17:19] != "60"):
            found[index] = told
    return found


def read_chars(chars: Chars) -> tuple[Mask, Times]:
    """Read the times of the usual shapes: a fraction of up to six digits, `Z` or an offset behind.

    Args:
        chars: a row for each place of texts of one length, a column for each of these.

    Returns:
        Which texts have such a shape; and the time of each of these, in microseconds (UTC).
    """
    size, count = chars.shape
    if not _SHORTEST <= size <= _LONGEST:
        return np.zeros(count, np.bool_), np.full(count, UNTOLD, np.int64)
    usual, times = _read(np.ascontiguousarray(chars), size)
    times[~usual] = UNTOLD
    return usual, times


def _read(chars: Chars, size: int) -> tuple[Mask, Times]:
    digits = chars - np.uint8(_ZERO)
    usual: Mask = np.ones(chars.shape[1], np.bool_)
    for at in _DIGITS:
        usual &= digits[at] <= 9
    for at, mark in _MARKS:
        usual &= chars[at] == ord(mark)
    zulu = chars[size - 1] == ord("Z")
    offset: Any = 0
    end = size - 1
    if not zulu.all():
        end = size - 6
        offset, fits = _offset(chars, digits, size)
        usual &= fits
    micros = np.zeros(chars.shape[1], np.int64)
    if end != _FRACTION - 1:
        usual &= chars[_FRACTION - 1] == ord(".")
        if not _FRACTION < end <= _FRACTION + _MICRO:
            return np.zeros_like(usual), micros
        for at in range(_FRACTION, end):
            usual &= digits[at] <= 9
            micros += digits[at].astype(np.int64) * 10 ** (_FRACTION + _MICRO - 1 - at)
    hour, minute, second = (_number(digits, at, at + 1) for at in (11, 14, 17))
    usual &= (hour < 24) & (minute < 60) & (second < 60)
    days = _number(digits, 0, 1, 2, 3, 5, 6, 8, 9)
    midnights, exists = _midnights(np.where(usual, days, 19700101))
    usual &= exists
    seconds = (hour * 60 + minute) * 60 + second - offset * 60
    return usual, midnights + seconds.astype(np.int64) * 10**6 + micros


def _number(digits: Chars, *places: int) -> NDArray[np.int32]:
    """The numbers that digits at these places make."""
    found: NDArray[np.int32] = digits[places[0]].astype(np.int32)
    for at in places[1:]:
        found *= 10
        found += digits[at]
    return found


def _offset(chars: Chars, digits: Chars, size: int) -> tuple[NDArray[np.int32], Mask]:
    """The minutes that local times are ahead, and where an offset ends a text."""
    sign = chars[size - 6]
    fits = ((sign == ord("+")) | (sign == ord("-"))) & (chars[size - 3] == ord(":"))
    for at in (size - 5, size - 4, size - 2, size - 1):
        fits &= digits[at] <= 9
    hours, minutes = _number(digits, size - 5, size - 4), _number(digits, size - 2, size - 1)
    fits &= (hours < 24) & (minutes < 60)
    ahead = hours * 60 + minutes
    return np.where(sign == ord("-"), -ahead, ahead), fits


def _midnights(days: NDArray[np.int32]) -> tuple[Times, Mask]:
    """When each day begins, and whether there is such a day; most often all are the same few."""
    if (days == days[0]).all():
        begin = _midnight(int(days[0]))
        shape = (len(days),)
        return np.full(shape, begin or 0, np.int64), np.full(shape, begin is not None)
    seen, which = np.unique(days, return_inverse=True)
    told = [_midnight(day) for day in seen.tolist()]
    begins = np.array([each or 0 for each in told], np.int64)
    return begins[which], np.array([each is not None for each in told], np.bool_)[which]


def _midnight(day: int) -> int | None:
    year, month, of_month = day // 10_000, day // 100 % 100, day % 100
    return parse_rfc3339(f"{year:04}-{month:02}-{of_month:02}T00:00:00Z")


def read_received(values: Sequence[Any]) -> Times:
    """Return when captures received, in microseconds (UTC), as they write it; or `UNTOLD`."""
    if all(each.__class__ is str for each in values):
        return read_texts(values)
    told = map(read_received_at, values)
    return np.fromiter((UNTOLD if each is None else each for each in told), np.int64, len(values))
