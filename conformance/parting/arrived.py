"""What was observed in several places, put in the order in which its records arrived."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ..arrow.texts import data_of, offsets_of
from ..extracting.record_lines import RecordLines
from ..opening.temporary import Temporary
from ..results.finding import Finding, Place
from ..table.columnar import RowTable
from ..table.hashing import Hashes
from ..table.rows import UNTOLD, Kind
from .observed import ORDER, Counts, Observed

_TOGETHER: Final = 8_192
"""So many lines are looked at together."""


class Arrived:
    """The records of a part of a log.

    Lines are kept in a temporary file until they are in order, so that memory need not hold them.

    Args:
        parts: what was observed of them, in any order.

    Raises:
        OSError: there is no room for temporary files.
    """

    def __init__(self, parts: Iterable[Observed]) -> None:
        self.kinds: dict[Kind, int] = {}
        self.findings: list[Finding] = []
        self.others: list[Finding] = []
        self.counts = Counts()
        self._made = Temporary()
        self._rows: list[RowTable] = []
        self._lines: list[Any] = []
        self._names: list[Any] = []
        self._ends = [np.zeros(1, np.int64)]
        self._count = 0
        with self._made.path.open("wb") as file:
            size = 0
            for number, each in enumerate(parts):
                size += self._take(number, each, size, file)
        self._order = self._in_order()
        once = self._each_once()
        self._order = self._order[once[self._order] == self._order]
        ranks = np.empty(self._count, np.int64)
        ranks[self._order] = np.arange(len(self._order))
        self._ranks = ranks[once]

    def _take(self, part: int, each: Observed, size: int, file: Any) -> int:
        """Take what was observed; return how many bytes its lines have."""
        text = each.lines.column("line")
        data = data_of(text)
        file.write(data)
        starts = offsets_of(text)
        self._ends.append(starts[1:] - starts[0] + size)
        rest = each.lines.drop_columns(["line"])
        self._lines.append(rest.append_column("part", pa.repeat(part, len(rest))))
        numbers = np.array(
            [self.kinds.setdefault(kind, len(self.kinds)) for kind in each.kinds], np.int32
        )
        line = each.rows["line"].astype(np.int64) + self._count
        self._rows.append(each.rows.renumbered(numbers).having({"at": line}))
        self._names.append(each.names)
        for _, found in each.findings:
            place = found.place._replace(line=(found.place.line or 0) + self._count)
            self.findings.append(found._replace(place=place))
        self.others += each.others
        self.counts += each.counts
        self._count += len(text)
        return len(data)

    def _in_order(self) -> NDArray[np.int64]:
        """The numbers of lines, in the order in which they arrived."""
        if not self._lines:
            self._told = pa.table({})
            return np.empty(0, np.int64)
        tables = [pa.Table.from_batches([each]) for each in self._lines]
        self._told = pa.concat_tables(tables, promote_options="default").combine_chunks()
        keys = self._told.column(ORDER).combine_chunks()
        last = pc.sort_indices(keys).to_numpy().astype(np.int64)
        order: NDArray[np.int64] = np.roll(last, keys.null_count)  # which are sorted behind all
        self._settle_ties(order, keys)
        return order

    def _each_once(self) -> NDArray[np.int64]:
        """Of each line the number of the first that is the same record, which may be itself.

        A record that is in several parts comes once from each, if what these observed meets.
        """
        once = np.arange(self._count)
        if "record" in self._told.schema.names:
            first: dict[str, int] = {}
            records = self._told.column("record").to_pylist()
            for line in self._order.tolist():
                if records[line] is not None:
                    once[line] = first.setdefault(records[line], line)
        return once

    def _settle_ties(self, order: NDArray[np.int64], keys: Any) -> None:
        """Put lines that arrived at one time in the order of their texts; rows stay together."""
        sorted_ = keys.take(pa.array(order))
        if not len(sorted_):
            return
        alike = pc.fill_null(pc.equal(sorted_[1:], sorted_[:-1]), True)
        tied = np.concatenate([[False], alike.to_numpy(zero_copy_only=False)])
        if not tied.any():
            return
        part, number = (self._told.column(name).to_numpy() for name in ("part", "number"))
        begins = np.append(np.flatnonzero(~tied), len(order)).tolist()
        texts = self._texts()
        for begin, end in pairwise(begins):
            if end - begin < 2:
                continue
            some = order[begin:end].tolist()
            first: dict[tuple[int, int], Any] = {}
            for each in sorted(some):
                first.setdefault((part[each], number[each]), texts[each].as_py())
            by_row = ((first[part[x], number[x]], part[x], number[x], x) for x in some)
            order[begin:end] = [x for *_, x in sorted(by_row)]

    def _texts(self) -> Any:
        """The lines as they came, in a file that is not read before it is looked at."""
        ends = np.concatenate(self._ends)
        with self._made.path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if ends[-1] else b""
        buffers = [None, pa.py_buffer(ends), pa.py_buffer(mapped)]
        return pa.LargeBinaryArray.from_buffers(pa.large_binary(), self._count, buffers)

    def lines(self) -> Iterator[RecordLines]:
        """Yield the lines in their order; the number of each is one more than its index."""
        texts = self._texts()
        for begin in range(0, len(self._order), _TOGETHER):
            some = pa.array(self._order[begin : begin + _TOGETHER])
            text, told = texts.take(some), self._told.take(some)
            starts = offsets_of(text)
            received = told.column("received").fill_null(UNTOLD).to_numpy()
            pointers: list[str] = []
            if "pointer" in told.schema.names:
                pointers = told.column("pointer").fill_null("").to_pylist()
            yield RecordLines(
                Place("table", begin + 1, begin),
                np.arange(begin + 1, begin + 1 + len(some)),
                data_of(text),
                starts[:-1] - starts[0],
                received,
                told.column("row").to_pylist(),
                pointers=pointers,
            )

    def name(self, line: int) -> str:
        """Return what tells a record that is in several parts from others; empty for the rest.

        Args:
            line: the index of its line.
        """
        if "record" not in self._told.schema.names:
            return ""
        return self._told.column("record")[int(self._order[line])].as_py() or ""

    def rows(self, starts: NDArray[np.int64]) -> RowTable:
        """Return the rows, in the order of their lines.

        Args:
            starts: where each line begins, in their order.
        """
        rows = RowTable.joined(self._rows)
        ranks = self._ranks[rows["at"]]
        order = np.argsort(ranks, kind="stable")
        ranks = ranks[order]
        lines: dict[str, Any] = {"at": starts[ranks], "line": ranks.astype(np.uint32)}
        return rows.take(order).having(lines)

    def named(self) -> tuple[Hashes, Hashes]:
        """Return the messages that say what they belong to, in order, and what each says first."""
        rows = RowTable.joined(self._rows)
        some = np.flatnonzero(rows["parent"])
        some = some[np.argsort(self._ranks[rows["at"][some]], kind="stable")]
        keys, first = np.unique(rows["key"][some], return_index=True)
        return keys, rows["parent"][some][first]

    def placed(self) -> Iterator[Finding]:
        """Yield the findings about lines, each with the index of its line in its place."""
        for each in self.findings:
            line = int(self._ranks[each.place.line or 0])
            yield each._replace(place=each.place._replace(line=line))

    def keys(self, hashes: Hashes) -> list[str]:
        """Return the keys of messages as text, by their hashes."""
        known, texts = self._known
        found: list[str] = texts.take(pa.array(np.searchsorted(known, hashes))).to_pylist()
        return found

    @cached_property
    def _known(self) -> tuple[Hashes, Any]:
        """The hashes of all keys, in order, and these as text."""
        names = pa.Table.from_batches(self._names)
        keys, first = np.unique(names.column("key").to_numpy(), return_index=True)
        return keys, names.column("text").take(pa.array(first)).combine_chunks()
