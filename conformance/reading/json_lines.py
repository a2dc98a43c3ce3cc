"""JSON Lines: one record a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

import orjson

from ..results.finding import Place
from .records import MAX_RECORD, Problem, Record, not_json, standing, too_large, wrong_kind

MAX_BLANK: Final = 1_000_000
"""So many blank lines may follow each other: a few kilobytes of gz can hold any number."""
_LEFT: Final = b"\xef\xbb\xbf\0"
"""What stands before a line where files were joined, each with its mark, or cut while in use."""


def read_lines(stream: BinaryIO, file: str) -> Iterator[Record]:
    """Yield the records of a stream of JSON Lines; blank lines are none.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
    """
    number = index = blank = 0
    while line := stream.readline(MAX_RECORD + 1):
        number += 1
        if len(line) > MAX_RECORD and not line.endswith(b"\n"):
            _skip_line(stream)
            yield Record(Place(file, number, index), None, too_large())
        elif line.isspace():
            blank += 1
            if blank > MAX_BLANK:
                words = f"more than {MAX_BLANK:,} blank lines in a row: nothing behind them is read"
                yield Record(Place(file, number, index), None, Problem("LOGS006", words))
                return
            continue
        else:
            yield parse_line(line, Place(file, number, index))
        index += 1
        blank = 0


def line_record(line: bytes, place: Place) -> Record | None:
    """Read one line as a record; a blank one is none."""
    return parse_line(line, place) if line.strip() else None


def parse_line(line: bytes, place: Place) -> Record:
    """Read one line as a record."""
    # The end of the line is no part of the record, whose end it would hide.
    line = line.removesuffix(b"\n").lstrip(_LEFT)
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Record(place, None, _problem(line, error))
    if not isinstance(value, dict):
        return Record(place, None, wrong_kind(value))
    return Record(place, value)


def _problem(line: bytes, error: orjson.JSONDecodeError) -> Problem:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as broken:
        return Problem("LOGS002", f"not UTF-8: invalid byte at column {broken.start + 1}")
    return not_json(text, error.msg, f"column {error.colno}{standing(text, error.pos)}")


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(2**20)) and not rest.endswith(b"\n"):
        pass
