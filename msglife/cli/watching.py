"""Folders looked at again and again while somebody edits them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset((".toml", ".json"))
"""What a provider's folder is made of."""

PERIOD_S: Final = 0.3
"""Seconds between two looks: an edit is noticed at once, and a folder of hundreds costs nothing."""

Look = dict[str, tuple[int, int, int]]


def wait() -> None:
    """Wait for the next look."""
    time.sleep(PERIOD_S)


def edits(folders: Sequence[Path], wait: Callable[[], None] = wait) -> Iterator[None]:
    """Yield at once, and again each time a file of the folders was edited, made or removed.

    It never ends by itself. What is edited while the caller is at work is noticed afterwards.

    Args:
        folders: the folders, with the folders in them; one that is gone is empty.
        wait: called before each look.
    """
    while True:
        seen = _look(folders)
        yield
        newer = _look(folders)
        while newer == seen:
            wait()
            newer = _look(folders)
        while newer != seen:  # an editor may write a file in several steps
            wait()
            seen, newer = newer, _look(folders)


def _look(folders: Sequence[Path]) -> Look:
    found: Look = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in SUFFIXES:
                with suppress(OSError):  # it went away meanwhile
                    told = path.stat()
                    found[str(path)] = (told.st_mtime_ns, told.st_size, told.st_ino)
    return found
