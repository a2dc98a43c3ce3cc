"""Bodies as captures write them: encoded, compressed, or left out."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any, Final

from .records import MAX_RECORD, Problem, too_large

_GZIP: Final = b"\x1f\x8b"
_JSON: Final = (b"{", b"[")
"""No packed JSON begins so."""
_WINDOWS: Final = (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS)
"""How zlib reads gzip and zlib data by their headers, and bare deflate data."""
_UNREAD: Final = ("br", "zstd")


def body_text(body: Any, encoding: str | None, compression: str | None) -> str | Problem | None:
    """Return a body as text; `None` if it was not captured.

    Args:
        body: text or bytes, as the capture holds it.
        encoding: ``base64`` if the capture encoded it.
        compression: the response's ``Content-Encoding``, if told.
    """
    if encoding == "base64" and isinstance(body, str):
        try:
            body = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError):
            return Problem("LOGS002", "the body is not the base64 that it is said to be")
    if isinstance(body, str):
        return body or None
    if not isinstance(body, bytes):
        return None
    plain = _unpacked(body, (compression or "").strip().lower())
    if isinstance(plain, Problem):
        return plain
    try:
        return plain.decode("utf-8-sig") or None
    except UnicodeDecodeError:
        return Problem("LOGS002", "the body is not UTF-8")


def _unpacked(body: bytes, compression: str) -> bytes | Problem:
    """Unpack a body that is still packed; captures often keep the header of one that is not."""
    if body.lstrip()[:1] in _JSON:
        return body
    if body.startswith(_GZIP) or compression == "deflate":
        for window in _WINDOWS:
            unpacker = zlib.decompressobj(window)
            try:
                plain = unpacker.decompress(body, MAX_RECORD)
            except zlib.error:
                continue
            return too_large() if unpacker.unconsumed_tail else plain
    if compression in _UNREAD:
        return Problem("LOGS002", f"the body is compressed with {compression}, which is not read")
    return body


def header(headers: Any, name: str) -> str | None:
    """Find a header, however the capture writes headers.

    Args:
        headers: a list of ``{"name", "value"}``, or a mapping to a text or a list of texts.
        name: the header's name, in lower case.

    >>> header([{"name": "Content-Encoding", "value": "gzip"}], "content-encoding")
    'gzip'
    >>> header({"Content-Encoding": ["gzip"]}, "content-encoding")
    'gzip'
    """
    pairs: list[tuple[Any, Any]] = []
    if isinstance(headers, dict):
        pairs = list(headers.items())
    elif isinstance(headers, list):
        named = [each for each in headers if isinstance(each, dict)]
        pairs = [(each.get("name"), each.get("value")) for each in named]
    for key, value in pairs:
        if isinstance(key, str) and key.lower() == name:
            first = value[0] if isinstance(value, list) and value else value
            return first if isinstance(first, str) else None
    return None


def members(value: Any) -> dict[str, Any]:
    """Return a part of a capture that is to be an object; an empty one if it is none."""
    return value if isinstance(value, dict) else {}
