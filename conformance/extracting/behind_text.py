"""Objects that stand behind text, each in a line by itself: many at once, as bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
import orjson

from ..columns.decoder import decoded_or_none
from ..columns.stamps import read_stamps
from ..columns.time_column import Times, read_texts
from ..locating.moments import first_iso, iso_within, moment_in
from ..reading.text_logs import text_of
from ..table.rows import UNTOLD

_OBJECTS: Final = re.compile(
    rb"""
    ^ (?: (?! [\xef\xbb\xbf\s\0]* (?: [A-Z]{3,10}[ ]\S+[ ] )? HTTP/ )
          (?! [\xef\xbb\xbf\s\0]* (?: \[.*\] | ".*" ) [\xef\xbb\xbf\ \t\r\0]* $ )
          ([^{\n]*) (?<!') (?: (\{".*\}) | (?<=") (\{\\".*\})" ) ([^{}\n]*)
      | .* ) $
    """,
    re.VERBOSE | re.MULTILINE,
)
"""Lines of text, of which some have one object in them, or a JSON string that holds one.

It is neither what Python shows of bytes, nor in a message of HTTP; and the line is no JSON by
itself, neither a list nor a string.
"""
_STRING: Final = msgspec.json.Decoder(str)


class _Found(NamedTuple):
    """What stands in some texts, of each a part; empty if there is not one object in it."""

    before: Sequence[bytes]
    objects: list[bytes]
    behind: Sequence[bytes]


def objects_in(texts: Sequence[bytes]) -> list[bytes]:
    r"""Return the only object that stands in each text.

    That it is JSON is for others to say; nothing is returned where it may not be the only one, or
    the text has several lines.

    >>> objects_in([b'INFO got {"id": 1} in 5 ms', rb'body="{\"id\": 1}" n=1'])
    [b'{"id": 1}', b'{"id": 1}']
    >>> objects_in([b'["2026-03-01", {"id": 2}]', b'INFO {"id": 1} {'])
    [b'', b'']
    """
    return _found_in(texts).objects


def objects_behind(
    lines: Sequence[bytes], *, times: bool, dates: str = ""
) -> tuple[list[bytes], Times | None]:
    """Return the only object in each line of a log, and the time in the text around it.

    Args:
        lines: without their ends.
        times: return them, too: in microseconds (UTC), `UNTOLD` where there is no object.
        dates: what the parts of dates are of which nothing tells it; see `moment_in`.
    """
    whole = b"\n".join(lines)
    if b"\x1b" in whole:
        lines = [b"" if b"\x1b" in each else each for each in lines]
    before, objects, behind = _found_in(lines)
    # What an object holds is for its types to look at.
    if not whole.isascii() and not _is_utf8(b"\n".join((*before, *behind))):
        for index, around in enumerate(zip(before, behind, strict=True)):
            if not all(map(_is_utf8, around)):
                objects[index] = b""
    return objects, _times_around(lines, before, objects, dates) if times else None


def _found_in(texts: Sequence[bytes]) -> _Found:
    joined = b"\n".join(texts)
    if joined.count(b"\n") >= len(texts):
        texts = [b"" if b"\n" in each else each for each in texts]
        joined = b"\n".join(texts)
    if not joined:
        return _Found(texts, [b""] * len(texts), texts)
    # One list of all groups: a tuple for each text would keep the garbage collector busy.
    parts = _OBJECTS.split(joined)
    before, objects, quoted, behind = (
        [each or b"" for each in parts[number :: _OBJECTS.groups + 1]]
        for number in range(1, _OBJECTS.groups + 1)
    )
    some = [index for index, text in enumerate(quoted) if text] if any(quoted) else []
    strings = quoted if len(some) == len(quoted) else [quoted[index] for index in some]
    for index, text in zip(some, _unquoted(strings), strict=True):
        objects[index] = text
    return _Found(before, objects, behind)


def _unquoted(strings: Sequence[bytes]) -> list[bytes]:
    """What JSON strings hold, given without their quotes; nothing where one is none."""
    try:
        texts = orjson.loads(b'["%s"]' % b'","'.join(strings))
    except orjson.JSONDecodeError:
        texts = None
    if texts is None or len(texts) != len(strings):  # one of them ends before its end
        texts = decoded_or_none(_STRING, [b'"%s"' % each for each in strings])
    return [b"" if each is None else each.encode() for each in texts]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _times_around(
    lines: Sequence[bytes], before: Sequence[bytes], objects: Sequence[bytes], dates: str
) -> Times:
    """The times that stand in text around objects, most often before them."""
    first = next(filter(None, before), b"")
    model = None if dates else first_iso(first.decode("utf-8", "replace"))
    told = read_stamps(before, model)
    rest = [index for index in np.flatnonzero(told == UNTOLD).tolist() if objects[index]]
    found = [iso_within(before[index].decode(), dates) for index in rest]
    told[rest] = read_texts(found)
    for index, each in zip(rest, found, strict=True):
        if not each:
            moment = moment_in(text_of(lines[index]), dates)
            told[index] = UNTOLD if moment is None else moment
    return told
