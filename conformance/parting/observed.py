"""What was observed of some records, to be judged elsewhere: it can be divided, and sent.

Rows are what is moved, and with them the lines they were read from: whatever is not as others are
is read again where it is judged. Rows name messages by hashes, so that all processes of a cluster
must hash alike; what was observed says how its process does.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import add, sub
from typing import Any, Final, NamedTuple
from zlib import crc32

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..results.finding import Finding
from ..table.columnar import RowTable
from ..table.hashing import Hashes
from ..table.rows import Kind

ORDER: Final = "order"
"""The column of lines that says in which order they arrived."""
_TOLD: Final = b"msglife"
_HASHING: Final = hash("msglife")
"""How this process hashes: equal numbers, equal hashes of all texts."""


class HashesDiffer(Exception):
    """Processes hash in different ways, so that what one observed another cannot judge."""

    def __init__(self) -> None:
        super().__init__(
            "what was observed by one process cannot be judged by another that hashes texts "
            "otherwise: give PYTHONHASHSEED the same number everywhere"
        )


class Counts(NamedTuple):
    """How many records there are, and what became of some."""

    records: int = 0
    ignored: int = 0
    unread: int = 0

    def __add__(self, other: tuple[int, ...]) -> Counts:  # type: ignore[override]
        return Counts(*map(add, self, other))

    def __sub__(self, other: tuple[int, ...]) -> Counts:
        return Counts(*map(sub, self, other))


NOTHING: Final = Counts()


class _Told(msgspec.Struct, array_like=True, frozen=True):
    """What is written of it besides columns."""

    hashing: int
    kinds: list[tuple[bool, bool, bool, bool, tuple[Any, ...]]]
    findings: list[tuple[int, Finding]]
    others: list[Finding]
    counts: Counts


@dataclass(slots=True, frozen=True)
class Observed:
    """What was observed.

    Args:
        lines: lines, of some of which there are rows: when each arrived (`ORDER`), its text with
            its end (``line``), the number and the name of its row in the table (``number``,
            ``row``), when it was received, in microseconds, or null (``received``), and, if any has
            one, where it stands in its row (``pointer``), and what tells a record from others that
            is in several parts (``record``).
        rows: `at` and `line` of each are the index of its line.
        families: of each row the hash of what it is judged with: of its message's key, whatever its
            variant, until it is settled what that belongs to.
        asking: of which rows that is not settled, since their messages may belong to something.
        kinds: what the rows' kinds are the numbers of.
        names: the keys of the messages, as text (``text``), in the order of their hashes (``key``).
        findings: about messages of rows, each with the hash of its message; in a place, the line
            is the index of one.
        others: about records, with their places.
        counts: of records.
    """

    lines: Any
    rows: RowTable
    families: Hashes
    asking: NDArray[np.bool_]
    kinds: Sequence[Kind]
    names: Any
    findings: Sequence[tuple[int, Finding]] = ()
    others: Sequence[Finding] = ()
    counts: Counts = NOTHING

    def here(
        self, elsewhere: Hashes, guests: Container[int], records: Mapping[int, str]
    ) -> Observed:
        """Return what of it is judged here; all of it is counted all the same.

        Args:
            elsewhere: the hashes of messages that are judged elsewhere.
            guests: the numbers of rows of which it is told elsewhere.
            records: of rows that are in several parts, what tells them from others.
        """
        found = self
        if len(elsewhere):
            found = self.some(np.flatnonzero(~np.isin(self.rows["key"], elsewhere)))
        if records:
            numbers = found.lines.column("number").to_pylist()
            told = pa.array(map(records.get, numbers), pa.string())
            found = replace(found, lines=found.lines.append_column("record", told))
        others = [each for each in self.others if (each.place.line or 0) - 1 not in guests]
        return replace(found, others=others, counts=self.counts)

    def those(self, *, asking: bool) -> Observed | None:
        """Return what is asking, or what is not; `None` if there is nothing of it.

        What is about no row is with what is not asking.
        """
        which = np.flatnonzero(self.asking == asking)
        found = self if len(which) == len(self.asking) else self.some(which)
        if asking:
            return replace(found, others=(), counts=NOTHING) if len(which) else None
        if not len(which) and not self.others and not any(self.counts):
            return None
        return replace(found, others=self.others, counts=self.counts)

    def divided(self, count: int) -> Iterator[tuple[int, Observed]]:
        """Yield what is to be judged in each of some parts, by its number.

        Args:
            count: how many parts there are.
        """
        if count == 1:
            found = self.some(np.arange(len(self.rows)))
            yield 0, replace(found, others=self.others, counts=self.counts)
            return
        # The last bit tells hashes of one sort from others.
        numbers = (self.families >> np.uint64(1)) % np.uint64(count)
        order = np.argsort(numbers.astype(np.uint16 if count <= 2**16 else np.int64), kind="stable")
        ends = np.cumsum(np.bincount(numbers.astype(np.intp), minlength=count)).tolist()
        # What is about no row may be anywhere, but not all of it in one part.
        alone = crc32(repr(self.others[0].place).encode()) % count if self.others else 0
        whole = self._each_record_told(numbers)
        begin = 0
        for number, end in enumerate(ends):
            here = number == alone and (self.others or any(self.counts))
            if end > begin or here:
                found = whole.some(order[begin:end])
                if here:
                    found = replace(found, others=self.others, counts=self.counts)
                yield number, found
            begin = end

    def _each_record_told(self, numbers: NDArray[np.uint64]) -> Observed:
        """The same, but that what is in several parts has what tells it from others."""
        lines = self.rows["line"]
        several = np.zeros(len(self.lines), np.bool_)
        again = lines[1:] == lines[:-1]
        several[lines[1:][again & (numbers[1:] != numbers[:-1])]] = True
        known: list[str | None] = [None] * len(several)
        if "record" in self.lines.schema.names:
            known = self.lines.column("record").to_pylist()
        which = [index for index in np.flatnonzero(several).tolist() if known[index] is None]
        if not which:
            return self
        columns = {name: self.lines.column(name) for name in self.lines.schema.names}
        for index in which:
            told = {name: column[index].as_py() for name, column in columns.items()}
            where = told["number"], told.get("pointer"), crc32(told["line"]), told["row"]
            known[index] = ":".join(map(str, where))
        columns["record"] = pa.array(known, pa.string())
        return replace(self, lines=pa.RecordBatch.from_pydict(columns))

    def some(self, which: NDArray[np.intp]) -> Observed:
        """Return some of its rows, with their lines, and what is about these.

        Args:
            which: they, in their order, which is that of their lines.
        """
        rows = self.rows.take(which)
        new = np.ones(len(which), np.bool_)
        new[1:] = rows["line"][1:] != rows["line"][:-1]
        lines, index = rows["line"][new], np.cumsum(new) - 1
        keys = np.unique(rows["key"])
        named = np.searchsorted(self.names.column("key").to_numpy(), keys)
        findings = []
        if self.findings:
            here = {*zip(rows["line"].tolist(), rows["key"].tolist(), strict=True)}
            numbers = dict(zip(lines.tolist(), range(len(lines)), strict=True))
            for key, each in self.findings:
                line = each.place.line or 0
                if (line, key) in here:
                    place = each.place._replace(line=numbers[line])
                    findings.append((key, each._replace(place=place)))
        return Observed(
            self.lines.take(pa.array(lines)),
            rows.having({"at": index, "line": index.astype(np.uint32)}),
            self.families[which],
            self.asking[which],
            self.kinds,
            self.names.take(pa.array(named)),
            findings,
        )

    def packed(self) -> Any:
        """Return it as one of Arrow's buffers."""
        kinds = [(*each[:4], each.telling) for each in self.kinds]
        told = _Told(_HASHING, kinds, [*self.findings], [*self.others], self.counts)
        columns = {**self.rows.columns, "family": self.families, "asking": self.asking}
        rows = pa.RecordBatch.from_pydict({name: pa.array(each) for name, each in columns.items()})
        rows = rows.replace_schema_metadata({_TOLD: msgspec.msgpack.encode(told)})
        sink = pa.BufferOutputStream()
        for each in (rows, self.lines, self.names):
            with pa.ipc.new_stream(sink, each.schema) as writer:
                writer.write_batch(each)
        return sink.getvalue()

    @classmethod
    def unpacked(cls, data: Any) -> Observed:
        """Return what was packed.

        Args:
            data: one of Arrow's buffers.

        Raises:
            HashesDiffer: it was observed by a process that hashes otherwise.
        """
        source = pa.BufferReader(data)
        # Each is read to its end, where the next begins.
        [rows], [lines], [names] = ([*pa.ipc.open_stream(source)] for _ in range(3))
        told = _TOLD_DECODER.decode(rows.schema.metadata[_TOLD])
        if told.hashing != _HASHING:
            raise HashesDiffer
        columns = {
            name: column.to_numpy(zero_copy_only=False)
            for name, column in zip(rows.schema.names, rows.columns, strict=True)
        }
        families, asking = columns.pop("family"), columns.pop("asking")
        kinds = [Kind(*each) for each in told.kinds]
        table = RowTable(columns)
        more = (told.findings, told.others, told.counts)
        return cls(lines, table, families, asking, kinds, names, *more)


_TOLD_DECODER: Final = msgspec.msgpack.Decoder(_Told)
