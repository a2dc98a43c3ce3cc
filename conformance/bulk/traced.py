"""Every message that rows tell of: its trace, and where its lines stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .partitions import Partitions
from .rows import MESSAGE, PLACE, Rows, places, together
from .traces import Grouped, Mask

ALONE: Final = -1
"""In the place of a trace: a message that is judged by itself."""
TOGETHER: Final = -2
"""In the place of a trace: a message that is judged with others, or with lines of other kinds."""


class Divided(NamedTuple):
    """Messages, by how they are judged.

    Args:
        sound: those that are as another of their trace.
        together: where the lines stand of those that are judged together.
        alone: where the lines stand of those that are judged each by itself, by message; those
            of which one process judged an example are together.
        counts: how many lines each of the latter has.
    """

    sound: list[Rows]
    together: Rows
    alone: Rows
    counts: NDArray[np.uint32]


class Traced:
    """Messages, a part of them at a time.

    Args:
        lines: where it is kept where their lines stand; as many partitions as there are parts.
    """

    def __init__(self, lines: Partitions) -> None:
        self._lines = lines
        self.parts: list[Rows] = []

    def add(self, grouped: Grouped) -> None:
        """Add a part.

        Raises:
            NoRoom: some has to be spilled to files, and cannot be.
        """
        self._lines.add(len(self.parts), places(grouped.rows))
        self.parts.append(grouped.messages)

    def set_apart(self, which: Iterable[Mask]) -> None:
        """Have messages judged together with others; of each part, those that are told."""
        for messages, some in zip(self.parts, which, strict=True):
            messages["trace"][some] = TOGETHER

    def examples(self) -> Iterator[tuple[int, Rows]]:
        """Yield each trace with the lines of one message that has it.

        Raises:
            NoRoom: what was spilled to files is not there.
        """
        seen = self._those([])
        seen[[ALONE, TOGETHER]] = True
        for number, messages in enumerate(self.parts):
            unseen = np.flatnonzero(~seen[messages["trace"]])
            if not len(unseen):
                continue
            new, first = np.unique(messages["trace"][unseen], return_index=True)
            seen[new] = True
            lines, ends = self._lines.load(number), np.cumsum(messages["count"])
            for trace, one in zip(new.tolist(), unseen[first].tolist(), strict=True):
                yield trace, lines[ends[one] - messages["count"][one] : ends[one]]

    def first_of(self, traces: Sequence[int], most: int) -> list[Mask]:
        """Say of each part which are the first messages that have one of some traces.

        Args:
            traces: the traces.
            most: how many messages.
        """
        have = [np.isin(part["trace"], traces) for part in self.parts]
        begins = [part["at"][some] for part, some in zip(self.parts, have, strict=True)]
        chosen = np.sort(together(begins, PLACE["at"]))[:most]
        last = chosen.max(initial=-1)
        return [some & (part["at"] <= last) for part, some in zip(self.parts, have, strict=True)]

    def divided(self, sound: Sequence[int], waiting: Sequence[int], ways: int) -> Divided:
        """Divide the messages; they are not held here any longer.

        Args:
            sound: the traces of which nothing is to be said.
            waiting: those of them that have not ended.
            ways: how many processes judged examples.

        Raises:
            NoRoom: what was spilled to files is not there.
        """
        known, ended = self._those(sound), ~self._those(waiting)
        kept: list[Rows] = []
        joint: list[Rows] = []
        alone: list[list[Rows]] = [[] for _ in range(ways)]
        counts: list[list[NDArray[np.uint32]]] = [[] for _ in range(ways)]
        for number, messages in enumerate(self.parts):
            traces, count = messages["trace"], messages["count"]
            as_others = known[traces] & (ended[traces] | ~messages["silent"])
            kept.append(messages.take(np.flatnonzero(as_others)))
            if not as_others.all():
                lines = self._lines.load(number)
                shared = traces == TOGETHER
                joint.append(_lines_of(lines, shared, count))
                for way in range(ways):
                    some = ~(shared | as_others) & (traces % ways == way)
                    alone[way].append(_lines_of(lines, some, count))
                    counts[way].append(count[some])
            self._lines.drop(number)
        self.parts = []
        return Divided(
            kept,
            together(joint, PLACE),
            together([each for way in alone for each in way], PLACE),
            together([each for way in counts for each in way], MESSAGE["count"]),
        )

    def _those(self, traces: Sequence[int]) -> Mask:
        """Say of each trace whether it is one of some; of `ALONE` and `TOGETHER`, at the end."""
        most = max((int(part["trace"].max(initial=-1)) for part in self.parts), default=-1)
        found = np.zeros(most + 3, np.bool_)
        found[list(traces)] = True
        return found


def _lines_of(lines: Rows, messages: Mask, counts: NDArray[np.uint32]) -> Rows:
    return lines.take(np.flatnonzero(np.repeat(messages, counts)))


def by_trace(messages: Iterable[Rows]) -> Counter[int]:
    """Count messages by their trace, those that have none left out.

    Args:
        messages: arrays of `MESSAGE`.
    """
    counts: Counter[int] = Counter()
    for each in messages:
        traces = each["trace"]
        found = np.bincount(traces[traces >= 0])
        seen = np.flatnonzero(found)
        counts.update(dict(zip(seen.tolist(), found[seen].tolist(), strict=True)))
    return counts
