"""The logs that speed is measured on: generated from a seed, the same on every machine.

They vary as real ones do: lengths, scripts, optional members, headers. One kind has lines of equal
lengths, which no provider sends; one has members in any order, and one holds a member that no
document names in three lines of ten.
"""

from __future__ import annotations

import gzip
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

SEED: Final = "7"
MIXES: Final = {
    "sound": (),
    "faulty": ("--faults=0.002", "--late=0.003", "--repeated=0.003", "--lost=0.002"),
}
"""What goes wrong with messages, by the name of the mix: with one in a hundred, or none."""
_UNKNOWN: Final = 0.3


@dataclass(frozen=True, slots=True)
class Provider:
    """What is generated for a provider.

    Args:
        lifecycle: the lifecycle's id.
        form: the form of observation that is told: an account gets one, or asks in one.
        capture: the form of log.
        head: where the payload stands in a record.
        more: further options of the generator.
        unknown: some lines get a member that no document names.
    """

    lifecycle: str
    form: str
    capture: str = "bare"
    head: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    unknown: bool = False


PROVIDERS: Final = {
    "vonage": Provider("vonage/sms", "callback"),
    "vonage-envelopes": Provider("vonage/sms", "callback", "envelope", ("request", "body")),
    "vonage-shuffled": Provider("vonage/sms", "callback", more=("--shuffled",)),
    "vonage-even": Provider("vonage/sms", "callback", more=("--no-varied",)),
    "vonage-unknown": Provider("vonage/sms", "callback", unknown=True),
    "go4network": Provider("go4network/message", "webhook"),
    "scg": Provider("scg/message", "snapshot"),
    "scg-requests": Provider("scg/message_request", "snapshot"),
    "partner_gateway": Provider("partner_gateway/sms", "status", "envelope", ("response", "body")),
}
"""Callbacks bare, in envelopes and with members in any order; snapshots of polls bare; polls in the
envelopes of a capture.
"""


def prepare(folder: Path, providers: list[str], mixes: list[str], records: list[int]) -> None:
    """Make the logs that are not there yet, two at a time; smaller ones begin as larger ones."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(provider, mix) for provider in providers for mix in mixes]
    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(lambda each: _make(folder, *each, sorted(records)), wanted):
            pass


def log_of(folder: Path, provider: str, mix: str, records: int) -> Path:
    """Return where a log lies."""
    return folder / f"{provider}-{mix}-{records}.jsonl"


def _make(folder: Path, provider: str, mix: str, records: list[int]) -> None:
    if not records or all(log_of(folder, provider, mix, each).exists() for each in records):
        return
    what, most = PROVIDERS[provider], records[-1]
    command = [sys.executable, "-m", "msglife", "generate", what.lifecycle, f"-n{most}"]
    command += [
        f"--form={what.form}",
        f"--seed={SEED}",
        f"--capture={what.capture}",
        *what.more,
        *MIXES[mix],
    ]
    largest = log_of(folder, provider, mix, most)
    part, dice = largest.with_suffix(".part"), random.Random(SEED)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as made, part.open("wb") as log:
        assert made.stdout is not None
        for line in islice(made.stdout, most):
            log.write(_unknown(line, dice) if what.unknown else line)
        made.kill()  # it makes messages, of which each has a record at least
    part.rename(largest)
    for count in records[:-1]:
        with largest.open("rb") as lines, log_of(folder, provider, mix, count).open("wb") as log:
            log.writelines(islice(lines, count))


def _unknown(line: bytes, dice: random.Random) -> bytes:
    """A line that may hold a member no document names, one of a few."""
    if dice.random() >= _UNKNOWN:
        return line
    return b'{"x_%d":true,' % dice.randrange(4) + line[1:]


def packed(log: Path) -> Path:
    """Return a log as gzip packs it, which is made if it is not there."""
    target = log.with_name(f"{log.name}.gz")
    if not target.exists():
        part = log.with_suffix(".part")
        with log.open("rb") as plain, gzip.open(part, "wb", compresslevel=6) as stream:
            shutil.copyfileobj(plain, stream, 2**20)
        part.rename(target)
    return target
