"""``msglife generate``: logs of any size, and what must be found in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from ..conformance.generating.capture_formats import CAPTURES, endpoint_of, written
from ..conformance.generating.generator import CannotGenerate, Plan, Sent, form_of, generate
from ..conformance.generating.manners import Manner
from ..spec import Form, Lifecycle
from .config import Configured
from .output import Mistake, mistakes, write_bytes
from .show import spec_option

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
    "--late": "Share of messages told late.",
    "--repeated": "Share of messages told twice.",
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
    capture: str
    varied: bool
    shuffled: bool
    output: str
    labels: str | None

    def plan(self, lifecycle: Lifecycle, form: Form) -> Plan:
        """Return what to generate."""
        asked = CAPTURES[self.capture].exchanges and endpoint_of(lifecycle, form) is not None
        return Plan(
            self.messages,
            self.seed,
            self.faults,
            self.late,
            self.repeated,
            self.lost,
            self.assumed,
            form.name,
            asked,
            self.varied,
            self.shuffled,
        )


@click.command("generate", cls=Configured)
@click.argument("lifecycle_id", metavar="LIFECYCLE")
@click.option(
    "-n",
    "messages",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="How many messages.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same, the same log.")
@rate_options
@click.option("--form", default="", metavar="NAME", help="Of observation; the first by default.")
@click.option("--capture", type=click.Choice(tuple(CAPTURES)), default="bare", show_default=True)
@click.option(
    "--varied/--no-varied",
    default=True,
    show_default=True,
    help="As real logs vary, or all as plain as it can be.",
)
@click.option("--shuffled", is_flag=True, help="Members of objects come in any order.")
@click.option("--output", "-o", default=STDOUT, metavar="FILE", help="The log; - for stdout.")
@click.option("--labels", metavar="FILE", help="JSON Lines: what was done, what must be found.")
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
    with mistakes():
        lifecycle = load(lifecycle_id, specs=spec)
    try:
        form = form_of(lifecycle, wish.form)
        sent = generate(lifecycle, wish.plan(lifecycle, form))
        manner = Manner(wish.seed, varied=wish.varied, shuffled=wish.shuffled)
        _write(written(sent, lifecycle, form, CAPTURES[wish.capture], manner), wish)
    except CannotGenerate as error:
        raise Mistake(str(error)) from None


def _write(records: Iterator[tuple[str, Sent]], wish: Wish) -> None:
    with ExitStack() as files:
        log = files.enter_context(_Output(wish.output))
        labels = files.enter_context(_Output(wish.labels)) if wish.labels else None
        for text, sent in records:
            log.write(text)
            if labels is not None and sent.label is not None:
                labels.write(json.dumps(sent.label.as_json(), ensure_ascii=False) + "\n")


class _Output:
    """A file, or standard output, to which text is written in larger pieces.

    Args:
        name: the file's name, or ``-``.

    Raises:
        Mistake: it cannot be written.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: list[str] = []
        self._size = 0
        self._file: BinaryIO | None = None
        if name != STDOUT:
            with self._told():
                self._file = Path(name).open("wb")  # noqa: SIM115 # it is closed by __exit__

    def write(self, text: str) -> None:
        """Write text, at the latest when the output is closed."""
        self._pieces.append(text)
        self._size += len(text)
        if self._size >= _CHUNK:
            self._flush()

    def __enter__(self) -> _Output:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        if self._file is not None:
            with self._told():
                self._file.close()

    def _flush(self) -> None:
        data = "".join(self._pieces).encode()
        self._pieces.clear()
        self._size = 0
        if self._file is None:
            write_bytes(data)
        else:
            with self._told():
                self._file.write(data)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Mistake(f"{self._name}: cannot be written ({reason})") from None
