"""What one would ask a database: which neighbouring statuses of a message are no edge."""

from __future__ import annotations

import os
from typing import Any

from speed_task import Life, Run, Task


def duckdb_window(task: Task) -> Run:
    """DuckDB: pairs of neighbouring statuses that are no edge; no schema."""
    import duckdb

    life = Life(task.provider)
    columns = {name: f"{_struct(within)}" for name, within in _tree(_paths(life)).items()}
    order = f"CAST({'.'.join(life.time)} AS VARCHAR), nr" if life.time else "nr"
    base = duckdb.connect()
    base.execute(f"SET threads = {task.jobs}")
    base.execute("CREATE TABLE edges (source VARCHAR, target VARCHAR)")
    base.executemany("INSERT INTO edges VALUES (?, ?)", life.edges)
    query = f"""
        WITH told AS (SELECT *, row_number() OVER () AS nr FROM read_json($log,
                      format = 'newline_delimited', columns = {columns}, ignore_errors = true)),
             pairs AS (SELECT {".".join(life.status)} AS target, coalesce(lag(target) OVER
                       (PARTITION BY {".".join(life.key)} ORDER BY {order}), '{life.start}')
                       AS source FROM told)
        SELECT count(*) FROM pairs ANTI JOIN edges USING (source, target)
    """
    return lambda: base.execute(query, {"log": str(task.log)}).fetchall()


def polars_window(task: Task) -> Run:
    """polars: the same."""
    os.environ["POLARS_MAX_THREADS"] = str(task.jobs)
    import polars as pl

    life = Life(task.provider)

    def kind(within: dict[str, Any]) -> Any:
        return pl.Struct({k: kind(v) for k, v in within.items()}) if within else pl.String

    def column(path: tuple[str, ...]) -> Any:
        found = pl.col(path[0])
        for name in path[1:]:
            found = found.struct.field(name)
        return found

    schema = {name: kind(within) for name, within in _tree(_paths(life)).items()}
    edges = pl.LazyFrame(life.edges, schema=["source", "target"], orient="row")
    told = pl.scan_ndjson(task.log, schema=schema, ignore_errors=True).select(
        key=column(life.key),
        target=column(life.status),
        time=column(life.time) if life.time else pl.lit(0),
    )
    source = pl.col("target").shift().over("key").fill_null(life.start)
    ordered = told.sort("time", maintain_order=True) if life.time else told
    found = ordered.with_columns(source=source).join(edges, on=["source", "target"], how="anti")
    return lambda: found.select(pl.len()).collect()


def _paths(life: Life) -> list[tuple[str, ...]]:
    return [each for each in (life.key, life.status, life.time) if each]


def _tree(paths: list[tuple[str, ...]]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path in paths:
        here = tree
        for name in path:
            here = here.setdefault(name, {})
    return tree


def _struct(within: dict[str, Any]) -> str:
    inner = ", ".join(f"{name} {_struct(each)}" for name, each in within.items())
    return f"STRUCT({inner})" if inner else "VARCHAR"
