"""Where the payloads of a log stand, as its first records tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..reading.records import Record
from .rejoining import LinesAt
from .spot import Spot


class Plan(NamedTuple):
    """Where the payloads of a log stand, as its first records tell.

    Args:
        spots: where; if there are none, records are as they stand.
        received: where the times of reception stand.
        sample: the first records.
        joined: where the lines of objects stand, in which the spots then are.
        broken: some records hold objects, though none that is known, or look like others.
        lines: each line of the log is a record, or begins one.
    """

    spots: tuple[Spot, ...]
    received: tuple[Spot, ...]
    sample: Sequence[Record] = ()
    joined: LinesAt | None = None
    broken: bool = False
    lines: bool = False

    @property
    def by_line(self) -> bool:
        """Whether a line holds one payload at most, most often."""
        return self.lines and self.alone

    @property
    def alone(self) -> bool:
        """Whether a record does."""
        few = len(self.spots) < 2 and len(self.received) < 2
        places = (*self.spots, *self.received)
        return few and not any(each.several or each.numbered for each in places)
