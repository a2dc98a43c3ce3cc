"""The files a command writes: none of them is read meanwhile, no two are one, each is whole."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Final, NamedTuple

from .output import Mistake

STDIN: Final = "-"

_Id = tuple[int, int, str]
"""Device and inode, and a name below them for a file that is not there yet."""


def check_outputs(
    outputs: Iterable[str],
    *,
    logs: Iterable[str] = (),
    specs: Iterable[str] = (),
    others: Iterable[str] = (),
    on_stdout: bool = True,
) -> None:
    """Refuse to write over what is read, to one file twice, or to where a stream goes.

    Files are compared by device and inode: a link, a hard link, or another spelling is no other
    file.

    Args:
        outputs: the files to be written.
        logs: the arguments that are read: files, folders, or ``-``.
        specs: folders of lifecycle files.
        others: other files that are read.
        on_stdout: something is printed as well.

    Raises:
        Mistake: a file would be lost.
    """
    outputs = list(outputs)
    if not outputs:
        return
    taken: dict[_Id, str] = {}
    for descriptor, name in enumerate(("", "standard output", "standard error")):
        if name and (on_stdout or descriptor != 1):
            _take(taken, descriptor, f"{name}, too")
    for spec in specs:
        for kind in ("*.toml", "*.json"):
            for file in Path(spec).rglob(kind):
                _take(taken, file, "read as a lifecycle file, and would be overwritten")
    for other in others:
        _take(taken, other, "read as well, and would be overwritten")
    for log in _files_of(logs):
        _take(taken, log, "one of the logs, and would be overwritten")
    for output in outputs:
        found = _id(output)
        if found in taken:
            raise Mistake(f"{output} is {taken[found]}")
        if found is not None:
            taken[found] = "named twice"


def _files_of(logs: Iterable[str]) -> Iterator[str | int]:
    from ..conformance.reading import UnreadableLog, files_of

    for log in logs:
        if log == STDIN:
            yield 0
            continue
        try:
            yield from files_of(log)
        except UnreadableLog:  # the check says so
            continue


def _take(taken: dict[_Id, str], file: Path | str | int, words: str) -> None:
    found = _id(file)
    if found is not None:
        taken[found] = words


def _id(file: Path | str | int) -> _Id | None:
    """What makes a file one, whatever it is called; `None` where nothing could be lost."""
    try:
        status = os.stat(file)  # noqa: PTH116 # or an open file
    except (OSError, ValueError):
        return None if isinstance(file, int) else _id_to_be(file)
    return (status.st_dev, status.st_ino, "") if stat.S_ISREG(status.st_mode) else None


def _id_to_be(file: Path | str) -> _Id | None:
    """The same of a file that is not there yet: its folder, and its name in it."""
    try:
        path = Path(os.path.realpath(file))  # Path.resolve() raises where links go in a circle
        folder = path.parent.stat()
    except (OSError, ValueError):  # writing it says so
        return None
    return folder.st_dev, folder.st_ino, path.name


def write_file(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file as its bytes come; what has its name stays until the new one is whole.

    Args:
        path: the file.
        blocks: its bytes.

    Raises:
        Mistake: it cannot be written.
    """
    with writing(path), whole(path) as file:
        for block in blocks:
            file.write(block)


@contextmanager
def writing(path: Path | str) -> Iterator[None]:
    """Turn what goes wrong with a file that is written into a `Mistake` that names it."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Mistake(f"{path}: cannot be written ({reason})") from None


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name when all is written, and is gone if that fails.

    Args:
        path: the file; a link to one stays a link.

    Raises:
        OSError, ValueError: it cannot be written.
    """
    if _in_place(path):
        with path.open("wb") as file:
            yield file
        return
    path = Path(os.path.realpath(path))
    part = _Part(path.with_name(f".msglife-{token_hex(8)}.part"), _nameless(path.parent))
    try:
        with part.open() as file:
            if path.exists():
                os.chmod(part.given, stat.S_IMODE(path.stat().st_mode))  # noqa: PTH101 # or open
            yield file
            file.flush()
            part.name()
        part.path.replace(path)
    except BaseException:  # an interrupt, too
        part.path.unlink(missing_ok=True)
        raise


class _Part(NamedTuple):
    """A file that is written: nameless until it is whole, where the system knows such files.

    Args:
        path: the name it has before it gets its own.
        descriptor: of the nameless file; `None` if there are none.
    """

    path: Path
    descriptor: int | None

    @property
    def given(self) -> Path | int:
        return self.path if self.descriptor is None else self.descriptor

    def open(self) -> BinaryIO:
        return self.path.open("xb") if self.descriptor is None else os.fdopen(self.descriptor, "wb")

    def name(self) -> None:
        """Name it: until then, a process that is killed leaves nothing behind."""
        if self.descriptor is not None:
            # Only where a folder is given, Python links the file behind the name in /proc.
            os.link(_open_file(self.descriptor), self.path, src_dir_fd=self.descriptor)


def _nameless(folder: Path) -> int | None:
    """Open a nameless file in a folder; `None` if the system has none."""
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except (AttributeError, OSError):
        return None
    if Path(_open_file(descriptor)).exists():
        return descriptor
    os.close(descriptor)
    return None


def _open_file(descriptor: int) -> str:
    return f"/proc/self/fd/{descriptor}"


def _in_place(path: Path) -> bool:
    """Whether a file can't be replaced: a device, a pipe, or one that is not ours to rename."""
    real = Path(os.path.realpath(path))
    if not os.path.exists(path):  # noqa: PTH110 # Path.exists() raises where links go in a circle
        return real.is_symlink()  # which they do: opening it says so
    writable = os.access(path, os.W_OK) and os.access(real.parent, os.W_OK)
    return not (path.is_file() and writable)
