"""Records that cannot be read twice, kept as JSON Lines in a temporary file for a while."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import orjson

from ..reading import Record
from ..results.finding import Place

_ELSEWHERE: Final = b"{}\n"
"""Stands for a record that no line can hold: no form is recognised in it."""


class Places:
    """Where the records of a spooled file stood, by their numbers."""

    def __init__(self) -> None:
        self._files: dict[str, int] = {}
        self._file = array("i")
        self._line = array("q")
        self._record = array("q")
        self._captured = array("b")
        self._odd: dict[int, Any] = {}
        self.captured = False
        """Some records are exchanges of a captured session."""

    def add(self, record: Record) -> None:
        """Note where the next record stood."""
        file, line, number = record.place
        self._file.append(self._files.setdefault(file, len(self._files)))
        self._line.append(0 if line is None else line)
        self._record.append(number)
        self._captured.append(record.captured)
        self.captured = self.captured or record.captured

    def keep(self, value: Any) -> None:
        """Keep the value of the next record, which no line can hold."""
        self._odd[len(self._line)] = value

    def at(self, number: int) -> Place:
        """Return where a record stood."""
        file = list(self._files)[self._file[number]]
        return Place(file, self._line[number] or None, self._record[number])

    def record(self, number: int, read: Record) -> Record:
        """Return a record as it was, of what was read again."""
        value = self._odd.get(number, read.value)
        return read._replace(value=value, captured=bool(self._captured[number]))


def spool(records: Iterable[Record], target: Path) -> tuple[int, Places, list[Record]]:
    """Write records to a file, a line each.

    Args:
        records: the records.
        target: the file.

    Returns:
        How many bytes it has, where its records stood, and the records that could not be read.

    Raises:
        OSError: it cannot be written.
    """
    places, unread = Places(), []
    with target.open("wb") as file:
        for record in records:
            if record.problem is not None:
                unread.append(record)
                continue
            line = _line(record.value)
            if line is None:
                places.keep(record.value)
            file.write(line or _ELSEWHERE)
            places.add(record)
        return file.tell(), places, unread


def _line(value: Any) -> bytes | None:
    """A value as a line; `None` if it cannot be one, as a body that could not be unpacked."""
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # nesting beyond 254 levels is among what orjson cannot write
        return None
