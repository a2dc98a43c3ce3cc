"""Logs that are text: a record an entry, which is a line or an object that begins in one.

An entry's value is its text; what JSON stands in it is for `embedded` to find. An object that goes
on over several lines is one entry, whether a prefix leads each line or only the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from ..results.finding import Place
from .partial import whole_lines
from .records import MAX_RECORD, Problem, Record, too_large

_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_MARKS: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}\[\]]""")
_NO_UTF_8: Final = re.compile("[\udc80-\udcff]")
"""What stands for bytes that are none."""
_MOST_LINES: Final = 20_000
"""An object of more lines is given up."""
_IN_VAIN: Final = 100_000
"""After so many lines of objects without an end, only few lines of one are tried."""
_FEW: Final = 20
_DIGIT: Final = re.compile(r"\d")


def read_text(stream: BinaryIO, file: str) -> Iterator[Record]:
    """Yield the entries of a text log; blank lines are none.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
    """
    yield from entries(whole_lines(_lines_of(stream)), file)


def entries(numbered: Iterator[tuple[int, str | None]], file: str) -> Iterator[Record]:
    """Yield the entries of lines: those of a stream, or of a member of records.

    Args:
        numbered: lines with their numbers; `None` for one that is too long.
        file: the file's name, for the records' places.
    """
    lines = _Lines(numbered)
    index = 0
    for number, line in lines:
        if line is None:
            yield Record(Place(file, number, index), None, too_large())
        elif not line.strip():
            continue
        else:
            text = _entry(line, lines) if "{" in line or "[" in line else line
            yield Record(Place(file, number, index), text, _unreadable(text))
        index += 1


def text_record(line: bytes, place: Place) -> Record | None:
    """Read one line as an entry; a blank one is none.

    Args:
        line: with or without its end.
        place: of the record.
    """
    text = text_of(line)
    return Record(place, text, _unreadable(text)) if text.strip() else None


def text_of(line: bytes) -> str:
    """Return the text of a line, without its end and its colours."""
    text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
    return _COLOUR.sub("", text) if "\x1b" in text else text


def _unreadable(text: str) -> Problem | None:
    """Bytes that are no UTF-8 matter where JSON may stand."""
    if text.isascii() or "{" not in text or _NO_UTF_8.search(text) is None:
        return None
    return Problem("LOGS002", "not UTF-8: invalid bytes in the line")


def _lines_of(stream: BinaryIO) -> Iterator[tuple[int, str | None]]:
    number = 0
    while data := stream.readline(MAX_RECORD + 1):
        number += 1
        if len(data) > MAX_RECORD and not data.endswith(b"\n"):
            while (rest := stream.readline(2**20)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        yield number, text_of(data)


class _Lines:
    """Lines with their numbers, of which some can be handed back."""

    def __init__(self, numbered: Iterator[tuple[int, str | None]]) -> None:
        self._numbered = numbered
        self._in_vain = 0
        self._back: list[tuple[int, str | None]] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> tuple[int, str | None]:
        return self._back.pop() if self._back else next(self._numbered)

    @property
    def most(self) -> int:
        """How many lines an object may have."""
        return _MOST_LINES if self._in_vain < _IN_VAIN else _FEW

    def back(self, lines: list[tuple[int, str | None]]) -> None:
        """Hand lines back, to be read next: the object that they were read for has no end."""
        self._back += reversed(lines)
        self._in_vain += len(lines)


def _entry(first: str, lines: _Lines) -> str:
    """The text of an entry that begins with a line: more lines, if its object goes on."""
    depth = depth_of(first) if first.rstrip().endswith(("{", "[")) else 0
    if depth <= 0:
        return first
    taken: list[tuple[int, str | None]] = []
    inner: list[str] = []
    size = len(first)
    prefix: int | None = None
    for number, line in lines:
        taken.append((number, line))
        if line is None or len(taken) > lines.most or size > MAX_RECORD:
            break
        if prefix is None:
            prefix = _shared(first, line)
        inner.append(line[prefix:])
        size += len(line)
        depth += depth_of(inner[-1])
        if depth <= 0:
            return "\n".join([first, *inner])
    lines.back(taken)
    return first


def depth_of(line: str) -> int:
    """Return by how much deeper objects and lists are nested behind a line than before it."""
    depth = 0
    for mark in _MARKS.findall(line):
        if mark in ("{", "["):
            depth += 1
        elif mark in ("}", "]"):
            depth -= 1
    return depth


def _shared(first: str, second: str) -> int:
    """How long the prefix is that both lines have, but for digits: a container's name, a time."""
    brace = first.find("{")
    length = 0
    for one, other in zip(first[: brace if brace >= 0 else None], second, strict=False):
        if one != other and not (_DIGIT.match(one) and _DIGIT.match(other)):
            break
        length += 1
    return length
