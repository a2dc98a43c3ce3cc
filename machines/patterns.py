"""Texts that match a pattern: a few, always the same, of the common part of ECMA-262."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

_CLASSES: Final = {"d": "059", "w": "a0_", "s": " "}
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r"}
_WIDEST: Final = 4
"""So many branches of an alternative are tried."""


class Unsupported(ValueError):
    """A pattern uses what is not understood here, such as a look-ahead."""


class _Choice(NamedTuple):
    """How to take what a pattern leaves open."""

    last: bool
    more: int
    branch: int


def matching(pattern: str) -> Iterator[str]:
    """Yield texts that should match a pattern; none if it is not understood.

    Args:
        pattern: a regular expression as JSON Schema has it.

    >>> list(matching("^[0-9]{2}(a|b)$"))[:2]
    ['00a', '00b']
    """
    seen = set()
    for last in (False, True):
        for more in (0, 1):
            for branch in range(_WIDEST):
                try:
                    text = _Sampler(pattern, _Choice(last, more, branch)).text()
                except (ValueError, IndexError):
                    return
                if text not in seen:
                    seen.add(text)
                    yield text


def drawn(pattern: str, dice: Random) -> str | None:
    """Draw a text that should match a pattern; `None` if it is not understood.

    Args:
        pattern: a regular expression as JSON Schema has it.
        dice: decides.
    """
    try:
        return _Drawing(pattern, dice).text()
    except (ValueError, IndexError):
        return None


class _Sampler:
    """Reads a pattern from left to right and writes one text."""

    def __init__(self, pattern: str, choice: _Choice) -> None:
        self._pattern = pattern
        self._at = 0
        self._choice = choice

    def text(self) -> str:
        text = self._branches()
        if self._at != len(self._pattern):
            raise Unsupported(self._pattern)
        return text

    def _branches(self) -> str:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return self._branch(branches)

    def _branch(self, branches: list[str]) -> str:
        return branches[min(self._choice.branch, len(branches) - 1)]

    def _sequence(self) -> str:
        parts = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            parts.append(self._repeated())
        return "".join(parts)

    def _repeated(self) -> str:
        atom = self._atom()
        return atom * self._times()

    def _atom(self) -> str:
        char = self._next()
        if char in "^$":
            return ""
        if char == "(":
            return self._group()
        if char == "[":
            return self._pick(self._set())
        if char == "\\":
            return self._pick(self._escape())
        return "a" if char == "." else char

    def _group(self) -> str:
        if self._take("?") and not self._take(":"):
            raise Unsupported(self._pattern)
        text = self._branches()
        if not self._take(")"):
            raise Unsupported(self._pattern)
        return text

    def _set(self) -> str:
        negated = self._take("^")
        chars = ""
        while not self._take("]"):
            char = self._next()
            chars += self._escape() if char == "\\" else char
            if self._pattern[self._at] == "-" and self._pattern[self._at + 1] != "]":
                self._at += 1
                chars += self._range(chars[-1], self._next())
        if negated:
            return "".join(each for each in "a0-Z_ ." if each not in chars) or "\u00e9"
        return chars

    @staticmethod
    def _range(first: str, last: str) -> str:
        return "".join(map(chr, range(ord(first) + 1, ord(last) + 1)))

    def _escape(self) -> str:
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        if char.isalnum() and char not in _ESCAPED:
            raise Unsupported(self._pattern)
        return _ESCAPED.get(char, char)

    def _times(self) -> int:
        least, most = 1, 1
        if self._take("*"):
            least, most = 0, 9
        elif self._take("+"):
            least, most = 1, 9
        elif self._take("?"):
            least, most = 0, 1
        elif self._take("{"):
            least, most = self._bounds()
        self._take("?")  # a lazy quantifier matches the same
        return self._count(least, most)

    def _count(self, least: int, most: int) -> int:
        return min(least + self._choice.more, most)

    def _bounds(self) -> tuple[int, int]:
        end = self._pattern.index("}", self._at)
        low, comma, high = self._pattern[self._at : end].partition(",")
        self._at = end + 1
        return int(low), int(high) if high else int(low) + 9 * bool(comma)

    def _pick(self, chars: str) -> str:
        return chars[-1 if self._choice.last else 0]

    def _next(self) -> str:
        char = self._pattern[self._at]
        self._at += 1
        return char

    def _take(self, char: str) -> bool:
        taken = self._pattern[self._at : self._at + 1] == char
        self._at += taken
        return taken


class _Drawing(_Sampler):
    """Reads a pattern, and draws what it leaves open: each repetition anew."""

    def __init__(self, pattern: str, dice: Random) -> None:
        super().__init__(pattern, _Choice(last=False, more=0, branch=0))
        self._dice = dice

    def _branch(self, branches: list[str]) -> str:
        return self._dice.choice(branches)

    def _repeated(self) -> str:
        start = self._at
        text = self._atom()
        count = self._times()
        end = self._at
        for _ in range(count - 1):
            self._at = start
            text += self._atom()
        self._at = end
        return text if count else ""

    def _count(self, least: int, most: int) -> int:
        return self._dice.randint(least, most)

    def _pick(self, chars: str) -> str:
        return self._dice.choice(chars)
