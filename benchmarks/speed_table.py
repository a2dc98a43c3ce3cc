"""What was measured: ratios with their spread, the table, and whether the aims are reached."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

NAMES: Final = {
    "parse": "orjson.loads on each line",
    "check": "msglife check",
    "packed": "msglife check of the log in gz",
    "stream": "msglife check, record by record*",
    "naive": "transitions + jsonschema, a machine a message*",
    "shared": "transitions + jsonschema, one machine for all*",
    "replay": "pm4py token replay, no parsing, no schema*",
    "replay_schema": "pm4py token replay + jsonschema*",
    "duckdb": "DuckDB window query, no schema",
    "polars": "polars window query, no schema",
}
BARE: Final = ("parse", 1)
SLACK: Final = {"sound": 4.0, "faulty": 8.0}
"""How much worse than the aim a ratio may be before the small form fails.

What is done once, whatever the size, weighs more in its small logs; with faults there is more.
"""


_BARE: Final = ((1, 3.0), (2, 1.8))
_ENVELOPES: Final = ((1, 2.5), (2, 1.5))
AIMS: Final = {
    "vonage": _BARE,
    "vonage-envelopes": _ENVELOPES,
    "vonage-shuffled": _ENVELOPES,
    "vonage-even": _BARE,
    "vonage-unknown": ((1, 5.0), (2, 3.0)),
    "go4network": _BARE,
    "scg": _BARE,
    "scg-requests": ((1, 2.7), (2, 1.8)),
    "partner_gateway": _ENVELOPES,
}
"""By kind of log, the ratio that is aimed at, with so many processes."""


class Cell(NamedTuple):
    """One log."""

    provider: str
    mix: str
    records: int


@dataclass(frozen=True)
class Row:
    """One run.

    Args:
        records: how many were read.
        wall, cpu: seconds.
        memory: bytes at the peak, of all its processes.
    """

    records: int
    wall: float
    cpu: float
    memory: int


Rows = dict[tuple[str, int], list[Row]]


@dataclass
class Results:
    """All runs, by log and by what ran with how many jobs."""

    cells: dict[Cell, Rows] = field(default_factory=dict)
    startup: dict[str, list[Row]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Results:
        found = cls()
        told = json.loads(path.read_text())
        for cell, name, jobs, rows in told["cells"]:
            rows = [Row(**each) for each in rows]
            found.cells.setdefault(Cell(*cell), {})[name, jobs] = rows
        found.startup = {name: [Row(**r) for r in rows] for name, rows in told["startup"].items()}
        return found

    def write(self, path: Path) -> None:
        cells = [
            [cell, name, jobs, [asdict(row) for row in rows]]
            for cell, cases in self.cells.items()
            for (name, jobs), rows in cases.items()
        ]
        startup = {name: [asdict(row) for row in rows] for name, rows in self.startup.items()}
        path.write_text(json.dumps({"cells": cells, "startup": startup}))


def ratios(rows: list[Row], base: list[Row], clock: str = "wall") -> list[float]:
    """Return, round by round, what a record costs beside what it costs another."""
    return sorted(
        getattr(one, clock) / one.records / (getattr(other, clock) / other.records)
        for one, other in zip(rows, base, strict=False)
    )


def ratio(rows: Rows, case: tuple[str, int], base: tuple[str, int] = BARE) -> float | None:
    """Return the median, or nothing if one of both was not measured."""
    if case not in rows or base not in rows:
        return None
    return statistics.median(ratios(rows[case], rows[base]))


def median(rows: list[Row], name: str) -> float:
    return statistics.median(getattr(each, name) for each in rows)


def print_cell(cell: Cell, rows: Rows) -> None:
    print(f"\n{cell.provider}, {cell.mix} messages, {cell.records:,} records")
    print(f"{'':50} jobs   µs/record   ratio (spread)         of CPU      MiB")
    for (name, jobs), runs in rows.items():
        wall, used = (ratios(runs, rows[BARE], clock) for clock in ("wall", "cpu"))
        cost = statistics.median(each.wall / each.records for each in runs) * 1e6
        spread = f"({wall[0]:.2f} to {wall[-1]:.2f})"
        print(
            f"{NAMES[name]:50} {jobs:4} {cost:11.2f} {statistics.median(wall):7.2f} {spread:20}"
            f"{statistics.median(used):8.2f} {median(runs, 'memory') / 2**20:8,.0f}",
            flush=True,
        )


def print_startup(startup: dict[str, list[Row]]) -> None:
    print()
    base = next(iter(startup.values()))
    for name, rows in startup.items():
        found = ratios(rows, base)
        print(
            f"{name:50} {median(rows, 'wall') * 1000:10.0f} ms  {statistics.median(found):6.1f}"
            f" ({found[0]:.1f} to {found[-1]:.1f})  of CPU"
            f" {statistics.median(ratios(rows, base, 'cpu')):.1f}"
        )
    print()


Target = tuple[str, str, bool]


def targets(results: Results, *, smoke: bool = False) -> Iterator[Target]:
    """Yield each aim, what was reached, and whether it holds.

    Args:
        results: what was measured.
        smoke: judge with wide margins.
    """
    for cell, rows in results.cells.items():
        if smoke or cell.records >= 200_000:
            slack = SLACK[cell.mix] if smoke else 1.0
            yield from _targets(cell, rows, slack)
    if not smoke:
        yield from _flat(results)
        yield from _kept(results)
    base = next(iter(results.startup.values()), [])
    slack = SLACK["sound"] if smoke else 1.0
    for (name, rows), most in zip(results.startup.items(), (1, 2, 10), strict=False):
        if rows is not base:
            found = statistics.median(ratios(rows, base))
            aim = f"{name}: at most {most * slack:.0f} times a bare interpreter"
            yield aim, f"{found:.1f}", found <= most * slack


def _targets(cell: Cell, rows: Rows, slack: float) -> Iterator[Target]:
    name = f"{cell.provider}, {cell.mix}"
    for jobs, most in AIMS[cell.provider]:
        found = ratio(rows, ("check", jobs))
        if found is not None:
            yield (
                f"{name}: {jobs} job(s) at most {most * slack:.1f}",
                f"{found:.2f}",
                (found <= most * slack),
            )
    for other, least in (("naive", 100), ("replay_schema", 10)):
        found = ratio(rows, (other, 1), ("check", 1))
        if found is not None:
            yield (
                f"{name}: at least {least / slack:.0f} times {NAMES[other]}",
                f"{found:.0f}",
                (found >= least / slack),
            )


def _flat(results: Results) -> Iterator[Target]:
    for cell, rows in results.cells.items():
        small = results.cells.get(cell._replace(records=100_000), {})
        large, little = ratio(rows, ("check", 1)), ratio(small, ("check", 1))
        if cell.records == 5_000_000 and large is not None and little is not None:
            name = f"{cell.provider}, {cell.mix}: a record of 5 million at most 1.25 times"
            yield f"{name} one of 100,000", f"{large / little:.2f}", large / little <= 1.25


def _kept(results: Results) -> Iterator[Target]:
    """What a record adds to memory: buffers and what is imported are there at any size."""
    for cell, rows in results.cells.items():
        small = results.cells.get(cell._replace(records=1_000_000), {})
        if cell.records == 5_000_000 and ("check", 1) in rows and ("check", 1) in small:
            grown = median(rows["check", 1], "memory") - median(small["check", 1], "memory")
            kept = grown / 4_000_000
            aim = f"{cell.provider}, {cell.mix}: a record kept takes at most 100 bytes of memory"
            yield aim, f"{kept:.0f}", kept <= 100
