"""A window on the text of a stream, in which JSON values are found one after the other."""

from __future__ import annotations

import codecs
import json
import re
from io import BufferedReader
from typing import Any, Final

from ..opening.compressed import Damaged
from .records import MAX_RECORD

_CHUNK: Final = 2**18
_MARKS: Final = re.compile(r'\\.|["{}\[\],]', re.DOTALL)
_BEHIND: Final = 2**13
"""So much of what was taken may lie behind, or a part of all there is."""
_NEAR: Final = 16
"""An error this near to the end of what was read may be a token not yet read to its end."""
_MARGIN: Final = 200
"""So much of what was taken is kept, to see how deep the next record is indented."""


class TextWindow:
    """A window on the text of a stream: it grows at its end and is cut at its start."""

    def __init__(self, stream: BufferedReader) -> None:
        self.buffer = ""
        self.position = 0
        self.line = 1
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        # It only finds where a value ends: no number is worth converting.
        self._json = json.JSONDecoder(parse_int=str, parse_float=str)
        self._ended = False
        self._damage: Exception | None = None

    @property
    def full(self) -> bool:
        """Whether it holds as much as a record may."""
        return len(self.buffer) - self.position > MAX_RECORD

    def grow(self) -> bool:
        """Read on; whether there was more and room for it.

        Raises:
            OSError, Damaged: the stream is damaged here; what stood before the
                damage has been read.
        """
        if self._damage:
            raise self._damage
        if self._ended or self.full:
            return False
        self._cut()
        wanted = max(_CHUNK, len(self.buffer))
        texts = [self.buffer]
        while wanted > 0 and not self._ended and self._damage is None:
            try:
                chunk = self._stream.read1(_CHUNK)
            except (OSError, Damaged) as error:
                self._damage = error
                break
            self._ended = not chunk
            texts.append(self._decoder.decode(chunk, final=self._ended))
            wanted -= len(texts[-1])
        self.buffer = "".join(texts)  # at once: to add one to another copies them each time
        return True

    def peek(self) -> str:
        """The next character, or nothing at the end."""
        if self.position == len(self.buffer):
            self.grow()
        return self.buffer[self.position : self.position + 1]

    def take(self, count: int) -> None:
        """Go on by so many characters."""
        end = self.position + count
        self.line += self.buffer.count("\n", self.position, end)
        self.position = end
        if end > max(_BEHIND, len(self.buffer) // 16):
            self._cut()

    def _cut(self) -> None:
        """Forget what was taken: Python counts the lines of all there is for each error."""
        kept = max(self.position - _MARGIN, 0)
        self.buffer = self.buffer[kept:]
        self.position -= kept

    def find(self, pattern: re.Pattern[str]) -> bool:
        """Go on to behind the next match; whether there is one."""
        while True:
            match = pattern.search(self.buffer, self.position)
            if match:
                self.take(match.end() - self.position)
                return True
            # A match that has begun may end in the next chunk.
            self.take(max(len(self.buffer) - self.position - _MARGIN, 0))
            if not self.grow():
                return False

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Go on behind what matches here."""
        while True:
            match = pattern.match(self.buffer, self.position)
            self.take(match.end() - self.position if match else 0)
            if self.position < len(self.buffer) or not self.grow():
                return

    def indent(self) -> str | None:
        """What stands before the current position on its line, if that is only space."""
        margin = max(self.position - _MARGIN, 0)
        start = self.buffer.rfind("\n", margin, self.position) + 1
        before = self.buffer[max(start, margin) : self.position]
        return None if before.strip() else before

    def end(self) -> int:
        """Where the value that begins here ends.

        Raises:
            ValueError, RecursionError: it is no JSON, or it does not end in the window.
        """
        value: tuple[Any, int] = self._json.raw_decode(self.buffer, self.position)
        return value[1]

    def ends_early(self, error: Exception) -> bool:
        """Whether an error may only say that the window ends before the value does."""
        return isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated") or error.pos >= len(self.buffer) - _NEAR
        )

    def leave(self) -> bool:
        """Go on to the comma or bracket behind the broken record here; whether there is one."""
        depth, quoted = 0, False
        while True:
            seen = self.position
            for match in _MARKS.finditer(self.buffer, self.position):
                mark, seen = match[0], match.end()
                if mark == '"':
                    quoted = not quoted
                elif quoted or mark[0] == "\\":
                    continue
                elif depth == 0 and mark in ",]":
                    self.take(match.start() - self.position)
                    return True
                elif mark != ",":
                    depth = depth + 1 if mark in "{[" else max(depth - 1, 0)
            # A backslash at the very end belongs to what follows it.
            escaping = self.buffer.endswith("\\", seen)
            self.take(len(self.buffer) - self.position - escaping)
            if not self.grow():
                return False

    def resync(self, indent: str) -> bool:
        """Go on to the next line that begins an object at this indentation, or to the end.

        Returns:
            Whether there is such a line.
        """
        begin = re.compile(r"\n" + re.escape(indent) + r"(?=\{)")
        while True:
            match = begin.search(self.buffer, self.position)
            if match:
                self.take(match.end() - self.position)
                return True
            # A line that has begun may end in the next chunk: keep its first newline.
            newline = self.buffer.rfind("\n", self.position)
            if newline < 0 or (newline == self.position and self.full):
                newline = len(self.buffer)
            self.take(newline - self.position)
            if not self.grow() and not self.full:
                return False
