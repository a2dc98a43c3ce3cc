"""What payloads in found places cost: the same ones bare, and in each place, in turn.

    python benchmarks/found_places.py DIR [--records N] [--rounds N] [--jobs N]

Logs are made in the folder from a seed, each measured in a process of its own, round after round;
printed are the medians of the ratios to the bare log within a round, by the processors' clock and
by that on the wall, with their spread. Parquet needs the extra `columns`.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from speed_data import log_of, prepare

_PROVIDERS: Final = ("go4network", "vonage")
"""Small payloads, and large ones."""
_BEGIN: Final = datetime(2026, 3, 1, tzinfo=UTC)
_RUNS: Final = Path(__file__).with_name("speed_runs.py")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _doubled(text: str) -> str:
    return text.replace("\\", "\\\\")


LINES: Final[dict[str, Callable[[str, str], str]]] = {
    "a member": lambda t, p: f'{{"level":"info","time":"{t}","msg":"callback","body":{p}}}',
    "JSON in a string": lambda t, p: f'{{"log":{_text(p)},"stream":"stdout","time":"{t}"}}',
    "deeper": lambda t, p: f'{{"at":"{t}","http":{{"request":{{"body":{_text(p)}}}}}}}',
    "behind text": lambda t, p: f"{t} INFO [web-1] callback received {p}",
    "in quotes behind text": lambda t, p: f'time={t} level=info msg="received" body={_text(p)}',
}
"""A line around a payload and the time of its reception."""


def _moments() -> Iterator[str]:
    moment = _BEGIN
    while True:
        yield moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        moment += timedelta(milliseconds=1_100)


def make(bare: Path, folder: Path) -> dict[str, Path]:
    """Write the payloads of a log into each place; return where the logs lie.

    Args:
        bare: the log, of JSON Lines.
        folder: where others are written.
    """
    payloads = bare.read_text(encoding="utf-8").splitlines()
    logs = {"bare": bare}

    def place(name: str, suffix: str, lines: Iterator[str]) -> None:
        logs[name] = folder / f"{bare.stem}-{name.replace(' ', '-')}.{suffix}"
        with logs[name].open("w", encoding="utf-8", newline="") as log:
            log.writelines(f"{line}\n" for line in lines)

    for name, around in LINES.items():
        place(name, "log", map(around, _moments(), payloads))
    rows = list(zip(range(len(payloads)), _moments(), payloads, strict=False))
    logs["a column of CSV"] = folder / f"{bare.stem}.csv"
    with logs["a column of CSV"].open("w", encoding="utf-8", newline="") as log:
        csv.writer(log).writerows([("id", "created_at", "payload"), *rows])
    copied = [f"{n}\t{t}\t{_doubled(p)}" for n, t, p in rows]
    place("a column of TSV", "tsv", iter(["id\tcreated_at\tpayload", *copied]))
    copy = "COPY public.hooks (id, created_at, payload) FROM stdin;"
    place("rows of COPY", "sql", iter([copy, *copied, "\\."]))
    with suppress(ImportError):
        import pyarrow
        import pyarrow.parquet

        names = ("id", "created_at", "payload")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        logs["a column of Parquet"] = folder / f"{bare.stem}.parquet"
        pyarrow.parquet.write_table(pyarrow.table(columns), logs["a column of Parquet"])
    return logs


def measured(log: Path, provider: str, records: int, jobs: int) -> tuple[float, float]:
    """Seconds of processor time and by the clock on the wall, of one check."""
    command = [sys.executable, str(_RUNS), "check", str(log), provider, str(records), str(jobs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    return found["cpu"], found["wall"]


def _ratios(found: Sequence[tuple[float, float]], bare: Sequence[tuple[float, float]]) -> str:
    told = []
    for clock in (0, 1):
        ratios = sorted(a[clock] / b[clock] for a, b in zip(found, bare, strict=True))
        middle = statistics.median(ratios)
        told.append(f"{middle:5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    return "  ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    prepare(given.folder, list(_PROVIDERS), ["sound"], [given.records])
    for provider in _PROVIDERS:
        logs = make(log_of(given.folder, provider, "sound", given.records), given.folder)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in logs}
        for _ in range(given.rounds):
            for name, log in logs.items():
                found[name].append(measured(log, provider, given.records, given.jobs))
        print(f"{provider}: ratio to the bare log, processor and wall")
        for name, times in found.items():
            print(f"  {name:24}{_ratios(times, found['bare'])}")


if __name__ == "__main__":
    main()
