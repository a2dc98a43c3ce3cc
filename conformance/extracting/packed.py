"""Texts in which payloads are packed: base64, and messages of HTTP."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from typing import Final

_SHORTEST: Final = 16
"""Fewer characters are not taken for base64."""
_MESSAGE: Final = re.compile(
    rb"(?:(?!GET )[A-Z]{3,10} [!-~]+ HTTP/\d|HTTP/\d(?:\.\d)? \d{3})[^\n]*\n"
)
"""How one begins that may have a body."""
_BLANK: Final = re.compile(rb"\r?\n\r?\n")


def object_in(text: bytes) -> bytes:
    r"""Return the object that a text is packed around; nothing if there may be none, or another.

    >>> object_in(b"eyJpZCI6IDEyMzQ1fQ=="), object_in(b'POST / HTTP/1.1\r\n\r\n{"id": 1}')
    (b'{"id": 12345}', b'{"id": 1}')
    """
    found = _body(text) if b"{" in text else _unpacked(text)
    whole = found[:2] == b'{"' and found[-1:] == b"}" and b"\n" not in found
    return found if whole else b""


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
    usual = text.find(b"\r\n\r\n")
    if text.find(b"\n\r\n") == usual + 1 and text.find(b"\n\n", 0, usual) < 0:
        return text[usual + 4 :].rstrip()
    blank = _BLANK.search(text)
    return b"" if blank is None else text[blank.end() :].rstrip()
