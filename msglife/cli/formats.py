"""What a report may be written as, and the gates it may be held to: by the names users give."""

from __future__ import annotations

import sys
from typing import Any, Final

import click

from ..conformance.reports import FORMATS
from .output import Mistake

_DIGITS: Final = 18
FORMAT_NAMES: Final = (*FORMATS, "html")
"""The formats there are; HTML is not among the reports', since it draws diagrams, too."""

SUFFIXES: Final = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".sarif.json": "sarif",
    ".sarif": "sarif",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xml": "junit",
    ".md": "markdown",
}
"""What the end of a file's name says of its format; of several, the last."""

FAIL_ON: Final = ("error", "warning", "info", "never")
"""The gates: the least grave finding that makes the exit status 1."""


def format_of(file: str) -> str:
    """Return the format that a file's suffix says; empty if it says none.

    >>> format_of("a/report.HTML"), format_of("a.sarif.json"), format_of("a.txt")
    ('html', 'sarif', '')
    """
    found = [name for suffix, name in SUFFIXES.items() if file.lower().endswith(suffix)]
    return found[-1] if found else ""


def most_of(_: click.Context, __: click.Parameter, value: Any) -> int | None:
    """Read how many findings of each pattern are wanted, or all; `None` if nothing is said.

    Raises:
        Mistake: it is no number.
    """
    text = str(value)
    if value is None or text == "all":
        return None if value is None else sys.maxsize
    if not text.isdecimal() or not text.isascii() or len(text) > _DIGITS:
        raise Mistake(f"--max: expected a whole number of 0 or more, or all, not {text[:40]!r}")
    return int(text)
