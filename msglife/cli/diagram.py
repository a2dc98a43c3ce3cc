"""``msglife diagram``: a lifecycle as a picture, or as text that draws one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ..diagrams import Counts, NotInFormat, RenderError, UnknownFormat, draw, draw_family
from . import completion
from .config import Configured
from .files import STDIN, check_outputs, write_file
from .output import Mistake, mistakes, say, write_bytes
from .shared_options import spec_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..conformance import Report
    from ..spec import Lifecycle

_TEXTS: Final = {"mermaid": ".mmd", "dot": ".dot"}


class _Configured(Configured):
    keys = frozenset({"spec", "payload_at", "received_at", "since"})


@click.command("diagram", cls=_Configured)
@click.argument("lifecycle_id", metavar="ID", shell_complete=completion.lifecycle_names)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="A file: .svg, .png, .dot, .mmd or .scxml.",
    shell_complete=completion.files,
)
@click.option(
    "--format",
    "text_format",
    type=click.Choice(tuple(_TEXTS)),
    help="How text on standard output is written; mermaid by default.",
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    metavar="LOG",
    help="Draw what this log did on it.",
    shell_complete=completion.files,
)
@click.option(
    "--since",
    metavar="TIME",
    help="The capture began here: older messages may lack their beginning.",
)
@click.option("--payload-at", metavar="POINTER", help="Where payloads are in a record of the log.")
@click.option(
    "--received-at", metavar="POINTER", help="Where the time of reception is in a record."
)
@spec_option
@click.pass_context
def diagram_command(
    ctx: click.Context,
    /,
    lifecycle_id: str,
    output: str | None,
    text_format: str | None,
    logs: tuple[str, ...],
    spec: tuple[str, ...],
    **reading: Any,
) -> None:
    """Draw a lifecycle: into a file, or as text on standard output.

    An ID names one lifecycle (provider/name), or all of a provider or family, which are
    drawn as one picture. A LOG is what check takes; repeatable.

    Exit status: 0 drawn, 2 usage or configuration, or nothing to draw with, 3 a log that
    is unreadable, empty or not recognised.
    """
    if output is not None and text_format is not None:
        raise Mistake("--format is for standard output; with -o the file's suffix decides")
    if logs.count(STDIN) > 1:
        raise Mistake("standard input (-) can be read only once")
    if output is not None:
        check_outputs([output], logs=logs, specs=spec, on_stdout=False)
    suffix = Path(output).suffix if output else _TEXTS[text_format or "mermaid"]
    lifecycles = _selected(lifecycle_id, spec)
    report = _judged(logs, spec, reading) if logs else None
    if report is not None and not report.observations:
        ctx.exit(report.exit_code("never"))
    drawn = _drawn(lifecycles, suffix, report)
    if output:
        write_file(Path(output), (drawn,))
    else:
        write_bytes(drawn)
    ctx.exit(0 if report is None else report.exit_code("never"))


def _selected(name: str, spec: Sequence[str]) -> tuple[Lifecycle, ...]:
    """The lifecycle called so; else all of a family, or of a provider."""
    from ..paths import folders
    from ..spec import catalog

    with mistakes():
        return catalog(folders(spec)).select(name)


def _judged(logs: Sequence[str], spec: Sequence[str], reading: Mapping[str, Any]) -> Report:
    """Judge the logs, and say of which nothing could be judged."""
    from ..conformance import check
    from ..options import build_options, check_query

    with mistakes():
        check_query("", logs)
        report = check(logs, build_options(specs=spec, **reading))
    for log in report.problems:
        say(f"msglife: {log.path}: {log.problem}")
    return report


def _drawn(lifecycles: Sequence[Lifecycle], suffix: str, report: Report | None) -> bytes:
    counts = None if report is None else _counts(lifecycles, report)
    try:
        if len(lifecycles) == 1:
            (one,) = lifecycles
            return draw(one, suffix, None if counts is None else counts[one.id])
        return draw_family(lifecycles, suffix, counts)
    except (UnknownFormat, NotInFormat, RenderError) as error:
        raise Mistake(str(error)) from None


def _counts(lifecycles: Sequence[Lifecycle], report: Report) -> dict[str, Counts]:
    from ..overlay import counts_of

    silent = [each.id for each in lifecycles if each.id not in report.traffic]
    if len(silent) == len(lifecycles):
        say(f"msglife: the log tells nothing of {', '.join(silent)}")
    return {each.id: counts_of(report, each.id) for each in lifecycles}
