"""A share of a log: some of its messages, while the others are judged elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..results.finding import Key, Place
from .hashing import Hashes
from .moments import Moments
from .rows import Rows

_KeyOf = Callable[[int, int, int, Any], Key]


@dataclass(slots=True)
class Share:
    """What a check is to know of a share of a log, and what it leaves to be known of it.

    Args:
        clock: the time of the whole log's clock, in microseconds, or `UNTOLD`; `None` if only the
            share's moments are asked for, and no message is judged.
        elsewhere: returns the hashes of the messages that are judged elsewhere, though records
            of the share tell of them, too; it is asked once all of these were read.
        key: returns the key of the only message that a row of the share tells of, by the row's
            number, from 1; `None` if its line must be read for that.
        moments: the latest times of the share; `None` until its messages are grouped.
        place: returns the place of a row by its `at` and `line`; likewise.
    """

    clock: int | None
    elsewhere: Callable[[], Hashes]
    key: Callable[[int], Key | None]
    moments: Moments | None = None
    place: Callable[[int, int], Place] | None = None

    def own(self, rows: Rows) -> Rows:
        """Return the rows of messages that are judged here."""
        others = self.elsewhere()
        return rows[~np.isin(rows["key"], others)] if len(others) else rows

    def note(self, moments: Moments, place: Callable[[int, int], Place]) -> int | None:
        """Note the share's latest times, and where their records stand; return the clock."""
        self.moments, self.place = moments, place
        return self.clock

    def keys(self, read: _KeyOf) -> _KeyOf:
        """Return what tells the key of a message by where its first line stands, and its hash.

        Args:
            read: reads it from that line, for which it is given open files.
        """
        place = self.place
        if place is None:
            return read

        def key(at: int, line: int, hashed: int, files: Any) -> Key:
            return self.key(place(at, line).line or 0) or read(at, line, hashed, files)

        return key
