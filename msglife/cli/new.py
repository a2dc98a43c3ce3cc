"""``msglife new``: a provider's folder, drafted from recorded payloads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from ..conformance.drafting import (
    MOST,
    Draft,
    Recorded,
    Unguessed,
    draft_of,
    record_payloads,
    written,
)
from ..conformance.locating import NothingThere, Spot, Wanted
from ..conformance.reading import UnreadableLog
from ..spec import catalog
from . import completion
from .files import STDIN, writing
from .output import Mistake, escaped, mistakes, write_text

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


class Unrecognised(Mistake):
    """A log that is unreadable, empty, or holds nothing that looks like a status."""

    exit_code = 3


@click.command("new")
@click.argument("provider")
@click.argument("more", nargs=-1, metavar="[LOG]...", shell_complete=completion.files)
@click.option(
    "--from",
    "logs",
    multiple=True,
    required=True,
    metavar="LOG",
    help="What was recorded.",
    shell_complete=completion.files,
)
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    help="The folder; by default, named as the provider.",
    shell_complete=completion.directories,
)
@click.option("--name", default="message", show_default=True, help="The lifecycle's name.")
@click.option("--key", default="", metavar="POINTER", help="Where the message's key stands.")
@click.option("--status", default="", metavar="POINTER", help="Where its status stands.")
@click.option("--payload-at", metavar="POINTER", help="Where payloads stand in records.")
def new_command(
    provider: str,
    more: tuple[str, ...],
    logs: tuple[str, ...],
    output: str | None,
    payload_at: str | None,
    **given: str,
) -> None:
    """Draft a provider's folder from recorded payloads: a lifecycle file and its schemas.

    Key, status and time are guessed, states and steps are those that were seen, and all of it
    is assumed: the author reads the provider's document, and confirms or corrects. What stands
    in a file is never written over, and no telephone number of the log is copied.

    Exit status: 0 written, 2 usage, or a file that is there already, 3 a log that is unreadable,
    empty, or holds nothing that looks like a status.
    """
    folder = Path(output or provider)
    _check_names(provider, given["name"])
    recorded = _recorded((*logs, *more), payload_at)
    try:
        draft = draft_of(recorded.payloads, provider, **given)
    except Unguessed as error:
        raise Unrecognised(f"{error}; {error.option or '--payload-at'} says where") from None
    files = written(draft, recorded.found)
    _write(folder, files)
    write_text("".join(f"{escaped(line)}\n" for line in _told(draft, recorded, folder, files)))


def _check_names(provider: str, name: str) -> None:
    for told, option in ((provider, "PROVIDER"), (name, "--name")):
        if not _NAME.fullmatch(told):
            words = "expected a small letter, and small letters, digits and underscores"
            raise Mistake(f"{option}: {words}, not {told!r}")
    with mistakes():
        if f"{provider}/{name}" in catalog().ids:
            raise Mistake(f"{provider}/{name} is known already; --name calls it otherwise")


def _recorded(logs: Sequence[str], payload_at: str | None) -> Recorded:
    if logs.count(STDIN) > 1:
        raise Mistake("standard input (-) can be read only once")
    try:
        spots = () if payload_at is None else (Spot.parse(payload_at),)
    except ValueError as error:
        raise Mistake(f"--payload-at: {error}") from None
    try:
        recorded = record_payloads(logs, Wanted(spots))
    except UnreadableLog as error:
        raise Unrecognised(str(error)) from None
    except NothingThere as error:
        raise Mistake(f"--payload-at: {error}") from None
    if not recorded.payloads and recorded.problem:
        raise Unrecognised(recorded.problem)
    return recorded


def _write(folder: Path, files: Mapping[str, Any]) -> None:
    """Write new files; none is written if one is there already.

    Raises:
        Mistake: naming the file, or why it cannot be written.
    """
    for name in files:
        if (folder / name).exists():
            raise Mistake(f"{folder / name} is there already, and is not written over")
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, indent=2) + "\n"
        with writing(folder / name), (folder / name).open("xb") as file:
            file.write(text.encode())


def _told(
    draft: Draft, recorded: Recorded, folder: Path, files: Mapping[str, Any]
) -> Iterator[str]:
    seen = _counted(sum(form.payloads for form in draft.forms), "payload")
    found = f" ({recorded.found})" if recorded.found else ""
    first = "the first " if len(recorded.payloads) >= MOST else ""
    of = _counted(draft.messages, "message")
    yield f"{draft.provider}/{draft.name}: {first}{seen} of {of}{found}"
    for form in draft.forms:
        guess = form.guess
        yield f"  {form.name}: key {guess.key}, status {guess.status}, {_time(guess.time)}"
    names = ", ".join(f"{each.name} (final)" if each.final else each.name for each in draft.states)
    yield f"  states: {names}"
    left = recorded.passed + recorded.unread + draft.left_out
    if left:
        yield f"  left out: {left} that tell no such key and status"
    others = [each for each in recorded.providers if each != draft.provider]
    if others:
        yield f"  the log names {', '.join(others[:3])}: a check of it asks no {draft.provider}"
    yield f"wrote {', '.join(str(folder / name) for name in files)}"
    yield f"now: msglife verify --watch {folder}; msglife check LOG --spec {folder}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _time(time: Any) -> str:
    return "no time" if time is None else f"time {time.at} ({time.units[0]})"
