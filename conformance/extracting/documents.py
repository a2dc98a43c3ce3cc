"""The objects of JSON documents, many at once, where nothing is wrong with any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import BinaryIO, Final, NamedTuple

import msgspec
import numpy as np
import orjson
from numpy.typing import NDArray

from ..columns.lines import Positions, ends_in
from ..reading.beginnings import BOM, Layout
from ..reading.json_lines import parse_line
from ..reading.records import MAX_RECORD, Record
from ..reading.sql_dumps import read_dump
from ..results.finding import Place

_ROWS: Final = 2**12
"""So many rows of a dump are taken together."""
_BLOCK: Final = 2**20
"""So many bytes are looked at together, if each object has fewer."""
_TAIL: Final = 2**18
"""So near to their end a document ends most often."""
_TRIES: Final = 16
"""So many places are tried where an item of a list may end."""
_KEY: Final = 24
"""So many bytes at most tell how the items of a list begin."""
_BETWEEN: Final = re.compile(rb"[ \t\r\n,]*")
_OBJECTS_BEGIN: Final = re.compile(rb"[ \t\r\n,\[\]]*")
_VALUE_ENDS: Final = (b"}\n{", b"}{", b"]\n[", b"}\r\n{", b"]\r\n[", b"} {", b"}\n\n{", b"][")
"""Where a document ends before another; within one that may stand in texts only."""
_ITEM_ENDS: Final = re.compile(rb"\}[ \t\r\n]*,[ \t\r\n]*\{[^:]{0,%d}" % _KEY)
_OBJECT, _LIST = ord("{"), ord("[")
_FIRST_OF: Final = itemgetter(0)
_VALUES: Final = msgspec.json.Decoder(msgspec.Raw)
_ITEMS: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Irregular(Exception):
    """Something is wrong with a log, or not as simple: it is to be read object by object."""


class Objects(NamedTuple):
    """Some objects, in order.

    Args:
        texts: of each, without the end of any line.
        lines: in which each begins, from 1.
        pointers: where each stands in its line, or nowhere; none if no line holds several.
    """

    texts: list[bytes]
    lines: NDArray[np.int64]
    pointers: Sequence[str] = ()


def objects_in(stream: BinaryIO, layout: Layout) -> Iterator[Objects] | None:
    """Return the objects of a log, which are read as they are asked for; `None` if it has others.

    Args:
        stream: its bytes.
        layout: how it is laid out.
    """
    readers = {"documents": objects_of, "lines": objects_of_lines, "dump": objects_of_rows}
    if layout not in readers:
        return None
    skip_mark(stream)
    return readers[layout](stream)


def skip_mark(stream: BinaryIO) -> None:
    """Go on behind the mark that UTF-8 may begin with."""
    if stream.read(len(BOM)) != BOM:
        stream.seek(0)


def records_in(objects: Iterator[Objects], kept: list[Objects], name: str) -> Iterator[Record]:
    """Yield objects as records.

    Args:
        objects: they; no more of them are asked for than it takes.
        kept: is added what was asked for.
        name: the log's.
    """
    for some in objects:
        kept.append(some)
        for text, line in zip(some.texts, some.lines.tolist(), strict=True):
            yield parse_line(text, Place(name, line, 0))


def objects_of(stream: BinaryIO) -> Iterator[Objects]:
    """Yield the objects of documents, those that are items of an array among them.

    Args:
        stream: the documents' bytes, behind any mark.

    Raises:
        Irregular: see there. What was yielded is right, and not all.
    """
    window = _Window(stream)
    while window.skip():
        taken = window.items() if window.inside else window.values()
        if taken:
            yield taken


def objects_of_lines(stream: BinaryIO) -> Iterator[Objects]:
    """Yield what the lines of a stream are that are not blank, each an object, or to be told.

    Raises:
        Irregular: a line is too long.
    """
    number = 1
    while data := stream.read(_BLOCK):
        data += stream.readline(MAX_RECORD)
        lines = data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        if len(data) > MAX_RECORD:
            raise Irregular
        given = [index for index, line in enumerate(lines) if line.strip()]
        if given:
            yield Objects([lines[index] for index in given], np.array(given) + number)
        number += len(lines)


def objects_of_rows(stream: BinaryIO) -> Iterator[Objects]:
    """Yield the rows of a dump, each an object of texts.

    Raises:
        Irregular: one of them cannot be read, or is no UTF-8.
    """
    rows = read_dump(stream, "")
    while some := list(islice(rows, _ROWS)):
        if any(each.problem is not None for each in some):
            raise Irregular
        try:
            texts = [orjson.dumps(each.value) for each in some]
        except orjson.JSONEncodeError:
            raise Irregular from None
        lines = np.array([each.place.line for each in some])
        pointers = [each.place.pointer for each in some]
        yield Objects(texts, lines, pointers if any(pointers) else ())


class _Window:
    """What was read of documents, and not yet taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = stream.read(_BLOCK)
        self._ended = not self._data
        self._line = 1
        self._first = b""
        """How the items of the list begin, with what stands before them."""
        self.inside = False
        """The next object is an item of a list."""

    def skip(self) -> bool:
        """Go on to the next object; say whether there may be one."""
        while True:
            between = _BETWEEN.match(self._data)
            assert between is not None  # it matches nothing, too
            self._take(between.end())
            if not self._data and not self._ended:
                self._grow()
                continue
            if self.inside and self._data.startswith(b"]"):
                self._take(1)
                self.inside = False
                continue
            if not self._data and self.inside:
                raise Irregular
            return bool(self._data)

    def _grow(self) -> None:
        if len(self._data) > MAX_RECORD:
            raise Irregular
        more = self._stream.read(max(_BLOCK, len(self._data)))
        self._ended = not more
        self._data += more

    def _take(self, count: int) -> None:
        self._line += ends_in(self._data[:count])
        self._data = self._data[count:]

    def values(self) -> Objects | None:
        """Take whole documents; if a long list begins here, go into that, and take nothing."""
        data = self._data
        if not self._ended and len(data) < _BLOCK:
            self._grow()
            return None
        end = len(data) if self._ended else _last_end(data)
        some = data[:end]
        lists = _lists_in_lines(some) if data[0] == _LIST else None
        if lists is not None:
            counts = list(map(len, lists))
            lines = self._line + np.repeat(np.arange(len(lists)), counts)
            return self._taken(list(map(bytes, chain.from_iterable(lists))), lines, end)
        values = _decoded(some)
        if values is not None:
            return self._objects(_flat(values), end)
        if data[0] not in (_LIST, _OBJECT):
            raise Irregular
        if data[0] == _LIST:
            self._first = b""
            self.inside = True
            self._take(1)
        else:
            self._more()
        return None

    def items(self) -> Objects | None:
        """Take items of a list; nothing if more has to be read before."""
        data = self._data
        if data[0] != _OBJECT:
            raise Irregular
        if not self._first:
            self._first = _first_end(data)
        end = len(data)
        for _ in range(_TRIES if self._first else 0):
            end = data.rfind(self._first, 0, end)
            if end < 0:
                break
            values = _listed(data[: end + 1] + b"]")
            if values is not None:
                return self._objects(values, end + 1)
        # The last ones, and the end of their list.
        end = data.rfind(b"]") + 1
        values = _listed(data[:end]) if end else None
        if values is None:
            self._more()
            return None
        taken = self._objects(values, end)
        self.inside = False
        return taken

    def _more(self) -> None:
        if self._ended:
            raise Irregular
        self._grow()

    def _objects(self, values: Sequence[msgspec.Raw], end: int) -> Objects:
        """Take values, which end somewhere."""
        data = self._data
        texts = list(map(bytes, values))
        lines = np.full(len(texts), self._line)
        if texts and data.find(b"\n", 0, end) >= 0:
            feeds = np.flatnonzero(np.frombuffer(data, np.uint8, end) == ord("\n"))
            lines += np.searchsorted(feeds, _starts(data, texts))
            # As the end of a line, a tab may stand around values, and in none of them.
            texts = [each.replace(b"\n", b"\t") for each in texts]
        return self._taken(texts, lines, end)

    def _taken(self, texts: list[bytes], lines: NDArray[np.int64], end: int) -> Objects:
        if set(map(_FIRST_OF, texts)) - {_OBJECT}:
            raise Irregular
        self._take(end)
        return Objects(texts, lines)


