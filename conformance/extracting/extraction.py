"""Payloads taken from lines, many at once: as bytes, for those who decode them by types.

What is taken is what `ByLine.records` would take, were the payload known. Of a line that is in
any way unlike the others nothing is: it is read that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any, Final, Union

import msgspec
import numpy as np
from msgspec import UNSET, MsgspecError, Raw, UnsetType

from ..columns.columns import Column
from ..columns.decoder import Decoder, decoded_or_none
from ..columns.lines import Lines
from ..columns.time_column import Times, read_texts
from ..locating import ByLine, Spot
from ..locating.embedded import values_of
from ..locating.moments import EARLIEST, LATEST, PLAIN, iso_of, read_moment
from ..locating.typed_maps import untyped
from ..reading.text_logs import text_of
from ..table.rows import UNTOLD
from .behind_text import objects_behind, objects_in
from .packed import object_in
from .several import Several

_FIRST: Final = 32
"""So many lines tell the names of members beside payloads."""
_MOST_NAMES: Final = 64
"""So many names are learned of an object; lines with others are read one by one."""
_IN_VAIN: Final = 64
"""After so many lines in a row that taught nothing, only one of so many is learned from."""
_FIRST_OF: Final = itemgetter(0)
_LAST_OF: Final = itemgetter(-1)
Names = tuple[str, ...]


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
        self._levels = list(_levels(by_line, knows))
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
                block, self._levels[0].several, times=self._around, dates=self._dates
            )
            received = received if told is None else told
        for number, level in enumerate(self._levels):
            if number and not isinstance(texts, Lines):
                alone = self._forced and level is self._levels[-1]
                texts = _objects(texts, level.several, alone=alone)
            if level.paths:
                texts, times = level.open(texts, self._dates)
                received = received if times is None else times
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
        for level in self._levels:
            value = next((each for each in values_of(here) if isinstance(each, dict)), None)
            if value is None:
                return
            before = level.known
            here = level.learn(value)
            if level.known > before:
                self._in_vain = 0
            if not isinstance(here, str):
                return


class _Level:
    """An object around a payload, or around a text that holds it, decoded by a type.

    Members that are not read must be sound JSON; their names are learned, since what is skipped
    would not be looked at.

    Args:
        path: the names that lead to the payload, or to the text; none if it is the payload itself.
        time: those that lead to the time of reception, if it stands here.
        knows: says which values are payloads.
        text: it is a text.

    Attributes:
        several: finds it among objects.
    """

    def __init__(
        self, path: Names, time: Names | None, knows: Callable[[Any], bool], *, text: bool
    ) -> None:
        self.several = Several(partial(_stands, path[0]) if path else knows)
        self.paths = [each for each in (path, time) if each]
        self._path = path
        self._time = time
        self._leaf: Any = str if text else Raw
        self._attributes: dict[Names, str] = {}
        """That of each member that is read, or leads to one."""
        for each in self.paths:
            for depth in range(len(each)):
                self._attributes.setdefault(each[: depth + 1], f"read{len(self._attributes)}")
        self._others: dict[Names, dict[str, str]] = {
            each[:depth]: {} for each in self.paths for depth in range(len(each))
        }
        """Of each object, the attributes of its other members, by their names."""
        self._decoder: Decoder | None = None

    def open(
        self, texts: Lines | list[bytes], dates: str = ""
    ) -> tuple[Lines | list[bytes], Times | None]:
        """Return what stands at the path, and when it was received; of what is unlike, nothing.

        Args:
            texts: the objects, or lines that are objects.
            dates: what the parts of dates are of which nothing tells it; see `read_moment`.
        """
        if self._decoder is None:
            self._decoder = msgspec.json.Decoder(self._type(()))
        found = self._decoded(self._decoder, texts)
        received = _times(self._column(found, self._time), dates) if self._time else None
        if self._path:
            values = self._column(found, self._path)
            as_bytes: Any
            as_bytes, nothing = (str.encode, "") if self._leaf is str else (bytes, b"")
            try:
                texts = list(map(as_bytes, values))
            except TypeError:  # some are unlike the others
                texts = [as_bytes(nothing if each is None else each) for each in values]
        return texts, received

    def _decoded(self, decoder: Decoder, texts: Lines | list[bytes]) -> Column:
        if not isinstance(texts, Lines):
            return decoded_or_none(decoder, texts)
        # Where each line begins and ends with a brace, no object goes on over several.
        if texts.in_braces:
            try:
                found = decoder.decode_lines(texts.data)
            except (MsgspecError, ValueError, RecursionError):
                found = []
            if len(found) == len(texts):
                return found
        return decoded_or_none(decoder, list(texts))

    @property
    def known(self) -> int:
        """How many names were learned."""
        return sum(map(len, self._others.values()))

    def learn(self, value: dict[str, Any]) -> Any:
        """Learn the names of an object's members; return what stands at the path."""
        for path, others in self._others.items():
            here = _at(value, path)
            for name in here if isinstance(here, dict) else ():
                known = name in others or (*path, name) in self._attributes
                if not known and len(others) < _MOST_NAMES:
                    others[name] = f"other{len(others)}"
                    self._decoder = None
        return _at(value, self._path)

    def _column(self, found: Column, path: Names) -> Column:
        """What stands at a path of objects; `None` where nothing does."""
        names = [self._attributes[path[: depth + 1]] for depth in range(len(path))]
        try:
            return list(map(attrgetter(".".join(names)), found))
        except AttributeError:
            for name in names:
                found = [getattr(each, name, None) for each in found]
            return found

    def _type(self, path: Names) -> Any:
        """The type of an object that is looked into, or of what is read."""
        if path in self.paths:
            return self._leaf if path == self._path else Any
        others = self._others[path]
        rename = {attribute: name for name, attribute in others.items()}
        fields: list[Any] = [(attribute, Any, UNSET) for attribute in rename]
        for inner, attribute in self._attributes.items():
            if inner[:-1] == path:
                rename[attribute] = inner[-1]
                kind = self._type(inner)
                if self._path[: len(inner)] == inner:
                    fields.append((attribute, kind))
                else:
                    fields.append((attribute, Union[kind, None, UnsetType], UNSET))  # noqa: UP007 # may be Any
        return msgspec.defstruct(
            "Around", fields, rename=rename, forbid_unknown_fields=True, gc=False, kw_only=True
        )


