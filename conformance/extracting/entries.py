"""Entries of text logs, many at once: lines, and objects that are printed over several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from ..columns.lines import IS_BLANK, Lines, Positions
from ..reading.json_lines import parse_line
from ..reading.records import MAX_RECORD
from ..reading.text_logs import depth_of
from ..results.finding import Place
from .documents import Irregular, Objects, skip_mark
from .whole_lines import have_several

_BLOCK: Final = 2**20
_PLACE: Final = Place("", None, 0)
_OPENED: Final = re.compile(rb"[{\[][ \t\r]*$", re.MULTILINE)
_BEHIND: Final = re.compile(rb"[^{}\[\]\"']*")
"""What may stand behind the brace that closes an object."""
_MARKS: Final = re.compile(rb"[{}\[\]\"'\\]")
_FAR: Final = 256
"""So many blanks are passed, one by one."""
_IS_SPACE: Final = np.isin(np.arange(256), list(b" \t"))

Mask = NDArray[np.bool_]


def entries_of(stream: BinaryIO) -> Iterator[Objects]:
    r"""Yield the entries of a text log, each in one line: tabs end the lines of what is printed.

    A tab stands where the end of a line may, and like that in no string: what was no JSON is none.

    Args:
        stream: the log's bytes.

    Raises:
        Irregular: a line may begin an entry that is not as simple.

    >>> from io import BytesIO
    >>> log = b'10:00 got {\n  "id": 1\n} from a\n\nup\n'
    >>> [each.texts for each in entries_of(BytesIO(log))]
    [[b'10:00 got    {"id": 1\t} from a', b'up']]
    """
    skip_mark(stream)
    data, line = b"", 1
    while True:
        more = stream.read(_BLOCK)
        data += more
        if not more and data and not data.endswith(b"\n"):
            data += b"\n"
        end = _end_of(data) if more else len(data)
        if end:
            lines = Lines(data[:end])
            found = _entries(lines, line)
            if found.texts:
                yield found
            line += len(lines)
            data = data[end:]
        elif len(data) > MAX_RECORD:
            raise Irregular
        if not more:
            return


def is_broken(line: bytes) -> bool:
    """Whether a line may be an entry that was printed over several, in which no JSON stands."""
    begin, end = line.find(b"{"), line.rfind(b"}") + 1
    return b"\t" in line[begin:end] and parse_line(line[begin:end], _PLACE).problem is not None


def _end_of(data: bytes) -> int:
    """Where the last line ends behind which no entry may go on that began before."""
    end = data.rfind(b"\n") + 1
    last = data.rfind(b"\n}", 0, end) + 1
    closed = data.find(b"\n", last) + 1 if last else 0
    opened = _OPENED.search(data, closed, end)
    return end if opened is None else data.rfind(b"\n", 0, opened.start()) + 1


def _entries(lines: Lines, before: int) -> Objects:
    """The entries of whole lines, before which so many lines stand."""
    opens, closes = _printed(lines)
    codes = lines.codes.copy()
    inside = np.zeros(len(lines) + 1, np.int8)
    inside[opens] += 1
    inside[closes] -= 1
    goes_on = np.cumsum(inside[:-1]).astype(np.bool_)
    codes[lines.ends[goes_on]] = ord("\t")
    _move_braces(codes, lines, opens)
    begins = np.append(True, ~goes_on[:-1])
    alone = begins & ~goes_on
    blank = _are_blank(lines, alone)
    singles = alone & ~blank
    if singles.any() and have_several(Lines(_some(codes, lines, singles))):
        raise Irregular
    texts = _some(codes, lines, ~blank) if blank.any() else codes.tobytes()
    return Objects(texts.split(b"\n")[:-1], np.flatnonzero(begins & ~blank) + before)


def _some(codes: NDArray[np.uint8], lines: Lines, chosen: Mask) -> bytes:
    """Some of the lines, with their ends."""
    return codes[np.repeat(chosen, lines.ends + 1 - lines.starts)].tobytes()


def _printed(lines: Lines) -> tuple[Positions, Positions]:
    """The first and last lines of objects whose last line alone begins with a brace.

    Text may stand before and behind them.

    Raises:
        Irregular: one is not as simple.
    """
    data, codes, starts, ends = lines.data, lines.codes, lines.starts, lines.ends
    first = codes[starts]
    outer = np.flatnonzero(~_IS_SPACE[first])  # what stands within an object is indented
    last = codes[ends - 1]
    last = np.where(last == ord("\r"), codes[ends - 2], last)
    pairs = np.flatnonzero((first[outer[1:]] == ord("}")) & (ends[outer[:-1]] > starts[outer[:-1]]))
    opens, closes = outer[pairs], outer[pairs + 1]
    are = (last[opens] == ord("{")) & ~IS_BLANK[first[opens]]
    for index in np.flatnonzero(~are & _IS_SPACE[last[opens]]).tolist():
        are[index] = data[starts[opens[index]] : ends[opens[index]]].rstrip(b" \t\r").endswith(b"{")
    opens, closes = opens[are], closes[are]
    are = ends[closes] - starts[closes] == 1
    for index in np.flatnonzero(~are).tolist():
        at = closes[index]
        are[index] = _BEHIND.fullmatch(data, starts[at] + 1, ends[at]) is not None
    opens, closes = opens[are], closes[are]
    for at in opens[(first[opens] != ord("{")) | (ends[opens] - starts[opens] > 1)].tolist():
        _look_at(data[starts[at] : data.rfind(b"{", starts[at], ends[at])])
    if (ends[closes] - starts[opens] >= MAX_RECORD).any():
        raise Irregular
    if len(opens) and b"\x1b" in data:
        colours = np.flatnonzero(codes == ord("\x1b"))
        which = np.searchsorted(starts[opens], colours, "right") - 1
        if ((which >= 0) & (colours < ends[closes][which])).any():
            raise Irregular
    return opens, closes


def _look_at(before: bytes) -> None:
    """See that text before an object opens nothing else."""
    try:
        text = before.decode()
    except UnicodeDecodeError:
        raise Irregular from None
    if before.endswith((b"'", b'"')) or (_MARKS.search(before) and depth_of(text + "{") != 1):
        raise Irregular


def _move_braces(codes: NDArray[np.uint8], lines: Lines, opens: Positions) -> None:
    """Move each brace that ends a line to where the next line's first name begins.

    Raises:
        Irregular: too many blanks stand before a name, or behind a brace.
    """
    to, at = lines.starts[opens + 1], lines.ends[opens] - 1
    for _ in range(_FAR):
        indented, behind = _IS_SPACE[codes[to]], codes[at] != ord("{")
        if not indented.any() and not behind.any():
            break
        to, at = to + indented, at - behind
    else:
        raise Irregular
    named = codes[to] == ord('"')
    codes[at[named]] = ord(" ")
    codes[lines.ends[opens[named]]] = ord(" ")
    codes[to[named] - 1] = ord("{")


def _are_blank(lines: Lines, some: Mask) -> Mask:
    """Which of some lines are blank."""
    blank: Mask = some & (lines.starts == lines.ends)
    first = lines.codes[lines.starts]
    odd = (first <= ord(" ")) | (first >= 128)
    for index in np.flatnonzero(some & ~blank & odd).tolist():
        line = lines[index]
        text = line if line.isascii() else line.decode("utf-8", "surrogateescape")
        blank[index] = not text.strip()
    return blank
