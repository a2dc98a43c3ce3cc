"""Columns put together as JSON objects, all rows at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Union

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from .texts import TEXT, are_valid, escaped, offsets_of, texts_of

_TOGETHER: Final = 2**17
"""So many texts are put behind one another at once."""

Given = NDArray[np.bool_] | None
"""In which rows something stands; `None` for all of them."""


class Json(NamedTuple):
    """The JSON of each value of an array, as large strings; null where there is none.

    Args:
        text: them.
        quote: what stands before and behind each; then some may lack backslashes.
    """

    text: Any
    quote: str = ""


Tree = Mapping[str, Union[Json, "Tree"]]
"""The members of an object by their names, and of the objects within."""


def object_of(tree: Tree, rows: int, ends: str = "") -> Any:
    """Return a text for each row: the JSON object that some members are; null ones are absent.

    Args:
        tree: the members; an object within that has none is absent, too.
        rows: how many rows there are.
        ends: what stands behind each.
    """
    members = _members(tree)
    texts = _Rows(rows)
    texts.add_quoted([each for each in _values(members) if each.quote])
    texts.put("{")
    texts.put_object(members)
    texts.put(ends)
    return texts.joined()


class _Member(NamedTuple):
    """A member of an object.

    Args:
        name: as JSON has it, with what separates it from the value.
        value: the member, or those that it has in turn.
        given: where it stands: an object, where it has any member.
    """

    name: str
    value: Json | Sequence[_Member]
    given: Given


def _members(tree: Tree) -> list[_Member]:
    """The members of an object: first what no row lacks, and values with quotes side by side."""
    members = []
    for name, value in tree.items():
        label = orjson.dumps(name).decode() + ":"
        if isinstance(value, Json):
            given = are_valid(value.text) if value.text.null_count else None
            members.append(_Member(label, value, given))
        else:
            inner = _members(value)
            members.append(_Member(label, inner, _any([each.given for each in inner])))
    return sorted(members, key=_rank)


def _rank(member: _Member) -> tuple[bool, int]:
    rank = 1 + bool(member.value.quote) if isinstance(member.value, Json) else 0
    return (False, rank) if member.given is None else (True, -rank)


def _any(given: Sequence[Given]) -> Given:
    """Where any of some stands."""
    found = [each for each in given if each is not None]
    return np.logical_or.reduce(found) if found and len(found) == len(given) else None


def _values(members: Iterable[_Member]) -> Iterator[Json]:
    """The values of all members, and of those of objects within."""
    for each in members:
        if isinstance(each.value, Json):
            yield each.value
        else:
            yield from _values(each.value)


class _Rows:
    """Texts that stand behind one another, in each row those that it has.

    Whatever stands in some row has a number, and Arrow takes texts by their numbers.

    Args:
        count: how many rows there are.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._texts: list[Any] = []
        self._size = 0
        self._fixed: dict[str, int] = {}
        self._quoted: dict[int, NDArray[np.int64]] = {}
        self._columns: list[tuple[Any, Given]] = []
        self._next = ""

    def add_quoted(self, values: Sequence[Json]) -> None:
        """Add texts that stand between quotes, with backslashes where they need some."""
        if not values:
            return
        every = pa.concat_arrays([each.text for each in values])
        of_each = self._added(escaped(every)).reshape(len(values), self._count)
        self._quoted = {id(each): mine for each, mine in zip(values, of_each, strict=True)}

    def put(self, text: str) -> None:
        """Put a text into all rows: it is one with what all rows have behind it."""
        self._next += text

    def put_object(self, members: Sequence[_Member], opening: str = "", here: Given = None) -> None:
        """Put the members of an object and its end.

        Args:
            members: those that no row lacks stand first.
            opening: what stands before the first.
            here: the rows that have it.
        """
        before: Given = np.zeros(self._count, np.bool_)
        owed = ""  # what rows with a member lack behind it: it is put with the next, if all lack it
        for name, value, given in members:
            if given is None:
                self.put((opening if before is not None else ",") + name)
                self._put_always(value)
                before = None
                continue
            quote = value.quote if isinstance(value, Json) else ""
            if before is None and quote and quote == self._next:
                owed, self._next = quote, ""
            elif quote != owed:
                self._put_some(owed, before)
                owed = ""
            if isinstance(value, Json):
                first = self._either(owed + "," + name + quote, opening + name + quote, before)
                self._place(first, given)
                self._place(self._numbers_of(value), given)
                if before is not None and not before.any():
                    owed = quote
                elif quote != owed:
                    self._put_some(quote, given)
            else:
                self._place(self._either(",", opening, before), given)
                self.put_object(value, name + "{", given)
            before = None if before is None else before | given
        if before is None:
            self.put(owed + "}")
        elif here is None:
            self._put_some(owed, before)
            self.put("}")
        else:
            self._put_some(owed + "}", here)

    def _put_always(self, value: Json | Sequence[_Member]) -> None:
        """Put a value into all rows."""
        if isinstance(value, Json):
            self.put(value.quote)
            self._place(self._numbers_of(value), None)
            self.put(value.quote)
        else:
            self.put("{")
            self.put_object(value)

    def _put_some(self, text: str, given: Given) -> None:
        """Put a text into rows."""
        if text:
            self._place(self._number(text), given)

    def _place(self, numbers: Any, given: Given) -> None:
        """Put one text into each row that is given, by its number."""
        if self._next:
            text, self._next = self._next, ""
            self._columns.append((self._number(text), None))
        self._columns.append((numbers, given))

    def _either(self, text: str, other: str, mask: Given) -> Any:
        """The number of one text in some rows, and of another in others."""
        if mask is None:
            return self._number(text)
        if not mask.any():
            return self._number(other)
        return np.where(mask, self._number(text), self._number(other))

    def _numbers_of(self, value: Json) -> NDArray[np.int64]:
        numbers = self._quoted.get(id(value))
        return self._added(value.text) if numbers is None else numbers

    def _number(self, text: str) -> int:
        if text not in self._fixed:
            self._fixed[text] = int(self._added(pa.array([text], TEXT))[0])
        return self._fixed[text]

    def _added(self, texts: Any) -> NDArray[np.int64]:
        """The numbers that texts have from now on."""
        before, self._size = self._size, self._size + len(texts)
        self._texts.append(texts)
        return np.arange(before, self._size)

    def joined(self) -> Any:
        """Return the texts of each row as one."""
        self._place(self._number(""), None)
        every = pa.concat_arrays(self._texts)
        step = max(1, _TOGETHER // len(self._columns))
        starts = range(0, max(1, self._count), step)
        return pa.concat_arrays([self._some(every, start, start + step) for start in starts])

    def _some(self, every: Any, start: int, end: int) -> Any:
        """Some rows, by their first and the one behind their last."""
        shape = len(self._columns), min(end, self._count) - start
        numbers, stand = np.empty(shape, np.int32), np.ones(shape, np.bool_)
        for column, (each, given) in enumerate(self._columns):
            numbers[column] = each if isinstance(each, int) else each[start:end]
            if given is not None:
                stand[column] = given[start:end]
        # To write by column and to read by row takes the least time.
        stand = np.ascontiguousarray(stand.T)
        taken = every.take(pa.array(numbers.T[stand]))
        ends = np.append(0, np.cumsum(np.count_nonzero(stand, axis=1)))
        return texts_of(taken.buffers()[2] or b"", offsets_of(taken)[ends])
