"""Columns put together as JSON objects, all rows at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Union

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from .texts import TEXT, are_valid, escaped, odd_texts, offsets_of, texts_of

_TOGETHER: Final = 2**18
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
    texts = _Rows(rows)
    texts.add_quoted([each for each in _values(tree) if each.quote])
    texts.put("{")
    texts.put_members(tree)
    texts.put("}" + ends)
    return texts.joined()


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
        """Add texts that stand between quotes: those that cannot, with backslashes."""
        if not values:
            return
        every = pa.concat_arrays([each.text for each in values])
        numbers, odd = self._added(every), odd_texts(every)
        if len(odd):
            numbers[odd] = self._added(escaped(every.take(odd)))
        of_each = numbers.reshape(len(values), self._count)
        self._quoted = {id(each): mine for each, mine in zip(values, of_each, strict=True)}

    def put(self, text: str, given: Given = None) -> None:
        """Put a text into rows."""
        if given is None:  # with what all rows have behind it, it is one
            self._next += text
        else:
            self._place(self._number(text), given)

    def put_members(self, tree: Tree) -> None:
        """Put the members of an object, each with its name; what no row lacks stands first."""
        given = {name: _given(each) for name, each in tree.items()}
        before: Given = np.zeros(self._count, np.bool_)
        for name in sorted(tree, key=lambda name: given[name] is not None):
            member, here = tree[name], given[name]
            opening, closing = ("{", "}") if isinstance(member, Mapping) else [member.quote] * 2
            self._put_name(orjson.dumps(name).decode() + ":" + opening, here, before)
            if isinstance(member, Mapping):
                self.put_members(member)
            else:
                numbers = self._quoted.get(id(member))
                self._place(self._added(member.text) if numbers is None else numbers, here)
            if closing:
                self.put(closing, here)
            before = None if here is None or before is None else here | before

    def _put_name(self, name: str, given: Given, before: Given) -> None:
        """Put a member's name, with a comma where there are others before."""
        if before is None:
            self.put("," + name, given)
        elif not before.any():
            self.put(name, given)
        else:
            self._place(np.where(before, self._number("," + name), self._number(name)), given)

    def _place(self, numbers: Any, given: Given) -> None:
        """Put one text into each row that is given, by its number."""
        if self._next:
            text, self._next = self._next, ""
            self._columns.append((self._number(text), None))
        self._columns.append((numbers, given))

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
        shape = min(end, self._count) - start, len(self._columns)
        numbers, stand = np.empty(shape, np.int64), np.ones(shape, np.bool_)
        for column, (each, given) in enumerate(self._columns):
            numbers[:, column] = each if isinstance(each, int) else each[start:end]
            if given is not None:
                stand[:, column] = given[start:end]
        taken = every.take(pa.array(numbers[stand]))
        ends = np.append(0, np.cumsum(np.count_nonzero(stand, axis=1)))
        return texts_of(taken.buffers()[2] or b"", offsets_of(taken)[ends])


def _values(tree: Tree) -> Iterator[Json]:
    """The values of all members, and of those of objects within."""
    for each in tree.values():
        if isinstance(each, Json):
            yield each
        else:
            yield from _values(each)


def _given(member: Json | Tree) -> Given:
    """Where a member stands: an object, where it has any."""
    if isinstance(member, Json):
        return are_valid(member.text) if member.text.null_count else None
    found: Given = None
    for number, each in enumerate(map(_given, member.values())):
        if each is None:
            return None
        found = each if number == 0 or found is None else found | each
    return found
