"""Times at one place of many lines, read at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ..results.times import parse_rfc3339
from .char_sets import DIGITS, CharSet
from .hashing import Bytes

Mask = NDArray[np.bool_]
Times = NDArray[np.int64]

_FRACTION: Final = 20
"""Where a fraction's digits begin: behind ``2026-01-01T00:00:00.``."""
_PARTS: Final = ((0, 1, 2, 3, 5, 6, 8, 9), (11, 12), (14, 15), (17, 18))
"""Where the digits of day, hour, minute and second stand."""
_MICRO: Final = 6
_MOST_DIGITS: Final = {1_000: 14, 10**6: 11}
"""So many digits tell a time before the year 5138."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that stands at one place of each line.

    Args:
        start, end: the place.
        unit: ``rfc3339``, or how many microseconds a whole number counts.
        sample: what stands there in one of the lines.
    """

    start: int
    end: int
    unit: Literal["rfc3339"] | int
    sample: bytes
    _weights: NDArray[np.float64] = field(init=False, repr=False, compare=False)

    @classmethod
    def of_text(cls, start: int, end: int, text: bytes) -> Moment | None:
        """Return the time a text tells; `None` if it tells none."""
        told = parse_rfc3339(text.decode())
        return None if told is None else cls(start, end, "rfc3339", text)

    @classmethod
    def of_number(cls, start: int, end: int, text: bytes, unit: int) -> Moment | None:
        """Return the time a number tells; `None` if it is not a whole one of usual size."""
        whole = text.isdigit() and text[:1] != b"0" and len(text) <= _MOST_DIGITS[unit]
        return cls(start, end, unit, text) if whole else None

    def __post_init__(self) -> None:
        count = self.end - self.start
        if self.unit != "rfc3339":
            weights = 10.0 ** np.arange(count - 1, -1, -1)[:, None]
        else:
            weights = np.zeros((count, 5))
            for column, places in enumerate(_PARTS):
                weights[list(places), column] = 10.0 ** np.arange(len(places) - 1, -1, -1)
            fraction = np.arange(_FRACTION, min(_FRACTION + _MICRO, self._zone))
            weights[fraction, 4] = 10.0 ** (_FRACTION + _MICRO - 1 - fraction)
        object.__setattr__(self, "_weights", weights)

    @property
    def _zone(self) -> int:
        """Where the zone begins."""
        at = 19
        while self.sample[at : at + 1].isdigit() or (at == 19 and self.sample[19:20] == b"."):
            at += 1
        return at

    @property
    def sets(self) -> tuple[CharSet, ...]:
        """What may stand at each of its places; the zone is that of the sample."""
        whole = self.unit != "rfc3339"
        last = len(self.sample) if whole else self._zone
        return tuple(
            DIGITS - ({ord("0")} if whole and index == 0 else set())
            if index < last and char in DIGITS
            else frozenset([char])
            for index, char in enumerate(self.sample)
        )

    def read(self, lines: Bytes) -> tuple[Times, Mask | None]:
        """Return the time each line tells, in microseconds (UTC), and where there is one.

        Args:
            lines: lines that have digits where the sample has some.

        Returns:
            The times, and which lines have one; `None` if all have.
        """
        parts = lines[:, self.start : self.end].astype(np.float64) @ self._weights
        parts -= ord("0") * self._weights.sum(axis=0)
        if self.unit != "rfc3339":
            return parts[:, 0].astype(np.int64) * self.unit, None
        day, hour, minute, second, micros = parts.T
        zone = self.sample[self._zone :].decode()
        midnights, fit = _midnights(day, zone)
        usual = (hour < 24) & (minute < 60) & (second < 60)
        fit = usual if fit is None else fit & usual
        seconds = hour * 3600 + minute * 60 + second
        times = midnights + (seconds * 1e6 + micros).astype(np.int64)
        return times, None if fit.all() else fit


def _midnights(days: NDArray[np.float64], zone: str) -> tuple[Times | int, Mask | None]:
    """Return when each day begins, and which days there are, if not all; most often it is one."""
    if (days == days[0]).all():
        begin = _midnight(int(days[0]), zone)
        return begin or 0, np.array([False]) if begin is None else None
    seen, which = np.unique(days, return_inverse=True)
    begins = [_midnight(int(day), zone) for day in seen]
    known = np.array([each is not None for each in begins], np.bool_)
    return np.array([each or 0 for each in begins], np.int64)[which], known[which]


@lru_cache(maxsize=1024)
def _midnight(day: int, zone: str) -> int | None:
    year, month, of_month = day // 10_000, day // 100 % 100, day % 100
    return parse_rfc3339(f"{year:04}-{month:02}-{of_month:02}T00:00:00{zone}")
