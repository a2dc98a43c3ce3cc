"""What a user means by a LOG: a file, a pipe, a folder of files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

STDIN: Final = "-"
SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".log", ".har", ".yaml", ".yml")
"""What is read of a folder, each also with ``.gz`` or ``.zst`` behind it."""
_PACKED: Final = (".gz", ".zst")


class UnreadableLog(Exception):
    """Nothing can be read where the user pointed.

    Args:
        path: what the user named.
        reason: why not, and what was expected.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def files_of(path: str) -> list[str]:
    """Return the files a user means by one argument.

    Of a folder, files are read whose names end as a log's do, and those of the folders in
    it. Links to folders are not followed, so that none leads round in a circle, and a link
    to a file that is read anyway is not read again. What is no file (a pipe, a socket) is
    left out: only one that is named by itself is waited for.

    Args:
        path: a file, a pipe, a folder, or ``-`` for standard input.

    Raises:
        UnreadableLog: there is no such path, it is a device, or the folder holds no log.
    """
    if path == STDIN:
        return [STDIN]
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UnreadableLog(path, "no such file or folder") from None
    except OSError as error:
        raise UnreadableLog(path, f"cannot be read ({error.strerror})") from None
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise UnreadableLog(path, "a device, which may have no end; - reads standard input")
    if not stat.S_ISDIR(mode):
        return [path]
    found = _without_links_to_each_other(_files_in(path))
    if not found:
        kinds = ", ".join(SUFFIXES)
        raise UnreadableLog(path, f"the folder holds no log ({kinds}, plain, .gz or .zst)")
    return sorted(found)


def _files_in(folder: str) -> Iterator[str]:
    """Yield the logs in a folder, and each folder in it that cannot be read: opening it,
    as if it were a log, says why.
    """
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif _is_log(entry):
                        yield str(Path(entry.path))
        except OSError:
            yield str(Path(here))


def _is_log(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    if name.startswith(".") or not name.endswith(SUFFIXES):
        return False
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:  # a link that leads nowhere: opening it says so
        return True


def _without_links_to_each_other(files: Iterator[str]) -> list[str]:
    links: list[str] = []
    found: list[str] = []
    for file in files:
        (links if Path(file).is_symlink() else found).append(file)
    if links:
        known = {os.path.realpath(file) for file in found}
        for link in links:
            target = os.path.realpath(link)
            if target not in known:
                known.add(target)
                found.append(link)
    return found
