"""Items of records as lines, many at once; what is unlike most is taken record by record."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, BinaryIO, Final, Union

import msgspec
import numpy as np
from msgspec import UNSET, Raw, UnsetType
from numpy.typing import NDArray

from ..columns.decoder import Decoder, decoded_or_none
from ..columns.lines import Lines
from ..columns.time_column import Times
from ..locating import ByLine, Finder
from ..locating.items import ItemTaker
from ..reading.json_lines import parse_line
from ..reading.records import Record
from ..results.finding import Place
from ..spots.spot import pointer_text
from ..table.rows import UNTOLD
from .documents import Irregular, Objects, objects_in, records_in
from .levels import Level, is_odd
from .line_files import layout_in
from .record_lines import RecordLines, Within

_FIRST: Final = 32
"""So many records tell the names of members beside lists."""
_TYPED: Final = re.compile(rb'\{\s*"S"\s*:')
"""What stands in maps that tell types; who reads these by themselves sees."""


def items_in(
    stream: BinaryIO, name: str, finder: Finder
) -> tuple[Iterator[RecordLines | Record], ByLine] | None:
    """Return the items of a log, and how payloads are taken from them; `None` if not so simple.

    Args:
        stream: the log's bytes, which are read as items are asked for.
        name: what it is called.
        finder: finds where payloads stand.

    Raises:
        Irregular: asking for items may raise it: then the log is to be read record by record.
    """
    layout = layout_in(stream)
    objects = None if layout is None else objects_in(stream, layout)
    if layout is None or objects is None:
        return None
    first: list[Objects] = []
    found = finder.itemised(records_in(objects, first, name), layout)
    if found is None:
        return None
    items = ItemLines(name, found.taker)
    return chain.from_iterable(map(items.of, chain(first, objects))), found.by_line


def lines_of(objects: Iterator[Objects], name: str) -> Iterator[RecordLines]:
    """Yield entries as lines.

    Args:
        objects: they.
        name: the log.
    """
    count = 0
    for some in objects:
        yield _record_lines(some.texts, some.lines, name, count)._replace(hopeful=True)
        count += len(some.texts)


def _record_lines(
    texts: Sequence[bytes], lines: NDArray[np.int64], name: str, before: int
) -> RecordLines:
    """Texts as lines, before which so many others of the log stand."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    data = b"\n".join([*texts, b""])
    return RecordLines(Place(name, int(lines[0]), before), lines, data, np.cumsum(sizes) - sizes)


