"""Progress: how many records and bytes of a file were read, told now and then."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from ..opening.progress import Progress
from .logs import read_file
from .records import Locates, Record

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_EVERY: Final = 1_000


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
