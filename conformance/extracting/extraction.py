"""Payloads taken from lines, many at once: as bytes, for those who decode them by types.

What is taken is what `ByLine.records` would take, were the payload known. Of a line that is in
any way unlike the others nothing is: it is read that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from typing import Any, Final

import numpy as np
from msgspec import Raw

from ..columns.columns import Column
from ..columns.lines import Lines
from ..columns.time_column import Times
from ..locating import ByLine, Spot
from ..reading.text_logs import text_of
from ..table.rows import UNTOLD
from ..unwrapping.embedded import values_of
from ..unwrapping.typed_maps import untyped
from .behind_text import objects_behind, objects_in
from .levels import Level
from .packed import object_in, objects_packed
from .several import Several, gaps_in

_FIRST: Final = 32
"""So many lines tell the names of members beside payloads."""
_IN_VAIN: Final = 64
"""After so many lines in a row that taught nothing, only one of so many is learned from."""
_FIRST_OF: Final = itemgetter(0)
_LAST_OF: Final = itemgetter(-1)
_OPENED, _CLOSED = b"{}"


class Extractor:
    """Takes payloads from lines.

    Args:
        by_line: where they stand.
        knows: says which values are payloads.
        forced: the user named the lifecycles: then what no form selects may be judged as well, but
            nothing of the kind that stands behind text.
    """

    def __init__(self, by_line: ByLine, knows: Callable[[Any], bool], *, forced: bool) -> None:
        self._text = by_line.text
        self._forced = forced
        self._around = by_line.text and by_line.received == Spot()
        self._dates = "" if by_line.received is None else by_line.received.dates
        self._levels = list(_levels(by_line))
        self._several = [
            Several(partial(_stands, path[0]) if path else knows) for path in by_line.steps
        ]
        self._learned = False
        self._in_vain = 0

    def extract(self, block: Lines) -> tuple[list[bytes], Times]:
        """Take the payload of each line.

        Args:
            block: the lines; where they are text, with their braces.

        Returns:
            The payloads, empty where none was taken; and when they were received, in
            microseconds (UTC), or `UNTOLD`.
        """
        if not self._learned:
            self._learned = True
            for index in range(min(_FIRST, len(block))):
                self.learn(block[index])
        received = np.full(len(block), UNTOLD)
        texts: Lines | list[bytes] = block
        if self._text:
            texts, told = objects_behind(
                block, self._several[0], times=self._around, dates=self._dates
            )
            received = received if told is None else told
        for number, level in enumerate(self._levels):
            if number and not isinstance(texts, Lines):
                alone = self._forced and level is self._levels[-1]
                texts = _objects(texts, self._several[number], alone=alone)
            if level.paths:
                values, times = level.open(texts, self._dates)
                received = received if times is None else times
                texts = texts if values is None else _as_bytes(values)
        payloads = list(texts) if isinstance(texts, Lines) else texts
        if self._dates:  # what is no such date may be another: who reads it by itself will see
            for index in np.flatnonzero(received == UNTOLD).tolist():
                payloads[index] = b""
        return payloads, received

    def learn(self, line: bytes) -> None:
        """Learn which members a line has beside a payload.

        What is unlike the others in another way is so to the end of the log, and costs much to
        look into.
        """
        self._in_vain += 1
        if self._in_vain > _IN_VAIN and self._in_vain % _IN_VAIN:
            return
        here: Any = text_of(line)
        for level, several in zip(self._levels, self._several, strict=True):
            if isinstance(here, str) and not several.expected:
                several.expected = len(gaps_in(here.encode("utf-8", "surrogatepass"))) > 0
            value = next((each for each in values_of(here) if isinstance(each, dict)), None)
            if value is None:
                return
            before = level.known
            here = level.learn(value)
            if level.known > before:
                self._in_vain = 0
            if not isinstance(here, str):
                return


def _levels(by_line: ByLine) -> Iterator[Level]:
    time = None if by_line.received is None else by_line.received.parts
    for number, path in enumerate(by_line.steps):
        text = number < len(by_line.steps) - 1
        # The time stands beside the text that the payload is in, or within it, beside the payload.
        deeper = text and time is not None and time[: len(path)] == path
        yield Level(path, None if deeper else time, str if text else Raw)
        time = time[len(path) :] if deeper and time is not None else None


def _as_bytes(values: Column) -> list[bytes]:
    """Texts, or raw values, as bytes; `None` is none."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(map(str.encode, values))
    if kinds == {Raw}:
        return list(map(bytes, values))
    return [
        b"" if each is None else each.encode() if each.__class__ is str else bytes(each)
        for each in values
    ]


def _stands(name: str, value: dict[str, Any]) -> bool:
    return untyped(value).get(name) is not None


def _objects(texts: list[bytes], several: Several, *, alone: bool) -> list[bytes]:
    """The objects that texts are, or that stand in them if they need not stand alone."""
    if all(texts):
        begins, ends = set(map(_FIRST_OF, texts)), set(map(_LAST_OF, texts))
        if begins == {_OPENED} and ends == {_CLOSED}:
            return texts
        if _OPENED not in begins and not alone:
            return _within(texts, several)
    whole = [each if each[:2] == b'{"' and each[-1:] == b"}" else b"" for each in texts]
    if alone:
        return whole
    rest = [index for index, each in enumerate(whole) if not each]
    for index, found in zip(rest, _within([texts[each] for each in rest], several), strict=True):
        whole[index] = found
    return whole


def _within(texts: list[bytes], several: Several) -> list[bytes]:
    """The objects in texts, which are packed or stand behind others: most in the same way."""
    texts = [each.rstrip(b"\n") for each in texts]
    packed = any(map(object_in, texts[:1]))
    found = objects_packed(texts) if packed else objects_in(texts, several)
    if all(found):
        return found
    rest = [index for index, each in enumerate(found) if not each]
    others = [texts[index] for index in rest]
    more = objects_in(others, several) if packed and rest else map(object_in, others)
    for index, each in zip(rest, more, strict=True):
        found[index] = each
    return found
