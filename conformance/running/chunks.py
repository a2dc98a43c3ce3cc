"""A part of a file, whole lines at a time."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from ..columns.lines import CHUNK
from ..locating import ByLine
from .spool import Places


class Source(NamedTuple):
    """Where the lines of a file stand.

    Args:
        name: the file, as the user named it.
        argument: the number of the argument it belongs to.
        path: the file that is read, which is another if the file is packed.
        size: how many bytes are read.
        told: progress of it was told before: it is a copy of what was packed, or of a stream.
        places: where its lines stood, if not here.
        by_line: how payloads are taken from its lines.
    """

    name: str
    argument: int
    path: str
    size: int
    told: bool = False
    places: Places | None = None
    by_line: ByLine = ByLine()  # frozen


class Part(NamedTuple):
    """A range of a file's bytes.

    Args:
        file: the number of the file.
        path: its path.
        base: where the file begins, in bytes from the beginning of the first file.
        start, end: the range.
        places: where its lines stood, if not here.
        by_line: how payloads are taken from its lines.
    """

    file: int
    path: str
    base: int
    start: int
    end: int
    places: Places | None = None
    by_line: ByLine = ByLine()  # frozen


def chunks(part: Part) -> Iterator[tuple[bytes, int]]:
    """Yield the lines that begin within a part, a chunk at a time, each with its offset.

    The last line of a file is yielded with an end, as the others have one. Of a line that is
    longer than a chunk the beginning is yielded; who reads it by its offset will see.
    """
    with Path(part.path).open("rb") as file:
        offset = part.start
        if offset:
            file.seek(offset - 1)
            offset = _skip_line(file, offset - 1)  # the line that began before
        while offset < part.end:
            data = file.read(min(CHUNK, part.end - offset))
            if not data:
                return
            length = len(data)
            if not data.endswith(b"\n"):
                more = file.readline(CHUNK)
                length += len(more)
                if more and not more.endswith(b"\n"):
                    length = _skip_line(file, length)
                data += more if more.endswith(b"\n") else more + b"\n"
            yield data, offset
            offset += length


def _skip_line(file: BufferedReader, offset: int) -> int:
    """Read to the end of a line, and say where that is."""
    while (more := file.readline(CHUNK)) and not more.endswith(b"\n"):
        offset += len(more)
    return offset + len(more)
