"""Writing to standard output and to files; mistakes of the user, in one line."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from ..errors import BadOption, UnknownForm
from . import PIPE_CLOSED

_UNSEEN: Final = "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""What JSON need not escape, yet moves a cursor, turns text around or hides."""

_OUTPUT: Final = re.compile(r"([\w-]+)=(.*)", re.DOTALL)


class Mistake(click.ClickException):
    """A user's mistake, told in one line on standard error.

    Args:
        message: what is wrong; made harmless to print.
    """

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(escaped(message))


def escaped(text: str) -> str:
    r"""Make a text harmless to print on one line: nothing in it moves, hides or reorders.

    >>> escaped("a\x1b[1mb\n")
    'a\\x1b[1mb\\n'
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in text
    )


@contextmanager
def mistakes() -> Iterator[None]:
    """Turn what a user can get wrong in a specification or its name into a `Mistake`."""
    from ..spec import SpecError, UnknownLifecycle

    try:
        yield
    except (SpecError, UnknownLifecycle, UnknownForm, BadOption) as error:
        raise Mistake(str(error)) from None


def write_text(text: str) -> None:
    """Write text to standard output, in its encoding; what that lacks is escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    write_bytes(text.encode(encoding, "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, and end quietly if nobody reads on."""
    try:
        sys.stdout.flush()
        rest = memoryview(data)
        while rest:  # an unbuffered stream (python -u) may take only a part
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _hang_up()


def _hang_up() -> NoReturn:
    # What is left in the buffer would raise again when the interpreter flushes it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise click.exceptions.Exit(PIPE_CLOSED)


def write_json(value: Any) -> None:
    """Write a value as JSON, in UTF-8, to standard output."""
    write_bytes(json_bytes(json.dumps(value, indent=2, ensure_ascii=False) + "\n"))


def json_bytes(text: str) -> bytes:
    r"""Encode JSON text in UTF-8, what a terminal could act on escaped.

    >>> json_bytes('"\x9b\ud800"')
    b'"\\u009b\\ud800"'
    """
    safe = re.sub(_UNSEEN, lambda match: f"\\u{ord(match[0]):04x}", text)
    return safe.encode("utf-8", "backslashreplace")


def write_file(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        Mistake: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Mistake(f"{path}: cannot be written ({reason})") from None


def split_output(given: str) -> tuple[str, str]:
    """Split ``FORMAT=FILE``; a file alone has no format.

    >>> split_output("json=a.json"), split_output("out/a=b.txt")
    (('json', 'a.json'), ('', 'out/a=b.txt'))
    """
    found = _OUTPUT.fullmatch(given)
    return (found[1], found[2]) if found else ("", given)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
