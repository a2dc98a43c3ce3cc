"""Files of lines, of which any can be read again: no pipes; packed ones once unpacked."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from ..opening.compressed import Damaged, NoZstandard, Unpacker, unpacked, unpacker_of
from ..reading.beginnings import (
    BOM,
    Kind,
    Layout,
    is_lines,
    kind_of_table,
    layout_of,
    wide_encoding,
)
from ..reading.partial import is_docker
from ..results.looks import foreign_kind

_PEEK: Final = 2**16
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
                head = unpacked(stream, unpacker).read(_PEEK)
    except (OSError, ValueError, Damaged, NoZstandard):
        return None
    if not is_lines(head):
        return None
    size = status.st_size if size is None else size
    return LineFile(size * (_USUALLY if unpacker else 1), unpacker)


def layout_in(stream: BinaryIO) -> Layout | None:
    """Return how a log is laid out whose lines are whole, and bytes UTF-8; else `None`.

    Args:
        stream: its bytes, from the beginning; it will stand there again.
    """
    head = stream.read(_PEEK)
    stream.seek(0)
    try:
        other = unpacker_of(head) is not None or wide_encoding(head) or foreign_kind(head)
    except NoZstandard:  # it cannot be unpacked
        return None
    return None if other or is_docker(head) else layout_of(head.removeprefix(BOM))


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
