r"""Objects as programs write them into texts, without the escapes of these: many at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec
import orjson

from ..columns.decoder import decoded_or_none
from ..unwrapping.embedded import unhexed

_BYTE: Final = re.compile(rb"\\x([0-9a-f]{2})")
_CHARACTER: Final = re.compile(rb"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")
_STRING: Final = msgspec.json.Decoder(str)
_NGINX: Final = re.compile(rb"(?:[^\"\\\n]|\\x[0-9A-Fa-f]{2})*")
Undo = Callable[[bytes], bytes | None]
"""Returns a text without its escapes; `None` if it has others."""


def of_json_strings(texts: Sequence[bytes]) -> list[bytes]:
    r"""Return what JSON strings hold, given without their quotes; nothing where one is none.

    >>> of_json_strings([rb'{\"id\": 1}', rb'{\"id": 1}'])
    [b'{"id": 1}', b'']
    """
    try:
        strings = orjson.loads(b'["%s"]' % b'","'.join(texts))
    except orjson.JSONDecodeError:
        strings = None
    if strings is None or len(strings) != len(texts):  # one of them ends before its end
        strings = decoded_or_none(_STRING, [b'"%s"' % each for each in texts])
        return [b"" if each is None else each.encode() for each in strings]
    return list(map(str.encode, strings))


def of_literals(texts: Sequence[bytes]) -> list[bytes]:
    r"""Return what literals of Python hold, given without their quotes, which are single ones.

    Nothing is returned where one has escapes that what shows a text in JSON does not need, or
    where it may be no literal.

    >>> of_literals([rb'{"id": "it\'s"}', rb'{"id": "\\"\xa0"}', rb'{"id": "\n"}', b'{"id": "a"}'])
    [b'{"id": "it\'s"}', b'{"id": "\\"\xc2\xa0"}', b'', b'{"id": "a"}']
    """
    return _without(texts, partial(_of_literal, of_bytes=False))


def of_bytes_literals(texts: Sequence[bytes]) -> list[bytes]:
    r"""Return what literals of Python's bytes hold; see `of_literals`.

    >>> of_bytes_literals([rb'{"id": "\xc2\xa0"}', rb'{"id": "\u00a0"}'])
    [b'{"id": "\xc2\xa0"}', b'']
    """
    return _without(texts, partial(_of_literal, of_bytes=True))


def of_nginx(texts: Sequence[bytes]) -> list[bytes]:
    r"""Return texts that nginx escaped; nothing where one ends before its end.

    >>> of_nginx([rb"{\x22id\x22: \x22\x5C\x22\xC3\xA9\x22}", rb"{\x22id\x22: \1}"])
    [b'{"id": "\\"\xc3\xa9"}', b'']
    """
    return _without(texts, _of_nginx, _of_any_nginx)


def _without(texts: Sequence[bytes], all_of: Undo, one_of: Undo | None = None) -> list[bytes]:
    """Texts without their escapes: all at once, or each by itself if that is not as simple."""
    one_of = one_of or all_of
    together = all_of(b"\n".join(texts))
    if together is not None:
        return together.split(b"\n")
    return [one_of(each) or b"" for each in texts]


def _of_literal(text: bytes, *, of_bytes: bool) -> bytes | None:
    if b"\0" in text:
        return None
    undone = text.replace(rb"\\", b"\0") if b"\\" in text else text
    # There are few quotes, and one byte is found many times as quickly as two.
    *before, last = undone.split(b"'")
    if not all(each.endswith(b"\\") for each in before):
        return None
    undone = b"'".join([*(each[:-1] for each in before), last])
    if b"\\" in undone:
        doubled = undone.count(b"\0")
        lines = undone.count(b"\n")
        try:
            undone = _BYTE.sub(_byte, undone) if of_bytes else _CHARACTER.sub(_character, undone)
        except (ValueError, OverflowError):  # half of a pair, or beyond all characters
            return None
        if b"\\" in undone or undone.count(b"\0") != doubled or undone.count(b"\n") != lines:
            return None
    return undone.replace(b"\0", b"\\")


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 16),))


def _character(found: re.Match[bytes]) -> bytes:
    return chr(int(found[1] or found[2] or found[3], 16)).encode()


def _of_nginx(text: bytes) -> bytes | None:
    if b'"' in text:
        return None
    undone = text.replace(rb"\x22", b'"')
    if b"\\" not in undone:
        return undone
    if undone.count(b"\\") != undone.count(rb"\x5C"):
        return None
    return undone.replace(rb"\x5C", b"\\")


def _of_any_nginx(text: bytes) -> bytes | None:
    usual = _of_nginx(text)
    if usual is not None or _NGINX.fullmatch(text) is None:
        return usual
    try:
        undone = unhexed(text.decode()).encode()
    except UnicodeDecodeError:
        return None
    return None if b"\n" in undone else undone
