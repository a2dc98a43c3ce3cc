"""Rows of tables with the keys of what they tell, and the rows of one part of a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final
from uuid import uuid4

import numpy as np
import pyarrow as pa

from ..arrow.lines import records_of_table
from ..arrow.tables import Table
from .keys import Keys, Told

KEY: Final = "msglife_key"
"""The column of the key of a message that a row tells of; null if it tells of none."""
GROUP: Final = "msglife_group"
"""That of the group it is judged in."""
RECORD: Final = "msglife_record"
"""That of what tells a record from others, if it tells of several messages, and stands in a row
for each; else null."""
KEYS: Final = "msglife_keys"
"""That of all keys of such a record."""

ADDED: Final = pa.schema(
    [
        pa.field(KEY, pa.string()),
        pa.field(GROUP, pa.string()),
        pa.field(RECORD, pa.string()),
        pa.field(KEYS, pa.list_(pa.string())),
    ]
)
"""The columns that `with_keys` adds."""


def with_keys(batch: Any, keys: Keys) -> Any:
    """Return the rows of a batch, each once for each message it tells of, with the columns `ADDED`.

    Args:
        batch: a record batch.
        keys: reads keys.
    """
    told: list[list[Told]] = [[] for _ in range(batch.num_rows)]
    table = Table("table", lambda: pa.RecordBatchReader.from_batches(batch.schema, [batch]))
    for record in records_of_table(table, keys.finder):
        told[(record.place.line or 1) - 1] += keys.told(record)
    rows: list[int] = []
    added: list[tuple[str | None, str | None, str | None, list[str] | None]] = []
    begin = uuid4().hex
    for row, messages in enumerate(told):
        if len(messages) < 2:
            rows.append(row)
            key, group = messages[0] if messages else (None, None)
            added.append((key, group, None, None))
            continue
        every = list(dict.fromkeys(each.key for each in messages))
        rows += [row] * len(messages)
        added += [(each.key, each.group, f"{begin}:{row}", every) for each in messages]
    if len(rows) > batch.num_rows:
        batch = batch.take(pa.array(rows, pa.int64()))
    columns = zip(*added, strict=True) if added else [()] * len(ADDED)
    arrays = [pa.array(each, field.type) for each, field in zip(columns, ADDED, strict=True)]
    schema = pa.schema([*batch.schema, *ADDED])
    return pa.RecordBatch.from_arrays([*batch.columns, *arrays], schema=schema)


class PartRows:
    """The rows of a part of a log, as `with_keys` has them: each record once again.

    What is known of the part is known once all rows were read.

    Args:
        batches: record batches, all of one schema, in the order in which their rows arrived.
    """

    def __init__(self, batches: Iterable[Any]) -> None:
        self._batches = iter(batches)
        self._own: set[str] = set()
        self._keys: dict[str, tuple[int, list[str]]] = {}
        self._count = 0
        self.names: dict[int, str] = {}
        """By their numbers, the records that tell of several messages."""

    def elsewhere(self) -> list[str]:
        """Return the keys of messages that are judged elsewhere, though records here tell of them.

        All that tells of a message is in one part; a record that tells of several may be in
        several, and has in each a row for those that are judged there.
        """
        told = {key: None for _, keys in self._keys.values() for key in keys}
        return [key for key in told if key not in self._own]

    def guests(self) -> set[int]:
        """Return the numbers of records that are counted elsewhere: where their first key is."""
        return {number for number, keys in self._keys.values() if keys[0] not in self._own}

    def table(self) -> Table:
        """Return the rows, without the columns that were added, as a table."""
        first = next(self._batches, None)
        schema = pa.schema([] if first is None else _without(first.schema))

        def batches() -> Iterator[Any]:
            for batch in () if first is None else chain((first,), self._batches):
                yield self._once(batch).select(schema.names)

        return Table("table", lambda: pa.RecordBatchReader.from_batches(schema, batches()))

    def _once(self, batch: Any) -> Any:
        """The rows of a batch whose record was not there before."""
        records = batch.column(RECORD)
        keep = np.ones(len(records), np.bool_)
        for row in np.flatnonzero(records.is_valid()).tolist():
            name, key, keys = (batch.column(each)[row].as_py() for each in (RECORD, KEY, KEYS))
            self._own.add(key)
            if name in self._keys:
                keep[row] = False
            else:
                number = self._count + int(keep[:row].sum())
                self._keys[name] = number, keys
                self.names[number] = name
        self._count += int(keep.sum())
        return batch if keep.all() else batch.filter(pa.array(keep))


def _without(schema: Any) -> list[Any]:
    return [field for field in schema if field.name not in ADDED.names]