def _last_end(data: bytes) -> int:
    """Where a document ends behind which another begins, near the end if one does; or the end."""
    for begin in (max(0, len(data) - _TAIL), 0):
        for each in _VALUE_ENDS:
            found = data.rfind(each, begin)
            if found >= 0:
                return found + 1
    return len(data)


def _first_end(data: bytes) -> bytes:
    """What stands between the first item of a list and the second, and how that begins."""
    for _, found in zip(range(_TRIES), _ITEM_ENDS.finditer(data), strict=False):
        if _listed(data[: found.start() + 1] + b"]") is not None:
            return found[0]
    return b""


def _lists_in_lines(data: bytes) -> list[list[msgspec.Raw]] | None:
    """The items of lists, each of which is a line; `None` if it is otherwise."""
    # Where one line ends as a list does, and the next begins so, no value goes on over both.
    between = data.count(b"]\n[")
    if ends_in(data) != between + data.endswith(b"\n"):
        return None
    try:
        lists = _ITEMS.decode_lines(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return lists if len(lists) == between + 1 else None


def _decoded(data: bytes) -> list[msgspec.Raw] | None:
    try:
        return _VALUES.decode_lines(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _listed(data: bytes) -> list[msgspec.Raw] | None:
    try:
        return _ITEMS.decode(b"[" + data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _flat(values: Sequence[msgspec.Raw]) -> list[msgspec.Raw]:
    """Values, those of arrays each by itself."""
    found: list[msgspec.Raw] = []
    for each in values:
        found += _ITEMS.decode(each) if bytes(memoryview(each)[:1]) == b"[" else (each,)
    return found


def _starts(data: bytes, texts: Sequence[bytes]) -> Positions:
    """Where objects begin that stand in the data in this order, and nothing else."""

    def start(at: int) -> int:
        found = _OBJECTS_BEGIN.match(data, at)
        assert found is not None  # it matches nothing, too
        return found.end()

    # Between all of them, the same stands most often.
    sizes = np.fromiter(map(len, texts), np.intp, len(texts))
    first = start(0)
    between = data[first + len(texts[0]) : start(first + len(texts[0]))]
    starts = first + np.cumsum(sizes + len(between)) - sizes - len(between)
    if starts[-1] < len(data):
        heads = starts[1:, np.newaxis] + np.arange(-len(between), 1)
        usual = np.frombuffer(between + b"{", np.uint8)
        if (np.frombuffer(data, np.uint8)[heads] == usual).all():
            return starts
    at = 0
    for index, size in enumerate(sizes.tolist()):
        starts[index] = start(at)
        at = int(starts[index]) + size
    return starts
