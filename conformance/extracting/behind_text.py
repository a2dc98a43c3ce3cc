"""Objects that stand behind text, each in a line by itself: many at once, as bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..columns.lines import CHUNK, IS_BLANK, Lines, Positions
from ..columns.stamps import read_bracketed, read_stamps
from ..columns.time_column import Times, read_texts
from ..reading.text_logs import text_of
from ..table.rows import UNTOLD
from ..unwrapping.moments import NEAR, first_iso, may_hold_iso, moment_in, time_within
from .escaped import of_bytes_literals, of_json_strings, of_literals, of_nginx
from .several import Several, gaps_in

_OTHER: Final = re.compile(
    rb"""
    [\xef\xbb\xbf\s\0]* (?: (?: [A-Z]{3,10}[ ]\S+[ ] )? HTTP/
                          | (?: \[.*\] | ".*" ) [\xef\xbb\xbf\ \t\r\0]* $ )
    """,
    re.VERBOSE | re.MULTILINE,
)
"""Lines that are a message of HTTP, or JSON by themselves: a list or a string."""
_SHOWN: Final = re.compile(rb"[!-~]")
_MAY_BE_HTTP: Final = np.isin(np.arange(256), [*b"\xef\xbb\xbf \t\r\v\f\0", *range(65, 91)])
_MAY_BEGIN_JSON: Final = np.isin(np.arange(256), list(b'["\xef\xbb\xbf \t\r\v\f\0'))
_MAY_END_JSON: Final = np.isin(np.arange(256), list(b']"\xef\xbb\xbf \t\r\0'))
"""With which bytes such lines begin, and lists and strings end."""
_FAR: Final = 64
"""Of a brace behind so many blanks, what stands before them is not looked for."""
_MANNERS: Final = (of_json_strings, of_nginx, of_literals, of_bytes_literals)
"""How objects are written that do not stand as they are; numbered from 1."""
_STRING, _NGINX, _LITERAL, _OF_BYTES, _OTHERWISE = 1, 2, 3, 4, 255


class _Objects(NamedTuple):
    """Where in some lines the only object stands.

    Args:
        lines: the numbers of these.
        begins, ends: of the objects, from the first brace of their line to the last.
        manners: how each is written: the number in `_MANNERS`.
    """

    lines: Positions
    begins: Positions
    ends: Positions
    manners: NDArray[np.uint8]

    def but(self, lines: Positions) -> _Objects:
        """Leave out what stands in some lines."""
        return self.where(~np.isin(self.lines, lines))

    def where(self, some: NDArray[np.bool_]) -> _Objects:
        """Return those of some."""
        if some.all():
            return self
        lines, begins, ends, manners = self
        return _Objects(lines[some], begins[some], ends[some], manners[some])


def objects_in(texts: Sequence[bytes], several: Several) -> list[bytes]:
    r"""Return the object in each text that may be a payload.

    That it is JSON is for others to say; nothing is returned where there may be others, or the
    text has several lines.

    Args:
        texts: such as members of records.
        several: finds the payload among objects.

    >>> several = Several(lambda value: "id" in value)
    >>> objects_in([b'INFO got {"id": 1} in 5 ms', rb'body="{\"id\": 1}" n=1'], several)
    [b'{"id": 1}', b'{"id": 1}']
    >>> objects_in([b'["2026-03-01", {"id": 2}]', b'INFO {"id": 1} {'], several)
    [b'', b'']
    """
    block = Lines.of(texts, braces=True)
    return _taken(block, _found_in(block), several)


def objects_behind(
    block: Lines, several: Several, *, times: bool, dates: str = ""
) -> tuple[list[bytes], Times | None]:
    """Return the object in each line of a log that may be a payload, and the time around it.

    Args:
        block: the lines, and their braces.
        several: finds the payload among objects.
        times: return them, too: in microseconds (UTC), `UNTOLD` where there is no object.
        dates: what the parts of dates are of which nothing tells it; see `moment_in`.
    """
    found = _found_in(block)
    if b"\x1b" in block.data:
        found = found.but(np.searchsorted(block.ends, np.flatnonzero(block.codes == ord("\x1b"))))
    # What an object holds is for its types to look at.
    if not block.data.isascii():
        found = _with_sound_text(block, found)
    taken = _taken(block, found, several)
    return taken, _times_around(block, found, dates) if times else None


def without_payloads(block: Lines) -> Positions:
    r"""Return the numbers of lines of text in which nothing stands that may be a payload.

    >>> without_payloads(Lines(b'up and running\nid=1&to=2 x\n \ngot {} x\n', braces=True)).tolist()
    [0]
    """
    some = np.flatnonzero(block.braces == block.ends)
    starts, ends = block.starts[some], block.ends[some]
    # Colours are no text; nor is it known which characters else are white space.
    plain = _hold(block, b" ", starts, ends) & (ends - starts < CHUNK)
    plain &= ~(_hold(block, b"&", starts, ends) | _hold(block, b"\x1b", starts, ends))
    first = block.codes[starts]
    for index in np.flatnonzero(plain & ((first <= ord(" ")) | (first > ord("~")))).tolist():
        plain[index] = _SHOWN.search(block.data, starts[index], ends[index]) is not None
    return some[plain]


def _hold(block: Lines, byte: bytes, starts: Positions, ends: Positions) -> NDArray[np.bool_]:
    """In which stretches of some lines a byte stands."""
    if byte not in block.data:
        return np.zeros(len(starts), np.bool_)
    there = np.flatnonzero(block.codes == ord(byte))
    found: NDArray[np.bool_] = np.searchsorted(there, starts) < np.searchsorted(there, ends)
    return found


def _found_in(block: Lines) -> _Objects:
    data, codes = block.data, block.codes
    lines = np.flatnonzero(block.braces < block.ends)
    begins, starts, ends = block.braces[lines], block.starts[lines], block.ends[lines]
    first, end = codes[starts], codes[ends - 1]
    # Behind the last brace there is nothing most often, or a quote.
    lasts = ends - 1 - ((end == ord('"')) | (end == ord("'")))
    far = np.flatnonzero(codes[lasts] != ord("}"))
    of_lines = ends[far].tolist()
    lasts[far] = list(map(data.rfind, repeat(b"}"), begins[far].tolist(), of_lines))
    more = list(map(data.find, repeat(b"{"), lasts[far].tolist(), of_lines))
    manners = _manners(codes, begins, lasts)
    some = (lasts > begins) & (manners <= len(_MANNERS))
    some[far] &= np.array(more, np.intp) < 0
    some &= (manners != 0) | ~_begin_lists(codes, begins)
    odd = _MAY_BEGIN_JSON[first] & _MAY_END_JSON[end]
    may_be_http = _MAY_BE_HTTP[first]
    if may_be_http.any() and b"HTTP/" in data:
        odd |= may_be_http
    for index in np.flatnonzero(odd & some).tolist():
        some[index] = _OTHER.match(data, starts[index], ends[index]) is None
    return _Objects(lines, begins, lasts + 1, manners).where(some)


def _begin_lists(codes: NDArray[np.uint8], begins: Positions) -> NDArray[np.bool_]:
    """Which braces are the first of a list, or may be, far behind something."""
    before = begins - 1  # of the very first, what ends the last line
    for _ in range(_FAR):
        blank = IS_BLANK[codes[before]]
        if not blank.any():
            break
        before = before - blank
    found: NDArray[np.bool_] = (codes[before] == ord("[")) | blank
    return found


def _manners(codes: NDArray[np.uint8], begins: Positions, lasts: Positions) -> NDArray[np.uint8]:
    """How objects are written, by what stands beside their braces."""
    before, next_to, behind = codes[begins - 1], codes[begins + 1], codes[lasts + 1]
    manners = np.where(next_to == ord('"'), 0, _OTHERWISE).astype(np.uint8)
    single = before == ord("'")
    if single.any():
        manners[single & (manners == 0)] = _OTHERWISE
        fits = single & (behind == ord("'")) & (next_to == ord('"'))
        manners[fits] = np.where(codes[begins - 2] == ord("b"), _OF_BYTES, _LITERAL)[fits]
    escaped = next_to == ord("\\")
    if escaped.any():
        fits = escaped & (before == ord('"')) & (behind == ord('"'))
        third = codes[begins + 1 + escaped]
        manners[fits & (third == ord('"'))] = _STRING
        manners[fits & (third == ord("x"))] = _NGINX
    return manners


def _without_others(objects: list[bytes], data: bytes, found: _Objects, several: Several) -> None:
    """Replace what may be several objects by the payload among them."""
    gaps = gaps_in(data)
    which = np.searchsorted(found.begins, gaps[:, 0]) - 1
    inside = np.flatnonzero(which >= 0)
    inside = inside[found.ends[which[inside]] > gaps[inside, 1]]
    inside = inside[found.manners[which[inside]] == 0]
    if not len(inside):
        return
    which, gaps = which[inside], gaps[inside]
    counts = np.bincount(which)
    for index in np.flatnonzero(counts > 1).tolist():
        objects[index] = several.payload(objects[index])
    once = counts[which] == 1
    two = which[once]
    within = gaps[once] - found.begins[two, np.newaxis]
    payloads = several.payloads([objects[index] for index in two.tolist()], within.tolist())
    for index, text in zip(two.tolist(), payloads, strict=True):
        objects[index] = text


def _taken(block: Lines, found: _Objects, several: Several) -> list[bytes]:
    """The objects themselves, a text for each line; empty where one has none."""
    data = block.data
    spans = zip(found.begins.tolist(), found.ends.tolist(), strict=True)
    objects = [data[begin:end] for begin, end in spans]
    for manner, undone in enumerate(_MANNERS, 1):
        which = np.flatnonzero(found.manners == manner).tolist()
        if len(which) == len(objects):
            objects = undone(objects) if which else objects
            break
        texts = undone([objects[at] for at in which]) if which else ()
        for index, text in zip(which, texts, strict=True):
            objects[index] = text
    if several.expected:
        _without_others(objects, data, found, several)
    if len(objects) == len(block):
        return objects
    every = [b""] * len(block)
    for line, text in zip(found.lines.tolist(), objects, strict=True):
        every[line] = text
    return every


def _with_sound_text(block: Lines, found: _Objects) -> _Objects:
    """Leave out what stands in lines whose other text is no UTF-8."""
    begins, ends = found.begins.tolist(), found.ends.tolist()
    between = zip([0, *ends], [*begins, len(block.data)], strict=True)
    if _is_utf8(b"\n".join([block.data[end:begin] for end, begin in between])):
        return found
    around = zip(found.lines.tolist(), begins, ends, strict=True)
    sound = [
        _is_utf8(
            b"\n".join((block.data[block.starts[line] : begin], block.data[end : block.ends[line]]))
        )
        for line, begin, end in around
    ]
    return found.where(np.array(sound, np.bool_))


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _all_before(block: Lines, found: _Objects) -> bytes:
    """What stands before objects."""
    spans = zip(block.starts[found.lines].tolist(), found.begins.tolist(), strict=True)
    return b"\n".join([block.data[start:begin] for start, begin in spans])


def _times_around(block: Lines, found: _Objects, dates: str) -> Times:
    """The times that stand in text around objects, most often before them."""
    starts = block.starts[found.lines]
    first = np.flatnonzero(found.begins > starts)[:1].tolist()

    def before(index: int, more: int = 0) -> str:
        return block.data[starts[index] : found.begins[index] + more].decode()

    # The brace shows where a time ends that stands right before it.
    model = None if dates or not first else first_iso(before(first[0], 1))
    if model is None and not dates and not may_hold_iso(_all_before(block, found)):
        told = read_bracketed(block.data, starts, np.minimum(found.begins, starts + NEAR))
    else:
        told = read_stamps(block.data, starts, model)
    rest = np.flatnonzero(told == UNTOLD).tolist()
    written = [time_within(before(index), dates) for index in rest]
    told[rest] = read_texts(written)
    for index, each in zip(rest, written, strict=True):
        if not each:
            moment = moment_in(text_of(block[found.lines[index]]), dates)
            told[index] = UNTOLD if moment is None else moment
    every = np.full(len(block), UNTOLD)
    every[found.lines] = told
    return every
