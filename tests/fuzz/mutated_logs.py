"""Judge many damaged logs, and see that each check keeps its contract.

    python tests/fuzz/mutated_logs.py --logs 100000

Every log is made from the seed and its number alone, so that one that breaks the contract can
be made again: `--only NUMBER`. It is written to the folder of `--keep`, too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from fuzz_clock import Hang, ends_within
from fuzz_contract import CAPTURES, hold
from fuzz_mutations import mutate
from fuzz_seeds import Seed, pack, seeds

BATCH = 20
SECONDS = 20
"""A batch that computes for longer hangs, unless each of its logs ends within `ALONE`."""
ALONE = 200
"""A few bytes may unpack to a million lines, each of them a finding: that takes its time."""


def damaged(seed: int, number: int) -> tuple[bytes, bool]:
    """Make a damaged log; and say whether it may be the capture of a session.

    Args:
        seed: the same, the same logs.
        number: which log.
    """
    dice = Random(f"{seed} {number}")
    first, second = dice.choice(seeds()), dice.choice(seeds())
    data = first.data
    kind = dice.choice(("", "", "", "", "gz", "gzs", "zst"))
    if not kind or dice.random() < 0.5:
        data = mutate(dice, data, [first.data, second.data])
    data = pack(data, kind)
    if kind and dice.random() < 0.5:
        data = mutate(dice, data, [data])
    return data, _captured(first, second)


def _captured(*used: Seed) -> bool:
    """Whether a reader of captures may read what is made of these.

    Words of a capture may be put anywhere, so that other forms are now and then read as one.
    """
    return any(seed.family in CAPTURES for seed in used)


def judge(numbers: range, seed: int, folder: Path) -> Counter[str]:
    """Judge a batch of logs; if it breaks the contract, each alone, to name the one.

    Raises:
        Exception: whatever a log brings about, its number added.
    """
    made = {number: damaged(seed, number) for number in numbers}
    paths = {number: folder / f"{number % BATCH}" for number in numbers}
    for number, path in paths.items():
        path.write_bytes(made[number][0])
    captured = [each or _looks_captured(data) for data, each in made.values()]
    try:
        with ends_within(SECONDS if len(numbers) > 1 else ALONE):
            report = hold([str(path) for path in paths.values()], captured)
    except Exception as error:
        if len(numbers) > 1:
            each = (judge(range(number, number + 1), seed, folder) for number in numbers)
            counted = sum(each, Counter())
            if isinstance(error, Hang):
                return counted
        error.add_note(f"the log is number {numbers.start} of seed {seed}")
        raise
    counts: Counter[str] = Counter(each.code for each in report.findings)
    counts["records"] = sum(log.records for log in report.logs)
    counts["used"] = sum(log.used for log in report.logs)
    counts["ignored"] = sum(log.ignored for log in report.logs)
    counts["unread"] = sum(log.unread for log in report.logs)
    return counts


def _looks_captured(data: bytes) -> bool:
    return b'"log":' in data or b"interactions" in data


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logs", type=int, default=100_000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="the same, the same logs")
    parser.add_argument("--only", type=int, help="one log, by its number")
    parser.add_argument("--keep", type=Path, help="a folder for logs that break the contract")
    given = parser.parse_args()
    seeds()  # a fault in making them is ours
    numbers = range(given.logs) if given.only is None else range(given.only, given.only + 1)
    began, counts, broken = time.perf_counter(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for begin in range(numbers.start, numbers.stop, BATCH):
            batch = range(begin, min(begin + BATCH, numbers.stop))
            try:
                counts += judge(batch, given.seed, Path(folder))
            except Exception as error:
                broken += 1
                notes = "; ".join(getattr(error, "__notes__", []))
                print(f"{type(error).__name__}: {str(error)[:500]} ({notes})", flush=True)
                _keep(error, given.keep, given.seed)
            if begin % 5_000 < BATCH and begin >= BATCH:
                rate = begin / (time.perf_counter() - began)
                print(f"{begin} logs, {rate:.0f} a second, {broken} broken", flush=True)
    seconds = time.perf_counter() - began
    told = ", ".join(
        f"{counts[name]:,} {name}" for name in ("records", "used", "ignored", "unread")
    )
    print(f"{len(numbers):,} damaged logs in {seconds:.0f} s: {told}; {broken} broke the contract")
    codes = sorted((code, n) for code, n in counts.items() if code[-3:].isdigit())
    print(", ".join(f"{code} {count:,}" for code, count in codes))
    return 1 if broken else 0


def _keep(error: Exception, folder: Path | None, seed: int) -> None:
    for note in getattr(error, "__notes__", [])[:1]:
        number = int(note.split()[4])
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{seed}-{number}").write_bytes(damaged(seed, number)[0])


if __name__ == "__main__":
    sys.exit(main())