def _levels(by_line: ByLine, knows: Callable[[Any], bool]) -> Iterator[_Level]:
    time = None if by_line.received is None else by_line.received.parts
    for number, path in enumerate(by_line.steps):
        text = number < len(by_line.steps) - 1
        # The time stands beside the text that the payload is in, or within it, beside the payload.
        deeper = text and time is not None and time[: len(path)] == path
        yield _Level(path, None if deeper else time, knows, text=text)
        time = time[len(path) :] if deeper and time is not None else None


def _stands(name: str, value: dict[str, Any]) -> bool:
    return untyped(value).get(name) is not None


def _at(value: Any, path: Names) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _objects(texts: list[bytes], several: Several, *, alone: bool) -> list[bytes]:
    """The objects that texts are, or that stand in them if they need not stand alone."""
    if all(texts) and _alike(_FIRST_OF, texts, b"{") and _alike(_LAST_OF, texts, b"}"):
        return texts
    whole = [each if each[:2] == b'{"' and each[-1:] == b"}" else b"" for each in texts]
    if alone:
        return whole
    rest = [index for index, each in enumerate(whole) if not each]
    ends = [texts[each].rstrip(b"\n") for each in rest]
    for index, text, found in zip(rest, ends, objects_in(ends, several), strict=True):
        whole[index] = found or object_in(text)
    return whole


def _alike(byte: Callable[[bytes], int], texts: Sequence[bytes], expected: bytes) -> bool:
    return set(map(byte, texts)) == set(expected)


def _times(values: Column, dates: str) -> Times:
    """The times that members tell."""
    usual = set(map(type, values)) == {str}
    texts = values if usual else [each if each.__class__ is str else "" for each in values]
    if iso_of(texts[0]) != texts[0] or max(map(len, texts)) > PLAIN:
        texts = [iso_of(each, dates) for each in texts]
    told = read_texts(texts)
    told[(told < EARLIEST) | (told >= LATEST)] = UNTOLD
    for index in np.flatnonzero(told == UNTOLD).tolist():
        moment = read_moment(values[index], dates)
        told[index] = UNTOLD if moment is None else moment
    return told
