"""Files held open: what a log is, it stays, whatever becomes of its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple
from weakref import finalize

CHANGED: Final = "the file was changed while it was read: what is said of it may be of neither"
"""What is said of a log that somebody wrote over, or cut; one that only grew is read as it was."""

_MOST_HELD: Final = 256
"""So many logs are held; of more, the names must go on leading to them."""
_SAMPLE: Final = 2**12
"""So many bytes of a log's beginning, and of its end, are compared."""


class _Noted(NamedTuple):
    """What a file was like.

    Args:
        device, inode: which file it is.
        size, time: its bytes, and when it was last written to, in nanoseconds.
        sample: its beginning and its end.
    """

    device: int
    inode: int
    size: int
    time: int
    sample: bytes

    @classmethod
    def of(cls, file: BinaryIO, size: int | None = None) -> _Noted:
        """Note it, by its first bytes: so many, or as many as there are."""
        status = os.fstat(file.fileno())
        until = status.st_size if size is None else size
        at = file.tell()
        file.seek(0)
        sample = file.read(min(_SAMPLE, until))
        file.seek(max(0, until - _SAMPLE))
        sample += file.read(min(_SAMPLE, until))
        file.seek(at)
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, sample)


class HeldLog:
    """A log, held open from the first look at it to the last.

    Args:
        name: as the user named it.
        held: how many others are held.

    Raises:
        OSError, ValueError: it cannot be opened.
    """

    def __init__(self, name: str, held: int = 0) -> None:
        self.name = name
        self.path = Path(name)
        """Leads to what was opened, even where the name leads elsewhere by now."""
        self._file: BinaryIO | None = self.path.open("rb")
        try:
            self._noted = _Noted.of(self._file)
        except OSError:  # a pipe
            self._file.close()
            raise
        path = leads_to(self._file.fileno())
        if held >= _MOST_HELD or path is None:
            self._file.close()
            self._file = None
        else:
            self.path = Path(path)
            finalize(self, self._file.close)

    def open(self) -> BinaryIO:
        """Open it once more, to be read from its beginning."""
        return self.path.open("rb")

    @property
    def size(self) -> int:
        """How many bytes it had when it was opened; what was added since is not read."""
        return self._noted.size

    @property
    def changed(self) -> bool:
        """Whether what was read is no longer what stands there."""
        try:
            if self._file is not None:
                now = _Noted.of(self._file, self.size)
            else:
                with self.open() as file:
                    now = _Noted.of(file, self.size)
        except OSError:
            return True
        same = now[:2] == self._noted[:2] and now.sample == self._noted.sample
        grown = now.size > self.size or now.time == self._noted.time
        return not (same and now.size >= self.size and grown)


def leads_to(descriptor: int) -> str | None:
    """Return a path to an open file; `None` if there is none that another process can open.

    Args:
        descriptor: of the file.
    """
    path = f"/proc/{os.getpid()}/fd/{descriptor}"
    return path if os.path.exists(path) else None  # noqa: PTH110 # no text of ours is a path here
