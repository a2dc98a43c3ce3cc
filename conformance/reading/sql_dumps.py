"""Dumps of databases: the rows of COPY and of INSERT, one record each, its columns by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, Final

from ..results.finding import Place
from .escapes import unescaped
from .records import MAX_RECORD, Problem, Record, too_large

_NAME: Final = r'(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[\w$]+)'
_TABLE: Final = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_COPY: Final = re.compile(
    rf"\s*COPY\s+(?P<table>{_TABLE})\s*(?:\((?P<columns>[^()]*)\))?\s*FROM\s+stdin\b[^;]*;",
    re.IGNORECASE,
)
_INSERT: Final = re.compile(
    rf"\s*(?:INSERT|REPLACE)\s+(?:\w+\s+)*?INTO\s+(?P<table>{_TABLE})\s*"
    r"(?:\((?P<columns>[^()]*)\)\s*)?(?:OVERRIDING\s+\w+\s+VALUE\s*)?VALUES?\s*",
    re.IGNORECASE,
)
_CREATE: Final = re.compile(
    rf"\s*CREATE\s+(?:\w+\s+)*?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_TABLE})\s*\(",
    re.IGNORECASE,
)
_COLUMN: Final = re.compile(rf"\s*(?P<name>{_NAME})\s+\w")
_NO_COLUMN: Final = re.compile(
    r"\s*(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE)\b",
    re.IGNORECASE,
)
_VALUE: Final = r"""\s*(?:
    (?:_\w+\s*)? (?P<mark>[EeNnXxBb]?) '(?P<text>%s)' (?:::[\w ]+(?:\[\])?)?
    | (?P<bare>[^\s,()'][^,()']*(?:\([^()]*\))?)
)\s*(?P<end>[,)])"""
_MYSQL_TEXT: Final = r"[^'\\]* (?: (?: \\. | '' ) [^'\\]* )*"
_PLAIN_TEXT: Final = r"[^']* (?: '' [^']* )*"
_MYSQL_VALUE: Final = re.compile(_VALUE % _MYSQL_TEXT, re.VERBOSE | re.DOTALL)
_PLAIN_VALUE: Final = re.compile(_VALUE % _PLAIN_TEXT, re.VERBOSE | re.DOTALL)
_CELL: Final = r"""(?>\s*(?:
    (?:_\w+\s*)? ([NnXxBb]?) '(%s)' (?:::[\w ]+(?:\[\])?)? | ([^\s,()'][^,()']*(?:\([^()]*\))?)
)\s*)"""
"""A value, without what ends it."""
_ESCAPED_VALUE: Final = re.compile(r"\s*[Ee]'")
_BEHIND: Final = re.compile(r"(?:ON|RETURNING|AS)\b", re.IGNORECASE)
_MOST_LINES: Final = 1_000
"""A row of more lines is given up."""
_OPENED: Final = re.compile(r"\s*,?\s*\(")
_NEXT: Final = re.compile(r"\s*,")
_MOST_COLUMNS: Final = 64
"""Rows of more are read value by value."""
_BEGIN: Final = re.compile(
    r"^\s*(?:COPY\s+\S.*\sFROM\s+stdin|(?:INSERT|REPLACE)\s+.*INTO\s)", re.IGNORECASE | re.MULTILINE
)
SPEAKS_MYSQL: Final = re.compile(
    rb"""^\s*(?:--|/\*).*(?:MySQL|MariaDB)|^[^'"]*\bENGINE=|^\s*(?:INSERT|REPLACE|CREATE)[^('"]*`
    |[(,]\s*(?:_\w+\s*)?'[^'"{]*\{\\\"""",
    re.IGNORECASE | re.VERBOSE,
)
"""Signs that backslashes are escapes; the last is an object of JSON that begins with one."""


def is_dump(head: str) -> bool:
    r"""Whether a text that begins so is a dump of a database.

    >>> is_dump("COPY public.events (id, payload) FROM stdin;\n1\t{}\n")
    True
    """
    return _BEGIN.search(head) is not None


def columns_copied(line: str) -> list[str] | None:
    """Return the columns whose rows follow a line, if rows of COPY do: none if it names none.

    >>> columns_copied('COPY public.events (id, "raw body") FROM stdin;')
    ['id', 'raw body']
    >>> columns_copied("SELECT 1;")
    """
    found = _COPY.match(line)
    return None if found is None else _names(found["columns"])


class Tables:
    """The columns of tables that a dump creates, which an INSERT may leave out."""

    def __init__(self) -> None:
        self._columns: dict[str, list[str]] = {}

    def inserted(self, line: str) -> tuple[str, Sequence[str]] | None:
        """Return how a line begins that inserts rows, and what their columns are called, if known.

        Args:
            line: the line; `None` is returned if it inserts none.
        """
        found = _INSERT.match(line)
        if found is None:
            return None
        names = _names(found["columns"]) or self._columns.get(_bare(found["table"]), [])
        return found[0], names

    def created(self, line: str, read: Callable[[], str | None]) -> bool:
        """Note the names of the columns of the table that a line creates; say if it does.

        Args:
            line: the line.
            read: reads the next one.
        """
        created = _CREATE.match(line)
        if created is None:
            return False
        names: list[str] = []
        rest = line[created.end() :].split(",")
        while True:
            for part in rest:
                column = None if _NO_COLUMN.match(part) else _COLUMN.match(part)
                if column is not None:
                    names.append(_bare(column["name"]))
            if ";" in line or len(names) > 1_000:
                break
            following = read()
            if not following:
                break
            line, rest = following, [following]
        self._columns[_bare(created["table"])] = names
        return True


def read_dump(stream: BinaryIO, file: str) -> Iterator[Record]:
    """Yield the rows of a dump as objects of texts, numbers as they are written.

    Args:
        stream: its bytes, after any byte-order mark.
        file: its name, for the records' places.
    """
    yield from _Dump(stream, file).records()


class _Dump:
    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._stream, self._file = stream, file
        self._line = self._index = 0
        self._tables = Tables()
        self._mysql = False
        self._usual: tuple[str, Sequence[str]] = "", ()
        """How the last line began that inserted a row, and the names of its columns."""

    def _read(self) -> str | None:
        data = self._stream.readline(MAX_RECORD + 1)
        if not data:
            return None
        self._line += 1
        text = data.decode("utf-8", "surrogateescape")
        usual, _ = self._usual
        is_usual = usual and text.startswith(usual) and b'{\\"' not in data
        self._mysql = self._mysql or (not is_usual and SPEAKS_MYSQL.search(data) is not None)
        return text

    def records(self) -> Iterator[Record]:
        while (line := self._read()) is not None:
            row = self._usual_row(line)
            copied = None if row else columns_copied(line)
            if row is not None:
                yield self._record(self._line, row)
            elif copied is not None:
                yield from self._copied(copied)
            elif not self._tables.created(line, self._read):
                insert = self._tables.inserted(line)
                if insert is not None:
                    yield from self._inserted(line, *insert)

    def _usual_row(self, line: str) -> dict[str, Any] | None:
        """The only row that a line inserts, if it is like the last one."""
        usual, names = self._usual
        if not usual or not line.startswith(usual):
            return None
        row = _only_row_of(len(names), mysql=self._mysql).match(line, len(usual))
        return row and dict(zip(names, _cells(row, mysql=self._mysql), strict=True))

    def _record(
        self, line: int, value: Any, problem: Problem | None = None, at: str = ""
    ) -> Record:
        self._index += 1
        return Record(Place(self._file, line, self._index - 1, at), value, problem)

    def _copied(self, names: Sequence[str]) -> Iterator[Record]:
        while (line := self._read()) is not None:
            row = line.rstrip("\r\n")
            if row == "\\.":
                return
            cells = row.split("\t")
            columns = names or numbered(len(cells))
            if len(cells) != len(columns):
                words = f"expected a row of {len(columns)} columns, found {len(cells)}"
                yield self._record(self._line, None, Problem("LOGS001", words))
                continue
            values = (None if cell == "\\N" else unescaped(cell) for cell in cells)
            yield self._record(self._line, dict(zip(columns, values, strict=True)))

    def _inserted(self, line: str, start: str, names: Sequence[str]) -> Iterator[Record]:
        begin = self._line
        text, position, number, several = line, len(start), 0, False
        while True:
            opened = _OPENED.match(text, position)
            if opened is None:
                rest = text[position:].strip()
                if rest not in ("", ","):
                    if not rest.startswith(";") and not _BEHIND.match(rest):
                        yield self._record(begin, None, _cut(text))
                    return
                following = self._read()  # the rows may stand on lines of their own
                if following is None:
                    return
                text, position, begin, number = following, 0, self._line, 0
                continue
            found = self._row(text, opened.end())
            lines = 0
            while found is None:
                full = len(text) > MAX_RECORD or lines > _MOST_LINES
                following = None if full else self._read()
                if following is None:
                    yield self._record(begin, None, _cut(text))
                    return
                text += following
                lines += 1
                if following.rstrip()[-1:] in (")", ",", ";", "("):
                    found = self._row(text, opened.end())
            cells, position = found
            several = several or _NEXT.match(text, position) is not None
            columns = names if len(names) == len(cells) else numbered(len(cells))
            if not number:
                self._usual = start, columns
            at = f"/{number}" if several else ""
            yield self._record(begin, dict(zip(columns, cells, strict=True)), None, at)
            number += 1
            more = _row_of(len(cells), mysql=self._mysql)
            while (row := more.match(text, position)) is not None:
                position = row.end()
                cells = _cells(row, mysql=self._mysql)
                value = dict(zip(columns, cells, strict=True))
                yield self._record(begin, value, None, f"/{number}")
                number += 1

    def _row(self, text: str, position: int) -> tuple[list[Any], int] | None:
        """The values of a row, and where it ends; `None` if it does not end in the text."""
        cells: list[Any] = []
        while True:
            escaped = self._mysql or _ESCAPED_VALUE.match(text, position)
            pattern = _MYSQL_VALUE if escaped else _PLAIN_VALUE
            item = pattern.match(text, position)
            if item is None:
                return None
            cells.append(_cell(item["mark"], item["text"], item["bare"], mysql=self._mysql))
            position = item.end()
            if item["end"] == ")":
                return cells, position


def _cells(row: re.Match[str], *, mysql: bool) -> list[Any]:
    parts = iter(row.groups())
    return [
        text
        if text is not None and not mark and "'" not in text and "\\" not in text
        else _cell(mark, text, bare, mysql=mysql)
        for mark, text, bare in zip(parts, parts, parts, strict=True)
    ]


def _cell(mark: str | None, text: str | None, bare: str | None, *, mysql: bool) -> Any:
    if text is None:
        bare = (bare or "").strip()
        return None if bare.upper() == "NULL" else bare
    if mark in ("X", "x"):
        return f"0x{text}"
    text = text.replace("''", "'")
    return unescaped(text) if mysql or mark in ("E", "e") else text


@lru_cache
def _row_of(width: int, *, mysql: bool) -> re.Pattern[str]:
    """A row of so many values behind another, none of which is marked as escaped."""
    return re.compile(rf"\s*,{_row(width, mysql=mysql)}", re.VERBOSE | re.DOTALL)


@lru_cache
def _only_row_of(width: int, *, mysql: bool) -> re.Pattern[str]:
    """The only row of a line, of so many values, none of which is marked as escaped."""
    return re.compile(rf"{_row(width, mysql=mysql)}\s*;\s*\Z", re.VERBOSE | re.DOTALL)


def _row(width: int, *, mysql: bool) -> str:
    cell = _CELL % (_MYSQL_TEXT if mysql else _PLAIN_TEXT)
    return rf"\s*\({','.join([cell] * width)}\)" if width <= _MOST_COLUMNS else "(?!)"


def _cut(text: str) -> Problem:
    if len(text) > MAX_RECORD:
        return too_large()
    return Problem("LOGS001", "not SQL: the row has no end")


def _names(columns: str | None) -> list[str]:
    return [_bare(each) for each in columns.split(",")] if columns else []


def _bare(name: str) -> str:
    return name.strip().rpartition(".")[2].strip().strip('"`[]')


def numbered(count: int) -> list[str]:
    """Return what columns are called of which no name is known."""
    return list(map(str, range(1, count + 1)))
