"""JSON documents: an array of records, or objects one after the other, over many lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BufferedReader
from typing import Any, Final

import orjson

from ..results.finding import Place
from .records import MAX_RECORD, Problem, Record, Slice, not_json, too_large, wrong_kind
from .text_window import TextWindow

_MARKS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:"]', re.DOTALL)
_OBJECTS: Final = re.compile(r"\s*\{")
_DEEPEST: Final = 1_000
_AROUND: Final = 2_000
"""So many characters of what is broken are looked at for what may be the matter."""
_DOCUMENT: Final = "document"
_BETWEEN: Final = re.compile(r"[ \t\r\n,]*")


def read_documents(stream: BufferedReader, file: str) -> Iterator[Record]:
    """Yield the records of JSON arrays, or of JSON objects that follow each other.

    A broken record costs only itself: reading goes on at the next line that begins an
    object at the same depth of indentation, or, in an array on one line, behind the next
    comma that is not inside the record.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
    """
    yield from _read(TextWindow(stream), file, None)


def read_array(
    stream: BufferedReader, file: str, begin: re.Pattern[str], container: str
) -> Iterator[Record]:
    """Yield the records of one array within a JSON document.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
        begin: what stands before the array's first record, the bracket included.
        container: what the document is, to say that it ends early.
    """
    text = TextWindow(stream)
    if text.find(begin):
        yield from _read(text, file, container)
    else:
        yield Record(Place(file, text.line, 0), None, _cut(container))


def _read(text: TextWindow, file: str, container: str | None, index: int = 0) -> Iterator[Record]:
    """The records of documents; or, within a container, those of the array it begins in."""
    inside = container is not None
    while True:
        text.skip(_BETWEEN)
        mark = text.peek()
        if mark == ("]" if inside else "["):
            text.take(1)
            inside = not inside
            if container is not None:
                return
            continue
        place = Place(file, text.line, index)
        if not mark:
            if inside:
                yield Record(place, None, _cut(container))
            return
        indent = text.indent()
        found = _next_record(text, place)
        if container is not None and isinstance(found, Record) and isinstance(found.value, str):
            found = Record(place, None, wrong_kind(found.value))
        index += 1
        if isinstance(found, Record):
            yield found
            continue
        alone = mark == "{" and container is None and not inside
        if alone and (found == too_large() or _is_cut(text)):
            # Of a document that memory should not hold, or that has no end, one long list is read
            # item by item.
            names, start = _long_list(text)
            if names:
                text.take(start - text.position)
                items = _read(text, file, _DOCUMENT, place.record)
                yield from (_within(names, number, item) for number, item in enumerate(items))
                return
        more = text.leave() if inside and indent is None else text.resync(indent or "")
        ends = container not in (None, _DOCUMENT) and not more
        yield Record(place, None, _cut(container) if ends else found)
        if not more:
            return


def _within(names: Sequence[str], number: int, item: Record) -> Record:
    """An item as it stands in its document, of which all else is left out."""
    if item.problem is not None:
        return item
    value: Any = Slice([item.value], number)
    for name in reversed(names):
        value = {name: value}
    return item._replace(value=value)


def _long_list(text: TextWindow) -> tuple[list[str], int]:
    """The names that lead to the list that has no end in the window, and where it begins."""
    stack: list[tuple[str, str, int]] = []
    last = name = ""
    for found in _MARKS.finditer(text.buffer, text.position):
        mark = found[0]
        if mark == '"':  # a string that has no end in the window
            break
        if mark[0] == '"':
            last = mark
        elif mark == ":":
            name = last
        elif mark in "{[":
            stack.append((mark, name, found.end()))
            if len(stack) > _DEEPEST:
                break
        elif stack:
            stack.pop()
    opened = next((at for at, each in enumerate(stack) if each[0] == "["), 0)
    # What is cut may be a payload, with a list of something else in it.
    if opened and _OBJECTS.match(text.buffer, stack[opened][2]):
        with suppress(ValueError):  # where no name stands, the document is damaged besides
            return [json.loads(each[1]) for each in stack[1 : opened + 1]], stack[opened][2]
    return [], 0


def _is_cut(text: TextWindow) -> bool:
    """Whether the value that begins here is sound as far as it goes, but has no end."""
    try:
        text.end()
    except ValueError as error:
        return text.ends_early(error)
    except RecursionError:
        return False
    return False


def _cut(container: str | None) -> Problem:
    if container in (None, _DOCUMENT):
        return Problem("LOGS001", f"not JSON: the {container or 'array'} has no end")
    return Problem("LOGS005", f"the {container} ends early")


def _next_record(text: TextWindow, place: Place) -> Record | Problem:
    """Take the next record; nothing is taken if it has no end that can be told."""
    while True:
        try:
            end = text.end()
        except (ValueError, RecursionError) as error:
            early = text.ends_early(error)
            if early and text.grow():
                continue
            return too_large() if early and text.full else _problem(text, error)
        raw = text.buffer[text.position : end]
        # An object is whole once it is closed; a number may go on.
        if end < len(text.buffer) or raw.endswith("}") or not text.grow():
            text.take(len(raw))
            return _record(raw, place)


def _record(raw: str, place: Place) -> Record:
    if len(raw) > MAX_RECORD:
        return Record(place, None, too_large())
    try:
        # One parser has the word on what JSON is, whatever the form of the log.
        value = orjson.loads(raw.encode())
    except UnicodeEncodeError:
        return Record(place, None, Problem("LOGS002", "not UTF-8: invalid bytes in the record"))
    except orjson.JSONDecodeError as error:
        line = (place.line or 1) + error.lineno - 1
        return Record(place, None, not_json(raw, error.msg, f"line {line} column {error.colno}"))
    taken = isinstance(value, dict) or (isinstance(value, str) and "{" in value)
    return Record(place, value) if taken else Record(place, None, wrong_kind(value))


def _problem(text: TextWindow, error: Exception) -> Problem:
    if not isinstance(error, json.JSONDecodeError):
        return Problem("LOGS001", "not JSON: nested too deeply")
    line = text.line + text.buffer.count("\n", text.position, error.pos)
    column = error.pos - text.buffer.rfind("\n", 0, error.pos)
    around = text.buffer[text.position : text.position + _AROUND]
    return not_json(around, error.msg.lower(), f"line {line} column {column}")
