"""Which characters may stand where, so that a pattern still matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

CharSet = frozenset[int]

ASCII: Final[CharSet] = frozenset(range(0x20, 0x7F))
"""The printable characters of ASCII; whether others are told apart is never asked."""
SAFE: Final[CharSet] = ASCII - frozenset(b'"\\')
"""Those that stand for themselves in a JSON string."""
DIGITS: Final[CharSet] = frozenset(b"0123456789")


class _Opaque(Exception):
    """A pattern looks at more than single characters."""


def allowed(pattern: str, text: str) -> tuple[CharSet, ...] | None:
    """Return what may stand at each place of a text that a pattern matches.

    Any text of the same length with characters from these sets is matched, too. `None` if
    that cannot be said.

    Args:
        pattern: a regular expression, as JSON Schema has it.
        text: printable ASCII that it matches.

    >>> [len(each) for each in allowed("^[0-9]+([.][0-9]+)?$", "1.5")]
    [10, 1, 10]
    """
    return _by_place(pattern, len(text)) or _by_likeness(pattern, text)


@lru_cache(maxsize=1024)
def _by_place(pattern: str, length: int) -> tuple[CharSet, ...] | None:
    """For an anchored pattern that is a row of single characters: the sets it names."""
    try:
        row = list(_row(parser.parse(pattern)))
    except (_Opaque, re.error, OverflowError, RecursionError):
        return None
    if len(row) != length + 2 or row[0] is not _BEGIN or row[-1] is not _END:
        return None
    inner = row[1:-1]
    return None if any(each in (_BEGIN, _END) for each in inner) else tuple(inner)


_BEGIN: Final[CharSet] = frozenset([-1])
_END: Final[CharSet] = frozenset([-2])
_LONGEST: Final = 256


def _row(parsed: Iterable[tuple[Any, Any]]) -> Iterator[CharSet]:
    for kind, value in parsed:
        if kind is sre.AT and value is sre.AT_BEGINNING:
            yield _BEGIN
        elif kind is sre.AT and value is sre.AT_END:
            yield _END
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] == value[1] < _LONGEST:
            yield from list(_row(value[2])) * value[0]
        elif kind is sre.SUBPATTERN and not (value[1] or value[2]):
            yield from _row(value[3])
        else:
            yield _atom(kind, value)


def _by_likeness(pattern: str, text: str) -> tuple[CharSet, ...] | None:
    """For any other: the characters that no part of the pattern tells from the one there."""
    alike = _classes(pattern)
    if alike is None:
        return None
    return tuple(alike.get(ord(char), frozenset([ord(char)])) for char in text)


@lru_cache(maxsize=256)
def _classes(pattern: str) -> dict[int, CharSet] | None:
    try:
        sets = list(_sets(parser.parse(pattern)))
    except (_Opaque, re.error, OverflowError, RecursionError):
        return None
    classes: dict[tuple[bool, ...], set[int]] = {}
    for char in ASCII:
        classes.setdefault(tuple(char in each for each in sets), set()).add(char)
    return {char: frozenset(each) for each in classes.values() for char in each}


def _sets(parsed: Iterable[tuple[Any, Any]]) -> Iterator[CharSet]:
    """Every set of characters that a pattern asks about."""
    for kind, value in parsed:
        if kind is sre.AT:
            if value not in (sre.AT_BEGINNING, sre.AT_END):
                raise _Opaque
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            yield from _sets(value[2])
        elif kind is sre.SUBPATTERN:
            if value[1] or value[2]:  # flags of its own
                raise _Opaque
            yield from _sets(value[3])
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from _sets(branch)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _sets(value[1])
        elif kind is sre.ATOMIC_GROUP:
            yield from _sets(value)
        else:
            yield _atom(kind, value)


def _atom(kind: Any, value: Any) -> CharSet:
    if kind is sre.LITERAL:
        return frozenset([value]) & ASCII
    if kind is sre.NOT_LITERAL:
        return ASCII - {value}
    if kind is sre.ANY:
        return ASCII
    if kind is sre.IN:
        negated = value[0][0] is sre.NEGATE
        found = frozenset[int]().union(*(_member(*each) for each in value[negated:]))
        return ASCII - found if negated else found
    raise _Opaque


def _member(kind: Any, value: Any) -> CharSet:
    if kind is sre.LITERAL:
        return frozenset([value]) & ASCII
    if kind is sre.RANGE:
        return ASCII & frozenset(range(value[0], min(value[1], 0x7F) + 1))
    if kind is sre.CATEGORY and value in _CATEGORIES:
        matches = re.compile(_CATEGORIES[value], re.ASCII).fullmatch
        return frozenset(char for char in ASCII if matches(chr(char)))
    raise _Opaque


_CATEGORIES: Final = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
