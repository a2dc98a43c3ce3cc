"""What is measured, each in a process of its own: the check, what it stands on, and others' tools.

python benchmarks/speed_runs.py NAME LOG PROVIDER RECORDS JOBS

prints one line of JSON: the records read, seconds by the clock on the wall and by that of the
processors, and the peak of memory in bytes. Imports and tables of edges are made before the clock
starts; specifications are loaded, and processes started, while it runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from speed_data import PROVIDERS


@dataclass(frozen=True)
class Task:
    """What to read, and how.

    Args:
        log: the file.
        provider: whose records are in it.
        records: how many of them to read.
        jobs: how many processes or threads may work.
    """

    log: Path
    provider: str
    records: int
    jobs: int

    def lines(self) -> Iterator[bytes]:
        with self.log.open("rb") as stream:
            yield from islice(stream, self.records)


class Life:
    """What the other tools are told of a provider's lifecycle."""

    def __init__(self, provider: str) -> None:
        from msglife.conformance.generator import form_of
        from msglife.spec import START, catalog

        what = PROVIDERS[provider]
        lifecycle = next(each for each in catalog() if each.id == what.lifecycle)
        form = form_of(lifecycle)
        values = {state.name: str(state.value) for state in lifecycle.states}
        self.head = what.head
        self.start = START
        self.schema = dict(form.schema)
        self.key = (*what.head, *form.key.parts)
        self.status = (*what.head, *form.status.parts)
        self.time = (*what.head, *form.time.at.parts) if form.time else ()
        if not self.time and what.capture == "envelope":
            self.time = ("received_at",)
        self.finals = [values[name] for name in lifecycle.finals]
        self.states = [START, *values.values()]
        pairs = {(values.get(each.source, START), values[each.target]) for each in lifecycle.edges}
        self.edges = sorted(pairs)


def value(record: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(record, dict) or name not in record:
            return None
        record = record[name]
    return record


Run = Callable[[], object]


def parse(task: Task) -> Run:
    """`orjson.loads` on each line."""
    import orjson

    def run() -> None:
        for line in task.lines():
            with contextlib.suppress(orjson.JSONDecodeError):
                orjson.loads(line)

    return run


def check(task: Task) -> Run:
    """The full check."""
    import jsonschema_rs  # noqa: F401
    import msglife.conformance.bulk  # noqa: F401
    import numpy  # noqa: F401
    from msglife.conformance import Options
    from msglife.conformance import check as judge

    return lambda: judge([str(task.log)], Options(jobs=task.jobs))


def naive(task: Task) -> Run:
    """`transitions` and `jsonschema`, as one would write it."""
    from jsonschema import Draft202012Validator
    from transitions import Machine, MachineError

    life = Life(task.provider)

    class Message:
        """One message."""

    def run() -> list[object]:
        schema = Draft202012Validator(
            life.schema, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        edges = [[target, source, target] for source, target in life.edges]
        machine = Machine(None, life.states, life.start, edges, auto_transitions=False)
        messages: dict[Any, Message] = {}
        found: list[object] = []
        for line in task.lines():
            record = json.loads(line)
            found += schema.iter_errors(value(record, life.head))
            key = value(record, life.key)
            if key not in messages:
                messages[key] = Message()
                machine.add_model(messages[key])
            try:
                messages[key].trigger(str(value(record, life.status)))  # type: ignore[attr-defined]
            except (AttributeError, MachineError) as error:
                found.append(error)
        return found

    return run


def replay(task: Task) -> Run:
    """pm4py's token replay of what was parsed before; no schema."""
    life, net = Life(task.provider), _net(task.provider)
    frame = _frame([json.loads(line) for line in task.lines()], life)
    return lambda: _replayed(frame, net)


def replay_schema(task: Task) -> Run:
    """Parsing, `jsonschema`, and pm4py's token replay."""
    from jsonschema import Draft202012Validator

    life, net = Life(task.provider), _net(task.provider)

    def run() -> object:
        records = [json.loads(line) for line in task.lines()]
        schema = Draft202012Validator(
            life.schema, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        found = [list(schema.iter_errors(value(each, life.head))) for each in records]
        return found, _replayed(_frame(records, life), net)

    return run


def _frame(records: list[Any], life: Life) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "case:concept:name": [str(value(each, life.key)) for each in records],
            "concept:name": [str(value(each, life.status)) for each in records],
            "time:timestamp": pd.date_range("2026-01-01", periods=len(records), freq="s", tz="UTC"),
        }
    )


def _net(provider: str) -> tuple[Any, Any, Any]:
    """A place a state, a transition an edge; a silent one from each final to the end."""
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

    life = Life(provider)
    net = PetriNet("life")
    places = {name: PetriNet.Place(name) for name in [*life.states, ""]}
    net.places.update(places.values())
    silent = [(final, "") for final in life.finals]
    for source, target in [*life.edges, *silent]:
        transition = PetriNet.Transition(f"{source} to {target}", target or None)
        net.transitions.add(transition)
        add_arc_from_to(places[source], transition, net)
        add_arc_from_to(transition, places[target], net)
    return net, Marking({places[life.start]: 1}), Marking({places[""]: 1})


def _replayed(frame: Any, net: tuple[Any, Any, Any]) -> object:
    import pm4py

    return pm4py.conformance_diagnostics_token_based_replay(
        frame, *net, opt_parameters={"show_progress_bar": False}
    )


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


RUNS: Final[dict[str, Callable[[Task], Run]]] = {
    "parse": parse,
    "check": check,
    "naive": naive,
    "replay": replay,
    "replay_schema": replay_schema,
    "duckdb": duckdb_window,
    "polars": polars_window,
}


def processors() -> float:
    """Seconds of processor time so far, of this process and those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    name, log, provider, records, jobs = sys.argv[1:]
    task = Task(Path(log), provider, int(records), int(jobs))
    with contextlib.redirect_stdout(sys.stderr):
        run = RUNS[name](task)
        used, begin = processors(), time.perf_counter()
        result = run()
        wall, used = time.perf_counter() - begin, processors() - used
    own, other = (
        resource.getrusage(who).ru_maxrss * 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    if os.environ.get("SPEED_SHOW"):
        print(str(result)[-300:], file=sys.stderr)
    print(json.dumps({"records": task.records, "wall": wall, "cpu": used, "memory": own + other}))


if __name__ == "__main__":
    main()
