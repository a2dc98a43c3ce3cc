"""Progress while logs are read: a bar on standard error, if that is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

DELAY: Final = 0.5
"""Seconds that pass before a bar is shown: most logs are read in less."""

_INTERVAL: Final = 0.1
_WIDE: Final = 60


class ProgressBar:
    """Shows how much of the logs was read, how fast, and how long the rest will take.

    Args:
        total: the logs' bytes, as they lie on disk; `None` if that cannot be known.
        stream: the terminal.
        clock: tells the time, in seconds.
    """

    def __init__(
        self, total: int | None, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total, self._stream, self._clock = total, stream, clock
        self._began = self._shown = clock()
        self._records = self._bytes = 0
        self._bar: RichProgress | None = None

    def __call__(self, records: int, read: int) -> None:
        """Take note of progress.

        Args:
            records: how many were read since the last call.
            read: how many bytes were.
        """
        self._records += records
        self._bytes += read
        now = self._clock()
        ended = self._total is not None and self._bytes >= self._total
        if ended and self._bar is None:
            return  # it comes too late to tell anything
        if now - self._began < DELAY or (now - self._shown < _INTERVAL and not ended):
            return
        self._shown = now
        self._show(now - self._began)

    def _show(self, seconds: float) -> None:
        bar = self._bar or _bar(self._total, self._stream, self._clock)
        bar.update(
            bar.task_ids[0],
            completed=self._bytes,
            records=f"{self._records:,} records",
            rate=f"{self._records / seconds:,.0f}/s",
            left=_left(self._bytes, self._total, seconds),
        )
        if self._bar is None:
            self._bar = bar
            bar.start()
        bar.refresh()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def _left(read: int, total: int | None, seconds: float) -> str:
    """How long the rest will take at this rate.

    >>> _left(100, 400, 20.0), _left(400, 400, 20.0), _left(9, None, 20.0)
    ('1:00 left', 'judging', '')
    """
    if total is None or not read:
        return ""
    if read >= total:
        return "judging"
    left = round(seconds * (total - read) / read)
    return f"{left // 60}:{left % 60:02} left"


def _bar(total: int | None, stream: TextIO, clock: Callable[[], float]) -> RichProgress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(file=stream, markup=False, emoji=False)
    told = [TextColumn(f"{{task.fields[{name}]}}") for name in ("records", "rate", "left")]
    bars = [BarColumn(bar_width=None)] if console.width >= _WIDE else []
    # Refreshed by hand: no thread runs beside the checker.
    bar = Progress(
        *bars, *told, console=console, transient=True, auto_refresh=False, get_time=clock
    )
    bar.add_task("", total=total, records="", rate="", left="")
    return bar


@contextmanager
def progress_on(logs: Sequence[str]) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what to tell of progress on logs; nothing if standard error is no terminal.

    Args:
        logs: files, folders, or ``-``.
    """
    if not sys.stderr.isatty():
        yield None
        return
    with ProgressBar(_size(logs), sys.stderr) as bar:
        yield bar


def _size(logs: Sequence[str]) -> int | None:
    """The bytes of the logs; `None` if one is no plain file, and its end unknown."""
    from ..conformance.reading import UnreadableLog, files_of

    total = 0
    for log in logs:
        try:
            for file in files_of(log):
                if not Path(file).is_file():
                    return None
                total += Path(file).stat().st_size
        except (OSError, UnreadableLog):
            continue
    return total