class ItemLines:
    """Makes lines of the items of records.

    Args:
        name: the log.
        taker: takes items, from each record by itself.
    """

    def __init__(self, name: str, taker: ItemTaker) -> None:
        items = taker.items
        self._name = name
        self._items = items
        self._taker = taker
        self._record = 0
        self._level: Level | None = None
        self._standing = _Standing(items.spot.parts)
        if items.each.parts:
            time = None if items.beside is None else items.beside.parts
            self._level = Level(items.each.parts[:-1], time, list[Raw])
        self._within = (
            pointer_text(items.each.parts[:-1]) + "/",
            pointer_text(items.spot.parts),
        )

    def of(self, objects: Objects) -> Iterator[RecordLines | Record]:
        """Yield the items of some records.

        Args:
            objects: the records.
        """
        level = self._level
        if level is None:
            lines = self._lines(objects.texts, objects.lines)
            yield lines._replace(pointers=objects.pointers)
            return
        if not self._record:
            for text in objects.texts[:_FIRST]:
                record = parse_line(text, Place(self._name, 1, 0))
                if isinstance(record.value, dict):
                    level.learn(record.value)
        beside = self._items.beside
        found, times = level.open(objects.texts, "" if beside is None else beside.dates)
        assert found is not None  # the level leads to a list
        lists = [None if each is None else list(map(bytes, each)) for each in found]
        plain = self._plain(objects.texts, lists, times)
        for regular, run in groupby(range(len(lists)), key=plain.__getitem__):
            some = list(run)
            if regular:
                yield self._of_lists(some, objects, lists, times)
            else:
                yield from self._alone(some, objects)

    def _plain(
        self, texts: Sequence[bytes], lists: Sequence[list[bytes] | None], times: Times | None
    ) -> list[bool]:
        """Which records are no other than lists of items in which something stands."""
        every = list(chain.from_iterable(each for each in lists if each))
        stand = self._standing.in_each(every)
        if all(stand):
            plain = list(map(bool, lists))
        else:
            some = iter(stand)
            plain = [all(list(islice(some, len(each)))) if each else False for each in lists]
        beside = self._items.beside
        if times is not None and beside is not None and beside.dates:
            plain = [each and time != UNTOLD for each, time in zip(plain, times, strict=True)]
        if any(b'"S"' in text for text in texts):
            odd = [_TYPED.search(text) is not None for text in texts]
            plain = [each and not other for each, other in zip(plain, odd, strict=True)]
        return plain

    def _of_lists(
        self,
        some: Sequence[int],
        objects: Objects,
        lists: Sequence[list[bytes] | None],
        times: Times | None,
    ) -> RecordLines:
        counts = np.array([len(lists[each] or ()) for each in some])
        texts = [text for each in some for text in lists[each] or ()]
        lines = np.repeat(objects.lines[some], counts)
        indices = np.arange(len(texts)) - np.repeat(np.cumsum(counts) - counts, counts)
        before, behind = self._within
        beside, received = self._items.beside, None
        if times is not None and beside is not None:
            received = np.repeat(times[some], counts)
            self._taker.hits[beside] += int(np.count_nonzero(received != UNTOLD))
        return self._lines(texts, lines)._replace(
            received=received, within=Within(before, indices, behind)
        )

    def _lines(self, texts: Sequence[bytes], lines: NDArray[np.int64]) -> RecordLines:
        self._taker.hits[self._items.payload] += len(texts)
        found = _record_lines(texts, lines, self._name, self._record)
        self._record += len(texts)
        return found._replace(hopeful=True)

    def _alone(self, some: Sequence[int], objects: Objects) -> Iterator[Record]:
        for index in some:
            text = objects.texts[index]
            record = parse_line(text, Place(self._name, int(objects.lines[index]), 0))
            if record.problem is not None and b"\t" in text:  # it may have had several lines
                raise Irregular
            if self._level is not None and isinstance(record.value, dict):
                self._level.learn(record.value)
            for each in self._taker.taken(record):
                yield each._replace(place=each.place._replace(record=self._record))
                self._record += 1


class _Standing:
    """Tells in which items something stands.

    Args:
        path: where in the items.
    """

    def __init__(self, path: Sequence[str]) -> None:
        leaf: Any = Union[Raw, UnsetType]  # noqa: UP007 # it is no type of Python's
        self._odd = any(map(is_odd, path))
        self._decoder: Decoder | None = None
        for name in () if self._odd else reversed(path):
            struct = msgspec.defstruct("Around", [("inner", leaf, UNSET)], rename={"inner": name})
            leaf = Union[struct, None, UnsetType]  # noqa: UP007
            self._decoder = msgspec.json.Decoder(struct)
        self._names = ["inner"] * len(path)
        self._inner = attrgetter(".".join(self._names))

    def in_each(self, items: Sequence[bytes]) -> list[bool]:
        """Say of each whether it is an object, and something stands in it."""
        if self._odd:
            return [False] * len(items)
        if self._decoder is None:
            return [each[:1] == b"{" for each in items]
        lines = Lines.of(items)
        found = decoded_or_none(self._decoder, lines)
        if lines.in_braces:
            with contextlib.suppress(AttributeError):
                inner = list(map(self._inner, found))
                if set(map(type, inner)) == {Raw} and b"null" not in map(bytes, inner):
                    return [True] * len(items)
        stand = map(self._stands, found)
        return [each[:1] == b"{" and there for each, there in zip(items, stand, strict=True)]

    def _stands(self, value: Any) -> bool:
        for name in self._names:
            if value is None or value is UNSET:
                return False
            value = getattr(value, name)
        return value is not UNSET and bytes(value) != b"null"
