"""Words from a file or a log, made fit to stand in a drawing."""

from __future__ import annotations

from typing import Final

LIMIT: Final = 64
"""Characters of a word that are drawn; a name of 10 kB would push all else off the page."""


def printable(text: str) -> str:
    r"""Make text safe to show on one line: nothing in it moves, hides or reorders.

    >>> printable("two\nlines \u202eturned")
    'two lines �turned'
    """
    return "".join(map(_printable, text))


def shown(text: str, limit: int = LIMIT) -> str:
    """Make text safe to show and short enough to be drawn.

    Args:
        text: any text.
        limit: the most characters there may be.

    >>> shown("a" * 100, 5)
    'aaaa…'
    """
    safe = printable(text[: 2 * limit])
    return safe if len(text) <= limit else safe[: limit - 1] + "…"


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
