"""What payloads in found places cost: the same ones bare, and in each place, in turn.

    python benchmarks/found_places.py DIR [--records N] [--rounds N] [--jobs N]

Logs are made in the folder from a seed, each measured in a process of its own, round after round;
printed is a table of the medians of the ratios to the bare log within a round, by the processors'
clock, with their spread, and what one record of the bare log takes. Imports are made before the
clock starts, that of pyarrow too. It takes two minutes. Tables need the extra `columns`.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pyarrow
import pyarrow.parquet
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


_TABLES: Final = (".csv", ".tsv", ".sql", ".parquet")


def _flat(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    """The members of an object by dotted names."""
    found: dict[str, Any] = {}
    for name, each in value.items():
        if isinstance(each, dict):
            found |= _flat(each, f"{before}{name}.")
        else:
            found[before + name] = json.dumps(each) if isinstance(each, list) else each
    return found


def _moments() -> Iterator[str]:
    moment = _BEGIN
    while True:
        yield moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        moment += timedelta(milliseconds=1_100)


def make(bare: Path, folder: Path) -> dict[str, Path]:
    """Write the payloads of a log into each place; return where the logs lie, the bare one first.

    Args:
        bare: the log, of JSON Lines.
        folder: where others are written.
    """
    payloads = bare.read_text(encoding="utf-8").removesuffix("\n").split("\n")
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
    columns = zip(("id", "created_at", "payload"), map(list, zip(*rows, strict=True)), strict=True)
    logs["a column of Parquet"] = folder / f"{bare.stem}.parquet"
    pyarrow.parquet.write_table(pyarrow.table(dict(columns)), logs["a column of Parquet"])
    members = [_flat(json.loads(each)) for each in payloads]
    logs["columns of CSV, each a member"] = folder / f"{bare.stem}-flat.csv"
    with logs["columns of CSV, each a member"].open("w", encoding="utf-8", newline="") as log:
        table = csv.DictWriter(log, list(dict.fromkeys(name for each in members for name in each)))
        table.writeheader()
        table.writerows(members)
    return logs


def measured(log: Path, provider: str, records: int, jobs: int) -> float:
    """Seconds of processor time of one check."""
    run = "check_table" if log.suffix in _TABLES else "check"
    command = [sys.executable, str(_RUNS), run, str(log), provider, str(records), str(jobs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout)["cpu"])


def _ratios(found: Sequence[float], bare: Sequence[float]) -> str:
    ratios = sorted(mine / other for mine, other in zip(found, bare, strict=True))
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    prepare(given.folder, list(_PROVIDERS), ["sound"], [given.records])
    rows: dict[str, list[str]] = {}
    for provider in _PROVIDERS:
        logs = make(log_of(given.folder, provider, "sound", given.records), given.folder)
        found: dict[str, list[float]] = {name: [] for name in logs}
        for _ in range(given.rounds):
            for name, log in logs.items():
                found[name].append(measured(log, provider, given.records, given.jobs))
        one = statistics.median(found["bare"]) / given.records * 1e6
        rows.setdefault("bare, µs a record", []).append(f"{one:.1f}")
        for name in list(logs)[1:]:
            rows.setdefault(name, []).append(_ratios(found[name], found["bare"]))
    print("|".join(["", "place", *_PROVIDERS, ""]), "|---" * (len(_PROVIDERS) + 1) + "|", sep="\n")
    for name, cells in rows.items():
        print("", name, *cells, "", sep="|")


if __name__ == "__main__":
    main()
