"""The log's clock: the latest time that the rest of the log bears out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from .finding import Finding, Place
from .times import format_duration, format_time

_WEEK: Final = 7 * 24 * 3600 * 10**6
MOST: Final = 32
"""So many of the latest times decide: each that is passed over is more than twice as far from the
first as the one before it, and by a week more: times of 64 bits have fewer such."""


def passed_over(latest: Sequence[int], first: int) -> int:
    """Return how many of the latest times the clock passes over: the next one is its time.

    One lies further beyond the one before it than a week, and than all earlier ones lie apart.
    Of one or two times nothing tells which is wrong.

    Args:
        latest: the `MOST` latest times, in microseconds, or as many as there are; the latest first.
        first: the earliest of all.

    >>> day = 24 * 3600 * 10**6
    >>> passed_over([365 * day, 2 * day, 0], 0)
    1
    """
    for index, (here, before) in enumerate(pairwise(latest)):
        gap = here - before
        if len(latest) - index < 3 or gap <= _WEEK or gap <= before - first:
            return index
    return 0


def beyond(place: Place, moment: int, clock: int) -> Finding:
    """Say that the clock passes a record's time over.

    Args:
        place: the record.
        moment: its time, in microseconds.
        clock: the log's clock.
    """
    words = (
        f"its time, {format_time(moment)}, lies {format_duration(moment - clock)} beyond "
        f"{format_time(clock)}, the latest that the other records bear out"
    )
    return Finding.begin("LOGS012", place, words)
