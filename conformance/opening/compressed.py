"""Compressed streams, unpacked as they are read: gzip and Zstandard."""

from __future__ import annotations

import io
import re
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Protocol, cast

_CHUNK: Final = 2**14
"""So much is unpacked at a time; what it grows to is handed on as it is asked for."""
_FEW: Final = 2**6
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
"""How a frame begins, or one to be skipped, as parallel packers write them."""


class Damaged(Exception):
    """A compressed stream ends early or is broken."""


class NoZstandard(Exception):
    """The package that reads Zstandard is not installed."""

    def __str__(self) -> str:
        return "reading .zst needs backports.zstd: pip install 'msglife[capture]'"


class Unpacker(Protocol):
    """What `zlib.decompressobj` and `ZstdDecompressor` have in common."""

    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Unpack, at most so many bytes."""


def unpacker_of(head: bytes) -> Callable[[], Unpacker] | None:
    """Return what unpacks a stream that begins so; `None` if it is not packed.

    Raises:
        NoZstandard: it is Zstandard, which cannot be read here.
    """
    if head.startswith(_GZIP):
        return lambda: cast("Unpacker", zlib.decompressobj(zlib.MAX_WBITS | 16))
    return zstd_unpacker() if _ZSTD.match(head) else None


def zstd_unpacker() -> Callable[[], Unpacker]:
    """Return what unpacks Zstandard.

    Raises:
        NoZstandard: this Python has none, and the package is not installed.
    """
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ModuleNotFoundError:
        raise NoZstandard from None
    return cast("Callable[[], Unpacker]", zstd.ZstdDecompressor)


class Unpacked(io.RawIOBase):
    """The plain bytes of a compressed stream, of one member or several.

    However much it grows, memory holds the reader's buffer only. What stands before damage
    is handed on first.

    Args:
        packed: the compressed stream.
        unpacker: makes what unpacks one member of it.

    Raises:
        Damaged: from reading, where the stream cannot be unpacked further.
    """

    def __init__(self, packed: io.BufferedReader, unpacker: Callable[[], Unpacker]) -> None:
        self._packed = packed
        self._new = unpacker
        self._unpacker = unpacker()
        # What one call unpacked before damage is lost, unless it can be made once more.
        self._step = _CHUNK if hasattr(self._unpacker, "copy") else _FEW
        self._rest = b""
        self._ended = False
        self._sound = b""
        """What was unpacked before damage, and is not handed on yet."""
        self._damage: Damaged | OSError | None = None

    def readable(self) -> bool:
        """Whether it can be read: it can."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer, short only at the end or where damage begins."""
        view = memoryview(buffer).cast("B")
        count = 0
        while count < len(view) and not self._ended and not self._damage:
            try:
                some = self._some(len(view) - count)
            except (Damaged, OSError) as damage:
                self._damage = damage
                break
            view[count : count + len(some)] = some
            count += len(some)
        if self._sound and count < len(view):
            some = self._sound[: len(view) - count]
            self._sound = self._sound[len(some) :]
            view[count : count + len(some)] = some
            count += len(some)
        if self._damage and not count:
            raise self._damage
        return count

    def _some(self, most: int) -> bytes:
        """Unpack at most so many bytes; none where nothing comes of what was read."""
        if self._unpacker.eof and not self._next_member():
            self._ended = True
            return b""
        data, self._rest, last = self._rest, b"", False
        if not data and getattr(self._unpacker, "needs_input", True):
            data = self._packed.read1(self._step)
            last = not data
        before = self._unpacker.copy() if hasattr(self._unpacker, "copy") else None
        try:
            plain = self._unpacker.decompress(data, most)
        except Exception as error:  # zlib.error, ZstdError: whatever the unpacker raises
            self._damage = Damaged(str(error))
            self._sound = _sound_part(before, data)
            return b""
        # zlib hands back what it did not take; Zstandard keeps it.
        self._rest = getattr(self._unpacker, "unconsumed_tail", b"")
        if last and not plain and not self._unpacker.eof:
            raise Damaged("it ends early")
        return plain

    def _next_member(self) -> bool:
        """Begin the next member behind any padding; whether there is one."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while not rest:
            chunk = self._packed.read1(_CHUNK)
            if not chunk:
                return False
            rest = chunk.lstrip(b"\0")
        self._unpacker, self._rest = self._new(), rest
        return True


def _sound_part(unpacker: Any, data: bytes) -> bytes:
    """Unpack what stands before damage, byte by byte.

    Args:
        unpacker: as it was before it met the damage; `None` if nobody knows.
        data: what it was given.
    """
    plain: list[bytes] = []
    for index in range(len(data) if unpacker is not None else 0):
        try:
            plain.append(unpacker.decompress(data[index : index + 1]))
        except zlib.error:
            break
    return b"".join(plain)


class TooLarge(Exception):
    """A file unpacks to more than there is room for, or to nothing but blank lines for long."""


_AT_ONCE: Final = 2**20


def unpack(
    file: str,
    unpacker: Callable[[], Unpacker],
    target: Path,
    most: int,
    progress: Callable[[int, int], None] | None = None,
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
        stream = unpacked(packed, unpacker)
        while block := stream.read(_AT_ONCE):
            size += len(block)
            if size > most or not block.strip(b"\r\n"):
                raise TooLarge
            plain.write(block)
            if progress is not None:
                at = packed.tell()
                progress(0, at - told)
                told = at
    return size


def unpacked(packed: io.BufferedReader, unpacker: Callable[[], Unpacker]) -> io.BufferedReader:
    """Return the bytes that a packed file holds.

    Args:
        packed: its bytes.
        unpacker: makes what unpacks it.
    """
    return io.BufferedReader(Unpacked(packed, unpacker), _AT_ONCE)
