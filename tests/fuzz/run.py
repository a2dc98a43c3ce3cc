"""Fuzz one reader, or the loading of lifecycle files.

    python tests/fuzz/run.py --target json_lines --seconds 60

With the package atheris (the extra `fuzz`) coverage guides it; without, the damage is random.
What breaks is written to the folder `tests/fuzz/corpus`, and from then on replayed by the test
suite: mend it and commit both.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from fuzz_clock import ends_within

CORPUS = Path(__file__).resolve().parent / "corpus"
HANGS_AFTER = 20
READERS = ["msglife.conformance.reading"]
WATCHED = {"lifecycle_files": ["msglife.spec"]}
"""The modules whose coverage guides the fuzzer: a log goes through its reader first."""


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", required=True, help="a name in targets.py")
    parser.add_argument("--seconds", type=int, default=60, help="how long")
    parser.add_argument("--seed", type=int, default=0, help="of the dice")
    parser.add_argument("--random", action="store_true", help="without atheris")
    given = parser.parse_args()
    if not given.random:
        try:
            import atheris
        except ModuleNotFoundError:
            print("atheris is not installed: the damage is random", file=sys.stderr)
        else:
            return _guided(atheris, given)
    return _at_random(given)


def _guided(atheris, given) -> int:
    with atheris.instrument_imports(include=WATCHED.get(given.target, READERS)):
        import targets
    target = targets.TARGETS[given.target]

    def in_time(data: bytes) -> None:
        with ends_within(HANGS_AFTER):
            target.run(data)

    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate([*target.seeds(), *replayed(given.target)]):
            (Path(folder) / str(number)).write_bytes(seed)
        options = [
            *(f"-max_total_time={given.seconds}", f"-seed={given.seed + 1}", "-max_len=8192"),
            *("-timeout=0", "-report_slow_units=3600"),  # both go by the clock on the wall
            *("-rss_limit_mb=3000", "-print_final_stats=1"),
            f"-artifact_prefix={CORPUS}/{given.target}-",
        ]
        atheris.Setup([sys.argv[0], *options, folder], in_time)
        atheris.Fuzz()
    return 0


def _at_random(given) -> int:
    import targets
    from fuzz_mutations import mutate, mutate_lifecycle

    target = targets.TARGETS[given.target]
    dice, known = Random(given.seed), [*target.seeds(), *replayed(given.target)]
    ends, count, broken = time.monotonic() + given.seconds, 0, 0
    while time.monotonic() < ends:
        data = dice.choice(known)
        if given.target == "lifecycle_files":
            data = mutate_lifecycle(dice, data, known, targets.SCHEMA)
        else:
            data = mutate(dice, data, known)
        broken += not survives(target.run, data, given.target)
        count += 1
    print(f"{given.target}: {count} inputs, {broken} broke something")
    return 1 if broken else 0


def survives(run: Callable[[bytes], None], data: bytes, name: str) -> bool:
    """Run a target on an input; keep the input in the corpus if that breaks something."""
    try:
        with ends_within(HANGS_AFTER):
            run(data)
    except Exception as error:
        path = CORPUS / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{path.name}: {type(error).__name__}: {str(error)[:300]}", flush=True)
        return False
    return True


def replayed(name: str) -> list[bytes]:
    """Return what was found before for a target."""
    return [path.read_bytes() for path in sorted(CORPUS.glob(f"{name}-*"))]


if __name__ == "__main__":
    sys.exit(main())
