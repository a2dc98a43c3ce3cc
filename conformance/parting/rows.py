"""Rows of tables with the keys of what they tell, and the rows of one part of a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

import numpy as np
import orjson
import pyarrow as pa

from ..arrow.lines import lines_of_table
from ..arrow.tables import Table
from ..judging.options import Options
from ..reading import Record
from .keys import Keys, Several, Told, hashes_of_keys
from .observe import PartObserver
from .observed import Counts, Observed

KEY: Final = "msglife_key"
"""The column of the key of a message that a row tells of; null if it tells of none."""
GROUP: Final = "msglife_group"
"""That of the group it is judged in."""
SEVERAL: Final = "msglife_several"
"""That of what is to be known of a row that tells of several messages, and stands there for each,
as JSON: what tells it from others, all keys, and how many records it holds, of which so many are
ignored or cannot be read; null for other rows."""

ADDED: Final = pa.schema([(name, pa.string()) for name in (KEY, GROUP, SEVERAL)])
"""The columns that `with_keys` adds."""


def with_keys(batch: Any, keys: Keys) -> Any:
    """Return the rows of a batch, each once for each message it tells of, with the columns `ADDED`.

    Args:
        batch: a record batch.
        keys: reads keys.
    """
    told: list[Told | Several | None] = [None] * batch.num_rows
    records: dict[int, list[Record]] = {}
    table = Table("table", lambda: pa.RecordBatchReader.from_batches(batch.schema, [batch]))
    for each in lines_of_table(table, keys.finder):
        if isinstance(each, Record):
            records.setdefault((each.place.line or 1) - 1, []).append(each)
            continue
        for number, found in zip(
            each.numbers.tolist(), keys.of_lines(bytes(each.data)), strict=True
        ):
            told[number - 1] = found
    for row, several in records.items():
        told[row] = keys.told(several)
    return _with(batch, told)


def _with(batch: Any, told: Sequence[Told | Several | None]) -> Any:
    """Rows with what each tells of."""
    known = pa.nulls(len(told), pa.string())
    messages = [each for each in told if not isinstance(each, Several)]
    if len(messages) < len(told):
        rows, messages, some = _each_once(told)
        batch, known = batch.take(pa.array(rows, pa.int64())), pa.array(some, pa.string())
    keys = pa.array([None if each is None else each.key for each in messages], pa.string())
    groups = pa.array([None if each is None else each.group for each in messages], pa.string())
    schema = pa.schema([*batch.schema, *ADDED])
    return pa.RecordBatch.from_arrays([*batch.columns, keys, groups, known], schema=schema)


def _each_once(
    told: Sequence[Told | Several | None],
) -> tuple[list[int], list[Told | None], list[str | None]]:
    """The row of each message, the message, and what is to be known of a row of several."""
    rows: list[int] = []
    messages: list[Told | None] = []
    known: list[str | None] = []
    begin = uuid4().hex
    for row, each in enumerate(told):
        here: list[Told | None]
        what = None
        if isinstance(each, Several):
            counts = {name: getattr(each.tally, name) for name in Counts._fields}
            named = {"row": f"{begin}:{row}", "keys": list(each.messages), **counts}
            what = orjson.dumps(named).decode()
            here = list(each.messages.values())
        else:
            here = [each]
        rows += [row] * len(here)
        messages += here
        known += [what] * len(here)
    return rows, messages, known


class PartRows:
    """The rows of a part of a log, as `with_keys` has them: each record once again.

    Args:
        batches: record batches, all of one schema, in the order in which their rows arrived.
    """

    def __init__(self, batches: Iterable[Any]) -> None:
        self._batches = batches
        self._own: set[str] = set()
        self._several: dict[int, dict[str, Any]] = {}
        self._names: set[str] = set()
        self._count = 0

    def observed(self, options: Options) -> Iterator[Observed]:
        """Yield what is observed of them.

        All that tells of a message is in one part; a record that tells of several may be in
        several, and has in each a row for those that are judged there. It is counted, and what is
        to be said of it by itself is told, where the first of its messages is.

        Args:
            options: how to check.
        """
        every = list(PartObserver(options).observe(map(self._once, self._batches)))
        told = (key for each in self._several.values() for key in each["keys"])
        others = [key for key in dict.fromkeys(told) if key not in self._own]
        elsewhere = hashes_of_keys(others, options)
        guests = {
            number: Counts(*(each[name] for name in Counts._fields))
            for number, each in self._several.items()
            if each["keys"][0] not in self._own
        }
        records = {number: each["row"] for number, each in self._several.items()}
        elsewhere_counted = sum(guests.values(), Counts())
        for each in every:
            here = each.here(elsewhere, guests, records)
            yield replace(here, counts=here.counts - elsewhere_counted)
            elsewhere_counted = Counts()

    def _once(self, batch: Any) -> Any:
        """The rows of a batch that were not there before."""
        column = batch.column(SEVERAL)
        keep = np.ones(len(column), np.bool_)
        for row in np.flatnonzero(column.is_valid()).tolist():
            several = orjson.loads(column[row].as_py())
            self._own.add(batch.column(KEY)[row].as_py())
            if several["row"] in self._names:
                keep[row] = False
            else:
                self._names.add(several["row"])
                self._several[self._count + int(keep[:row].sum())] = several
        batch = batch if keep.all() else batch.filter(pa.array(keep))
        self._count += batch.num_rows
        return batch.select(_without(batch.schema))


def _without(schema: Any) -> list[str]:
    return [name for name in schema.names if name not in ADDED.names]
