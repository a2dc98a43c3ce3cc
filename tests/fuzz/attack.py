"""Attack the command as its users meet it, and see that it keeps its promises.

    python tests/fuzz/attack.py --each 400 --commands 20

Three kinds, each made from the seed and its number alone: damaged logs, read in every way that the
command has; damaged lifecycle files, by every command that loads them; payloads with a phone number
in every field, in every format. All go through the command's own entry point, in this process, and
some as commands of their own. A promise is broken by a traceback, by an exit status that means
nothing, by an input that hangs, by a record that is not accounted for, by ways of reading that
differ, and by a number that is shown.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from fuzz_clock import ends_within
from fuzz_contract import expect
from fuzz_mutations import mutate
from fuzz_seeds import of_family
from masked_payloads import FORMATS, masked_log, shown
from msglife.conformance.opening.compressed import unpacker_of
from msglife.conformance.reading.beginnings import is_json_lines
from mutated_logs import damaged
from targets import SCHEMA, TARGETS

from msglife.cli import boundary

SECONDS = 100
"""One input that computes for longer hangs."""
STATUSES = (0, 1, 2, 3)
_PAD = b" " * 999 + b"\n"
"""Blank lines that make a log large, so that it is read by rows."""
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Done(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    error: str


Runner = Callable[..., Done]


def run_here(*args: str, stdin: bytes = b"") -> Done:
    """Run the command in this process, through its own entry point."""
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    out, error = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    sys.argv, sys.stdin = ["msglife", *args], io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    sys.stdout, sys.stderr = out, error
    try:
        status = boundary.run()
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    return Done(status, *(_text(each) for each in (out, error)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8", "replace")


def run_command(*args: str, stdin: bytes = b"") -> Done:
    """Run the command as a process of its own."""
    line = [sys.executable, "-m", "msglife", *args]
    done = subprocess.run(line, input=stdin, capture_output=True, check=False, timeout=SECONDS)
    texts = (each.decode("utf-8", "replace") for each in (done.stdout, done.stderr))
    return Done(done.returncode, *texts)


def held(done: Done, what: object) -> Done:
    """See that a command ended as it may.

    Raises:
        Broken: it did not.
    """
    expect(done.status in STATUSES, "an exit status that means something", (what, *done))
    expect("Traceback" not in done.error, "no traceback", (what, done.error))
    expect(not _CONTROL.search(done.error), "a harmless message", (what, done.error))
    expect(done.status < 2 or bool(done.error), "a word on what is wrong", (what, done.status))
    return done


def attack_log(run: Runner, dice: Random, number: int, seed: int, folder: Path) -> None:
    """Check one damaged log in each way there is to read it; what is said must be the same."""
    data, _ = damaged(seed, number)
    log = folder / "log.jsonl"
    log.write_bytes(data)
    words = ("--format", "json", "--fail-on", "info")
    one = held(run("check", str(log), *words), number)
    report = json.loads(one.out)
    _accounted(report)
    expected = _comparable(report)
    ways: list[tuple[str, bytes | None, Sequence[str]]] = [
        ("standard input", data, ("-",)),
        ("two processes", None, (str(log), "-j2")),
        ("packed", None, (str(_beside(log, "log.jsonl.gz", gzip.compress(data))),)),
    ]
    if is_json_lines(data[: 2**16]) and data.endswith(b"\n"):
        ways.append(("large", None, (str(_beside(log, "large.jsonl", data + _PAD * 1_100)),)))
    name, given, more = dice.choice(ways)
    if name == "packed" and unpacker_of(data[:4]) is not None:  # nobody packs twice
        return
    other = held(run("check", *more, *words, stdin=given or b""), (number, name))
    found = _comparable(json.loads(other.out))
    expect(expected == found, "the same whichever way it is read", (name, expected, found))
    told = held(run("check", str(log)), number)
    expect(not _CONTROL.search(told.out), "a report in which nothing acts", number)


def _beside(log: Path, name: str, data: bytes) -> Path:
    path = log.with_name(name)
    path.write_bytes(data)
    return path


def _accounted(report: dict[str, Any]) -> None:
    for log in report["logs"]:
        total = log["used"] + log["ignored"] + log["unread"]
        expect(log["records"] == total, "every record accounted for", log)


def _comparable(report: dict[str, Any]) -> Any:
    """What a report says, whatever the log is called."""
    named = {"file": None, "related": None}
    findings = [json.dumps({**each, **named}) for each in report["findings"]]
    messages = [json.dumps({**each, **named}) for each in report["messages"]]
    return report["summary"], sorted(findings), sorted(messages)


_COMMANDS = ("list", "show", "schema", "generate", "diagram", "check", "verify")


def attack_lifecycle(run: Runner, dice: Random, number: int, _: int, folder: Path) -> None:
    """Have a damaged lifecycle file loaded by a command."""
    seeds = TARGETS["lifecycle_files"].seeds()
    data = dice.choice(seeds)
    if number % len(seeds):
        data = mutate(dice, data, seeds)
    toml, _mark, schema = data.partition(SCHEMA)
    spec = folder / f"spec-{number}"  # what was read once of a path is remembered
    spec.mkdir()
    (spec / "made.toml").write_bytes(toml)
    (spec / "made.schema.json").write_bytes(schema)
    log = folder / "made.jsonl"
    log.write_text('{"id": "1", "state": "sent"}\n{"id": "1", "state": "done"}\n{"id": 1}\n')
    command = _COMMANDS[number % len(_COMMANDS)]
    more = {
        "list": ("--spec", str(spec)),
        "check": (str(log), "--spec", str(spec)),
        "verify": (str(spec),),
        "generate": ("made/parcel", "-n3", "--spec", str(spec)),
    }.get(command, ("made/parcel", "--spec", str(spec)))
    held(run(command, *more), (number, command))


def attack_mask(run: Runner, dice: Random, number: int, _: int, folder: Path) -> None:
    """Check payloads with a number in every field; no report may show it."""
    log = folder / "masked.jsonl"
    log.write_bytes(masked_log(dice))
    name = FORMATS[number % len(FORMATS)]
    done = held(run("check", str(log), "--format", name, "--fail-on", "info"), (number, name))
    left = shown(done.out + done.error)
    expect(not left, "no number that is shown", (name, left))


KINDS = {"logs": attack_log, "lifecycle files": attack_lifecycle, "payloads": attack_mask}


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="msglife-attack-") as name:
        yield Path(name)


def attack(kind: str, count: int, seed: int, run: Runner) -> int:
    """Make so many inputs of a kind, and tell of those that break a promise; how many held."""
    broken = 0
    began = time.perf_counter()
    for number in range(count):
        dice = Random(f"{seed} {kind} {number}")
        try:
            with _folder() as folder, ends_within(SECONDS):
                KINDS[kind](run, dice, number, seed, folder)
        except Exception as error:
            broken += 1
            words = f"{type(error).__name__}: {str(error)[:600]}"
            print(f"{kind} {number} of seed {seed}: {words}", flush=True)
    seconds = time.perf_counter() - began
    way = "in one process" if run is run_here else "as commands"
    print(f"{count - broken:,} of {count:,} {kind} held, {way}, in {seconds:.0f} s", flush=True)
    return broken


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=2_000, help="inputs of each kind, here")
    parser.add_argument("--commands", type=int, default=100, help="and as commands")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only this kind")
    parser.add_argument("--logs", type=int, help="other numbers: of damaged logs")
    parser.add_argument("--files", type=int, help="of damaged lifecycle files")
    parser.add_argument("--payloads", type=int, help="of payloads")
    parser.add_argument("--seed", type=int, default=0, help="the same, the same inputs")
    given = parser.parse_args()
    of_family("json_lines")  # a fault in making them is ours
    os.environ.pop(boundary.TRACEBACK, None)
    counts = dict(zip(KINDS, (given.logs, given.files, given.payloads), strict=True))
    broken = 0
    for kind in given.kind or KINDS:
        broken += attack(kind, counts[kind] or given.each, given.seed, run_here)
        broken += attack(kind, given.commands, given.seed + 1, run_command)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
