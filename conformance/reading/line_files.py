"""Files of lines, of which any can be read again: no pipes; packed ones once unpacked."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from ..opening.compressed import Damaged, NoZstandard, Unpacked, Unpacker, unpacker_of
from .beginnings import Kind, is_lines, kind_of_table
from .progress import Progress

_PEEK: Final = 2**16
_BLOCK: Final = 2**20
_USUALLY: Final = 8
"""So much larger a log is, unpacked; often it is more."""


class LineFile(NamedTuple):
    """A file of JSON Lines, or of text.

    Args:
        size: how many bytes it has; of a packed one, about as many as it may have unpacked.
        unpacker: makes what unpacks it, if it is packed.
    """

    size: int
    unpacker: Callable[[], Unpacker] | None


class TooLarge(Exception):
    """A file unpacks to more than there is room for, or to nothing but blank lines for long."""


def line_file(file: str, size: int | None = None) -> LineFile | None:
    """Return what is known of a file of JSON Lines or text; `None` if it is anything else.

    Args:
        file: its name.
        size: how many bytes of it count; all if `None`.
    """
    path = Path(file)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        with path.open("rb") as stream:
            head = stream.read(_PEEK)
            unpacker = unpacker_of(head)
            if unpacker is not None:
                stream.seek(0)
                head = _unpacked(stream, unpacker).read(_PEEK)
    except (OSError, ValueError, Damaged, NoZstandard):
        return None
    if not is_lines(head):
        return None
    size = status.st_size if size is None else size
    return LineFile(size * (_USUALLY if unpacker else 1), unpacker)


def table_file(file: str) -> Kind | None:
    """Return which kind of table a file is; `None` if it is none, or cannot be read.

    Args:
        file: its name.
    """
    try:
        if not Path(file).is_file():
            return None
        with Path(file).open("rb") as stream:
            return kind_of_table(stream.read(8))
    except (OSError, ValueError):
        return None


def size_of(file: str) -> int:
    """Return about how many bytes a file has once it is unpacked; 0 if it cannot be read.

    Args:
        file: its name.
    """
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(8)
            packed = unpacker_of(head) is not None or kind_of_table(head) is not None
        return Path(file).stat().st_size * (_USUALLY if packed else 1)
    except (OSError, ValueError):
        return 0
    except NoZstandard:  # it cannot be unpacked
        return 0


def unpack(
    file: str,
    unpacker: Callable[[], Unpacker],
    target: Path,
    most: int,
    progress: Progress | None = None,
) -> int:
    """Unpack a file; return how many bytes it has then.

    Args:
        file: its name.
        unpacker: makes what unpacks it.
        target: the file that is written.
        most: how many bytes there may be.
        progress: told now and then how many bytes of the packed file were read since.

    Raises:
        Damaged: it cannot be unpacked to its end.
        TooLarge: it has more bytes, or a block of nothing but blank lines.
        OSError: it cannot be read, or the other not be written.
    """
    size = told = 0
    with Path(file).open("rb") as packed, target.open("wb") as plain:
        stream = _unpacked(packed, unpacker)
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > most or not block.strip(b"\r\n"):
                raise TooLarge
            plain.write(block)
            if progress is not None:
                at = packed.tell()
                progress(0, at - told)
                told = at
    return size


def _unpacked(packed: io.BufferedReader, unpacker: Callable[[], Unpacker]) -> io.BufferedReader:
    return io.BufferedReader(Unpacked(packed, unpacker), _BLOCK)
