"""Rows of tables observed, wherever they lie: the half of a check that comes before they meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...spec import Lifecycle
from ..arrow.lines import lines_of_table
from ..arrow.tables import Table
from ..columns.lines import CHUNK, Lines
from ..extracting.record_lines import RecordLines
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import Finder
from ..observing.tally import Tally
from ..payloads.links import claiming
from ..reading import NO_PAYLOAD, Record
from ..reading.json_lines import parse_line
from ..results.finding import Finding, Place, written_key
from ..running.scanning import add_received, decodable_of
from ..running.spool import ELSEWHERE, line_of, told_of
from ..table.columnar import RowTable
from ..table.hashing import Hashes, hash_of_key, hash_of_message, message_salt
from ..table.rows import ROW, UNTOLD, Rows, together
from ..typed.keys import parts_of_key
from ..typed.observe import LineObserver
from .observed import ORDER, Counts, Observed

MOST: Final = 32 * 2**20
"""So many bytes of lines are observed together."""
_TOGETHER: Final = 1_000
"""So many records that are no lines are observed together."""


def asking(options: Options) -> set[str]:
    """Return the families of messages that may belong to others, which a record need not name.

    Args:
        options: how to check.
    """
    return {each.family for each in lifecycles_of(options) if claiming(each.relations)}


class PartObserver:
    """Observes rows; what it learned of some serves the next.

    Args:
        options: how to check.
        order: the column whose values tell in which order rows arrived; `None` if they come so.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
    """

    def __init__(self, options: Options, order: str | None = None) -> None:
        lifecycles = lifecycles_of(options)
        observers = observers_of(lifecycles, reveal=options.show_numbers, forms=options.forms)
        forced = bool(options.lifecycles)
        self._observer = LineObserver(observers, lifecycles, forced=forced)
        self._options = options
        self._order = order
        self._asking = asking(options)
        self._by_variant = {each.family for each in lifecycles if each.key_by_variant}

    def observe(self, batches: Iterable[Any]) -> Iterator[Observed]:
        """Yield what is observed of record batches, of so many rows at a time as is good.

        Args:
            batches: they, all of one schema.
        """
        rest = iter(batches)
        first = next(rest, None)
        if first is None:
            return
        finder = Finder(self._observer.recognises, self._options.wanted)
        orders = _Orders(self._order)
        rows = orders.noted(chain((first,), rest))
        table = Table("table", lambda: pa.RecordBatchReader.from_batches(first.schema, rows))
        some = _Some(self._observer)
        self._observer.typed.noted = some.names.note
        for each in lines_of_table(table, finder):
            if isinstance(each, Record):
                some.take(each)
            else:
                some.take_lines(each)
            if some.size >= MOST:
                yield self._made(some, orders)
                some = _Some(self._observer)
                self._observer.typed.noted = some.names.note
        yield self._made(some, orders)

    def _made(self, some: _Some, orders: _Orders) -> Observed:
        some.flush()
        rows, names = together(some.rows, ROW), some.names
        lines = some.lines(orders)
        keys, texts, families, asking = names.known(self._asking, self._by_variant)
        at = np.searchsorted(keys, rows["key"])
        return Observed(
            lines,
            RowTable.of(rows),
            families[at],
            asking[at],
            list(self._observer.kinds.numbers),
            pa.RecordBatch.from_pydict(
                {"key": pa.array(keys), "text": pa.array(texts, pa.string())}
            ),
            some.findings,
            some.others,
            some.counts,
        )


class _Names:
    """The keys of messages, as they are read."""

    def __init__(self) -> None:
        self._hashes: list[Hashes] = []
        self._keys: list[Any] = []
        self._families: dict[str, int] = {}
        self._numbers: list[NDArray[np.int32]] = []

    def note(self, hashes: Hashes, keys: Sequence[Any], lifecycle: Lifecycle) -> None:
        """Note some keys of messages of one lifecycle, with their hashes."""
        self._hashes.append(hashes.copy())
        self._keys += keys
        number = self._families.setdefault(lifecycle.family, len(self._families))
        self._numbers.append(np.full(len(keys), number, np.int32))

    def known(
        self, asking: set[str], by_variant: set[str]
    ) -> tuple[Hashes, list[str], Hashes, NDArray[np.bool_]]:
        """Return each key once.

        Args:
            asking: the families of messages that may belong to others.
            by_variant: the families whose messages have hashes by their variant.

        Returns:
            The hashes, in order; the texts; the hash of each whatever its variant; and of which a
            record need not say what they belong to.
        """
        hashes = np.concatenate(self._hashes) if self._hashes else np.empty(0, np.uint64)
        numbers = together(self._numbers, np.dtype(np.int32))
        keys, first = np.unique(hashes, return_index=True)
        parts = [self._keys[index] for index in first.tolist()]
        texts = [written_key(x) if x.__class__ is tuple else x or "" for x in parts]
        of_family = numbers[first]
        families, names = keys.copy(), list(self._families)
        asks = np.array([each in asking for each in names], np.bool_)
        for number, name in enumerate(names):
            if name in by_variant:
                salt = message_salt(name, None)
                for index in np.flatnonzero(of_family == number).tolist():
                    families[index] = hash_of_key(parts_of_key(parts[index]), salt)
        return keys, texts, families, asks[of_family] if names else np.empty(0, np.bool_)


class _Orders:
    """The values by which rows are in order, of batches that are being read.

    Args:
        name: of their column; `None` for the numbers of rows.
    """

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._kept: list[Any] = []
        self._before = 0

    def noted(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield batches, and note those of each."""
        for batch in batches:
            if self._name is not None:
                self._kept.append(batch.column(self._name))
            yield batch

    def of(self, rows: NDArray[np.int64]) -> Any:
        """Return those of some rows by their numbers, from 0; of rows before, nobody asks again."""
        if self._name is None:
            return pa.array(rows)
        while len(rows) and self._before + len(self._kept[0]) <= rows[0]:
            self._before += len(self._kept.pop(0))
        whole = pa.chunked_array(self._kept).combine_chunks()
        return whole.take(pa.array(rows - self._before))


