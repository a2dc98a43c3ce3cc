"""Judge generated and damaged logs by rows and record by record: both must say the same.

    python tests/fuzz/both_ways.py --messages 100000 --files 4000

Generated messages have faults, are late, repeated and lost; logs are read by two processes, and
every other one has more than memory has room for. Every log is made from the seed and its
number alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz_mutations import mutate
from msglife.conformance import Options
from msglife.conformance.running import rereading, scanning
from msglife.spec import catalog

from support.ways import by_rows, comparable, generated, record_by_record

RATES = {"faults": 0.1, "late": 0.1, "repeated": 0.1, "lost": 0.05, "assumed": 0.05}
EACH = 1_000
"""Messages of a generated log."""
FEW = 25
"""Messages of a log that is damaged."""


def logs(messages: int, seed: int) -> Iterator[bytes]:
    """Yield logs with so many messages together, of each lifecycle in turn."""
    names = cycle(sorted(each.id for each in catalog()))
    for number in range(-(-messages // EACH)):
        lines = generated(next(names), min(EACH, messages - number * EACH), seed + number, **RATES)
        yield "".join(f"{line}\n" for line in lines).encode()


def damaged(files: int, seed: int) -> Iterator[bytes]:
    """Yield so many damaged logs."""
    names = sorted(each.id for each in catalog())
    for number in range(files):
        dice = Random(f"{seed} {number}")
        lines = generated(dice.choice(names), FEW, dice.randrange(100), repeated=0.2, late=0.2)
        data = "".join(f"{line}\n" for line in lines).encode()
        yield mutate(dice, data, [data])


def compare(data: bytes, path: Path, options: Options, counts: Counter[str]) -> None:
    """Judge a log both ways.

    Raises:
        AssertionError: they differ.
    """
    path.write_bytes(data)
    counts["logs"] += 1
    report = by_rows([str(path)], options)
    plain = record_by_record([str(path)], options)
    assert comparable(plain) == comparable(report), f"log {counts['logs'] - 1} differs"
    counts["messages"] += len(plain.messages)
    counts["judged one by one"] += len(list(report.judged))
    counts["findings"] += len(plain.findings)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=100_000, help="how many are generated")
    parser.add_argument("--files", type=int, default=4_000, help="how many logs are damaged")
    parser.add_argument("--seed", type=int, default=0, help="the same, the same logs")
    given = parser.parse_args()
    scanning.SMALLEST, rereading.WORTH = 2**16, 1  # type: ignore[misc] # small logs, two processes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.jsonl")
        for kind, made in (
            ("generated", logs(given.messages, given.seed)),
            ("damaged", damaged(given.files, given.seed)),
        ):
            counts: Counter[str] = Counter()
            for data, memory in zip(made, cycle((2**30, 2**15))):
                compare(data, path, Options(jobs=2, memory=memory), counts)
            print(kind, ", ".join(f"{count:,} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
