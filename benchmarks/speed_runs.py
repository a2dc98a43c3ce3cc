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
from collections.abc import Callable
from pathlib import Path
from typing import Final

from speed_queries import duckdb_window, polars_window
from speed_scripts import naive, replay, replay_schema, shared
from speed_task import Run, Task


def parse(task: Task) -> Run:
    """`orjson.loads` on each line."""
    import orjson

    def run() -> None:
        for line in task.lines():
            with contextlib.suppress(orjson.JSONDecodeError):
                orjson.loads(line)

    return run


def check(task: Task) -> Run:
    """The full check, as the command does it."""
    import jsonschema  # noqa: F401 # which puts a schema's refusal into words
    import jsonschema_rs  # noqa: F401
    import msglife.conformance.running.inputs  # noqa: F401
    import numpy  # noqa: F401
    from msglife.conformance import Options
    from msglife.conformance import check as judge

    from msglife.cli.check import seldom_collecting

    return seldom_collecting()(lambda: judge([str(task.log)], Options(jobs=task.jobs)))


def check_table(task: Task) -> Run:
    """The full check of a table, or a dump."""
    import msglife.conformance.arrow.lines  # noqa: F401
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    return check(task)


def packed(task: Task) -> Run:
    """The full check of the same log as gzip packs it."""
    check(task)
    from msglife.conformance import Options
    from msglife.conformance import check as judge
    from speed_data import packed as pack

    log = str(pack(task.log))
    return lambda: judge([log], Options(jobs=task.jobs))


def stream(task: Task) -> Run:
    """The full check record by record, as small logs are read."""
    import io

    import jsonschema_rs  # noqa: F401
    from msglife.conformance import Checker, Options
    from msglife.conformance.observing.collector import Tally
    from msglife.conformance.reading.json_lines import read_lines

    data = b"".join(task.lines())

    def run() -> object:
        checker = Checker(Options())
        checker.read("log", read_lines(io.BytesIO(data), "log"), Tally())
        return checker.finish()

    return run


RUNS: Final[dict[str, Callable[[Task], Run]]] = {
    "parse": parse,
    "check": check,
    "check_table": check_table,
    "packed": packed,
    "stream": stream,
    "naive": naive,
    "shared": shared,
    "replay": replay,
    "replay_schema": replay_schema,
    "duckdb": duckdb_window,
    "polars": polars_window,
}


def processors() -> float:
    """Seconds of processor time so far, of this process and those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _read(log: Path) -> None:
    """Read a log once: how long a disk takes to find it is not what is measured."""
    with log.open("rb") as file:
        while file.read(2**20):
            pass


def main() -> None:
    name, log, provider, records, jobs = sys.argv[1:]
    task = Task(Path(log), provider, int(records), int(jobs))
    with contextlib.redirect_stdout(sys.stderr):
        run = RUNS[name](task)
        _read(task.log)
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
