"""A share of a log: some of its messages, while the others are judged elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..results.finding import Place
from .moments import Moments

Names = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], list[str]]]


@dataclass(slots=True)
class Share:
    """What a check is to know of a share of a log, and what it leaves to be known of it.

    Args:
        clock: the time of the whole log's clock, in microseconds, or `UNTOLD`; `None` if only the
            share's moments are asked for, and no message is judged.
        moments: the latest times of the share; `None` until its messages are grouped.
        place: returns the place of a row by its `at` and `line`; likewise.
        names: returns the numbers of records' rows, from 1, and what their owner calls these, by
            the `at` of theirs; likewise.
    """

    clock: int | None
    moments: Moments | None = None
    place: Callable[[int, int], Place] | None = None
    names: Names | None = None

    def note(
        self, moments: Moments, place: Callable[[int, int], Place], names: Names
    ) -> int | None:
        """Note the share's latest times, and where its records stand; return the clock."""
        self.moments, self.place, self.names = moments, place, names
        return self.clock
