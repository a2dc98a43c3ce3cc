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
_DIGITS: Final = np.array([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18])
_MARKS: Final = ((4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"))
_MICRO: Final = 6
_FRACTION: Final = 20
"""Where the digits of a fraction begin: behind ``2026-01-01T00:00:00.``."""
_DAY: Final = 86_400 * 10**6
_ZERO: Final = ord("0")


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
    lengths = np.fromiter(map(len, texts), np.intp, count)
    if count and lengths.max() <= _LONGEST and lengths.min() >= _SHORTEST:
        chars = np.array(texts, f"U{_LONGEST}").view(np.uint32).reshape(count, _LONGEST)
        usual, times = _read(chars, lengths)
        found[usual] = times[usual]
        rest = np.flatnonzero(~usual).tolist()
    else:
        rest = list(range(count))
    for index in rest:
        told = parse_rfc3339(texts[index])
        if told is not None and (leap or texts[index][17:19] != "60"):
            found[index] = told
    return found


def _read(chars: NDArray[np.uint32], lengths: NDArray[np.intp]) -> tuple[NDArray[np.bool_], Times]:
    """Read the usual shapes: a fraction of up to six digits, `Z` or an offset behind it."""
    rows = np.arange(len(chars))
    digits = chars.astype(np.int64) - _ZERO
    is_digit = (digits >= 0) & (digits <= 9)
    usual = is_digit[:, _DIGITS].all(axis=1)
    for at, mark in _MARKS:
        usual &= chars[:, at] == ord(mark)
    zulu = chars[rows, lengths - 1] == ord("Z")
    end = np.where(zulu, lengths - 1, lengths - 6)
    usual &= (end == 19) | ((chars[:, 19] == ord(".")) & (end > _FRACTION) & (end <= 26))
    micros = np.zeros(len(chars), np.int64)
    for place in range(_MICRO):
        at = _FRACTION + place
        inside = at < end
        usual &= is_digit[:, at] | ~inside
        micros += np.where(inside, digits[:, at], 0) * 10 ** (_MICRO - 1 - place)
    offset = np.zeros(len(chars), np.int64)
    if not zulu.all():
        offset, fits = _offsets(chars, digits, is_digit, lengths, rows)
        usual &= zulu | fits
        offset[zulu] = 0
    d = digits
    year = ((d[:, 0] * 10 + d[:, 1]) * 10 + d[:, 2]) * 10 + d[:, 3]
    month, day = d[:, 5] * 10 + d[:, 6], d[:, 8] * 10 + d[:, 9]
    hour, minute = d[:, 11] * 10 + d[:, 12], d[:, 14] * 10 + d[:, 15]
    second = d[:, 17] * 10 + d[:, 18]
    usual &= (hour < 24) & (minute < 60) & (second < 60)
    midnights, exists = _midnights(np.where(usual, (year * 100 + month) * 100 + day, 19700101))
    usual &= exists
    seconds = (hour * 60 + minute) * 60 + second - offset * 60
    return usual, midnights + seconds * 10**6 + micros


def _offsets(
    chars: NDArray[np.uint32],
    digits: Times,
    is_digit: NDArray[np.bool_],
    lengths: NDArray[np.intp],
    rows: NDArray[np.intp],
) -> tuple[Times, NDArray[np.bool_]]:
    """The minutes that local times are ahead, and of which lines an offset ends them."""

    def last(back: int) -> Any:
        return rows, lengths - back

    sign = chars[last(6)]
    fits = ((sign == ord("+")) | (sign == ord("-"))) & (chars[last(3)] == ord(":"))
    for back in (5, 4, 2, 1):
        fits &= is_digit[last(back)]
    hours = digits[last(5)] * 10 + digits[last(4)]
    minutes = digits[last(2)] * 10 + digits[last(1)]
    fits &= (hours < 24) & (minutes < 60)
    return np.where(sign == ord("-"), -1, 1) * (hours * 60 + minutes), fits


def _midnights(days: Times) -> tuple[Times, NDArray[np.bool_]]:
    """When each day begins, and whether there is such a day; most often all are the same few."""
    first = days[0]
    seen, which = (
        (days[:1], None) if (days == first).all() else np.unique(days, return_inverse=True)
    )
    told = [
        parse_rfc3339(f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}T00:00:00Z")
        for day in seen.tolist()
    ]
    begins = np.array([each or 0 for each in told], np.int64)
    exists = np.array([each is not None for each in told], np.bool_)
    if which is None:
        return np.full(len(days), begins[0]), np.full(len(days), exists[0])
    return begins[which], exists[which]


def read_received(values: Sequence[Any]) -> Times:
    """Return when captures received, in microseconds (UTC), as they write it; or `UNTOLD`."""
    if all(each.__class__ is str for each in values):
        return read_texts(values)
    told = map(read_received_at, values)
    return np.fromiter((UNTOLD if each is None else each for each in told), np.int64, len(values))
