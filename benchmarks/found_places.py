"""What payloads in found places cost: the same ones bare, and in each place, in turn.

    python benchmarks/found_places.py DIR [--records N] [--rounds N] [--jobs N]

Logs are made in the folder from a seed, each measured in a process of its own, round after round;
printed is a table of the medians of the ratios to the bare log within a round, by the processors'
clock, with their spread, and what one record of the bare log takes. Imports are made before the
clock starts, that of pyarrow too. It takes six minutes. Tables need the extra `columns`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from found_shapes import TABLES, make
from speed_data import log_of, prepare

_PROVIDERS: Final = ("go4network", "vonage")
"""Small payloads, and large ones."""
_RUNS: Final = Path(__file__).with_name("speed_runs.py")


def measured(log: Path, provider: str, records: int, jobs: int) -> float:
    """Seconds of processor time of one check."""
    run = "check_table" if log.suffix in TABLES else "check"
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
