"""Objects around what is looked for, decoded by a type, many at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final, Union

import msgspec
import numpy as np
from msgspec import UNSET, MsgspecError, UnsetType

from ..columns.columns import Column
from ..columns.decoder import Decoder, decoded_or_none
from ..columns.lines import Lines
from ..columns.time_column import Times, read_texts
from ..table.rows import UNTOLD
from ..unwrapping.moments import EARLIEST, LATEST, PLAIN, SCALES, iso_of, read_moment

_MOST_NAMES: Final = 64
"""So many names are learned of an object; what has others is read by itself."""
_FAR: Final = 2**63
_ODD: Final = re.compile(r'[\\"\x00-\x1f]')
Names = tuple[str, ...]


def is_odd(name: str) -> bool:
    """Say whether no type has a member of a name, which JSON writes with a backslash."""
    return _ODD.search(name) is not None


class Level:
    """An object around something, decoded by a type.

    Members that are not read must be sound JSON; their names are learned, since what is skipped
    would not be looked at.

    Args:
        path: the names that lead to what is looked for; none if only a time is.
        time: those that lead to the time of reception, if it stands here.
        leaf: the type of what is looked for.
    """

    def __init__(self, path: Names, time: Names | None, leaf: Any) -> None:
        self.paths = [each for each in (path, time) if each]
        self._path = path
        self._time = time
        self._leaf = leaf
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
        self._odd = any(map(is_odd, chain.from_iterable(self.paths)))

    def open(
        self, texts: Lines | list[bytes], dates: str = ""
    ) -> tuple[Column | None, Times | None]:
        """Return what stands at the path, if it leads somewhere, and when it was received.

        Of what is unlike, there is `None`.

        Args:
            texts: the objects, or lines that are objects.
            dates: what the parts of dates are of which nothing tells it; see `read_moment`.
        """
        if self._odd:
            return [None] * len(texts) if self._path else None, None
        if self._decoder is None:
            self._decoder = msgspec.json.Decoder(self._type(()))
        found = self._decoded(self._decoder, texts)
        received = _times(self._column(found, self._time), dates) if self._time else None
        return self._column(found, self._path) if self._path else None, received

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
                if not known and not is_odd(name) and len(others) < _MOST_NAMES:
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


def _at(value: Any, path: Names) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _times(values: Column, dates: str) -> Times:
    """The times that members tell."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return _scaled(values)
    usual = kinds == {str}
    texts = values if usual else [each if each.__class__ is str else "" for each in values]
    if iso_of(texts[0]) != texts[0] or max(map(len, texts)) > PLAIN:
        texts = [iso_of(each, dates) for each in texts]
    told = read_texts(texts)
    told[(told < EARLIEST) | (told >= LATEST)] = UNTOLD
    for index in np.flatnonzero(told == UNTOLD).tolist():
        moment = read_moment(values[index], dates)
        told[index] = UNTOLD if moment is None else moment
    return told


def _scaled(values: Sequence[int]) -> Times:
    """The times that whole numbers tell, as `read_moment` reads each of them."""
    try:
        numbers = np.array(values, np.int64)
    except OverflowError:  # no time is so far away
        numbers = np.array([each if abs(each) < _FAR else 0 for each in values], np.int64)
    told = np.full(len(values), UNTOLD)
    for multiply, divide in SCALES:
        first, last = -(-EARLIEST * divide // multiply), -(-LATEST * divide // multiply)
        some = (told == UNTOLD) & (numbers >= first) & (numbers < last)
        told[some] = numbers[some] * multiply // divide
    return told
