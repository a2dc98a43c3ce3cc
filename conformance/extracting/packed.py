"""Texts in which payloads are packed: base64, and messages of HTTP."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Sequence
from typing import Final

_SHORTEST: Final = 16
"""Fewer characters are not taken for base64."""
_MESSAGE: Final = re.compile(
    rb"(?:(?!GET )[A-Z]{3,10} [!-~]+ HTTP/\d|HTTP/\d(?:\.\d)? \d{3})[^\n]*\n"
)
"""How one begins that may have a body."""
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_USUAL: Final = b"\r\n\r\n"
"""What stands before most bodies."""


def objects_packed(texts: Sequence[bytes]) -> list[bytes]:
    """Return the object that each text is packed around, as `object_in` does."""
    if b"{" in texts[0]:
        parts = [each.partition(_USUAL) for each in texts]
        if all(map(_is_head, {head for head, _, _ in parts})):
            return [_whole(body.rstrip()) for _, _, body in parts]
        return list(map(object_in, texts))
    if min(map(len, texts)) < _SHORTEST:
        return list(map(object_in, texts))
    try:
        return [_whole(a2b_base64(each, strict_mode=True)) for each in texts]
    except Error:
        return list(map(object_in, texts))


def object_in(text: bytes) -> bytes:
    r"""Return the object that a text is packed around; nothing if there may be none, or another.

    >>> object_in(b"eyJpZCI6IDEyMzQ1fQ=="), object_in(b'POST / HTTP/1.1\r\n\r\n{"id": 1}')
    (b'{"id": 12345}', b'{"id": 1}')
    """
    return _whole(_body(text) if b"{" in text else _unpacked(text))


def _whole(found: bytes) -> bytes:
    whole = found[:2] == b'{"' and found[-1:] == b"}" and b"\n" not in found
    return found if whole else b""


def _is_head(head: bytes) -> bool:
    """Whether the head of a message stands before the first usual mark, and has no other."""
    text = head + _USUAL
    blank = _BLANK.search(text)
    return blank is not None and blank.start() == len(head) and _MESSAGE.match(text) is not None


def _unpacked(text: bytes) -> bytes:
    if len(text) < _SHORTEST:
        return b""
    try:  # what it takes is no form
        return a2b_base64(text, strict_mode=True)
    except Error:
        return b""


def _body(text: bytes) -> bytes:
    if _MESSAGE.match(text) is None:
        return b""
    blank = _BLANK.search(text)
    return b"" if blank is None else text[blank.end() :].rstrip()
