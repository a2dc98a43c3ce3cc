"""How logs begin: the head of a file says which format it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import orjson

_WIDE: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"{\x00": "UTF-16",
    b"\x00{": "UTF-16",
    b"[\x00": "UTF-16",
    b"\x00[": "UTF-16",
}
"""How text that is no UTF-8 begins: with its mark, or with what a log begins with."""

_HAR: Final = re.compile(rb'^\s*\{\s*"log"\s*:\s*\{')
_CASSETTE: Final = re.compile(rb"^(?:(?:#|---)[^\n]*\n|[ \t\r]*\n)*(?:interactions|version)[ \t]*:")
_JSON_CASSETTE: Final = re.compile(
    rb'^\s*\{\s*(?:"version"\s*:\s*\d+\s*,\s*)?"interactions"\s*:\s*\['
)


def wide_encoding(head: bytes) -> str | None:
    r"""Return what a log is encoded in that begins so, if it is no UTF-8.

    >>> wide_encoding(b'{\x00"\x00'), wide_encoding(b'{"a": 1}')
    ('UTF-16', None)
    """
    return next((encoding for mark, encoding in _WIDE.items() if head.startswith(mark)), None)


def is_har(head: bytes) -> bool:
    """Whether a file that begins so is a HAR.

    >>> is_har(b'{"log": {"version": "1.2"')
    True
    """
    return _HAR.match(head) is not None


def is_cassette(head: bytes) -> bool:
    r"""Whether a file that begins so is a cassette.

    >>> is_cassette(b"interactions:\n- request:")
    True
    """
    return _CASSETTE.match(head) is not None


def is_json_cassette(head: bytes) -> bool:
    """Whether a file that begins so is a cassette written as JSON.

    >>> is_json_cassette(b'{"version": 1, "interactions": [')
    True
    """
    return _JSON_CASSETTE.match(head) is not None


def is_document(head: bytes) -> bool:
    r"""Whether a log that begins so is a JSON document rather than JSON Lines.

    A first line that is an object by itself makes JSON Lines; so does one that is broken,
    if a later line is an object by itself. A line of an array ends in a comma.

    >>> is_document(b'{"a": 1}\n{"a": 2}\n'), is_document(b'[\n {"a": 1}\n]')
    (False, True)
    """
    lines = [line for line in head.splitlines() if line.strip()]
    if not lines or lines[0].lstrip()[:1] not in (b"{", b"["):
        return False
    if lines[0].lstrip().startswith(b"["):
        # A line of text may begin with a bracket: [INFO] …
        return lines[0].lstrip()[1:].lstrip()[:1] in (b"", b"{", b"[", b"]")
    if len(lines) == 1 and b"\n" not in head:
        return False
    return not any(_is_object(line) for line in lines[:100])


def _is_object(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


FORMS: Final[tuple[tuple[Callable[[bytes], bool], str, str], ...]] = (
    (is_har, ".har", "read_har"),
    (is_cassette, ".cassette", "read_cassette"),
    (is_json_cassette, ".cassette", "read_json_cassette"),
    (is_document, ".documents", "read_documents"),
)
"""How a log may begin, and what reads it then, as module and function: imported only if a
log begins so. Else it is JSON Lines."""


def is_json_lines(head: bytes) -> bool:
    """Whether a log that begins so, with an object, is JSON Lines."""
    if not head.startswith(b"{") or wide_encoding(head) is not None:
        return False
    return not any(begins_so(head) for begins_so, _, _ in FORMS)
