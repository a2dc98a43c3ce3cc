"""``msglife play``: callbacks sent to an endpoint, as their provider would send them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from ..conformance import Checker, Options, Report
from ..conformance.generating.generator import CannotGenerate, Plan, Sent, generate
from ..conformance.inventing.writing import Writing
from ..conformance.results.times import format_duration
from ..exchange import seconds
from ..machines.bodies import in_body
from ..paths import folders
from ..player import Attempt, CannotPlay, Player, playable_form, target
from ..posting import posting_of
from ..spec import MISSING, Form, Lifecycle
from ..spec.delivery import ASSUMED_ATTEMPTS, ASSUMED_WAIT
from . import completion
from .config import Configured
from .files import check_outputs, writing
from .generate import rate_options
from .output import Mistake, escaped, mistakes, write_text
from .shared_options import spec_option

_SLOWEST: Final = 0.001
"""A wait of days takes years then; what is slower does not fit a clock."""


def _speed(value: str) -> float:
    """Read how many times faster than life.

    Raises:
        BadParameter: it is no number, or too small.
    """
    try:
        speed = float(value)
    except ValueError:
        speed = -1
    if not speed >= _SLOWEST:  # no number is neither
        words = f"expected a number of {_SLOWEST:g} or more, or inf, not {value[:40]!r}"
        raise click.BadParameter(words)
    return speed


def _timeout(value: str) -> float:
    """Read how long an answer is waited for.

    Raises:
        BadParameter: it is no number above 0, or more than a day.
    """
    try:
        return seconds(float(value))
    except ValueError:
        words = f"expected seconds above 0, and a day at most, not {value[:40]!r}"
        raise click.BadParameter(words) from None


@click.command("play", cls=Configured)
@click.argument("lifecycle_id", metavar="LIFECYCLE", shell_complete=completion.lifecycle_ids)
@click.option("--to", "url", required=True, metavar="URL", help="Your endpoint.")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="HOST",
    help="Send to this host, which is not this machine.",
)
@click.option(
    "-n",
    "messages",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="How many messages.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed gives the same lives."
)
@rate_options
@click.option(
    "--form", default="", metavar="NAME", help="The form of callback; the first by default."
)
@click.option(
    "--speed",
    type=_speed,
    default="3600",
    show_default=True,
    metavar="TIMES",
    help="How many times faster than life; inf: without waiting.",
)
@click.option(
    "--timeout",
    type=_timeout,
    metavar="SECONDS",
    help="How long an answer is waited for; by default as documented, else 10.",
)
@click.option(
    "--save", metavar="FILE", help="Write what was sent, as a log.", shell_complete=completion.files
)
@spec_option
@click.pass_context
def play_command(
    ctx: click.Context,
    /,
    lifecycle_id: str,
    url: str,
    allow_host: tuple[str, ...],
    form: str,
    speed: float,
    timeout: float | None,
    save: str | None,
    spec: tuple[str, ...],
    **plan: Any,
) -> None:
    """Send made-up callbacks to your endpoint, as their provider would.

    What is not accepted is sent again when the provider's document says so, in compressed
    time; a provider that documents nothing sends once. At the end stands what you must make
    of each message that reached you. To this machine only, unless --allow-host names the host.

    Exit status: 0 all was accepted, 1 something never was, 2 usage.
    """
    from .. import load

    if save is not None:
        check_outputs([save], specs=spec)
    with mistakes():
        lifecycle = load(lifecycle_id, specs=spec)
    try:
        chosen = playable_form(lifecycle, form)
        posting = posting_of(lifecycle.delivery, chosen)
        player = Player(target(url, allow_host), posting, speed, timeout)
        sent = generate(lifecycle, Plan(**plan, form=chosen.name))
        with _log(save) as write:
            told = _Told(player, lifecycle, chosen, write)
            _print(told.heading())
            checker = Checker(Options(specs=folders(spec), lifecycles=(lifecycle.id,)))
            checker.read_records(told.records(sent))
        _print(told.ending(checker.finish()))
    except (CannotPlay, CannotGenerate) as error:
        raise Mistake(str(error)) from None
    ctx.exit(1 if told.refused else 0)


def _print(lines: Iterable[str]) -> None:
    write_text("".join(f"{escaped(line)}\n" for line in lines))


@contextmanager
def _log(path: str | None) -> Iterator[Callable[[Any], None]]:
    """Open a log, if one is wanted, and yield what writes a record at once.

    It is no report that is whole or not there: whatever ends the command, it has what was sent.

    Raises:
        Mistake: it cannot be written.
    """
    if path is None:
        yield lambda _: None
        return
    with writing(path):
        file = Path(path).open("wb", buffering=0)  # noqa: SIM115 # closed below
    with file:

        def write(record: Any) -> None:
            with writing(path):
                file.write(f"{json.dumps(record, ensure_ascii=False)}\n".encode())

        yield write


@dataclass(slots=True)
class _Told:
    """Puts into words what a player does, and counts it.

    Args:
        player: what sends.
        lifecycle, form: what is sent.
        write: keeps a record of what was sent.
    """

    player: Player
    lifecycle: Lifecycle
    form: Form
    write: Callable[[Any], None]
    attempts: int = 0
    accepted: int = 0
    refused: int = 0
    began: int | None = None

    def heading(self) -> Iterator[str]:
        """Say what goes where by which rules."""
        yield f"{self.lifecycle.id} to {self.player.target.shown}, {_pace(self.player.speed)}"
        rules = self.lifecycle.delivery
        if rules is None or not rules.repeats:
            yield "each callback is sent once: no document says when it would be sent again"
            return
        grounds = f"{rules.grounds.basis}: {rules.grounds.first_cite}"
        if rules.waits:
            yield f"sent again after {rules.schedule} ({grounds})"
        else:
            ends = rules.attempts is not None or rules.give_up_after is not None
            most = "" if ends else f", {ASSUMED_ATTEMPTS} attempts at most"
            yield f"sent again ({grounds}); when is untold: each {ASSUMED_WAIT:g} s{most}, assumed"

    def records(self, sent: Iterable[Sent]) -> Iterator[dict[str, Any]]:
        """Send, tell of each attempt, and yield a record of each that reached the endpoint."""
        for attempt in self.player.play(sent):
            _print([self._line(attempt)])
            if attempt.connected:
                record = self.player.envelope(attempt, self.lifecycle.provider)
                self.write(record)
                yield record

    def _line(self, attempt: Attempt) -> str:
        self.attempts += 1
        self.began = attempt.due if self.began is None else self.began
        since = f"{(attempt.due - self.began) / 10**6:.3f} s"
        number = f", attempt {attempt.number}" if attempt.number > 1 else ""
        answer = attempt.problem or attempt.status
        status = self._status(attempt.sent.payload)
        return f"{since:>14}  {attempt.sent.key}  {status}: {answer}{number}{self._then(attempt)}"

    def _status(self, payload: Any) -> str:
        """Name the status a callback tells."""
        _, form = in_body(self.lifecycle, self.form)
        value = form.status.get(Writing(self.form).read(payload))
        if value is MISSING:
            return "no status"
        if not isinstance(value, str | int):
            return "a status that is none"
        names = self.form.values or self.lifecycle.vocabulary
        return str(names.get(value, self.form.values_default or value))

    def _then(self, attempt: Attempt) -> str:
        if attempt.accepted:
            self.accepted += 1
            return ""
        if attempt.again is not None:
            return f", again in {format_duration(round(attempt.again * 10**6))}"
        self.refused += 1
        return ", given up"

    def ending(self, report: Report) -> Iterator[str]:
        """Tell what the endpoint must make of each message, and count."""
        for message in report.messages:
            yield f"{message.lifecycle} {message.key}  {message.verdict}: {message.explanation}"
        for finding in report.findings:
            if not finding.key:
                yield f"{finding.code} {finding.message}"
        counts = [f"{number} {verdict}" for verdict, number in report.verdicts.items() if number]
        yield f"messages that arrived: {', '.join(counts) or 'none'}"
        counted = f"{self.accepted} accepted, {self.refused} never accepted"
        yield f"callbacks: {counted}; attempts: {self.attempts}"


def _pace(speed: float) -> str:
    return "without waiting" if math.isinf(speed) else f"{speed:g} times as fast as life"
