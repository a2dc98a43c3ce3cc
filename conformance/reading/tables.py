"""Tables written as text: CSV and TSV, one record a row, its columns by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, dropwhile, islice
from typing import Any, BinaryIO, Final

import orjson

from ..results.finding import Place
from .escapes import unescaped
from .records import MAX_RECORD, Problem, Record

_DELIMITERS: Final = ",\t;|"
_NAME: Final = re.compile(r"[\w .@/$#:()\[\]-]{1,64}")
_TOLD: Final = ["sep=", ""]
"""The first row, where Excel is told what separates columns."""
_BACKSLASHES: Final = re.compile(r"(\\+)(/|u[0-9a-fA-F]{4})?")
"""Backslashes, and what JSON seldom has behind one that stands for itself."""
_ROWS: Final = 20
"""So many rows tell whether a text is a table, which begins in so many lines."""


class Dialect(csv.Dialect):
    """How tables are written: quotes doubled within quotes.

    Args:
        delimiter: what stands between columns.
    """

    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        super().__init__()


def delimiter_of(head: str) -> str | None:
    """Return what separates the columns of a table that begins so; `None` if it is none.

    Args:
        head: whole lines.
    """
    lines = head.split("\n", _ROWS)[:_ROWS]
    first = next((line for line in lines if not set(_DELIMITERS).isdisjoint(line)), "")
    for delimiter in sorted(_DELIMITERS, key=lambda each: -first.count(each)):
        if delimiter in first and _is_table(head, delimiter):
            return delimiter
    return None


def _is_table(head: str, delimiter: str) -> bool:
    some = list(filter(None, islice(_rows_of(head, delimiter), _ROWS)))
    if len(some) < 2 or len(some[0]) < 2:
        return False
    # The last row may be cut where the head ends.
    alike = [row for row in some[:-1] if len(row) == len(some[0])]
    if len(alike) < len(some) - 1:
        return False
    # Without a header, only quotes or doubled backslashes tell a table from a logger's line.
    quoted = delimiter in ",;" and any(map(_holds_json, some[0]))
    return _is_header(some[0], some[1], delimiter) or quoted or has_doubled(head, delimiter)


def _is_header(row: Sequence[str], second: Sequence[str], delimiter: str) -> bool:
    """Whether a row has names: by what they are like, or by what stands in the row behind it."""
    names = [cell.strip() for cell in row]
    once = len(set(names)) == len(names) and not any(name[:1].isdigit() for name in names)
    if not once or all(map(_NAME.fullmatch, names)):
        return once
    values = delimiter in ",;" and len(second) == len(row) and any(map(_holds_json, second))
    return values and all(names) and not any(map(_holds_json, row))


def header_of(head: str, delimiter: str) -> list[str] | None:
    """Return the names of the columns, if the first row of a table has them.

    Args:
        head: how it begins: whole lines.
        delimiter: what separates columns.
    """
    row, second = islice(chain(_rows_of(head, delimiter), ([], [])), 2)
    return [cell.strip() for cell in row] if row and _is_header(row, second, delimiter) else None


def is_titled(head: str, delimiter: str) -> bool:
    """Whether something stands before the first row of a table: a title, or what Excel is told."""
    return next(_body(_rows(io.StringIO(head, newline=""), delimiter)), (1, []))[0] > 1


def _holds_json(cell: str) -> bool:
    return cell.strip()[:1] in ("{", "[") and _is_json(cell)


def has_doubled(head: str, delimiter: str) -> bool:
    """Whether JSON in a table has its backslashes doubled, as COPY and MySQL write it.

    So it has if some is none else, or if all are doubled and some would be odd if they were not.

    Args:
        head: how it begins: whole lines.
        delimiter: what separates columns.
    """
    if delimiter != "\t" or "\\" not in head:
        return False
    cells = set(chain.from_iterable(_rows_of(head, delimiter)))
    if any(cell_of(each) != each and _is_json(cell_of(each)) for each in cells):
        return True
    runs = [run for each in cells if each[:1] in ("{", "[") for run in _BACKSLASHES.findall(each)]
    return all(len(run) % 2 == 0 for run, _ in runs) and any(behind for _, behind in runs)


def read_table(stream: BinaryIO, file: str, head: str) -> Iterator[Record]:
    """Yield the rows of a table as objects of texts.

    Without a header the columns are called by their numbers, from 1.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
        head: how it begins: whole lines.
    """
    delimiter = delimiter_of(head) or ","
    doubled = has_doubled(head, delimiter)
    header = header_of(head, delimiter)
    names: Sequence[str] | None = None
    text = io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline="")
    index = 0
    tabs = delimiter == "\t"
    try:
        for line, row in _body(_rows(text, delimiter)):
            if not row:
                continue
            if names is None:
                names = header or [str(number) for number in range(1, len(row) + 1)]
                if header:
                    continue
            place = Place(file, line, index)
            index += 1
            if len(row) != len(names):
                words = f"expected a row of {len(names)} columns, found {len(row)}"
                yield Record(place, None, Problem("LOGS001", words))
            else:
                cells = [cell_of(each, doubled=doubled) for each in row] if tabs else row
                yield Record(place, dict(zip(names, cells, strict=True)))
    except csv.Error as error:
        yield Record(Place(file, None, index), None, Problem("LOGS005", f"the table: {error}"))
    finally:
        text.detach()


def cell_of(text: str, *, doubled: bool = False) -> str:
    r"""Return a cell of a TSV, as MySQL writes them: JSON in it has its backslashes doubled.

    Args:
        text: the cell.
        doubled: they are in this table; else only what is no JSON has them.

    >>> cell_of(r'{"a": "\\"b\\""}')
    '{"a": "\\"b\\""}'
    """
    if "\\" in text and text[:1] in ("{", "[") and (doubled or not _is_json(text)):
        return unescaped(text)
    return text


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return False
    return True


def _rows_of(head: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a head, as far as they can be read."""
    with suppress(csv.Error):
        for _, row in _body(_rows(io.StringIO(head, newline=""), delimiter)):
            yield row


def _body(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table, without what stands before them, which has no columns."""
    return dropwhile(lambda each: len(each[1]) < 2 or each[1] == _TOLD, rows)


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows, each with the number of the line it begins in."""
    before = csv.field_size_limit(MAX_RECORD)
    try:
        reader = csv.reader(lines, Dialect(delimiter))
    finally:
        csv.field_size_limit(before)
    begin = 1
    while True:
        csv.field_size_limit(MAX_RECORD)  # it is the process's, and another's may be smaller
        try:
            row: list[Any] = next(reader)
        except StopIteration:
            return
        finally:
            csv.field_size_limit(before)
        yield begin, row
        begin = reader.line_num + 1
