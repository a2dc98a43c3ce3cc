"""The files of a check by rows: where lines stand in them, and reading these again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from ..columns.lines import CHUNK
from ..extracting.again import Again
from ..reading import Problem, Record
from ..reading.records import MAX_RECORD
from ..results.finding import Place
from ..spots.recognises import Recognises
from .blanks import Blanks
from .chunks import Source
from .scanning import Scanned
from .spool import Places

_MOST_OPEN: Final = 64
GONE: Final = Problem(
    "LOGS005", "the line is no longer there: the file was changed while it was read"
)


@dataclass(slots=True)
class LogFile:
    """What is found of one file of JSON Lines.

    Args:
        source: the file.
        base: where it begins, in bytes from the beginning of the first file.
        lines: how many lines it has.
        blank: its blank lines, from 0.
    """

    source: Source
    base: int
    lines: int = 0
    blank: Blanks = field(default_factory=Blanks)

    def place(self, line: int) -> Place:
        """Return the place of a line by its number, from 0."""
        if self.source.places is not None:
            return self.source.places.at(line)
        return Place(self.source.name, line + 1, line - self.blank.before(line))


class Files:
    """The files, and where their parts begin.

    Args:
        files: the files, in order.
    """

    def __init__(self, files: Sequence[LogFile]) -> None:
        self.files = files
        self._ranks = {file.source.name: number for number, file in reversed([*enumerate(files)])}
        self.repeats = len(self._ranks) < len(files)
        """Whether two have one name: then places are not in the order of lines."""
        self._bases = [file.base for file in files]
        self._parts: list[int] = []
        self._before: list[int] = []

    def count(self, scanned: Scanned) -> None:
        """Take in what came of a part; the parts of a file in order."""
        part, file = scanned.part, self.files[scanned.part.file]
        self._parts.append(part.base + part.start)
        self._before.append(file.lines)
        file.blank.join(scanned.blank, file.lines)
        file.lines += scanned.lines

    def file_at(self, at: int) -> LogFile:
        """Return the file in which a line stands, by where it begins."""
        return self.files[bisect_right(self._bases, at) - 1]

    def place(self, at: int, line: int) -> Place:
        """Return the place of a line, as its row has it."""
        part = bisect_right(self._parts, at) - 1
        return self.file_at(at).place(line + self._before[part])

    def names(self, at: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
        """Return the numbers of the rows of the only table there is, and their owner's names.

        Args:
            at: where their lines begin.
        """
        [file] = self.files
        assert file.source.places is not None  # a table is spooled
        return file.source.places.rows(at)

    def rank(self, file: str) -> int:
        """Return the rank of a file by its name; one named twice is where it is first."""
        return self._ranks.get(file, -1)

    def records(
        self, at: int, line: int, streams: Streams, recognises: Recognises
    ) -> Sequence[Record]:
        """Read the records of a line again, by where it stands.

        Args:
            at: where it begins, in bytes from the beginning of the first file.
            line: its number in its part.
            streams: the open files.
            recognises: says which values tell of messages.
        """
        [found] = self.records_of([(at, line)], streams, recognises)
        return found

    def records_of(
        self, places: Iterable[tuple[int, int]], streams: Streams, recognises: Recognises
    ) -> Iterator[Sequence[Record]]:
        """Yield the records of each of some lines; see `records`."""
        by_file = groupby(places, key=lambda each: bisect_right(self._bases, each[0]) - 1)
        for number, some in by_file:
            file = self.files[number]
            again = streams.again(file.source, recognises)
            while part := list(_together(file, some, streams)):
                parts = (bisect_right(self._parts, at) - 1 for at, _, _ in part)
                numbers = [
                    line + self._before[each]
                    for each, (_, line, _) in zip(parts, part, strict=True)
                ]
                where = list(map(file.place, numbers))
                every = again.records([data for _, _, data in part], where)
                for records, each, place in zip(every, numbers, where, strict=True):
                    yield _placed(records, file.source.places, each, place, again)


def _together(
    file: LogFile, places: Iterator[tuple[int, int]], streams: Streams
) -> Iterator[tuple[int, int, bytes]]:
    """Some places with the line at each: as many as are looked at together."""
    size = 0
    for at, line in places:
        data = streams.at(file.source.path, at - file.base).readline(MAX_RECORD + 1)
        yield at, line, data
        size += len(data)
        if size >= CHUNK:
            return


def _placed(
    records: Sequence[Record], places: Places | None, number: int, place: Place, again: Again
) -> Sequence[Record]:
    if not records:
        return [Record(place, None, GONE)]
    if places is None:
        return records
    odd = places.odd(number)
    some = records if odd is None else again.taken(odd)
    return [places.record(number, each) for each in some]


class Streams:
    """Open files, which are open as long as it is."""

    def __init__(self) -> None:
        self._open: dict[str, BinaryIO] = {}
        self._again: dict[str, Again] = {}

    def __enter__(self) -> Streams:
        return self

    def __exit__(self, *_: object) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def again(self, source: Source, recognises: Recognises) -> Again:
        """Return what reads the lines of a file.

        Args:
            source: the file.
            recognises: says which values tell of messages; always the same.
        """
        if source.path not in self._again:
            self._again[source.path] = Again(source.by_line, recognises)
        return self._again[source.path]

    def at(self, name: str, offset: int) -> BinaryIO:
        """Return a file that stands at some byte of it."""
        stream = self._open.get(name)
        if stream is None:
            if len(self._open) >= _MOST_OPEN:
                self.__exit__()
            stream = self._open[name] = Path(name).open("rb")  # noqa: SIM115 # see __exit__
        stream.seek(offset)
        return stream
