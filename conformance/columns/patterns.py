"""Patterns of text, asked of whole columns at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ..payloads.schema import PayloadSchema

Test = Callable[[list[str]], bool]

_SAFE: Final = re.compile(
    r"\^?(?:"
    r"[A-Za-z0-9 _:@#%&,;=<>/'\"!~`-]"  # a character
    r"|\\[.+*?()\[\]{}|^$/\\-]"  # a mark
    r"|\[\^?(?:[^\[\]\\^&|~\x00-\x1f-]|(?<!\[)-(?!-))+\]"  # a set of characters
    r"|\((?!\?)|\)(?![*+]|\{\d+,)"  # a group that is not repeated at will
    r"|\||(?<![?*+}])[?*+]|(?<![?*+}])\{\d+(?:,\d*)?\}"
    r")+\$?"
)
"""Patterns that ECMA-262 and Python read alike: no `.`, no class escape, no look-around."""
_OPEN: Final = re.compile(r"[*+]|\{\d+,\}")
_CHOICE: Final = re.compile(r"[|?*+]|\{\d+,\d*\}")
_MOST_OPEN: Final = 2
_LONG: Final = 200
"""A longer text is asked whether it matches by whom no text keeps busy for long."""
_PIECE: Final = re.compile(r"(\\.|\[[^\]]+\]|[^\\\[\](){}|?*+^$])|(\()|(\))|\{(\d+)\}")
_START: Final = re.compile(r"\^([A-Za-z0-9 _-]+)(?![?*+{A-Za-z0-9 _-])")
"""What every text begins with that matches."""
_LONGEST: Final = 128
"""Texts of a fixed shape that are longer are matched one by one."""
_SAMPLE: Final = 64
_FEW: Final = 32
"""If of so many texts no more differ, only the different ones are asked."""


def is_safe(pattern: str) -> bool:
    """Whether Python reads a pattern as ECMA-262 does, and is soon done whatever the text is."""
    if pattern.endswith(r"\$"):  # it is no end
        return False
    if _SAFE.fullmatch(pattern) is None or len(_OPEN.findall(pattern)) > _MOST_OPEN:
        return False
    return "){" not in pattern or _CHOICE.search(pattern) is None


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what says whether a text holds what matches a safe pattern."""
    # For Python, `$` is not the very end.
    search = re.compile(rf"{pattern[:-1]}\Z" if pattern.endswith("$") else pattern).search
    slow = PayloadSchema({"pattern": pattern}).accepts
    return lambda text: search(text) is not None if len(text) <= _LONG else slow(text)


def column_test(pattern: str) -> Test:
    """Return whether each text of a column holds what matches a safe pattern."""
    matches, at_once = matcher(pattern), _at_once(pattern)

    def test(texts: list[str]) -> bool:
        if not texts:
            return True
        if len(set(texts[:_SAMPLE])) <= _FEW:
            return all(map(matches, set(texts)))
        return at_once(texts) or all(map(matches, texts))

    return test


def none_test(pattern: str) -> Test:
    """Return whether no text of a column holds what matches a safe pattern; it may say no then.

    What matches a text by itself does so in a line of its own.
    """
    search = re.compile(pattern, re.MULTILINE).search
    start = _START.match(pattern)
    begin = start[1] if start and "|" not in pattern else ""

    def test(texts: list[str]) -> bool:
        joined = "\n".join(texts)
        if begin not in joined:
            return True
        return max(map(len, texts)) <= _LONG and search(joined) is None

    return test


def _at_once(pattern: str) -> Test:
    """A test of all texts joined, which may say no where each by itself is as it must be."""
    if not (pattern.startswith("^") and pattern.endswith("$")) or "[^" in pattern:
        return lambda _: False  # a line's end could be part of what matches
    shape = _fixed(pattern[1:-1])
    if shape is not None:
        return _translated(*shape)
    # What was matched is never gone back to.
    every = re.compile(rf"(?>(?:{pattern[1:-1]})\n)*+").fullmatch

    def test(texts: list[str]) -> bool:
        joined = "\n".join(texts)
        # A text that holds a line's end could pass for two.
        if joined.count("\n") != len(texts) - 1 or max(map(len, texts)) > _LONG:
            return False
        return every(f"{joined}\n") is not None

    return test


def _translated(shape: str, letters: bytes) -> Test:
    """Whether texts that are joined, each character as the letter of its set, repeat a shape."""
    one = f"{shape}\n".encode()

    def test(texts: list[str]) -> bool:
        told = "\n".join(texts).encode("utf-8", "replace") + b"\n"
        return told.translate(letters) == one * len(texts)

    return test


def _fixed(pattern: str) -> tuple[str, bytes] | None:
    """The sets of characters that stand at each place, as letters, if their number is fixed.

    Returns:
        The letters in their order, and what turns a byte into the letter of its set; `None` if
        there may be more or fewer, or sets that share a character.
    """
    sets = _places(pattern)
    if sets is None or len(sets) > _LONGEST:
        return None
    distinct = list(dict.fromkeys(sets))
    letters = bytearray(256)
    letters[ord("\n")] = ord("\n")
    for number, each in enumerate(distinct):
        for character in each:
            if ord(character) >= 128 or letters[ord(character)]:
                return None
            letters[ord(character)] = ord("A") + number
    numbers = {each: chr(ord("A") + number) for number, each in enumerate(distinct)}
    return "".join(numbers[each] for each in sets), bytes(letters)


def _places(pattern: str) -> list[frozenset[str]] | None:
    """The set of characters at each place of what matches; `None` if their number may vary."""
    groups: list[list[frozenset[str]]] = [[]]
    last: list[frozenset[str]] = []
    at = 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None:
            return None
        at = piece.end()
        one, begins, ends, times = piece.groups()
        if times is not None:
            groups[-1] += last * (int(times) - 1)
            if int(times) == 0 or len(groups[-1]) > _LONGEST:
                return None
            last = []
        elif begins:
            groups.append([])
        elif ends:
            if len(groups) == 1:
                return None
            last = groups.pop()
            groups[-1] += last
        else:
            last = [frozenset(_members(one))]
            groups[-1] += last
    return groups[0] if len(groups) == 1 else None


def _members(one: str) -> Iterator[str]:
    """The characters that a piece of a pattern stands for."""
    if not one.startswith("["):
        yield one[-1]
        return
    inside: Sequence[str] = one[1:-1]
    index = 0
    while index < len(inside):
        if inside[index + 1 : index + 2] == "-" and index + 2 < len(inside):
            yield from map(chr, range(ord(inside[index]), ord(inside[index + 2]) + 1))
            index += 3
        else:
            yield inside[index]
            index += 1
