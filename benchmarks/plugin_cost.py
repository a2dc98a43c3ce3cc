"""What the pytest plugin adds to a run that does not use it: beside `-p no:msglife`, in pairs.

python benchmarks/plugin_cost.py [--rounds R]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEST = "def test_own(): pass\n"
COMMAND = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
OTHERS = ("xdist", "hypothesispytest", "pytest_httpserver")
"""Other plugins that may be installed: left out of both runs, for less noise."""
# A user's runs keep what was compiled.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def seconds(folder: str, *options: str) -> tuple[float, float]:
    """One run: by the clock on the wall, and by that of the processor."""
    before, begin = _processor(), time.perf_counter()
    subprocess.run(
        [*COMMAND, *options], cwd=folder, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT
    )
    return time.perf_counter() - begin, _processor() - before


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    quiet = [word for name in OTHERS for word in ("-p", f"no:{name}")]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_own.py").write_text(TEST)
        kinds = {"with": quiet, "without": [*quiet, "-p", "no:msglife"]}
        for options in kinds.values():  # once to warm the caches of the disk and of the compiler
            seconds(folder, *options)
        pairs = []
        for number in range(rounds):
            order = list(kinds) if number % 2 else list(kinds)[::-1]
            taken = {kind: seconds(folder, *kinds[kind]) for kind in order}
            pairs.append((taken["with"], taken["without"]))
    for index, clock in enumerate(("wall", "processor")):
        ratio = statistics.median(one[index] / other[index] for one, other in pairs)
        added = statistics.median(one[index] - other[index] for one, other in pairs)
        plain = statistics.median(other[index] for _, other in pairs)
        print(
            f"{clock:9}  without {plain * 1000:6.1f} ms   with / without {ratio:.3f}"
            f"   added {added * 1000:5.1f} ms"
        )
    print(f"medians of {rounds} pairs")


if __name__ == "__main__":
    main()
