"""Texts that match a pattern: a few, always the same, or as many as it has; of the common part
of ECMA-262. What is understood is read into a tree; what was written is held against the pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import prod
from random import Random
from typing import Final, NamedTuple

from .schema_engine import compile_schema

_CLASSES: Final = {
    "d": "0123456789",
    "w": "a0_bcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456789",
    "s": " \t\n",
}
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_CODES: Final = {"x": 2, "u": 4}
"""How many hexadecimal digits follow."""
_TIMES: Final[dict[str, tuple[int, int | None]]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_ANY: Final = "a0-Z_ .bcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY123456789"
_OUTSIDE: Final = "\u00e9"
_WIDEST: Final = 4
"""So many branches of an alternative are tried."""
_MORE: Final = 9
"""So often what may be repeated without end is, at most, where it is drawn."""
_TRIES: Final = 8
"""So often a text is drawn that looks ahead, or behind, before it is given up."""
_LONGEST: Final = 1_000
"""A text that must be longer is not written."""


class Unsupported(ValueError):
    """A pattern uses what is not understood here, such as a reference to a group."""


class _Chars(NamedTuple):
    """One of some characters."""

    chars: str


class _Sequence(NamedTuple):
    """One after the other."""

    parts: tuple[_Node, ...]


class _Branches(NamedTuple):
    """One of several."""

    parts: tuple[_Node, ...]


class _Repeated(NamedTuple):
    """The same so often; `most` is `None` for without end."""

    part: _Node
    least: int
    most: int | None

    def times(self, more: int) -> int:
        """How often, if it is so much more than the least."""
        most = self.least + more if self.most is None else self.most
        return min(self.least + more, most)


_Node = _Chars | _Sequence | _Branches | _Repeated
_NOTHING: Final = _Sequence(())


class _Choice(NamedTuple):
    """How to take what a pattern leaves open."""

    last: bool
    more: int
    branch: int


class Numbered(NamedTuple):
    """The texts that match a pattern, if what may be repeated is as often as was asked.

    Args:
        size: how many there are.
        text: returns one by its number, from 0.
    """

    size: int
    text: Callable[[int], str]


def matching(pattern: str, least: int = 0) -> Iterator[str]:
    """Yield texts that match a pattern, always the same; none if it is not understood.

    Args:
        pattern: a regular expression as JSON Schema has it.
        least: how many characters there are to be, where the pattern leaves it open.

    >>> list(matching("^[0-9]{2}(a|b)$"))[:2]
    ['00a', '00b']
    """
    tree = _read(pattern)
    if tree is None:
        return
    matches = _matcher(pattern)
    seen = set()
    for last in (False, True):
        for more in (0, 1):
            for branch in range(_WIDEST):
                choice = _Choice(last, more, branch)
                text = _written(tree, choice, [0])
                if len(text) < least:
                    text = _written(tree, choice, [min(least, _LONGEST) - len(text)])
                if text not in seen:
                    seen.add(text)
                    if matches(text):
                        yield text


def drawn(pattern: str, dice: Random) -> str | None:
    """Draw a text that matches a pattern; `None` if it is not understood.

    Args:
        pattern: a regular expression as JSON Schema has it.
        dice: decides.
    """
    tree = _read(pattern)
    if tree is None:
        return None
    texts = (_drawn(tree, dice) for _ in range(_TRIES))
    return next(filter(_matcher(pattern), texts), None)


def numbered(pattern: str, more: int) -> Numbered | None:
    """Number the texts that match a pattern; `None` if it is not understood.

    Args:
        pattern: a regular expression as JSON Schema has it.
        more: how much more often than it must be, what may be repeated is.
    """
    tree = _read(pattern)
    if tree is None:
        return None
    return Numbered(_size(tree, more), lambda number: _numbered(tree, more, number)[0])


def _written(node: _Node, choice: _Choice, spare: list[int]) -> str:
    """Write a text; what is repeated takes from `spare` how many characters are lacking."""
    if isinstance(node, _Chars):
        return node.chars[-1 if choice.last else 0]
    if isinstance(node, _Sequence):
        return "".join(_written(each, choice, spare) for each in node.parts)
    if isinstance(node, _Branches):
        return _written(node.parts[min(choice.branch, len(node.parts) - 1)], choice, spare)
    count = node.times(choice.more)
    unit = _written(node.part, choice, [0])
    if spare[0] > 0 and unit:
        most = _LONGEST if node.most is None else node.most
        longer = max(0, min(most - count, -(-spare[0] // len(unit))))
        count, spare[0] = count + longer, spare[0] - longer * len(unit)
    return unit * count


def _drawn(node: _Node, dice: Random) -> str:
    if isinstance(node, _Chars):
        return dice.choice(node.chars)
    if isinstance(node, _Sequence):
        return "".join(_drawn(each, dice) for each in node.parts)
    if isinstance(node, _Branches):
        return _drawn(dice.choice(node.parts), dice)
    count = dice.randint(node.least, node.times(_MORE))
    return "".join(_drawn(node.part, dice) for _ in range(count))


def _length(node: _Node) -> int:
    """How long a text is at least, if the longest branches are taken."""
    if isinstance(node, _Chars):
        return 1
    if isinstance(node, _Repeated):
        return node.least * _length(node.part)
    lengths = [_length(each) for each in node.parts]
    return sum(lengths) if isinstance(node, _Sequence) else max(lengths)


def _size(node: _Node, more: int) -> int:
    if isinstance(node, _Chars):
        return len(node.chars)
    if isinstance(node, _Repeated):
        return int(_size(node.part, more) ** node.times(more))
    sizes = [_size(each, more) for each in node.parts]
    return prod(sizes) if isinstance(node, _Sequence) else sum(sizes)


def _numbered(node: _Node, more: int, number: int) -> tuple[str, int]:
    """Write the text of a number, and return what is left of the number for what follows."""
    if isinstance(node, _Chars):
        number, index = divmod(number, len(node.chars))
        return node.chars[index], number
    if isinstance(node, _Branches):
        rest, index = divmod(number, _size(node, more))
        for part in node.parts:
            size = _size(part, more)
            if index < size:
                return _numbered(part, more, index)[0], rest
            index -= size
    parts = (node.part,) * node.times(more) if isinstance(node, _Repeated) else node.parts
    text = ""
    for part in parts:
        written, number = _numbered(part, more, number)
        text += written
    return text, number


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Callable[[str], bool]:
    return compile_schema({"pattern": pattern})


@lru_cache(maxsize=1024)
def _read(pattern: str) -> _Node | None:
    try:
        _matcher(pattern)
        tree = _Reader(pattern).read()
        return tree if _length(tree) <= _LONGEST else None
    except (ValueError, IndexError, RecursionError):
        return None


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def read(self) -> _Node:
        """Return the whole pattern.

        Raises:
            Unsupported: it has what is not understood.
            ValueError, IndexError: it is no pattern.
        """
        node = self._branches()
        if self._at != len(self._pattern):
            raise Unsupported(self._pattern)
        return node

    def _branches(self) -> _Node:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _Branches(tuple(branches))

    def _sequence(self) -> _Node:
        parts = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            parts.append(self._repeated())
        return _Sequence(tuple(parts))

    def _repeated(self) -> _Node:
        atom = self._atom()
        least, most = self._times()
        return atom if (least, most) == (1, 1) else _Repeated(atom, least, most)

    def _atom(self) -> _Node:
        char = self._next()
        if char in "^$":
            return _NOTHING
        if char == "(":
            return self._group()
        if char == "[":
            return _Chars(self._set())
        if char == "\\":
            chars = self._escape()
            return _Chars(chars) if chars else _NOTHING
        return _Chars(_ANY) if char == "." else _Chars(char)

    def _group(self) -> _Node:
        around = self._take("?=") or self._take("?!") or self._take("?<=") or self._take("?<!")
        named = self._take("?<")
        if named:
            self._at = self._pattern.index(">", self._at) + 1
        elif self._take("?") and not self._take(":"):
            raise Unsupported(self._pattern)
        node = self._branches()
        if not self._take(")"):
            raise Unsupported(self._pattern)
        return _NOTHING if around else node  # what it asks is seen by whether the text matches

    def _set(self) -> str:
        negated = self._take("^")
        chars = ""
        while not self._take("]"):
            char = self._next()
            chars += self._escape() if char == "\\" else char
            if self._pattern[self._at] == "-" and self._pattern[self._at + 1] != "]":
                self._at += 1
                last = self._next()
                chars += self._range(chars[-1], self._escape() if last == "\\" else last)
        if negated:
            return "".join(each for each in _ANY if each not in chars) or _OUTSIDE
        if not chars:
            raise Unsupported(self._pattern)
        return "".join(dict.fromkeys(chars))

    @staticmethod
    def _range(first: str, last: str) -> str:
        return "".join(map(chr, range(ord(first) + 1, min(ord(last), ord(first) + 255) + 1)))

    def _escape(self) -> str:
        """The characters an escape stands for; none for a boundary of words."""
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char.lower() in _CLASSES:
            return "".join(each for each in _ANY if each not in _CLASSES[char.lower()])
        if char in _CODES:
            start, self._at = self._at, self._at + _CODES[char]
            return chr(int(self._pattern[start : self._at], 16))
        if char in "bB":
            return ""
        if char.isalnum() and char not in _ESCAPED:
            raise Unsupported(self._pattern)
        return _ESCAPED.get(char, char)

    def _times(self) -> tuple[int, int | None]:
        times: tuple[int, int | None] = 1, 1
        if self._take("{"):
            times = self._bounds()
        else:
            times = next((many for sign, many in _TIMES.items() if self._take(sign)), times)
        self._take("?")  # a lazy quantifier matches the same
        return times

    def _bounds(self) -> tuple[int, int | None]:
        end = self._pattern.index("}", self._at)
        low, comma, high = self._pattern[self._at : end].partition(",")
        self._at = end + 1
        if not comma:
            return int(low), int(low)
        return int(low), int(high) if high else None

    def _next(self) -> str:
        char = self._pattern[self._at]
        self._at += 1
        return char

    def _take(self, text: str) -> bool:
        taken = self._pattern.startswith(text, self._at)
        self._at += len(text) * taken
        return taken
