"""``msglife generate``: logs of any size, and what must be found in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from ..conformance.generating.capture_formats import CAPTURES, endpoint_of, written
from ..conformance.generating.generator import CannotGenerate, Plan, Sent, forms_of, generate
from ..conformance.generating.manners import Manner
from ..spec import Form, Lifecycle
from . import completion
from .config import Configured
from .files import check_outputs, whole, writing
from .output import Mistake, mistakes, write_bytes
from .shared_options import spec_option

STDOUT: Final = "-"
_CHUNK: Final = 1 << 16


def _share(value: str) -> float:
    """Read a rate.

    Raises:
        BadParameter: it is no number from 0 to 1.
    """
    try:
        rate = float(value)
    except ValueError:
        rate = -1
    if not 0 <= rate <= 1:  # no number is neither
        raise click.BadParameter(f"expected a share between 0 and 1, not {value[:40]!r}")
    return rate


_RATES: Final = {
    "--faults": "Share of messages with a fault.",
    "--late": "Share of messages with a late callback.",
    "--repeated": "Share of messages with a repeated callback.",
    "--lost": "Share of messages of which a payload is lost.",
    "--assumed": "Share of messages that go along an assumed edge.",
}


def rate_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that are shares of the messages."""
    for flag, words in reversed(_RATES.items()):  # the last one given is listed first
        command = click.option(flag, type=_share, default="0", metavar="RATE", help=words)(command)
    return command


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks for; each name is that of its option."""

    messages: int
    seed: int
    faults: float
    late: float
    repeated: float
    lost: float
    assumed: float
    form: str
    mixed: float
    capture: str
    varied: bool
    shuffled: bool
    output: str
    labels: str | None

    def plan(self, lifecycle: Lifecycle, form: Form) -> Plan:
        """Return what to generate."""
        exchanges = CAPTURES[self.capture].exchanges
        asked = exchanges and endpoint_of(lifecycle, form) is not None
        return Plan(
            self.messages,
            self.seed,
            self.faults,
            self.late,
            self.repeated,
            self.lost,
            self.assumed,
            self.form,
            asked,
            self.varied,
            self.shuffled,
            self.mixed,
            exchanges,
        )


@click.command("generate", cls=Configured)
@click.argument("lifecycle_id", metavar="LIFECYCLE", shell_complete=completion.lifecycle_ids)
@click.option(
    "-n",
    "messages",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="How many messages.",
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="The same seed gives the same log."
)
@rate_options
@click.option(
    "--form",
    default="",
    metavar="NAME",
    help="The form of payload; by default all that are pushed.",
)
@click.option(
    "--mixed",
    type=_share,
    default="0",
    metavar="RATE",
    help="Share of messages that other forms tell, too: polls, further callbacks; none that has a"
    " fault. In a bare log, only what cannot be taken for another form.",
)
@click.option("--capture", type=click.Choice(tuple(CAPTURES)), default="bare", show_default=True)
@click.option(
    "--varied/--no-varied",
    default=True,
    show_default=True,
    help="Vary as real logs do, or be as plain as can be.",
)
@click.option("--shuffled", is_flag=True, help="Members of objects come in any order.")
@click.option(
    "--output",
    "-o",
    default=STDOUT,
    metavar="FILE",
    help="The log; - for stdout.",
    shell_complete=completion.files,
)
@click.option(
    "--labels",
    metavar="FILE",
    help="JSON Lines: what was done, what must be found.",
    shell_complete=completion.files,
)
@spec_option
def generate_command(lifecycle_id: str, spec: tuple[str, ...], **given: Any) -> None:
    """Make up a log of a lifecycle's messages, and labels that say what must be found in it.

    Payloads are built from the schemas, lives from the edges. The same seed gives the same
    log. Lengths, scripts, members and headers vary as in real logs, within the schema and its
    rules. Each rate is a share of the messages, from 0 to 1; what cannot happen to a message
    is left out, and what was done stands in the labels.
    """
    from .. import load

    wish = Wish(**given)
    if wish.labels == wish.output:
        raise Mistake("the log and its labels need a place each: -o and --labels name the same")
    to_files = [each for each in (wish.output, wish.labels) if each not in (None, STDOUT)]
    check_outputs(
        filter(None, to_files), specs=spec, on_stdout=STDOUT in (wish.output, wish.labels)
    )
    with mistakes():
        lifecycle = load(lifecycle_id, specs=spec)
    try:
        form = forms_of(lifecycle, wish.form)[0]
        sent = generate(lifecycle, wish.plan(lifecycle, form))
        manner = Manner(wish.seed, varied=wish.varied, shuffled=wish.shuffled)
        _write(written(sent, lifecycle, form, CAPTURES[wish.capture], manner), wish)
    except CannotGenerate as error:
        raise Mistake(str(error)) from None


def _write(records: Iterator[tuple[str, Sent]], wish: Wish) -> None:
    with ExitStack() as files:
        log = files.enter_context(_output(wish.output))
        labels = files.enter_context(_output(wish.labels)) if wish.labels else None
        for text, sent in records:
            log.write(text)
            if labels is not None and sent.label is not None:
                labels.write(json.dumps(sent.label.as_json(), ensure_ascii=False) + "\n")


@contextmanager
def _output(name: str) -> Iterator[_Output]:
    """Open a file that is there once it is whole, or standard output.

    Args:
        name: the file's name, or ``-``.

    Raises:
        Mistake: it cannot be written.
    """
    if name == STDOUT:
        output = _Output(lambda data: write_bytes(data))
        yield output
        output.flush()
        return
    with writing(name), whole(Path(name)) as file:
        output = _Output(file.write)
        yield output
        output.flush()


class _Output:
    """Takes text, and writes it in larger pieces.

    Args:
        write: writes a piece.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._pieces: list[str] = []
        self._size = 0

    def write(self, text: str) -> None:
        """Write text, at the latest when `flush` is called."""
        self._pieces.append(text)
        self._size += len(text)
        if self._size >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what was held back."""
        self._write("".join(self._pieces).encode())
        self._pieces.clear()
        self._size = 0
