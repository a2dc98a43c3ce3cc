"""The files of a check in bulk: scanned in parts, and read again line by line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
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
    _stream: BinaryIO | None = field(default=None, init=False, repr=False)

    def place(self, line: int) -> Place:
        """Return the place of a line."""
        return Place(self.name, line, line - 1 - bisect_left(self.blank, line))

    def text(self, offset: int, length: int) -> str:
        """Return what stands somewhere."""
        if self._stream is None:
            self._stream = Path(self.name).open("rb")  # noqa: SIM115 # closed with the report
        self._stream.seek(offset)
        return self._stream.read(length).decode("ascii", "replace")

    def records(self, wanted: Iterable[Odd]) -> Iterator[Record]:
        """Read lines by where they begin.

        Args:
            wanted: the lines, in their order.
        """
        with Path(self.name).open("rb") as stream:
            for offset, line in wanted:
                stream.seek(offset)
                yield read_line_at(stream, self.place(line))
