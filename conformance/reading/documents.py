"""JSON documents: an array of records, or objects one after the other, over many lines."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from ..findings import Place
from ..showing import kind_of
from .records import MAX_RECORD, Problem, Record, not_json, too_large, wrong_kind

_CHUNK: Final = 2**18
_BETWEEN: Final = re.compile(r"[ \t\r\n,]*")


def read_documents(stream: BinaryIO, file: str) -> Iterator[Record]:
    """Yield the records of a JSON array, or of JSON objects that follow each other.

    A broken record costs only itself: reading goes on at the next line that begins an
    object at the same depth of indentation.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
    """
    text = _Text(stream)
    text.skip(_BETWEEN)
    if text.peek() == "[":
        text.take(1)
    index = 0
    indent: str | None = None
    while True:
        text.skip(_BETWEEN)
        if text.peek() in ("", "]"):
            return
        indent = text.indent() if indent is None else indent
        place = Place(file, text.line, index)
        yield _next_record(text, place, indent)
        index += 1


def _next_record(text: _Text, place: Place, indent: str) -> Record:
    while True:
        try:
            value, end = text.decode()
        except (ValueError, RecursionError) as error:
            if text.grow():
                continue
            problem = _problem(text, error)
            text.resync(indent)
            return Record(place, None, problem)
        if end == len(text.buffer) and text.grow():
            continue
        raw = text.take(end - text.position)
        if any("\udc80" <= each <= "\udcff" for each in raw) and not raw.isascii():
            return Record(place, None, Problem("LOGS002", "not UTF-8: invalid bytes in the record"))
        if not isinstance(value, dict):
            return Record(place, None, wrong_kind(f"an {kind_of(value)}"))
        return Record(place, value)


def _problem(text: _Text, error: Exception) -> Problem:
    if text.full:
        return too_large()
    if isinstance(error, json.JSONDecodeError):
        line = text.line + text.buffer.count("\n", text.position, error.pos)
        column = error.pos - text.buffer.rfind("\n", 0, error.pos)
        around = text.buffer[text.position : text.position + 100_000]
        return not_json(around, error.msg.lower(), f"line {line} column {column}")
    reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
    return Problem("LOGS001", f"not JSON: {reason}")


class _Text:
    """A window on the text of a stream: it grows at its end and is cut at its start."""

    def __init__(self, stream: BinaryIO) -> None:
        self.buffer = ""
        self.position = 0
        self.line = 1
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._json = json.JSONDecoder(parse_constant=_no_constant)
        self._ended = False

    @property
    def full(self) -> bool:
        return len(self.buffer) - self.position > MAX_RECORD

    def grow(self) -> bool:
        """Read on; whether there was more and room for it."""
        if self._ended or self.full:
            return False
        self.buffer = self.buffer[self.position :]
        self.position = 0
        chunk = self._stream.read(max(_CHUNK, len(self.buffer)))
        self._ended = not chunk
        self.buffer += self._decoder.decode(chunk, final=self._ended)
        return not self._ended

    def peek(self) -> str:
        if self.position == len(self.buffer):
            self.grow()
        return self.buffer[self.position : self.position + 1]

    def take(self, count: int) -> str:
        taken = self.buffer[self.position : self.position + count]
        self.position += count
        self.line += taken.count("\n")
        return taken

    def skip(self, pattern: re.Pattern[str]) -> None:
        while True:
            match = pattern.match(self.buffer, self.position)
            self.take(match.end() - self.position if match else 0)
            if self.position < len(self.buffer) or not self.grow():
                return

    def indent(self) -> str:
        """What stands before the current position on its line."""
        start = self.buffer.rfind("\n", 0, self.position) + 1
        before = self.buffer[start : self.position]
        return before if not before.strip() else ""

    def decode(self) -> tuple[Any, int]:
        return self._json.raw_decode(self.buffer, self.position)

    def resync(self, indent: str) -> None:
        """Go on to the next line that begins an object at this indentation, or to the end."""
        begin = re.compile(r"\n" + re.escape(indent) + r"(?=\{)")
        while True:
            match = begin.search(self.buffer, self.position)
            if match:
                self.take(match.end() - self.position)
                return
            # A line that has begun may end in the next chunk: keep its first newline.
            newline = self.buffer.rfind("\n", self.position)
            self.take((newline if newline >= 0 else len(self.buffer)) - self.position)
            if not self.grow():
                self.take(len(self.buffer) - self.position)
                return


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")
