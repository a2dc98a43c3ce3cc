"""Time as a length: round ticks, and moments in as few signs as tell them."""

from __future__ import annotations

from typing import Final, NamedTuple

from ..conformance.results.times import format_time

_MS: Final = 1_000
_S: Final = 1_000 * _MS
_MIN: Final = 60 * _S
_HOUR: Final = 60 * _MIN
_DAY: Final = 24 * _HOUR
_UNITS: Final = ((_DAY, "d"), (_HOUR, "h"), (_MIN, "min"), (_S, "s"), (_MS, "ms"))

_STEPS: Final = (
    *(each * _MS for each in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(each * _S for each in (1, 2, 5, 10, 15, 30)),
    *(each * _MIN for each in (1, 2, 5, 10, 15, 30)),
    *(each * _HOUR for each in (1, 2, 3, 6, 12)),
    *(each * _DAY for each in (1, 2, 7, 14, 30, 90, 365)),
)
"""Spans a person counts in, in microseconds."""


def round_step(span: int, most: int) -> int:
    """Return the shortest round step of which no more than `most` cover a span.

    Args:
        span: in microseconds.
        most: how many steps at most.

    >>> round_step(42_000_000, 5)
    10000000
    """
    for step in _STEPS:
        if step * most >= span:
            return step
    return -(-span // (most * _STEPS[-1])) * _STEPS[-1]


def words_of(span: int) -> str:
    """Say how long a span is, in one unit.

    Args:
        span: in microseconds, not negative.

    >>> words_of(90_000_000), words_of(400), words_of(7_200_000_000)
    ('90 s', '0.4 ms', '2 h')
    """
    if not span:
        return "0 s"
    unit, name = next((each for each in _UNITS if span >= 2 * each[0]), _UNITS[-1])
    if span % unit == 0 or span / unit >= 10:
        return f"{round(span / unit):,} {name}"
    return f"{span / unit:.1f}".removesuffix(".0") + f" {name}"


class Clock(NamedTuple):
    """A moment in words: its day, and its time of day without zeros that tell nothing."""

    day: str
    time: str

    def __str__(self) -> str:
        return f"{self.day} {self.time}"


def clock(moment: int) -> Clock:
    """Write a moment.

    Args:
        moment: in microseconds since 1970, UTC.

    >>> str(clock(1_772_438_406_700_000))
    '2026-03-02 08:00:06.7'
    """
    day, _, time = format_time(moment).removesuffix("Z").partition("T")
    return Clock(day, time.rstrip("0").rstrip(".") if "." in time else time)


class Tick(NamedTuple):
    """A mark on a scale: where, and what it says."""

    x: float
    label: str


class Scale(NamedTuple):
    """Moments as lengths, linearly.

    Args:
        first, last: the moments at its ends, in microseconds.
        start, end: where these are.
    """

    first: int
    last: int
    start: float
    end: float

    def at(self, moment: int) -> float:
        """Return where a moment is."""
        share = (moment - self.first) / (self.last - self.first)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, most: int) -> list[Tick]:
        """Return round marks: the first tells the time, the others how much later they are."""
        step = round_step(self.last - self.first, most)
        later = range(step, self.last - self.first + 1, step)
        return [
            Tick(self.start, clock(self.first).time),
            *(Tick(self.at(self.first + each), f"+{words_of(each)}") for each in later),
        ]
