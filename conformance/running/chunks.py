"""A part of a file, whole lines at a time."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .spool import Places

Bytes = NDArray[np.uint8]

CHUNK: Final = 2**20
"""So many bytes are looked at together."""
_NEWLINE: Final = ord("\n")


class Source(NamedTuple):
    """Where the lines of a file stand.

    Args:
        name: the file, as the user named it.
        argument: the number of the argument it belongs to.
        path: the file that is read, which is another if the file is packed.
        size: how many bytes are read.
        told: progress of it was told before: it is a copy of what was packed, or of a stream.
        places: where its lines stood, if not here.
    """

    name: str
    argument: int
    path: str
    size: int
    told: bool = False
    places: Places | None = None


class Part(NamedTuple):
    """A range of a file's bytes.

    Args:
        file: the number of the file.
        path: its path.
        base: where the file begins, in bytes from the beginning of the first file.
        start, end: the range.
        places: where its lines stood, if not here.
    """

    file: int
    path: str
    base: int
    start: int
    end: int
    places: Places | None = None


def chunks(part: Part) -> Iterator[tuple[Bytes, int]]:
    """Yield the lines that begin within a part, a chunk at a time, each with its offset.

    The bytes are those of one buffer, good until the next chunk. Of a line that does not
    fit, the beginning is yielded; who reads it by its offset will see.
    """
    with Path(part.path).open("rb") as file:
        start = part.start
        if start:
            file.seek(start - 1)
            start = _skip_line(file, start - 1)  # the line that began before
        file.seek(start)
        yield from _chunks(file, start, part.end)


def _chunks(file: BufferedIOBase, start: int, end: int) -> Iterator[tuple[Bytes, int]]:
    buffer = np.empty(CHUNK + 1, np.uint8)
    room = memoryview(buffer.data)
    offset, held = start, 0
    while offset < end:
        read = file.readinto(room[held:CHUNK])
        filled = held + read
        if not read:
            if not held:
                return
            buffer[filled] = _NEWLINE
            border = filled + 1
        else:
            border = filled - _length_of_rest(buffer[:filled])
        if border == 0 and filled < CHUNK:
            held = filled
            continue
        if border == 0:
            buffer[filled] = _NEWLINE
            yield buffer[: filled + 1], offset
            offset = _skip_line(file, offset + filled)
            held = 0
            continue
        whole = border
        if offset + border > end:  # the last line is the one that begins before the end
            inside = end - offset - 1
            whole = inside + int(np.argmax(buffer[inside:border] == _NEWLINE)) + 1
        yield buffer[:whole], offset
        offset += whole
        held = filled - min(whole, filled)
        buffer[:held] = buffer[whole:filled].copy()


def _length_of_rest(data: Bytes) -> int:
    """How many bytes stand behind the last line's end."""
    for size in (2**12, 2**16, len(data)):
        ends = np.flatnonzero(data[-size:] == _NEWLINE)
        if ends.size:
            return min(size, len(data)) - int(ends[-1]) - 1
    return len(data)


def _skip_line(file: BufferedIOBase, offset: int) -> int:
    """Read to the end of a line, and say where that is."""
    while (more := file.readline(2**20)) and not more.endswith(b"\n"):
        offset += len(more)
    return offset + len(more)
