"""What a scan keeps of each line it recognised: a row of numbers."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[Any]
"""An array of one of the types below."""

ROW: Final = np.dtype(
    [
        ("at", np.int64),
        ("key", np.uint64),
        ("bond", np.uint64),
        ("parent", np.uint64),
        ("time", np.int64),
        ("received", np.int64),
        ("line", np.uint32),
        ("kind", np.uint16),
        ("version", np.uint16),
    ]
)
"""A line that was recognised.

`at` is where it begins, in bytes from the beginning of the first file; `key` is a hash of its
message's key; `bond` of it, too, and of all that must not change within a message; `parent` of
what it belongs to, 0 for nothing; `time` and `received` are in microseconds (UTC), or `UNTOLD`;
`line` is its number in its part of a file, from 0; `kind` is the number of what it tells and
how; `version` is one more than its version, 0 for none, or `PINNED`.
"""

PLACE: Final = np.dtype([("at", np.int64), ("line", np.uint32)])
"""Where a line stands that has to be judged by itself."""

MESSAGE: Final = np.dtype(
    [
        ("at", np.int64),
        ("line", np.uint32),
        ("kind", np.uint16),
        ("trace", np.int32),
        ("count", np.uint32),
        ("silent", np.bool_),
    ]
)
"""A message: its first line, its trace, how many lines tell of it, and whether nothing was told
for as long as a final is awaited.
"""

UNTOLD: Final = -(2**63)
"""Stands in a column of times for none."""

PINNED: Final = 2**16 - 1
"""Stands in the column of versions for one that the kind knows."""

MOST_KINDS: Final = 2**16
"""So many kinds have numbers."""


class Kind(NamedTuple):
    """What a line tells, and how; equal kinds tell alike.

    Args:
        telling: what it tells but for key, times, constant facts, and a version that may differ;
            first, whether a poll does.
        key_at: where its key stands in the line, and how long it is, if it is to be found so.
    """

    telling: tuple[Any, ...]
    key_at: tuple[int, int] | None


def places(rows: Rows) -> Rows:
    """Return where the lines of some rows stand."""
    found = np.empty(len(rows), PLACE)
    found["at"], found["line"] = rows["at"], rows["line"]
    return found


def together(parts: list[Rows], dtype: np.dtype[Any]) -> Rows:
    """Return arrays one behind the other, of which there may be none."""
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype)
