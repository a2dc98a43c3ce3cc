"""Progress: how much was read, told now and then to whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Is told how many records, and bytes of their file, were read since it was last told; fewer than
none, if some are read once more.
"""


class Retractable:
    """Tells of progress, and takes it back where all is read once more.

    Args:
        progress: who is told, if anybody.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._records = self._bytes = 0

    def __call__(self, records: int, read: int) -> None:
        """Tell how many records and bytes were read."""
        self._records += records
        self._bytes += read
        if self._progress is not None and (records or read):
            self._progress(records, read)

    def retract(self) -> None:
        """Take back whatever was told."""
        self(-self._records, -self._bytes)
