"""Records that stand one behind the other as lines, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..reading.json_lines import parse_line
from ..reading.records import Record
from ..results.finding import Place
from ..table.rows import UNTOLD


class Within(NamedTuple):
    """Where records stand as items of lists.

    Args:
        before: the JSON Pointer to their list, with the last slash.
        indices: that of each in its list.
        behind: what leads from an item to its payload.
    """

    before: str
    indices: NDArray[np.int64]
    behind: str


class RecordLines(NamedTuple):
    """Records that stand one behind the other, each a line.

    Args:
        place: of the first.
        numbers: of the rows they come from, or the lines of these.
        data: the lines, each with its end.
        starts: where each begins in the data.
        received: when each was received, in microseconds, or `UNTOLD`; `None` if none is told.
        names: what their owner calls their rows; `None` if by their numbers.
        untold: of some, by their indices, where a time stands; see `Record`.
        hopeful: nobody saw whether each is one JSON document.
        within: the list they stand in; `None` if they stand in none.
        pointers: where each stands in its line; none if they stand alone.
    """

    place: Place
    numbers: NDArray[np.int64]
    data: bytes | memoryview
    starts: NDArray[np.int64]
    received: NDArray[np.int64] | None = None
    names: Sequence[str] | None = None
    untold: Mapping[int, str] = MappingProxyType({})
    hopeful: bool = False
    within: Within | None = None
    pointers: Sequence[str] = ()

    @property
    def times(self) -> list[int | None]:
        """When each was received."""
        if self.received is None:
            return [None] * len(self.starts)
        return [None if each == UNTOLD else each for each in self.received.tolist()]

    def records(self) -> Iterator[Record]:
        """Yield them as records; they stand in no lists."""
        received = self.times
        ends = [*self.starts[1:].tolist(), len(self.data)]
        for index, (start, end) in enumerate(zip(self.starts.tolist(), ends, strict=True)):
            place = self.place.beyond(index)._replace(line=int(self.numbers[index]))
            if self.names is not None:
                place = place._replace(row=self.names[index])
            record = parse_line(bytes(self.data[start:end]), place)
            yield record._replace(received=received[index], untold=self.untold.get(index, ""))
