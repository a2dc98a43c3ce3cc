"""Text that is put by until it is known what stands before it."""

from __future__ import annotations

from array import array
from codecs import iterdecode
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Final

_IN_MEMORY: Final = 2**24
"""Bytes of it that need no file."""

_BLOCK: Final = 2**18


class Spool:
    """Texts put by under names, in a temporary file as soon as there is much of them.

    Used as a context, at the end of which nothing of it is left. All names share one file:
    there may be more of them than a process may open files.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)
        self._end = 0
        self._runs: dict[str, array[int]] = {}

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, name: str, text: str) -> None:
        """Put a text by, behind what has that name already.

        Raises:
            OSError: there is no room for it.
        """
        begin = self._end
        self._end += self._file.write(text.encode("utf-8"))
        runs = self._runs.setdefault(name, array("Q"))
        if runs and runs[-1] == begin:  # most of a name comes at one go
            runs[-1] = self._end
        else:
            runs.extend((begin, self._end))

    def texts(self, name: str) -> Iterator[str]:
        """Yield what was put by under a name, in pieces of any length."""
        return iterdecode(self._blocks(name), "utf-8")

    def _blocks(self, name: str) -> Iterator[bytes]:
        runs = self._runs[name]
        for begin, end in zip(runs[::2], runs[1::2], strict=True):
            for at in range(begin, end, _BLOCK):
                self._file.seek(at)
                yield self._file.read(min(_BLOCK, end - at))
