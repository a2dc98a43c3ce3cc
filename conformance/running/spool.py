"""Records that cannot be read twice, kept as JSON Lines in a temporary file for a while."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from ..extracting.record_lines import RecordLines, Within
from ..observing.collector import Collector
from ..observing.tally import Tally
from ..reading import NO_PAYLOAD, Record
from ..results.finding import Finding, Place
from ..table.rows import UNTOLD

ELSEWHERE: Final = b"{}\n"
"""Stands for a record that no line can hold: no form is recognised in it."""


class Places:
    """Where the records of a spooled file stood, by their numbers."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._file = array("i")
        self._line = array("q")
        self._record = array("q")
        self._captured = array("b")
        self._received = array("q")
        self._starts = array("q")
        self._pointers: dict[int, str] = {}
        self._within: list[tuple[int, Within]] = []
        self._names = bytearray()
        self._name_ends = array("q")
        self._odd: dict[int, Any] = {}
        self.captured = False
        """Some records are exchanges of a captured session."""
        self.hopeful = False
        """Nobody saw whether each line is one JSON document."""

    def add(self, record: Record, start: int) -> None:
        """Note where the next record stood, and where its line begins in the spooled file."""
        self._starts.append(start)
        file, line, number, pointer, row = record.place
        if pointer:
            self._pointers[len(self._line)] = pointer
        if row:
            self._name([row])
        self._received.append(UNTOLD if record.received is None else record.received)
        self._file.append(self._files.setdefault(file, len(self._files)))
        self._line.append(0 if line is None else line)
        self._record.append(number)
        self._captured.append(record.captured)
        self.captured = self.captured or record.captured

    def add_lines(self, lines: RecordLines, start: int) -> None:
        """Note where the next records stood, whose lines begin together in the spooled file."""
        file, number = lines.place.file, lines.place.record
        count = len(lines.starts)
        self.hopeful = self.hopeful or lines.hopeful
        if lines.names is not None:
            self._name(lines.names)
        first = len(self._line)
        self._pointers.update((first + at, each) for at, each in enumerate(lines.pointers) if each)
        if lines.within is not None:
            self._within.append((first, lines.within))
        self._starts.frombytes((lines.starts + start).tobytes())
        received = np.full(count, UNTOLD) if lines.received is None else lines.received
        self._received.frombytes(received.astype(np.int64).tobytes())
        self._file.extend(array("i", [self._files.setdefault(file, len(self._files))]) * count)
        self._line.frombytes(lines.numbers.astype(np.int64).tobytes())
        self._record.frombytes(np.arange(number, number + count, dtype=np.int64).tobytes())
        self._captured.frombytes(bytes(count))

    def _name(self, names: Sequence[str]) -> None:
        """Keep what the next records are called."""
        # Records before, of which nothing was told, have names that end where they begin.
        end = len(self._names)
        self._name_ends.extend([end] * (len(self._line) - len(self._name_ends)))
        for name in names:
            self._names += name.encode("utf-8", "surrogatepass")
            self._name_ends.append(len(self._names))

    def _name_of(self, number: int) -> str:
        if number >= len(self._name_ends):
            return ""
        start = self._name_ends[number - 1] if number else 0
        return self._names[start : self._name_ends[number]].decode("utf-8", "surrogatepass")

    def keep(self, value: Any) -> None:
        """Keep the value of the next record, which no line can hold."""
        self._odd[len(self._line)] = value

    def at(self, number: int) -> Place:
        """Return where a record stood."""
        file = list(self._files)[self._file[number]]
        pointer = self._pointers.get(number) or self._pointer_within(number)
        line = self._line[number] or None
        return Place(file, line, self._record[number], pointer, self._name_of(number))

    def _pointer_within(self, number: int) -> str:
        which = bisect_right(self._within, number, key=itemgetter(0)) - 1
        if which < 0:
            return ""
        first, (before, indices, behind) = self._within[which]
        at = number - first
        return f"{before}{indices[at]}{behind}" if at < len(indices) else ""

    def odd(self, number: int) -> Record | None:
        """Return a record that no line could hold; `None` if its line does."""
        return Record(self.at(number), self._odd[number]) if number in self._odd else None

    def record(self, number: int, read: Record) -> Record:
        """Return a record as it was, of what was read again."""
        received = read.received
        if received is None and self._received[number] != UNTOLD:
            received = self._received[number]
        captured = bool(self._captured[number])
        return read._replace(captured=captured, received=received)

    def number(self, start: int) -> int:
        """Return the number of the record whose line begins at a byte of the spooled file."""
        return bisect_left(self._starts, start)

    def rows(self, starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """Return the lines of records, and what their owner calls them.

        Args:
            starts: where their lines begin in the spooled file.
        """
        numbers = np.searchsorted(self.starts, starts)
        lines = np.frombuffer(self._line, np.int64)[numbers]
        return lines, list(map(self._name_of, numbers.tolist()))

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where the line of each record begins."""
        return np.frombuffer(self._starts, np.int64)

    @property
    def received(self) -> NDArray[np.int64]:
        """When each record was received, in microseconds, or `UNTOLD`."""
        return np.frombuffer(self._received, np.int64)


def spool(
    records: Iterable[Record | RecordLines], target: Path
) -> tuple[int, Places, list[Record]]:
    """Write records to a file, a line each.

    Args:
        records: the records, of which those of tables are lines already.
        target: the file.

    Returns:
        How many bytes it has, where its records stood, and the records that could not be read.

    Raises:
        OSError: it cannot be written.
    """
    places, unread, size = Places(), [], 0
    with target.open("wb") as file:
        for record in records:
            if not isinstance(record, Record):
                places.add_lines(record, size)
                size += file.write(record.data)
                continue
            if record.problem is not None:
                unread.append(record)
                continue
            line = line_of(record.value)
            if line is None:
                places.keep(record.value)
            places.add(record, size)
            size += file.write(line or ELSEWHERE)
        return size, places, unread


def line_of(value: Any) -> bytes | None:
    """Return a value as a line; `None` if it can be none, as a body that could not be unpacked."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # nesting beyond 254 levels is among what orjson cannot write
        return None


def counted(
    records: Iterable[Record | RecordLines], tally: Tally
) -> Iterator[Record | RecordLines]:
    """Yield records but for those that hold no payload, which are only counted."""
    for record in records:
        if isinstance(record, Record) and record.problem is NO_PAYLOAD:
            tally.pass_over()
        else:
            untold = record.untold
            tally.untold.update(
                filter(None, (untold,)) if isinstance(untold, str) else untold.values()
            )
            yield record


def told_of(unread: Sequence[Record], tally: Tally) -> list[Finding]:
    """Return what is to be said of records that could not be read."""
    collector = Collector((), forced=False)
    for record in unread:
        collector.take(record, tally)
    return collector.findings