class _Some:
    """Records that are observed together."""

    def __init__(self, observer: LineObserver) -> None:
        self.names = _Names()
        self.rows: list[Rows] = []
        self.findings: list[tuple[int, Finding]] = []
        self.others: list[Finding] = []
        self.size = 0
        self._observer = observer
        self._tally = Tally()
        self._count = 0
        self._texts: list[bytes] = []
        self._ends: list[NDArray[np.int64]] = []
        self._numbers: list[NDArray[np.int64]] = []
        self._received: list[NDArray[np.int64]] = []
        self._places: list[str] = []
        self._pointers: dict[int, str] = {}
        self._alone: list[Record] = []

    @property
    def counts(self) -> Counts:
        """How many records there are, and what became of them."""
        return Counts(self._tally.records, self._tally.ignored, self._tally.unread)

    def take(self, record: Record) -> None:
        """Take a record."""
        if record.problem is NO_PAYLOAD:
            self._tally.pass_over()
        elif record.problem is not None:
            self.others += told_of([record], self._tally)
        else:
            self._alone.append(record)
            if len(self._alone) >= _TOGETHER:
                self.flush()

    def take_lines(self, lines: RecordLines) -> None:
        """Take records that are lines."""
        self.flush()
        data, starts = bytes(lines.data), [*lines.starts.tolist(), len(lines.data)]
        received = np.full(len(lines.starts), UNTOLD) if lines.received is None else lines.received
        names = lines.names or [""] * len(lines.starts)
        begin = 0
        while begin < len(lines.starts):
            end = int(np.searchsorted(lines.starts, starts[begin] + CHUNK))
            end = max(end, begin + 1)
            chunk = data[starts[begin] : starts[end]]
            self._observe(chunk, lines.numbers[begin:end], received[begin:end], names[begin:end])
            begin = end

    def flush(self) -> None:
        """Observe the records that were taken one by one."""
        records, self._alone = self._alone, []
        if not records:
            return
        lines = [line_of(each.value) or ELSEWHERE for each in records]
        for index, each in enumerate(records):
            if each.place.pointer:
                self._pointers[self._count + index] = each.place.pointer
        self._observe(
            b"".join(lines),
            np.array([each.place.line or 1 for each in records]),
            np.array([UNTOLD if each.received is None else each.received for each in records]),
            [each.place.row for each in records],
            records,
        )

    def _observe(
        self,
        data: bytes,
        numbers: NDArray[np.int64],
        received: NDArray[np.int64],
        names: Sequence[str],
        records: Sequence[Record] = (),
    ) -> None:
        """Observe lines.

        Args:
            data: they, each with its end.
            numbers: those of their rows, from 1.
            received: when each was received, or `UNTOLD`.
            names: of their rows.
            records: they as they were read; none if they are to be read.
        """
        lines = Lines(data)
        before = self._count
        rows = np.zeros(len(lines), ROW)
        rows["at"] = rows["line"] = np.arange(before, before + len(lines))

        def read(index: int) -> Sequence[Record]:
            number = before + index
            place = Place("", number, number)
            if records:
                return (records[index]._replace(place=place),)
            record = parse_line(lines[index], place)
            time = int(received[index])
            return (record if time == UNTOLD else record._replace(received=time),)

        decodable: Sequence[bytes] = decodable_of(data, lines)
        if records:
            decodable = [b"" if each == ELSEWHERE.rstrip() else each for each in decodable]
        batch = self._observer.observe(decodable, rows, read, self._tally)
        add_received(batch.rows, np.arange(before, before + len(lines)), received)
        self.rows.append(batch.rows)
        self._count += len(lines)
        self._ends.append(lines.ends + (self.size + 1))
        self._texts.append(data)
        self.size += len(data)
        self._numbers.append(numbers - 1)
        self._received.append(received)
        self._places += names
        self._tell(batch.findings, batch.rows, numbers, before)

    def _tell(
        self, findings: Sequence[Finding], rows: Rows, numbers: NDArray[np.int64], before: int
    ) -> None:
        """Keep findings: those about messages of rows with these, the others with their places.

        Args:
            findings: about lines that were observed together.
            rows: of these.
            numbers: those of the lines' rows, from 1.
            before: how many lines stand before them.
        """
        known = {*zip(rows["line"].tolist(), rows["key"].tolist(), strict=True)} if findings else ()
        for each in findings:
            line = each.place.line or 0
            if each.about is not None and (line, key := hash_of_message(each.about)) in known:
                self.findings.append((key, each))
                continue
            place = Place(
                "table",
                int(numbers[line - before]),
                line,
                self._pointers.get(line, ""),
                self._places[line],
            )
            self.others.append(each.at(place))

    def lines(self, orders: _Orders) -> Any:
        """Return the lines."""
        numbers = together(self._numbers, np.dtype(np.int64))
        ends = together(self._ends, np.dtype(np.int64))
        offsets = np.append(0, ends)
        buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(self._texts))]
        received = together(self._received, np.dtype(np.int64))
        columns = {
            ORDER: orders.of(numbers),
            "line": pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(ends), buffers),
            "number": pa.array(numbers),
            "row": pa.array(self._places, pa.string()),
            "received": pa.array(received, mask=received == UNTOLD),
        }
        if self._pointers:
            pointers = map(self._pointers.get, range(len(ends)))
            columns["pointer"] = pa.array(list(pointers), pa.string())
        return pa.RecordBatch.from_pydict(columns)
