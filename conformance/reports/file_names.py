"""Files as other programs look them up: seen from the working directory, or as URIs."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

_STDIN = "-"


def from_here(file: str) -> str:
    """Name a file from the working directory, if it lies in it; else as it was named.

    >>> from_here(str(Path.cwd() / "logs" / "a.jsonl")), from_here("../a.jsonl")
    ('logs/a.jsonl', '../a.jsonl')
    """
    path = Path(file)
    if file == _STDIN or not path.is_absolute():
        return file
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else file


def uri_of(file: str) -> str:
    """Name a file as a URI reference: relative where it can be, percent-encoded.

    >>> uri_of("logs/a b#1.jsonl"), uri_of("/var/log/ä.jsonl"), uri_of("c:1")
    ('logs/a%20b%231.jsonl', 'file:///var/log/%C3%A4.jsonl', 'c%3A1')
    """
    name = from_here(file)
    scheme = "file://" if name.startswith("/") else ""
    return scheme + quote(_bytes(name))


def _bytes(name: str) -> bytes:
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:  # no file's name, but that of records in memory may be anything
        return name.encode("utf-8", "backslashreplace")
