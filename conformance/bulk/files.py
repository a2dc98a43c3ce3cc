"""The files of a check in bulk: scanned in parts, and read again line by line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ..findings import Place
from ..reading import Record
from ..reading.json_lines import read_line_at
from .scan import Odd


@dataclass(slots=True)
class LogFile:
    """One file of JSON Lines.

    Args:
        name: as the user named it.
        argument: the number of the argument it belongs to.
        first: the number of its first recognised line among those of all files.
        odd: its lines that have to be judged one by one.
        blank: the numbers of its blank lines.
        lines: how many lines it has.
    """

    name: str
    argument: int
    first: int = 0
    odd: list[Odd] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    lines: int = 0

    def place(self, line: int) -> Place:
        """Return the place of a line."""
        return Place(self.name, line, line - 1 - bisect_left(self.blank, line))

    def records(self, wanted: Iterable[Odd]) -> Iterator[Record]:
        """Read lines by where they begin.

        Args:
            wanted: the lines, in their order.
        """
        with Path(self.name).open("rb") as stream:
            for offset, line in wanted:
                stream.seek(offset)
                yield read_line_at(stream, self.place(line))


class Texts:
    """Reads texts from files, which are open as long as it is."""

    def __init__(self) -> None:
        self._streams: dict[str, BinaryIO] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Texts:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(self, name: str, offset: int, length: int) -> str:
        """Return what stands at some place of a file, in ASCII."""
        if name not in self._streams:
            stream = Path(name).open("rb")  # noqa: SIM115 # closed with the stack
            self._streams[name] = self._stack.enter_context(stream)
        self._streams[name].seek(offset)
        return self._streams[name].read(length).decode("ascii", "replace")
