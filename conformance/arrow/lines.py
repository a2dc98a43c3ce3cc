"""The rows of a table as lines: each line the payload of a row, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ..extracting.record_lines import RecordLines
from ..locating import Finder, Tells
from ..reading.records import MAX_RECORD, Problem, Record
from ..results.finding import Place
from ..spots.members import Member
from ..spots.rows import Found
from ..spots.sampling import SAMPLE
from ..table.rows import UNTOLD
from ..unwrapping.moments import DATES
from .columns import bare, json_of, moments, objects, texts
from .tables import Broken, Piece, Table, first_line
from .texts import (
    TEXT,
    are_valid,
    begin_with,
    data_of,
    end_with,
    holds,
    null_if,
    offsets_of,
    with_end,
)

_DOCUMENT: Final = msgspec.json.Decoder(msgspec.Raw)
_NULL: Final = pa.scalar(None, TEXT)


def records_of_table(table: Table, finder: Finder) -> Iterator[Record]:
    """Yield the records of a table.

    Args:
        table: the table.
        finder: finds payloads in its rows.

    Raises:
        UnreadableLog: it cannot be opened.
    """
    for each in lines_of_table(table, finder):
        if isinstance(each, RecordLines):
            yield from each.records()
        else:
            yield each


def lines_of_table(
    table: Table, finder: Finder, told: Tells | None = None, *, hopeful: bool = False
) -> Iterator[RecordLines | Record]:
    """Yield the records of a table, most of them as lines.

    Args:
        table: the table.
        finder: finds payloads in its rows.
        told: is told, before any is yielded, how payloads are taken from rows if these are what is
            yielded; without it they are not.
        hopeful: take texts that may be an object for one JSON document each: the lines say so.

    Raises:
        UnreadableLog: it cannot be opened.
    """
    record = 0
    try:
        for each in whole_lines(table, finder, told, hopeful=hopeful):
            yield each
            record += len(each.starts) if isinstance(each, RecordLines) else 1
    except Broken as error:
        problem = Problem("LOGS005", f"reading stopped: {error}")
        yield Record(Place(table.name, None, record), None, problem)


def whole_lines(
    table: Table, finder: Finder, told: Tells | None = None, *, hopeful: bool = False
) -> Iterator[RecordLines | Record]:
    """Yield the records of a table that must be read to its end.

    Args:
        table: the table.
        finder: finds payloads in its rows.
        told: see `lines_of_table`.
        hopeful: see there.

    Raises:
        UnreadableLog: it cannot be opened.
        Broken: reading stops before its end.
    """
    pieces = table.pieces()
    try:
        first, sample = _first(pieces, table, finder)
        if not first:
            finder.see(dict.fromkeys(table.columns))
        found = finder.found_in_rows(sample)
        if found.joined is not None:
            pieces = chain(first, pieces)
            rows = chain.from_iterable(_Rows(table.name, each).records() for each in pieces)
            yield from finder.from_rows(finder.named(rows), found)
            return
        by_row = None if told is None else finder.by_row(sample, found)
        if told is not None and by_row is not None:
            told(by_row)
            reader = _Reader(table, finder, found._replace(received=()), rows=True)
        else:
            reader = _Reader(table, finder, found, hopeful=hopeful)
        while first:  # each is let go once it is read
            yield from reader.read(first.pop(0))
        for piece in pieces:
            yield from reader.read(piece)
    # A time beyond all calendars, nesting beyond all stacks: JSON has no such value.
    except (pa.ArrowException, OverflowError, RecursionError) as error:
        raise Broken(first_line(error)) from None


def _first(
    pieces: Iterator[Piece], table: Table, finder: Finder
) -> tuple[list[Piece], list[Record]]:
    """The first rows of a table: in the pieces that were read, and as records."""
    read: list[Piece] = []

    def rows() -> Iterator[Record]:
        for piece in pieces:
            read.append(piece)
            for start in range(0, piece.batch.num_rows, SAMPLE):
                yield from _Rows(table.name, piece.slice(start, SAMPLE)).records()

    return read, finder.sample(rows())


class _Rows(NamedTuple):
    """Rows as they stand.

    Args:
        name: what the table is called.
        piece: the rows.
    """

    name: str
    piece: Piece

    def records(self, indices: Sequence[int] | None = None) -> Iterator[Record]:
        """Yield rows, each an object whose members are the columns.

        Args:
            indices: which; all if `None`.
        """
        numbers, batch, pointers = self.piece
        if indices is not None:
            batch = batch.take(pa.array(indices, "i8"))
        columns = {
            Member(name, (name,)): column
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }
        if not columns or not batch.num_rows:
            return
        texts_ = objects(columns).to_pylist()
        for index, text in zip(count() if indices is None else indices, texts_, strict=False):
            line = int(numbers[index])
            value = dict.fromkeys(batch.schema.names) | orjson.loads(text)
            pointer = pointers[index] if pointers else ""
            yield Record(Place(self.name, line, line - 1, pointer), value)


class _Reader:
    """Reads batches.

    Args:
        table: the table.
        finder: takes payloads from where they stand.
        found: where that is.
        hopeful: see `lines_of_table`.
        rows: each row becomes a line.
    """

    def __init__(
        self,
        table: Table,
        finder: Finder,
        found: Found,
        *,
        hopeful: bool = False,
        rows: bool = False,
    ) -> None:
        self._name = table.name
        self._finder = finder
        self._found = found
        self._texts = table.texts
        self._hopeful = hopeful
        self._rows = rows
        self._record = 0

    def read(self, piece: Piece) -> Iterator[RecordLines | Record]:
        """Yield the records of some rows."""
        rows = _Rows(self._name, piece)
        found, names = self._found, piece.batch.schema.names
        beside = [*found.received, *self._finder.place_at]
        by_column = all(spot.is_column(names) for spot in beside)
        text: Any = None
        if self._rows:
            columns = {Member(each, (each,)): piece.batch.column(each) for each in names}
            text = objects(columns, ends="\n")
        elif found.columns and found.columns == tuple(names) and by_column:
            text = self._flat(piece.batch)
        elif by_column and len(found.spots) == 1 and found.spots[0].is_column(names):
            text = self._payloads(piece.batch.column(found.spots[0].parts[0]))
        self._finder.see(dict.fromkeys(names))
        if text is None:
            yield from self._slowly(rows.records())
        else:
            yield from self._lines(text, rows)

    def _flat(self, batch: Any) -> Any:
        members = self._found.members(batch.schema.names)
        columns = {each: batch.column(each.column) for each in members}
        if self._texts:
            columns = {each: null_if(column, "") for each, column in columns.items()}
        return objects(columns, self._found.types_at, "\n")

    def _payloads(self, array: Any) -> Any:
        """The payloads of a column, each a line; null where one is not so simple."""
        array = bare(array)
        if pa.types.is_struct(array.type):
            text, quote = json_of(array, Member("", ()))
            assert not quote
            return with_end(pc.if_else(pc.equal(text, "{}"), _NULL, text), "\n")
        if not pa.types.is_large_string(array.type):
            return None
        lines = with_end(_one_line_objects(array), "\n")
        return lines if self._hopeful else _documents(lines)

    def _lines(self, text: Any, rows: _Rows) -> Iterator[RecordLines | Record]:
        """Runs of rows that are lines, and between them each row that is none."""
        whole = are_valid(text)
        if whole.all():
            yield self._run(text, rows.piece, 0)
            return
        edges = np.flatnonzero(np.diff(whole)) + 1
        starts, ends = [0, *edges.tolist()], [*edges.tolist(), len(whole)]
        for start, end in zip(starts, ends, strict=True):
            if whole[start]:
                yield self._run(text.slice(start, end - start), rows.piece, start)
            else:
                yield from self._slowly(rows.records(range(start, end)))

    def _run(self, text: Any, piece: Piece, start: int) -> RecordLines:
        numbers, some, pointers = piece.slice(start, len(text))
        place = Place(self._name, int(numbers[0]), self._record)
        self._record += len(text)
        starts = offsets_of(text)
        received = None
        for spot in reversed(self._found.received):
            told = moments(some.column(spot.parts[0]), spot.dates)
            received = told if received is None else pc.coalesce(told, received)
            self._finder.hit(spot, len(told) - told.null_count)
        untold = self._untold(some, received)
        names = None
        for spot in self._finder.place_at[:1]:
            names = texts(some.column(spot.parts[0]))
            self._finder.hit(spot, len(names))
        for spot in self._found.spots:
            self._finder.hit(spot, len(text))
        begins = starts[:-1] - starts[0]
        hopeful = self._hopeful and not self._found.columns
        times = None if received is None else received.fill_null(UNTOLD).to_numpy()
        return RecordLines(
            *(place, numbers, data_of(text), begins, times, names, untold, hopeful),
            pointers=pointers,
        )

    def _untold(self, batch: Any, received: Any) -> dict[int, str]:
        """Where times stand that are none as others are written; see `untold_by`."""
        untold: dict[int, str] = {}
        for spot in self._found.received if received is not None and received.null_count else ():
            for dates in DATES if spot.dates else ():
                other = moments(batch.column(spot.parts[0]), dates)
                read = pc.and_(pc.is_null(received), pc.is_valid(other))
                for index in np.flatnonzero(read.to_numpy(zero_copy_only=False)).tolist():
                    untold.setdefault(index, str(replace(spot, dates=dates)))
        return untold

    def _slowly(self, rows: Iterator[Record]) -> Iterator[Record]:
        """Rows whose payloads are no lines, each by itself."""
        if self._found.alone:
            rows = map(self._numbered, rows)
        for record in self._finder.from_rows(self._finder.named(rows), self._found):
            yield record if self._found.alone else self._numbered(record)

    def _numbered(self, record: Record) -> Record:
        """A record with the next number."""
        self._record += 1
        return record._replace(place=record.place._replace(record=self._record - 1))


def _documents(lines: Any) -> Any:
    """Lines that are one JSON document each; null for others, which may be several objects."""
    given = pc.drop_null(lines)
    try:
        if len(_DOCUMENT.decode_lines(data_of(given))) == len(given):
            return lines
    except (msgspec.MsgspecError, RecursionError):
        pass
    single = [each is not None and _is_document(each) for each in lines.to_pylist()]
    return pc.if_else(pa.array(single), lines, _NULL)


def _is_document(line: str) -> bool:
    try:
        _DOCUMENT.decode(line)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _one_line_objects(array: Any) -> Any:
    """Texts that may be an object, and are no more than a line; null for others."""
    simple = begin_with(array, "{") & end_with(array, "}")
    simple &= np.diff(offsets_of(array)) <= MAX_RECORD
    simple = pa.array(simple)
    if holds(array, "\n"):
        simple = pc.and_not(simple, pc.match_substring(array, "\n"))
    return array if pc.all(simple).as_py() else pc.if_else(simple, array, _NULL)
