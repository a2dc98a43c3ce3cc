"""What can be read only once: standard input, and named pipes; and how much of it there is."""

from __future__ import annotations

import io
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from .sources import STDIN

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Stream(io.RawIOBase):
    """A stream of which the beginning was read already.

    Args:
        name: as the user named it.
        head: what was read.
        rest: what is still to come, if it goes on.
    """

    def __init__(self, name: str, head: bytes, rest: BinaryIO | None) -> None:
        self.name = name
        self._head = memoryview(head)
        self._rest = rest

    @property
    def size(self) -> float:
        """How many bytes it has; without end, if it goes on."""
        return float("inf") if self._rest is not None else len(self._head)

    @property
    def head(self) -> bytes:
        """How it begins."""
        return bytes(self._head[:8])

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Read some bytes."""
        target = memoryview(buffer).cast("B")
        if len(self._head):
            count = min(len(target), len(self._head))
            target[:count] = self._head[:count]
            self._head = self._head[count:]
            return count
        if self._rest is None:
            return 0
        found = (
            self._rest.read1(len(target))
            if hasattr(self._rest, "read1")
            else self._rest.read(len(target))
        )
        target[: len(found)] = found
        if not found:
            _end(self._rest)
            self._rest = None
        return len(found)


def stream_of(path: str, least: int) -> Stream | None:
    """Begin to read what can be read only once; `None` for anything else.

    Args:
        path: an argument: a path, or ``-`` for standard input.
        least: so many bytes are read, if there are as many, to tell how large it is.
    """
    try:
        if path == STDIN:
            if sys.stdin is None:
                return None
            raw = cast("BinaryIO", sys.stdin.buffer)
        elif stat.S_ISFIFO(Path(path).stat().st_mode):
            raw = Path(path).open("rb")  # noqa: SIM115 # it is read to its end
        else:
            return None
        head = raw.read(least)
    except (OSError, ValueError):
        return None
    if len(head) < least:
        _end(raw)
    return Stream(path, head, raw if len(head) == least else None)


def _end(raw: BinaryIO) -> None:
    """Close a pipe that was read to its end; standard input is others' to close."""
    if sys.stdin is None or raw is not sys.stdin.buffer:
        raw.close()
