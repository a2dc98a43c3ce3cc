"""The records of a log without end, each once for each family it tells of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zlib import crc32

import orjson
import pyarrow as pa

from ..arrow.lines import lines_of_table
from ..arrow.tables import Table
from ..reading import NO_PAYLOAD, Record
from .keys import Keys, Several, Told
from .live import LiveRecord

ALONE: Final = "?"
"""How the groups begin of records that tell of nothing: each is judged by itself."""
_WAYS: Final = 64
"""So many of such there are: none is large, whatever arrives."""
_WIDTH: Final = 20
_MIDDLE: Final = 2**63

LIVE: Final = pa.schema(
    [
        ("group", pa.string()),
        ("order", pa.string()),
        ("number", pa.int64()),
        ("row", pa.string()),
        ("line", pa.string()),
        ("problem", pa.list_(pa.string())),
        ("keys", pa.list_(pa.string())),
        ("first", pa.bool_()),
        ("received", pa.int64()),
    ]
)
"""The columns that `live_rows` makes: a group, and a `LiveRecord`."""


def live_rows(batch: Any, keys: Keys, order: str) -> Any:
    """Return the records of a batch, each once for each family it tells of, as `LIVE` has them.

    Args:
        batch: a record batch.
        keys: reads keys.
        order: the column by which rows are sorted as they arrived.

    Raises:
        TypeError: it holds neither whole numbers nor times nor texts.
    """
    orders = list(map(order_of, batch.column(order).to_pylist()))
    rows: list[dict[str, Any]] = []
    for index, record, told in _told(batch, keys):
        whole = record | {"order": orders[index]}
        if told is None:
            group = f"{ALONE}{crc32(whole['row'].encode()) % _WAYS}"
            rows.append(whole | {"group": group, "keys": [], "first": True})
            continue
        messages = list(told.messages.values()) if isinstance(told, Several) else [told]
        for group in dict.fromkeys(each.group for each in messages):
            some = [each.key for each in messages if each.group == group]
            first = group == messages[0].group
            rows.append(whole | {"group": group, "keys": some, "first": first})
    return pa.RecordBatch.from_pylist(rows, schema=LIVE)


def _told(batch: Any, keys: Keys) -> Iterator[tuple[int, dict[str, Any], Told | Several | None]]:
    """The records of a batch: the index of their row, what is known of each, what it tells of."""
    numbers: Counter[int] = Counter()
    table = Table("table", lambda: pa.RecordBatchReader.from_batches(batch.schema, [batch]))
    for each in lines_of_table(table, keys.finder):
        if isinstance(each, Record):
            if each.problem is NO_PAYLOAD:
                continue
            place, problem = each.place, each.problem
            index = (place.line or 1) - 1
            record = {
                "number": numbers[index],
                "row": place.row,
                "line": orjson.dumps(each.value).decode() if problem is None else "",
                "problem": None if problem is None else [problem.code, problem.message],
                "received": each.received,
            }
            numbers[index] += 1
            yield index, record, keys.told([each])
            continue
        data = bytes(each.data)
        names = each.names or [""] * len(each.starts)
        lines = data.decode().split("\n")
        told = keys.of_lines(data)
        for index, row, line, time, found in zip(
            (each.numbers - 1).tolist(), names, lines, each.times, told, strict=False
        ):
            record = {"number": 0, "row": row, "line": line, "problem": None, "received": time}
            yield index, record, found


def order_of(value: Any) -> str:
    """Return a text that sorts as a value does among others of its type.

    Args:
        value: a whole number, a time, or a text; nothing comes first.

    Raises:
        TypeError: it is anything else.

    >>> order_of(-1) < order_of(9) < order_of(10)
    True
    """
    if isinstance(value, datetime):
        begin = datetime(1970, 1, 1, tzinfo=None if value.tzinfo is None else UTC)
        value = (value - begin) // timedelta(microseconds=1)
    if isinstance(value, int):
        return f"{value + _MIDDLE:0{_WIDTH}d}"
    if value is None or isinstance(value, str):
        return value or ""
    raise TypeError(f"expected a whole number, a time, or text, not {type(value).__name__}")


def live_record(row: Mapping[str, Any]) -> LiveRecord:
    """Return the record of a row that `live_rows` made.

    Args:
        row: its values, by the names of `LIVE`.
    """
    problem = row["problem"]
    return LiveRecord(
        order=row["order"],
        number=row["number"],
        row=row["row"],
        line=row["line"],
        problem=None if problem is None else (problem[0], problem[1]),
        keys=tuple(row["keys"]),
        first=row["first"],
        received=row["received"],
    )
