"""Entries of text logs, many at once: lines, and objects that are printed over several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

import numpy as np

from ..columns.lines import Lines
from ..reading.records import MAX_RECORD
from ..reading.text_logs import depth_of
from .documents import Irregular, Objects, in_one_line, skip_mark
from .whole_lines import have_several

_BLOCK: Final = 2**20
_PRINTED: Final = re.compile(
    rb"""^ (?P<before> (?:\S[^\n]*)? ) \{ [ \t\r]*\n
    (?P<inner> (?: [ \t][^\n]*\n )* ) \} (?P<behind> [^\n{}\[\]"']* ) \n""",
    re.VERBOSE | re.MULTILINE,
)
"""An object whose last line alone begins with a brace; text may stand before and behind it."""
_OPENED: Final = re.compile(rb"[{\[][ \t\r]*$", re.MULTILINE)


def entries_of(stream: BinaryIO) -> Iterator[Objects]:
    r"""Yield the entries of a text log, each in one line: what is printed over several is compact.

    Args:
        stream: the log's bytes.

    Raises:
        Irregular: a line may begin an entry that is not as simple.

    >>> from io import BytesIO
    >>> log = b'10:00 got {\n  "id": 1\n} from a\n\nup\n'
    >>> [each.texts for each in entries_of(BytesIO(log))]
    [[b'10:00 got {"id":1} from a', b'up']]
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
            found = _entries(data[:end], line)
            if found.texts:
                yield found
            line += data.count(b"\n", 0, end)
            data = data[end:]
        elif len(data) > MAX_RECORD:
            raise Irregular
        if not more:
            return


def _end_of(data: bytes) -> int:
    """Where the last line ends behind which no entry may go on that began before."""
    end = data.rfind(b"\n") + 1
    last = data.rfind(b"\n}", 0, end) + 1
    closed = data.find(b"\n", last) + 1 if last else 0
    opened = _OPENED.search(data, closed, end)
    return end if opened is None else data.rfind(b"\n", 0, opened.start()) + 1


def _entries(data: bytes, line: int) -> Objects:
    """The entries of whole lines."""
    texts: list[bytes] = []
    lines: list[int] = []
    singles: list[bytes] = []
    at = 0

    def add_singles(end: int) -> None:
        nonlocal line
        some = data[at:end].split(b"\n")[:-1]
        given = [index for index, each in enumerate(some) if not _is_blank(each)]
        found = [some[index] for index in given]
        texts.extend(found)
        singles.extend(found)
        lines.extend([line + index for index in given])
        line += len(some)

    for printed in _PRINTED.finditer(data):
        add_singles(printed.start())
        texts.append(_joined(printed))
        lines.append(line)
        line += printed[0].count(b"\n")
        at = printed.end()
    add_singles(len(data))
    if singles and have_several(Lines.of(singles)):
        raise Irregular
    return Objects(texts, np.array(lines, np.int64))


def _is_blank(line: bytes) -> bool:
    return not (line if line.isascii() else line.decode("utf-8", "surrogateescape")).strip()


def _joined(printed: re.Match[bytes]) -> bytes:
    before, inner, behind = printed.group("before", "inner", "behind")
    try:
        if depth_of(before.decode() + "{") != 1 or b"\x1b" in printed[0]:
            raise Irregular
    except UnicodeDecodeError:
        raise Irregular from None
    if len(printed[0]) > MAX_RECORD:
        raise Irregular
    text: bytes = before + in_one_line(b"{" + inner + b"}") + behind
    return text
