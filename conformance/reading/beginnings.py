"""How logs begin: the head of a file says which format it has."""

from __future__ import annotations

import json
import re
from typing import Final, Literal

import orjson

from .sql_dumps import is_dump
from .tables import delimiter_of

Kind = Literal["parquet", "arrow"]
Layout = Literal[
    "har", "cassette", "json cassette", "lines", "documents", "dump", "table", "text", Kind
]

BOM: Final = b"\xef\xbb\xbf"
"""How UTF-8 may begin."""
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

_CAPTURES: Final[tuple[tuple[re.Pattern[bytes], Layout], ...]] = (
    (re.compile(rb'\s*\{\s*"log"\s*:\s*\{'), "har"),
    (re.compile(rb"(?:(?:#|---)[^\n]*\n|[ \t\r]*\n)*(?:interactions|version)[ \t]*:"), "cassette"),
    (
        re.compile(rb'\s*\{\s*(?:"version"\s*:\s*\d+\s*,\s*)?"interactions"\s*:\s*\['),
        "json cassette",
    ),
)
"""How captures of exchanges begin."""


def wide_encoding(head: bytes) -> str | None:
    r"""Return what a log is encoded in that begins so, if it is no UTF-8.

    >>> wide_encoding(b'{\x00"\x00'), wide_encoding(b'{"a": 1}')
    ('UTF-16', None)
    """
    marked = next((encoding for mark, encoding in _WIDE.items() if head.startswith(mark)), None)
    return marked or ("UTF-16" if _UNMARKED.match(head) else None)


_UNMARKED: Final = re.compile(rb"(?:[^\0]\0){8}|(?:\0[^\0]){8}", re.DOTALL)
_TABLES: Final[dict[bytes, Kind]] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrow",
}
"""How files of tables begin; the last is an Arrow stream."""


def kind_of_table(head: bytes) -> Kind | None:
    """Return which kind of table a file is that begins so.

    >>> kind_of_table(b"PAR1 "), kind_of_table(b"{")
    ('parquet', None)
    """
    return next((kind for mark, kind in _TABLES.items() if head.startswith(mark)), None)


def _is_object(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


_LINES: Final = 100
"""So many lines of a head are asked what they are."""
_LIST: Final = re.compile(r"\[[ \t\r]*(?:[{\[\]]|$)", re.MULTILINE)
_NAMES: Final = re.compile(r"\[\s*\{\s*(?:'|[A-Za-z_$][\w$]*\s*:)")
"""A list of objects whose names are bare, or in single quotes."""
_OBJECT: Final = re.compile(r"""\{\s*(?:["}]|$)""")
_END: Final = 2
"""So many characters end a line."""
_BETWEEN: Final = re.compile(r"[ \t\r\n,]*")
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str)
"""It only finds where a value ends: no number is worth converting."""


def layout_of(head: bytes) -> Layout:
    r"""Return how a log is laid out that begins so: what reads it depends on it.

    The whole head is looked at, never one line of it. What is one JSON document is one, however
    it is broken into lines.

    Args:
        head: its first bytes, after any byte-order mark; all of them, if there are few.

    >>> layout_of(b'{"a": 1}\n{"a": 2}\n'), layout_of(b'{"list": [\n{"a": 1},\n{"a": 2}\n]}')
    ('lines', 'documents')
    >>> layout_of(b'{"log": {"version": "1.2"'), layout_of(b"interactions:\n- request:")
    ('har', 'cassette')
    >>> layout_of(b'INFO {"a": 1}\n'), layout_of(b'id,payload\n1,"{}"\n2,"{}"\n')
    ('text', 'table')
    """
    table = kind_of_table(head)
    if table is not None:
        return table
    for begins_so, layout in _CAPTURES:
        if begins_so.match(head):
            return layout
    text = head.decode("utf-8", "replace")
    begin = text.lstrip(" \t\r\n")[:1]
    lines = [line for line in head.splitlines() if line.strip()]
    if begin in ("{", "["):
        found = _by_first_value(text, lines)
        if found is not None:
            return found
    if is_dump(text):
        return "dump"
    if delimiter_of(text) is not None:
        return "table"
    return "text"


def _by_first_value(text: str, lines: list[bytes]) -> Layout | None:
    """The layout of a log that begins with a brace or a bracket; `None` if it is no JSON."""
    start = len(text) - len(text.lstrip(" \t\r\n"))
    if text[start] == "[":
        # A line of text may begin with a bracket: [INFO] …
        is_list = _LIST.match(text, start) and not _NAMES.match(text, start)
        return "documents" if is_list else None
    some = lines[:_LINES]
    objects = sum(map(_is_object, some))
    try:
        _, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        if objects:
            return _lines(some)
        # One that is broken is told of; what begins with a bare name is no JSON.
        broken = _OBJECT.match(text, start) and delimiter_of(text) is None
        return "documents" if broken else None
    if "\n" in text[start:end]:
        return "documents" if _only_values(text, end) else None
    alone = len(lines) == 1 and len(text) - end <= _END
    if alone or text[end:].lstrip(" \t").startswith(","):
        return "documents" if _only_values(text, end) else None
    if objects:
        return _lines(some)
    return "documents" if _only_values(text, end) else None


def _lines(lines: list[bytes]) -> Layout | None:
    """JSON Lines, unless most lines are text."""
    braces = sum(line.lstrip()[:1] in (b"{", b"[") for line in lines)
    return "lines" if 2 * braces >= len(lines) else None


def _only_values(text: str, position: int) -> bool:
    """Whether values are followed by values, as far as they can be read."""
    while True:
        separated = _BETWEEN.match(text, position)
        position = position if separated is None else separated.end()
        if position == len(text):
            return True
        if text[position] not in "{[":
            return False
        try:
            _, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return True


def is_json_lines(head: bytes) -> bool:
    """Whether a log that begins so, with an object, is JSON Lines."""
    return head.startswith(b"{") and wide_encoding(head) is None and layout_of(head) == "lines"


def is_lines(head: bytes) -> bool:
    r"""Whether a log that begins so is JSON Lines or text, without any mark before it.

    >>> is_lines(b'INFO {"a": 1}\n'), is_lines(b'[{"a": 1}]')
    (True, False)
    """
    if head.startswith(BOM) or wide_encoding(head) is not None:
        return False
    layout = layout_of(head)
    return layout == "text" or (layout == "lines" and head.startswith(b"{"))
