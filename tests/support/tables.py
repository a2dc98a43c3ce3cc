"""Tables of callbacks, in all the ways that they are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
from msglife.conformance import Checker, Options, check
from msglife.conformance.arrow.tables import Table

from support.ways import comparable


def both_ways(table: Any, name: str = "table", **options: Any) -> Any:
    """The report of a table, which is the same record by record and by rows."""
    chosen = Options(**options)
    checker = Checker(chosen)
    checker.read_table(Table.of(table, name))
    plain = checker.finish()
    report = check([Table.of(table, name)], chosen, smallest=0)
    assert comparable(plain) == comparable(report)
    return report


def lives(report: Any) -> list[tuple[str, str, str]]:
    """Key, verdict and last state of each message."""
    return [(each.key, each.verdict, each.last) for each in report.messages]


def payload_table(payloads: Iterable[Any], **more: Sequence[Any]) -> Any:
    """A table with a column of payloads as JSON."""
    return pa.table({**more, "payload": [json.dumps(each) for each in payloads]})


def flat_table(payloads: Iterable[dict[str, Any]]) -> Any:
    """A table whose columns are the payloads' members, nested ones with dots in their names."""
    rows = [dict(_flat(each)) for each in payloads]
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: _column([row.get(name) for row in rows]) for name in names})


def _column(values: list[Any]) -> list[Any]:
    """Values of one type, which is text where they have several."""
    if len({type(each) for each in values if each is not None}) > 1:
        return [None if each is None else str(each) for each in values]
    return values


def _flat(payload: dict[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in payload.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def write_parquet(table: Any, path: Any) -> None:
    """Write a file of Parquet, in small groups of rows."""
    pyarrow.parquet.write_table(table, path, row_group_size=2)


def write_feather(table: Any, path: Any) -> None:
    """Write a file of Arrow, packed."""
    pyarrow.feather.write_feather(table, str(path), compression="zstd", chunksize=2)


def write_stream(table: Any, path: Any) -> None:
    """Write an Arrow stream."""
    with path.open("wb") as file, pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table, max_chunksize=2)


FILES = {"parquet": write_parquet, "feather": write_feather, "arrows": write_stream}


def ask(driver: Any, address: str, *questions: str, rows: Sequence[Any] = ()) -> None:
    """Have a database do something; the last question for each of some rows."""
    with closing(driver.connect(address)) as connection, closing(connection.cursor()) as cursor:
        *first, last = questions
        for each in first:
            cursor.execute(each)
        if rows:
            cursor.executemany(last, rows)
        else:
            cursor.execute(last)
        connection.commit()
