"""What a scan keeps of each line it recognised: a few numbers, side by side."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(slots=True)
class Columns:
    """Numbers about lines, one a line, in order of the lines.

    Args:
        keys, checks: two hashes of the message's key.
        parents: a hash of what it belongs to; 0 for nothing.
        facts: a hash of what must not change within a message.
        times, received: in microseconds (UTC); `UNTOLD` for none.
        offsets: where the line begins in its file.
        lines: its number, from 1.
        tellings: the number of what it tells.
        key_at: where in the line the key stands, times 4096, and how long it is; -1 if
            it is not to be found so.
    """

    keys: NDArray[np.uint64]
    checks: NDArray[np.uint64]
    parents: NDArray[np.uint64]
    facts: NDArray[np.uint64]
    times: NDArray[np.int64]
    received: NDArray[np.int64]
    offsets: NDArray[np.int64]
    lines: NDArray[np.int64]
    tellings: NDArray[np.int32]
    key_at: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Columns:
        """Return some of the lines."""
        return Columns(*(getattr(self, each.name)[rows] for each in fields(self)))


def joined(parts: list[Columns]) -> Columns:
    """Return columns one behind the other; the parts are taken apart for it."""
    import numpy as np

    if len(parts) < 2:
        return parts[0] if parts else room_for(0)
    found = room_for(0)
    for each in fields(Columns):
        setattr(found, each.name, np.concatenate([getattr(part, each.name) for part in parts]))
        for part in parts:  # so that no more than one column is held twice
            setattr(part, each.name, None)
    return found


def room_for(count: int) -> Columns:
    """Return columns to be filled; what is told by no line is numbered -1."""
    import numpy as np

    def hashes() -> NDArray[np.uint64]:
        return np.zeros(count, np.uint64)

    def numbers() -> NDArray[np.int64]:
        return np.zeros(count, np.int64)

    def untold() -> NDArray[np.int32]:
        return np.full(count, -1, np.int32)

    return Columns(
        *(hashes(), hashes(), hashes(), hashes()),
        *(numbers(), numbers(), numbers(), numbers()),
        *(untold(), untold()),
    )
