"""A row: what is kept of one observation until its message is judged."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]
"""An array of one of the types below."""

RISING: Final = 9
"""So many numbers that must not fall a row holds, besides the version."""
LARGEST_RISING: Final = 2**31 - 1
"""Counters beyond are not kept in a row: it is judged by itself."""
NO_COUNT: Final = -(2**31)
"""Stands among counters for nothing."""

ROW: Final = np.dtype(
    [
        ("at", np.int64),
        ("key", np.uint64),
        ("bond", np.uint64),
        ("parent", np.uint64),
        ("time", np.int64),
        ("received", np.int64),
        ("version", np.int64),
        ("rising", np.int32, (RISING,)),
        ("line", np.uint32),
        ("kind", np.int32),
    ]
)
"""One observation.

`at` is where its line begins, in bytes from the beginning of the first file, and `line` the line's
number in its part of a file, from 0. `key` is the hash of its message, `bond` of all that must not
change within a message, `parent` of what the message belongs to, 0 for nothing. `time` and
`received` are in microseconds (UTC); they and `version` are `UNTOLD` where nothing is told, the
`rising` numbers `NO_COUNT`. `kind` is the number of what it tells, or `ALONE`.
"""

PLACE: Final = np.dtype([("at", np.int64), ("line", np.uint32)])
"""Where a line stands that has to be read again."""

MESSAGE: Final = np.dtype(
    [
        ("at", np.int64),
        ("line", np.uint32),
        ("trace", np.int32),
        ("count", np.uint32),
        ("last", np.int64),
    ]
)
"""A message: its first line, its trace, how many rows it has, and when it was last told of, by the
capture's clock or else its own, in microseconds (UTC), or `UNTOLD`.
"""

UNTOLD: Final = -(2**63)
"""Stands in a column for nothing."""

ALONE: Final = -1
"""In the place of a kind, or of a trace: the message is judged by itself, its lines read again."""

TOGETHER: Final = -2
"""The same: it is judged together with others, or with answers to requests for its status."""

MOST_KINDS: Final = 2**16
"""So many kinds are told apart; what tells others is judged by itself."""


class Kind(NamedTuple):
    """What an observation tells, but for its key, its times and numbers: equal kinds tell alike.

    Args:
        sampled: a poll tells it.
        loops: it may be told after itself: a step then, which a copy is not.
        by_id: which are copies, an event's id tells, and not the time of the event.
        settles: what is told of its message in one version must agree.
        telling: what it tells, of which form it is, and how grave it is what its payload lacks.
    """

    sampled: bool
    loops: bool
    by_id: bool
    settles: bool
    telling: tuple[Any, ...]


def together(parts: list[Rows], dtype: np.dtype[Any]) -> Rows:
    """Return arrays one behind the other, of which there may be none."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype)
