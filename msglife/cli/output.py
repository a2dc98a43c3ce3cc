"""Writing to standard output; mistakes of the user, in one line on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import click

from ..errors import BadOption
from . import PIPE_CLOSED

_UNSEEN: Final = "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""What JSON need not escape, yet moves a cursor, turns text around or hides."""

_BLOCK: Final = 2**18
"""Characters that are worth a call to the system."""

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
    """Turn what a user can get wrong in a specification or its name, or has not installed, into a
    `Mistake`.
    """
    from ..spec import SpecError, UnknownForm, UnknownLifecycle

    try:
        yield
    except (SpecError, UnknownLifecycle, UnknownForm, BadOption) as error:
        raise Mistake(str(error)) from None
    except ImportError as error:
        from ..conformance import MissingPackage

        if not isinstance(error, MissingPackage):
            raise
        raise Mistake(str(error)) from None


def write_text(text: str) -> None:
    """Write text to standard output, in its encoding; what that lacks is escaped."""
    write_bytes(stdout_bytes(text))


def stdout_bytes(text: str) -> bytes:
    """Encode text for standard output; what its encoding lacks is escaped."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace")


def write_bytes(*blocks: bytes) -> None:
    """Write bytes to standard output, and end quietly if nobody reads on."""
    write_blocks(blocks)


def write_blocks(blocks: Iterable[bytes]) -> None:
    """Write bytes to standard output as they come, and end quietly if nobody reads on.

    Args:
        blocks: the bytes.

    Raises:
        Mistake: they cannot be written: it is closed, or there is no room.
    """
    for block in blocks:
        with _printing():
            sys.stdout.flush()
            rest = memoryview(block)
            while rest:  # an unbuffered stream (python -u) may take only a part
                rest = rest[sys.stdout.buffer.write(rest) :]
            sys.stdout.buffer.flush()


@contextmanager
def _printing() -> Iterator[None]:
    if sys.stdout is None:  # a process may be started without
        raise Mistake("standard output: cannot be written (it is closed)")
    try:
        yield
    except BrokenPipeError:
        silence()
        raise click.exceptions.Exit(PIPE_CLOSED) from None
    except OSError as error:
        silence()
        raise Mistake(f"standard output: cannot be written ({error.strerror})") from None


def silence() -> None:
    """Let standard output lead nowhere.

    What is left in its buffer would raise again when the interpreter flushes it.
    """
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(line: str) -> None:
    """Say something in one line on standard error, made harmless; nobody may be listening.

    Args:
        line: what is said.
    """
    with suppress(OSError):
        click.echo(escaped(line), err=True)


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


def encoded(pieces: Iterable[str], encode: Callable[[str], bytes]) -> Iterator[bytes]:
    """Encode pieces of text as they come, several small ones at once.

    Raises:
        Mistake: a piece could not be made: a log is gone, or there is no room on a disk.
    """
    waiting: list[str] = []
    length = 0
    try:
        for piece in pieces:
            waiting.append(piece)
            length += len(piece)
            if length >= _BLOCK:
                yield encode("".join(waiting))
                waiting.clear()
                length = 0
    except OSError as error:
        raise Mistake(f"the report cannot be finished ({error})") from None
    yield encode("".join(waiting))


def split_output(given: str) -> tuple[str, str]:
    """Split ``FORMAT=FILE``; a file alone has no format.

    >>> split_output("json=a.json"), split_output("out/a=b.txt")
    (('json', 'a.json'), ('', 'out/a=b.txt'))
    """
    found = _OUTPUT.fullmatch(given)
    return (found[1], found[2]) if found else ("", given)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()
