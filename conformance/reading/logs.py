"""Logs: files, folders, compressed files and standard input, read record by record."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import orjson

from ..findings import Place
from .cassette import is_cassette, is_json_cassette, read_cassette, read_json_cassette
from .documents import read_documents
from .har import is_har, read_har
from .json_lines import read_lines
from .records import Problem, Record

STDIN: Final = "-"
SUFFIXES: Final = (".json", ".jsonl", ".ndjson", ".log", ".har", ".yaml", ".yml")
"""What is read of a folder, each also with ``.gz`` behind it."""

_PEEK: Final = 2**16
_BOM: Final = b"\xef\xbb\xbf"
_GZIP: Final = b"\x1f\x8b"
_WIDE: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


@dataclass(unsafe_hash=True)
class UnreadableLog(Exception):
    """Nothing can be read where the user pointed.

    Args:
        path: what the user named.
        reason: why not, and what was expected.
    """

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def files_of(path: str) -> list[str]:
    """Return the files a user means by one argument.

    Args:
        path: a file, a folder, or ``-`` for standard input.

    Raises:
        UnreadableLog: there is no such path, or the folder holds no log.
    """
    if path == STDIN:
        return [STDIN]
    if not Path(path).exists():
        raise UnreadableLog(path, "no such file or folder")
    if not Path(path).is_dir():
        return [path]
    found = sorted(
        str(Path(folder) / name)
        for folder, folders, names in os.walk(path)
        for name in names
        if not name.startswith(".") and name.removesuffix(".gz").endswith(SUFFIXES)
    )
    if not found:
        kinds = ", ".join(SUFFIXES)
        raise UnreadableLog(path, f"the folder holds no log ({kinds}, plain or .gz)")
    return found


def read_file(
    file: str, wrapped: Callable[[io.RawIOBase], io.RawIOBase] | None = None
) -> Iterator[Record]:
    """Yield the records of one file, good and bad.

    Args:
        file: a file, or ``-`` for standard input. One that cannot be opened gives one bad
            record, so that the others of its folder are read all the same.
        wrapped: given the file's bytes, returns what is read in their place.
    """
    try:
        raw = sys.stdin.buffer if file == STDIN else Path(file).open("rb")  # noqa: SIM115 # below
    except OSError as error:
        problem = Problem("LOGS005", f"cannot be read ({error.strerror})")
        yield Record(Place(file, None, 0), None, problem)
        return
    bare = cast("io.RawIOBase", raw)
    source = wrapped(bare) if wrapped else bare
    stream = cast("io.BufferedReader", io.BufferedReader(source, _PEEK))
    try:
        yield from _read_stream(stream, file)
    finally:
        if file == STDIN:
            stream.detach()  # it is not ours to close
        else:
            stream.close()
            raw.close()


def _read_stream(stream: io.BufferedReader, file: str) -> Iterator[Record]:
    count = 0
    try:
        for record in _records(_unpacked(stream), file):
            # A cut container also cuts its last record: that is one fault, told below.
            count += 1
            yield record
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        problem = Problem("LOGS005", f"the compressed file is damaged: {error}")
        yield Record(Place(file, None, count), None, problem)
    except OSError as error:
        problem = Problem("LOGS005", f"reading stopped: {error.strerror or error}")
        yield Record(Place(file, None, count), None, problem)


def _unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    if stream.peek(2)[:2] != _GZIP:
        return stream
    packed = gzip.GzipFile(fileobj=stream, mode="rb")
    return io.BufferedReader(cast("io.RawIOBase", packed), _PEEK)


def _records(stream: io.BufferedReader, file: str) -> Iterator[Record]:
    head = stream.peek(_PEEK)[:_PEEK]
    for mark, encoding in _WIDE.items():
        if head.startswith(mark):
            problem = Problem("LOGS002", f"expected UTF-8, found {encoding}")
            yield Record(Place(file, 1, 0), None, problem)
            return
    if head.startswith(_BOM):
        stream.read(len(_BOM))
        head = head[len(_BOM) :]
    for begins_so, read in _FORMS:
        if begins_so(head):
            yield from read(stream, file)
            return
    yield from read_lines(stream, file)


_Read = Callable[[io.BufferedReader, str], Iterator[Record]]
_FORMS: Final[tuple[tuple[Callable[[bytes], bool], _Read], ...]] = (
    (is_har, read_har),
    (is_cassette, read_cassette),
    (is_json_cassette, read_json_cassette),
    (lambda head: is_document(head), read_documents),
)
"""How a log may begin, and what reads it then; else it is JSON Lines."""


def is_document(head: bytes) -> bool:
    r"""Whether a log that begins so is a JSON document rather than JSON Lines.

    A first line that is an object by itself makes JSON Lines; so does one that is broken,
    if a later line is an object by itself. A line of an array ends in a comma.

    >>> is_document(b'{"a": 1}\n{"a": 2}\n'), is_document(b'[\n {"a": 1}\n]')
    (False, True)
    """
    lines = [line for line in head.splitlines() if line.strip()]
    if not lines or lines[0].lstrip()[:1] not in (b"{", b"["):
        return False
    if lines[0].lstrip().startswith(b"["):
        # A line of text may begin with a bracket: [INFO] …
        return lines[0].lstrip()[1:].lstrip()[:1] in (b"", b"{", b"[", b"]")
    if len(lines) == 1 and b"\n" not in head:
        return False
    return not any(_is_object(line) for line in lines[:100])


def _is_object(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
