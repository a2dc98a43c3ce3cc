"""The full check beside the bare parsing of the same lines, and beside others' tools, in one run.

python benchmarks/speed.py [--records N …] [--jobs 1 2] [--providers all] [--rounds R]

makes the logs, measures every row in a process of its own, round after round, and prints medians
of the ratios to `orjson.loads` within a round. `--check` is a smaller form that fails when a ratio
is far from what it should be. What is not installed (extra `bench`) is left out and named.
`--wheel` measures start-up only, as those have it who install the wheel.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Final

import speed_data
from speed_table import Cell, Results, Row, print_cell, print_startup, targets

ROOT: Final = Path(__file__).resolve().parent.parent
RUNS: Final = Path(__file__).with_name("speed_runs.py")
MODULES: Final = {
    "parse": "orjson",
    "check": "msglife",
    "packed": "msglife",
    "stream": "msglife",
    "naive": "transitions",
    "shared": "transitions",
    "replay": "pm4py",
    "replay_schema": "pm4py",
    "duckdb": "duckdb",
    "polars": "polars",
}
"""The rows, and what each stands on."""
SAMPLES: Final = {
    "stream": 50_000,
    "naive": 2_000,
    "shared": 5_000,
    "replay": 20_000,
    "replay_schema": 5_000,
}
"""How many records are enough to know what one costs."""
PARALLEL: Final = ("check", "packed", "duckdb", "polars")


def main() -> int:
    options = arguments()
    names = [name for name in options.runs if find_spec(MODULES[name])]
    for name in options.runs:
        if name not in names:
            print(f"not installed, left out: {MODULES[name]} (pip install -e '.[bench]')")
    results = Results()
    if options.results and options.results.exists():
        results = Results.read(options.results)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data or Path(scratch)
        speed_data.prepare(folder, options.providers, options.mixes, options.records)
        for records, mix, provider in product(options.records, options.mixes, options.providers):
            cell = Cell(provider, mix, records)
            log = speed_data.log_of(folder, provider, mix, records)
            cases = [
                (name, jobs)
                for name in names
                for jobs in (options.jobs if name in PARALLEL else (1,))
            ]
            results.cells.setdefault(cell, {}).update(measure(cell, log, cases, options.rounds))
            print_cell(cell, results.cells[cell])
            if options.results:
                results.write(options.results)
        python = installed(Path(scratch)) if options.wheel else Path(sys.executable)
        results.startup = startup(Path(scratch), python, options.rounds * 5)
    print_startup(results.startup)
    if options.results:
        results.write(options.results)
    failed = False
    for name, figure, holds in targets(results, smoke=options.check):
        failed |= not holds
        print(f"{'holds' if holds else 'MISSED':6}  {name:66} {figure}")
    if options.plot:
        from speed_plot import plot

        plot(results, options.plot)
    return int(failed and options.check)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--records", type=int, nargs="+", default=[100_000])
    add("--jobs", type=int, nargs="+", default=[1, 2])
    add("--providers", nargs="+", choices=[*speed_data.PROVIDERS, "all"], default=["all"])
    add("--mixes", nargs="+", choices=[*speed_data.MIXES], default=[*speed_data.MIXES])
    add("--runs", nargs="+", choices=[*MODULES], default=[*MODULES], help="rows to measure")
    add("--rounds", type=int, default=3)
    add("--data", type=Path, help="where the logs are made, and found the next time")
    add("--results", type=Path, help="JSON: what was measured before is kept, and added to")
    add("--plot", type=Path, help="a folder for speed.png and speed.svg")
    add("--wheel", action="store_true", help="start-up only, of an installed wheel")
    add("--check", action="store_true", help="100,000 records, one process; fails on wide margins")
    options = parser.parse_args()
    if options.check:
        options.records, options.jobs, options.runs = [100_000], [1], ["parse", "check", "naive"]
    if options.wheel:
        options.records, options.runs = [], []
    if "all" in options.providers:
        options.providers = [*speed_data.PROVIDERS]
    if "parse" not in options.runs:
        options.runs.insert(0, "parse")
    return options


Case = tuple[str, int]


def measure(cell: Cell, log: Path, cases: Sequence[Case], rounds: int) -> dict[Case, list[Row]]:
    """Run every case once a round, each round the other way round."""
    found: dict[Case, list[Row]] = {case: [] for case in cases}
    for number in range(rounds):
        for name, jobs in cases if number % 2 == 0 else reversed(cases):
            records = min(SAMPLES.get(name, cell.records), cell.records)
            command = [sys.executable, RUNS, name, log, cell.provider, records, jobs]
            done = subprocess.run(
                [str(each) for each in command], check=True, capture_output=True, text=True
            )
            found[name, jobs].append(Row(**json.loads(done.stdout)))
    return found


def installed(folder: Path) -> Path:
    """Install the wheel as a user does, compiled and without extras; return its interpreter."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def run(*command: object) -> None:
        words = [str(word) for word in command]
        subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)

    dist, python = folder / "dist", folder / "venv" / Path(sys.executable).parent.name / "python"
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, ROOT)
    run(sys.executable, "-m", "venv", folder / "venv")
    pins = ROOT / "constraints.txt"
    run(python, "-m", "pip", "install", "--quiet", "-c", pins, *dist.glob("*.whl"))
    return python


def startup(folder: Path, python: Path, rounds: int) -> dict[str, list[Row]]:
    """Run short commands in turn."""
    ten = folder / "ten.jsonl"
    block = folder / "ten"
    program = python.with_name("msglife")
    command = [str(program), "generate", "vonage/sms", "-n10", "-o", str(block)]
    subprocess.run(command, check=True)
    ten.write_bytes(b"".join(block.read_bytes().splitlines(keepends=True)[:10]))
    commands = {
        "python -c pass": [str(python), "-c", "pass"],
        "msglife --version": [str(program), "--version"],
        "msglife check of ten lines": [str(program), "check", str(ten)],
    }
    found: dict[str, list[Row]] = {name: [] for name in commands}
    for name, words in _turns(commands.items(), rounds):
        found[name].append(_timed(words, folder))
    return {name: rows[1:] for name, rows in found.items()}  # the first warms the caches


def _turns(
    commands: Iterable[tuple[str, list[str]]], rounds: int
) -> Iterator[tuple[str, list[str]]]:
    every = list(commands)
    for _ in range(rounds + 1):
        yield from every


def _timed(words: list[str], folder: Path) -> Row:
    code = (
        "import subprocess, sys, time, json, resource as r; b = time.perf_counter();"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
        "w = time.perf_counter() - b; u = r.getrusage(r.RUSAGE_CHILDREN);"
        "print(json.dumps(dict(records=1, wall=w, cpu=u.ru_utime + u.ru_stime,"
        "memory=u.ru_maxrss * 1024)))"
    )
    # A user's runs keep what was compiled.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(
        command, cwd=folder, check=True, capture_output=True, text=True, env=environment
    )
    return Row(**json.loads(done.stdout))


if __name__ == "__main__":
    sys.exit(main())
