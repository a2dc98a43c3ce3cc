"""``msglife check``: logs in, a report out."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from ..conformance import BadQuery, FailOn, NothingThere, Report, check
from ..conformance.reports import FORMATS
from ..conformance.reports.canonical_report import canonical_table, canonically
from ..conformance.reports.text_report import layout
from ..errors import BadOption
from ..options import CheckOptions, build_options, check_query
from ..paths import folders
from ..spec import Catalog, catalog, did_you_mean
from .config import FullyConfigured, told_by
from .formats import FAIL_ON, FORMAT_NAMES
from .output import (
    Mistake,
    encoded,
    escaped,
    json_bytes,
    mistakes,
    on_terminal,
    split_output,
    stdout_bytes,
    write_blocks,
    write_file,
    write_text,
)
from .progress import progress_on

STDIN: Final = "-"

_SELDOM: Final = 100_000
"""So many more objects there are each time the garbage collector looks."""
_JSON: Final = frozenset({"json", "jsonl", "sarif"})
_OPTIONS: Final = {
    "text": ("show_info",),
    "junit": ("fail_on",),
    "github": ("show_info",),
    "markdown": ("show_info",),
}
"""What a format takes of what the user asks for."""


class Request(NamedTuple):
    """What the user asks for; each name is that of its option.

    Args:
        logs: the arguments.
        lifecycle: what may be in them.
        how: how to check.
        fail_on, format, output, canonical: what is made of the report.
    """

    logs: tuple[str, ...]
    lifecycle: tuple[str, ...]
    how: CheckOptions
    fail_on: FailOn
    format: str
    output: tuple[str, ...]
    canonical: bool

    @property
    def show_info(self) -> bool:
        """Whether findings of severity info are listed: if they matter or were asked for."""
        return self.fail_on == "info" or bool(self.how.get("select"))

    def outputs(self) -> dict[Path, str]:
        """Return the files to write, each with its format.

        Raises:
            BadOption: a format is unknown, or a file would be overwritten.
        """
        read = {Path(log).resolve() for log in self.logs if log != STDIN}
        files: dict[Path, str] = {}
        for given in self.output:
            name, file = split_output(given)
            name = name or self.format
            if name not in FORMAT_NAMES:
                near = did_you_mean(name, FORMAT_NAMES)
                raise BadOption("output", f"no report format is called {name!r}{near}")
            if file in ("", STDIN):
                raise BadOption("output", "expected FORMAT=FILE; --format is standard output's")
            if Path(file).resolve() in read:
                raise BadOption("output", f"{file} is one of the logs, and would be overwritten")
            if Path(file) in files:
                raise BadOption("output", f"{file} is named twice")
            files[Path(file)] = name
        return files

    @property
    def on_stdout(self) -> bool:
        """Whether standard output has the report: a bare file takes its place."""
        return all(split_output(given)[0] for given in self.output)


@click.command("check", cls=FullyConfigured)
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@click.option("--select", multiple=True, metavar="CODES", help="Report only codes that begin so.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Don't report these; wins.")
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="The least grave finding that makes the exit status 1.",
)
@click.option("--strict/--no-strict", help="An assumed edge is an error.")
@click.option("--complete/--no-complete", help="The capture is whole: a missed status is an error.")
@click.option("--since", metavar="TIME", help="The capture began here: older messages may have.")
@click.option("--final-within", metavar="D", help="A final status is due within 90s, 15m, 24h, 3d.")
@click.option("--spec", multiple=True, metavar="DIR", help="A folder of further lifecycles.")
@click.option("--lifecycle", multiple=True, metavar="NAME", help="What is in the logs.")
@click.option(
    "--format",
    type=click.Choice(FORMAT_NAMES),
    default="text",
    show_default=True,
    help="Of the report on standard output.",
)
@click.option(
    "--output",
    "-o",
    multiple=True,
    metavar="[FORMAT=]FILE",
    help="Write a report to a file, too; a FILE alone has --format and replaces stdout.",
)
@click.option(
    "--payload-at",
    multiple=True,
    metavar="POINTER",
    help="Where payloads stand, if they are not found: * is each item, a name a column.",
)
@click.option(
    "--received-at", multiple=True, metavar="POINTER", help="Where the time of reception stands."
)
@click.option(
    "--place-at", multiple=True, metavar="POINTER", help="Where stands what you call a record."
)
@click.option("--query", metavar="SQL", help="What to ask a database for, in order of arrival.")
@click.option("--show-numbers/--no-show-numbers", help="Don't mask phone numbers.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read large files; as many as there are cores by default.",
)
@click.option(
    "--memory",
    metavar="SIZE",
    help="What of large files is kept in memory, 1G by default; the rest goes to temporary files.",
)
@click.option(
    "--canonical/--no-canonical", help="Tell the last states in the canonical life's words, too."
)
@click.pass_context
def check_command(ctx: click.Context, /, **given: Any) -> None:
    """Judge captured logs.

    A LOG is a file, a folder, - for standard input, or a database to --query: postgresql://…,
    sqlite:///…. Options are repeatable where they
    name several things; CODES may be listed with commas, and prefixes do: LIFE,DELV002.
    Defaults come from [tool.msglife] in the nearest pyproject.toml.

    Exit status: 0 nothing at or above the gate, 1 findings at the gate, 2 usage or
    configuration, 3 a log that is unreadable, empty or not recognised.
    """
    given |= {"specs": given.pop("spec"), "jobs": given["jobs"] or os.cpu_count() or 1}
    how: Any = {name: given.pop(name) for name in CheckOptions.__annotations__}
    request = Request(how=how, **given)
    if request.logs.count(STDIN) > 1:
        raise Mistake("standard input (-) can be read only once")
    try:
        files, options = request.outputs(), build_options(request.lifecycle, **how)
        check_query(options.query, request.logs)
        options = options._replace(details=_details(request, files.values()))
    except BadOption as error:
        raise Mistake(f"{told_by(ctx, error.name)}: {error.expected}") from None
    try:
        with mistakes(), _seldom_collecting(), progress_on(request.logs) as progress:
            report = check(request.logs, options, progress=progress)
    except NothingThere as error:
        raise Mistake(f"{told_by(ctx, error.option)}: {error}") from None
    except BadQuery as error:
        raise Mistake(f"{told_by(ctx, 'query')}: {error}") from None
    for log in report.problems:
        click.echo(f"msglife: {escaped(f'{log.path}: {log.problem}')}", err=True)
    for path, name in files.items():
        write_file(path, _blocks(report, name, request))
    if request.on_stdout:
        _print(report, request)
    ctx.exit(report.exit_code(request.fail_on))


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for circles that can be dropped more seldom: what is read makes few, and is much."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _blocks(report: Report, name: str, request: Request) -> Iterator[bytes]:
    """Write a report in one of the formats, in UTF-8, as it comes."""
    return encoded(_pieces(report, name, request), json_bytes if name in _JSON else _utf8)


def _pieces(report: Report, name: str, request: Request) -> Iterator[str]:
    if name == "html":
        from ..html_report import to_html

        yield to_html(report, _known(request))
        return
    given = {option: getattr(request, option) for option in _OPTIONS.get(name, ())}
    if request.canonical and name in ("json", "jsonl"):
        given["told"] = canonically(_known(request))
    yield from FORMATS[name](report, **given)
    if name == "text":
        yield _side_by_side(report, request)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _details(request: Request, written: Iterable[str]) -> int:
    """How many messages a report that is asked for tells in detail."""
    if "html" not in written and not (request.on_stdout and request.format == "html"):
        return 0
    from ..html_report import MESSAGES

    return MESSAGES


def _known(request: Request) -> Catalog:
    return catalog(folders(request.how.get("specs", ())))


def _side_by_side(report: Report, request: Request) -> str:
    return f"\n{canonical_table(report, _known(request))}" if request.canonical else ""


def _print(report: Report, request: Request) -> None:
    if request.format != "text":
        write_blocks(_blocks(report, request.format, request))
    elif on_terminal():
        from .terminal import print_lines, rendered

        lines = layout(report, show_info=request.show_info)
        told = rendered(lambda console: print_lines(lines, console))
        write_text(told + _side_by_side(report, request))
    else:
        write_blocks(encoded(_pieces(report, "text", request), stdout_bytes))
