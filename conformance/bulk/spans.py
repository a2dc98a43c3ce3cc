"""Where the values of a JSON text stand in its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["string", "number", "literal"]

_DEEPEST: Final = 32
_SPACE: Final = re.compile(rb"[ \t\r\n]*")
_STRING: Final = re.compile(rb'"([^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"')
_NUMBER: Final = re.compile(rb"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LITERAL: Final = re.compile(rb"true|false|null")


class Unusual(ValueError):
    """A text that is deeper than is looked into, names a member twice, or is no JSON."""


class Span(NamedTuple):
    """One value that holds no other.

    Args:
        path: where it stands in the document.
        kind: what it is.
        start, end: its bytes; of a string, without the quotes.
        text: the bytes.
        plain: they are its characters: printable ASCII, nothing escaped.
    """

    path: tuple[str, ...]
    kind: Kind
    start: int
    end: int
    text: bytes
    plain: bool


def spans(text: bytes) -> list[Span]:
    """Return the values of a JSON text that hold no others, in order.

    Args:
        text: valid JSON.

    Raises:
        Unusual: it is too deep, or an object has a name twice.

    >>> [(each.path, each.start, each.end) for each in spans(b'{"a": ["x", 12]}')]
    [(('a', '0'), 8, 9), (('a', '1'), 12, 14)]
    """
    return list(_Reader(text).value((), 0))


class _Reader:
    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0

    def value(self, path: tuple[str, ...], depth: int) -> Iterator[Span]:
        if depth > _DEEPEST:
            raise Unusual("too deep")
        self._skip()
        mark = self._text[self._at : self._at + 1]
        if mark == b"{":
            yield from self._object(path, depth)
        elif mark == b"[":
            yield from self._array(path, depth)
        elif mark == b'"':
            yield self._leaf(path, "string", self._match(_STRING))
        elif mark in (b"t", b"f", b"n"):
            yield self._leaf(path, "literal", self._match(_LITERAL))
        else:
            yield self._leaf(path, "number", self._match(_NUMBER))

    def _object(self, path: tuple[str, ...], depth: int) -> Iterator[Span]:
        names: set[str] = set()
        self._at += 1
        while not self._take(b"}"):
            if names:
                self._expect(b",")
            self._skip()
            name = self._name()
            if name in names:
                raise Unusual("a name stands twice")
            names.add(name)
            self._expect(b":")
            yield from self.value((*path, name), depth + 1)

    def _array(self, path: tuple[str, ...], depth: int) -> Iterator[Span]:
        index = 0
        self._at += 1
        while not self._take(b"]"):
            if index:
                self._expect(b",")
            yield from self.value((*path, str(index)), depth + 1)
            index += 1

    def _name(self) -> str:
        raw = self._match(_STRING)[1]
        if b"\\" in raw:
            raise Unusual("a name is escaped")
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            raise Unusual("a name is not UTF-8") from error

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise Unusual("no JSON")
        self._at = found.end()
        return found

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _take(self, mark: bytes) -> bool:
        self._skip()
        taken = self._text[self._at : self._at + 1] == mark
        self._at += taken
        return taken

    def _expect(self, mark: bytes) -> None:
        if not self._take(mark):
            raise Unusual("no JSON")

    @staticmethod
    def _leaf(path: tuple[str, ...], kind: Kind, found: re.Match[bytes]) -> Span:
        start, end = found.span(1 if kind == "string" else 0)
        raw = found.string[start:end]
        plain = raw.isascii() and b"\\" not in raw and b"\x7f" not in raw
        return Span(path, kind, start, end, raw, plain)
