"""Logs: files, folders, compressed files and standard input, read record by record."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final, cast

from ..opening.compressed import Damaged, NoZstandard, Unpacked, unpacker_of
from ..opening.held import CHANGED, HeldLog
from ..opening.sources import STDIN
from ..results.finding import Place
from ..results.looks import foreign_kind
from .beginnings import BOM, layout_of, wide_encoding
from .json_lines import read_lines
from .partial import is_docker, whole_records
from .records import Locates, Problem, Record

_PEEK: Final = 2**16
_READERS: Final = {
    "har": (".har", "read_har"),
    "cassette": (".cassette", "read_cassette"),
    "json cassette": (".cassette", "read_json_cassette"),
    "documents": (".documents", "read_documents"),
    "dump": (".sql_dumps", "read_dump"),
    "text": (".text_logs", "read_text"),
}
"""What reads a layout, as module and function: imported only if a log has it."""
_TEXTS: Final = ("text", "table", "dump")
"""What is text to anybody who does not look for payloads in it."""


def read_file(
    file: str,
    wrapped: Callable[[io.RawIOBase], io.RawIOBase] | None = None,
    opened: BinaryIO | None = None,
    finder: Locates | None = None,
) -> Iterator[Record]:
    """Yield the records of one file, good and bad.

    Args:
        file: a file, or ``-`` for standard input. One that cannot be opened gives one bad
            record, so that the others of its folder are read all the same.
        wrapped: given the file's bytes, returns what is read in their place.
        opened: the file's bytes, if it is open already.
        finder: finds payloads where they do not stand bare; else records are as they stand.
    """
    if file == STDIN and sys.stdin is None:  # a process may be started without
        yield _nothing(file, "cannot be read (standard input is closed)")
        return
    held: HeldLog | None = None
    try:
        if opened is None and file != STDIN and Path(file).is_file():
            held = HeldLog(file)
            raw = held.open()
        else:
            raw = opened or (sys.stdin.buffer if file == STDIN else Path(file).open("rb"))  # noqa: SIM115 # below
    except (OSError, ValueError) as error:
        yield _nothing(file, f"cannot be read ({getattr(error, 'strerror', error)})")
        return
    bare = cast("io.RawIOBase", raw)
    source = wrapped(bare) if wrapped else bare
    stream = cast("io.BufferedReader", io.BufferedReader(source, _PEEK))
    try:
        yield from _read_stream(stream, file, finder)
    finally:
        if file == STDIN or opened is not None:
            stream.detach()  # it is not ours to close
        else:
            stream.close()
            raw.close()
    if held is not None and held.changed:
        yield _nothing(file, CHANGED)


def _nothing(file: str, words: str, count: int = 0) -> Record:
    return Record(Place(file, None, count), None, Problem("LOGS005", words))


def _read_stream(stream: io.BufferedReader, file: str, finder: Locates | None) -> Iterator[Record]:
    count = 0
    try:
        for record in _records(_unpacked(stream), file, finder):
            # A cut container also cuts its last record: that is one fault, told below.
            count += 1
            yield record
    except NoZstandard as error:
        yield _nothing(file, str(error))
    except Damaged as error:
        yield _nothing(file, f"the compressed file is damaged: {error}", count)
    except OSError as error:
        yield _nothing(file, f"reading stopped: {error.strerror or error}", count)


def _unpacked(stream: io.BufferedReader) -> io.BufferedReader:
    unpacker = unpacker_of(stream.peek(4)[:4])
    return stream if unpacker is None else io.BufferedReader(Unpacked(stream, unpacker), _PEEK)


def _records(stream: io.BufferedReader, file: str, finder: Locates | None) -> Iterator[Record]:
    head = stream.peek(_PEEK)[:_PEEK]
    encoding = wide_encoding(head)
    words = ""
    if encoding is not None:
        words = f"expected UTF-8, found {encoding}; `iconv -f {encoding} -t UTF-8` converts it, and"
        words += " PowerShell writes UTF-8 by `Out-File -Encoding utf8`"
    elif foreign := foreign_kind(head):
        words = f"expected text, found {foreign}"
    if words:
        yield Record(Place(file, 1, 0), None, Problem("LOGS002", words))
        return
    if head.startswith(BOM):
        stream.read(len(BOM))
        head = head[len(BOM) :]
    layout = layout_of(head)
    if layout == "lines" or (finder is None and layout in _TEXTS):
        records = read_lines(stream, file)
        if finder is not None and is_docker(head):
            records = whole_records(records)
    elif layout == "table":
        from .tables import read_table

        records = read_table(stream, file, head.decode("utf-8", "replace"))
    elif layout == "parquet" or layout == "arrow":
        words = f"{layout.capitalize()} is read by msglife check only, and once it is unpacked"
        yield _nothing(file, words)
        return
    else:
        module, reader = _READERS[layout]
        records = getattr(import_module(module, __package__), reader)(stream, file)
    yield from records if finder is None else finder.locate(records, layout)
