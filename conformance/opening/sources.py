"""What a user means by a LOG: a file, a pipe, a folder of files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

STDIN: Final = "-"
SUFFIXES: Final = (
    *(".json", ".jsonl", ".ndjson", ".log", ".har", ".yaml", ".yml"),
    *(".csv", ".tsv", ".sql", ".parquet", ".arrow", ".arrows", ".feather"),
)
"""What is read of a folder, each also rotated, and with ``.gz`` or ``.zst`` behind it."""
_PACKED: Final = (".gz", ".zst")
_ROTATED: Final = re.compile(
    r"(?:\.(?P<number>\d{1,3})|[.-](?P<date>\d{4}-?\d\d-?\d\d(?:[T_.-]?\d+)*))$"
)
"""How a log's name ends that was set aside: ``.1`` is the latest of them, or a date."""
_DIGITS: Final = re.compile(r"(\d+)")
_GLOB: Final = re.compile(r"[*?\[]")
_NAMED: Final = 5
"""So many files that are left out are named."""


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
    it; those that were rotated, the oldest first. Links to folders are not followed, so that
    none leads round in a circle, and a link to a file that is read anyway is not read again.
    What is no file (a pipe, a socket) is left out: only one that is named by itself is waited
    for.

    Args:
        path: a file, a pipe, a folder, a pattern such as ``logs/*.log``, or ``-`` for standard
            input.

    Raises:
        UnreadableLog: there is no such path, it is a device, or the folder holds no log.
    """
    if path == STDIN:
        return [STDIN]
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        if _GLOB.search(path) and "\0" not in path:
            return _matching(path)
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
    return sorted(found, key=_by_time)


def oldest_first(paths: Sequence[T]) -> list[T]:
    """Return arguments, those that are one log and its rotations the oldest first.

    A shell that writes out ``app.log*`` names ``app.log`` before ``app.log.1``.

    Args:
        paths: the arguments; what is no path stays where it is.
    """
    groups: dict[str, list[int]] = {}
    for at, path in enumerate(paths):
        if isinstance(path, str):
            folder, _, name = path.rpartition(os.sep)
            groups.setdefault(f"{folder}/{_rotation(name)[0]}", []).append(at)
    ordered = list(paths)
    for places in groups.values():
        some = sorted((paths[at] for at in places), key=lambda path: _by_time(str(path)))
        for at, path in zip(places, some, strict=True):
            ordered[at] = path
    return ordered


def left_out_of(path: str) -> str:
    """Say which files of a folder are not read, as far as there is room; empty if all are.

    Args:
        path: an argument.
    """
    try:
        if path == STDIN or not Path(path).is_dir():
            return ""
    except (OSError, ValueError):
        return ""
    entries = (each for each in _entries(path) if not isinstance(each, str) and not _is_log(each))
    others = sorted(str(Path(each).relative_to(path)) for each in entries)
    more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    return f"not read: {', '.join(others[:_NAMED])}{more}" if others else ""


def _matching(pattern: str) -> list[str]:
    """The logs that a pattern means, as a shell would have it."""
    names = sorted(glob(pattern, recursive=True))  # noqa: PTH207 # a pattern may begin anywhere
    found = [each for name in names for each in files_of(name)]
    if not found:
        raise UnreadableLog(pattern, "no file matches")
    return sorted(dict.fromkeys(found), key=_by_time)


def _by_time(file: str) -> tuple[Any, ...]:
    """What files are sorted by: names as people count, and of one name the oldest first."""
    folder, _, name = file.rpartition(os.sep)
    base, number, date = _rotation(name)
    oldest = (1, 0, "") if number is None and not date else (0, -(number or 0), date)
    # Texts and numbers take turns, so that like is compared with like.
    counted = [int(each) if each.isdecimal() else each for each in _DIGITS.split(base)]
    return (folder, counted, oldest, file)


def _rotation(name: str) -> tuple[str, int | None, str]:
    """A log's name before it was rotated, with the number and the date it was given then."""
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    number: int | None = None
    date = ""
    while rotated := _ROTATED.search(name):
        name = name[: rotated.start()]
        number = int(rotated["number"]) if rotated["number"] else number
        date = rotated["date"] or date
    return name, number, date


def _files_in(folder: str) -> Iterator[str]:
    """Yield the logs in a folder, and each folder in it that cannot be read: opening it,
    as if it were a log, says why.
    """
    return (
        str(Path(entry)) for entry in _entries(folder) if isinstance(entry, str) or _is_log(entry)
    )


def _entries(folder: str) -> Iterator[os.DirEntry[str] | str]:
    """Yield what is in a folder, and in those within it, by name where that cannot be read."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        yield entry
        except OSError:
            yield here


def _is_log(entry: os.DirEntry[str]) -> bool:
    name, _, _ = _rotation(entry.name)
    nameless = "." not in name and entry.name.endswith(_PACKED)  # clouds write 000000.gz
    if name.startswith(".") or not (nameless or name.endswith(SUFFIXES)):
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
