"""Progress: how many records and bytes of a file were read, told now and then."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from .logs import read_file
from .records import Locates, Record

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Progress = Callable[[int, int], None]
"""Is told how many records, and bytes of their file, were read since it was last told; fewer than
none, if some are read once more.
"""

_EVERY: Final = 1_000


class Retractable:
    """Tells of progress, and takes it back where all is read once more.

    Args:
        progress: who is told, if anybody.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._records = self._bytes = 0

    def __call__(self, records: int, read: int) -> None:
        """Tell how many records and bytes were read."""
        self._records += records
        self._bytes += read
        if self._progress is not None and (records or read):
            self._progress(records, read)

    def retract(self) -> None:
        """Take back whatever was told."""
        self(-self._records, -self._bytes)


class _Counted(io.RawIOBase):
    """A file's bytes, counted as they are read."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        read = self._raw.readinto(buffer)
        self.count += read or 0
        return read


def watched(
    file: str,
    progress: Progress,
    opened: BinaryIO | None = None,
    finder: Locates | None = None,
) -> Iterator[Record]:
    """Yield the records of one file, telling of progress.

    Args:
        file: a file, or ``-`` for standard input.
        progress: who is told.
        opened: its bytes, if it is open already.
        finder: finds payloads where they do not stand bare.
    """
    counters: list[_Counted] = []

    def counted(raw: io.RawIOBase) -> io.RawIOBase:
        counters.append(_Counted(raw))
        return counters[0]

    records = told = 0
    for record in read_file(file, counted, opened, finder):
        yield record
        records += 1
        if not records % _EVERY:
            progress(_EVERY, counters[0].count - told)
            told = counters[0].count
    if counters:
        progress(records % _EVERY, counters[0].count - told)
