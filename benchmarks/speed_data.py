"""The logs that speed is measured on: generated from a seed, the same on every machine.

The first `BLOCK` records are generated. Each block after them repeats them with other keys
(every UUID and every Go4 id is moved by the block's number), so that all messages differ; its
times are those of the first. So logs of millions are there within seconds, and what is seldom
stays as seldom at every size.
"""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

BLOCK: Final = 250_000
SEED: Final = "7"
MIXES: Final = {
    "sound": (),
    "faulty": ("--faults=0.002", "--late=0.005", "--repeated=0.005", "--lost=0.002"),
}
"""What goes wrong with messages, by the name of the mix."""
_IDS: Final = re.compile(
    rb'(?<![0-9a-f])([0-9a-f]{8})(?=-[0-9a-f]{4}-[0-9a-f]{4}-)|(?<="short_message_id":)([0-9]{8})'
)


@dataclass(frozen=True, slots=True)
class Provider:
    """What is generated for a provider.

    Args:
        lifecycle: the lifecycle's id.
        capture: the form of log.
        head: where the payload stands in a record.
    """

    lifecycle: str
    capture: str = "bare"
    head: tuple[str, ...] = ()


PROVIDERS: Final = {
    "vonage": Provider("vonage/sms"),
    "go4network": Provider("go4network/message"),
    "scg": Provider("scg/message"),
    "partner_gateway": Provider("partner_gateway/sms", "envelope", ("response", "body")),
}
"""Callbacks bare, snapshots of polls bare, and polls in the envelope of a capture."""


def prepare(folder: Path, providers: list[str], mixes: list[str], records: list[int]) -> None:
    """Make the logs that are not there yet, two at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(provider, mix) for provider in providers for mix in mixes]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda each: _first(folder, *each), wanted):
            pass
        sizes = [(*each, count) for each in wanted for count in records]
        for _ in pool.map(lambda each: _grow(folder, *each), sizes):
            pass


def log_of(folder: Path, provider: str, mix: str, records: int) -> Path:
    """Return where a log lies."""
    return folder / f"{provider}-{mix}-{records}.jsonl"


def _first(folder: Path, provider: str, mix: str) -> None:
    block = log_of(folder, provider, mix, BLOCK)
    if block.exists():
        return
    what = PROVIDERS[provider]
    command = [sys.executable, "-m", "msglife", "generate", what.lifecycle, f"-n{BLOCK}"]
    command += [f"--seed={SEED}", f"--capture={what.capture}", *MIXES[mix]]
    part = block.with_suffix(".part")
    with subprocess.Popen(command, stdout=subprocess.PIPE) as made, part.open("wb") as log:
        assert made.stdout is not None
        log.writelines(islice(made.stdout, BLOCK))
        made.kill()  # it makes messages, of which each has a record at least
    part.rename(block)


def _grow(folder: Path, provider: str, mix: str, records: int) -> None:
    log = log_of(folder, provider, mix, records)
    if log.exists():
        return
    command = [sys.executable, __file__, str(log_of(folder, provider, mix, BLOCK)), str(log)]
    subprocess.run([*command, str(records)], check=True)


def repeat(block: Path, log: Path, records: int) -> None:
    """Write a log of some size: the block, again and again with other ids."""
    part = log.with_suffix(".part")
    with part.open("wb") as target:
        for number in range(-(-records // BLOCK)):
            with block.open("rb") as lines:
                for line in islice(lines, records - number * BLOCK):
                    target.write(moved(line, number) if number else line)
    part.rename(log)


def packed(log: Path) -> Path:
    """Return a log as gzip packs it, which is made if it is not there."""
    target = log.with_name(f"{log.name}.gz")
    if not target.exists():
        part = log.with_suffix(".part")
        with log.open("rb") as plain, gzip.open(part, "wb", compresslevel=6) as stream:
            shutil.copyfileobj(plain, stream, 2**20)
        part.rename(target)
    return target


def moved(line: bytes, block: int) -> bytes:
    """Return a line with every id moved to another."""

    def other(found: re.Match[bytes]) -> bytes:
        if found[2]:
            return b"%08d" % (int(found[2]) + block * BLOCK)
        return b"%08x" % (int(found[1], 16) ^ block * 0x9E3779B1 & 0xFFFFFFFF)

    return _IDS.sub(other, line)


if __name__ == "__main__":
    repeat(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
