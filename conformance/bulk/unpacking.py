"""Packed files, unpacked for as long as somebody asks for their lines."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from ..reading import Progress
from ..reading.compressed import Damaged, Unpacker
from ..reading.line_files import LineFile, TooLarge, unpack
from .chunks import Source

_MOST_GROWN: Final = 100
"""What unpacks to so many times its size is no usual log, but may be packed to fill a disk."""
_LEAST: Final = 2**26
"""So many bytes any file may have."""
_SHARE: Final = 2
"""One part in so many of the room there is may be taken."""


class Unpacking:
    """A folder of unpacked files, which is there as long as this is.

    Raises:
        OSError: there is no room for one.
    """

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="msglife-"))
        self._files = 0
        self.remove = weakref.finalize(self, _remove, self._folder, os.getpid())
        """Remove the folder, now."""

    def add(
        self, name: str, unpacker: Callable[[], Unpacker], progress: Progress | None
    ) -> tuple[str, int]:
        """Unpack a file; return where it is then, and how many bytes it has.

        Args:
            name: its name.
            unpacker: makes what unpacks it.
            progress: told now and then how many bytes of it were read since.

        Raises:
            Damaged: it cannot be unpacked to its end.
            TooLarge: it grows beyond what a log does, or the room there is.
            OSError: it cannot be read, or there is no room.
        """
        target = self._folder / f"lines-{self._files}"
        self._files += 1
        room = shutil.disk_usage(self._folder).free // _SHARE
        most = min(room, max(Path(name).stat().st_size * _MOST_GROWN, _LEAST))
        return str(target), unpack(name, unpacker, target, most, progress)


def sources_of(
    files: Iterable[tuple[str, int, LineFile]], progress: Progress | None
) -> tuple[list[Source], Unpacking | None]:
    """Return where the lines of files stand, and what has to be there meanwhile.

    There are no sources if a file is damaged, or too large: read as it is packed, it takes no room.

    Args:
        files: each with its name and the number of the argument it belongs to.
        progress: told now and then how many bytes of packed files were read since.
    """
    sources: list[Source] = []
    unpacking: Unpacking | None = None
    for name, argument, file in files:
        if file.unpacker is None:
            sources.append(Source(name, argument, name, file.size))
            continue
        try:
            unpacking = unpacking or Unpacking()
            path, size = unpacking.add(name, file.unpacker, progress)
        except (OSError, Damaged, TooLarge):
            return [], unpacking
        sources.append(Source(name, argument, path, size, packed=True))
    return sources, unpacking


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # a copy of it leaves it there
        shutil.rmtree(folder, ignore_errors=True)
