"""``msglife check``: logs in, a report out."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from ..conformance import BadQuery, NothingThere, Options, Report, check
from ..conformance.judging.options import DOCUMENTED, lifecycles_of
from ..errors import BadOption
from ..options import CheckOptions, build_options, check_query
from . import completion
from .config import COLORS, FILE, FullyConfigured, told_by
from .files import STDIN, check_outputs, write_file
from .formats import FAIL_ON, FORMAT_NAMES, format_of, most_of
from .output import Mistake, mistakes, say, split_output
from .printing import blocks_of, print_report
from .progress import progress_on
from .request import Request
from .shared_options import spec_option

if TYPE_CHECKING:
    from ..conformance.results.baseline import Baseline

_SELDOM: Final = 100_000
"""So many more objects there are each time the garbage collector looks."""


@click.command("check", cls=FullyConfigured)
@click.argument("logs", nargs=-1, required=True, metavar="LOG...", shell_complete=completion.files)
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    help="Report only codes that begin with these.",
    shell_complete=completion.codes,
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODES",
    help="Don't report these, even if selected.",
    shell_complete=completion.codes,
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="Exit with 1 for findings of this severity or above.",
)
@click.option("--strict/--no-strict", help="An assumed edge is an error.")
@click.option("--complete/--no-complete", help="The capture is whole: a missed status is an error.")
@click.option(
    "--since",
    metavar="TIME",
    help="The capture began here: older messages may lack their beginning.",
)
@click.option(
    "--final-within",
    metavar="D",
    help="A final status is due within 90s, 15m, 24h, 3d; or as documented.",
)
@spec_option
@click.option(
    "--lifecycle",
    multiple=True,
    metavar="NAME",
    help="What is in the logs: a lifecycle, family or provider.",
    shell_complete=completion.lifecycle_names,
)
@click.option(
    "--form", multiple=True, metavar="NAME", help="The form of a payload that fits several."
)
@click.option(
    "--format",
    type=click.Choice(FORMAT_NAMES),
    default="text",
    show_default=True,
    help="How the report on standard output is written.",
)
@click.option(
    "--output",
    "-o",
    multiple=True,
    metavar="[FORMAT=]FILE",
    shell_complete=completion.files,
    help="Write a report to a file, too; a FILE alone replaces stdout, and its suffix (.html, "
    ".json, .xml, …) or else --format says how.",
)
@click.option(
    "--statistics/--no-statistics", help="Only the summary, with every pattern and its count."
)
@click.option("--concise/--no-concise", help="One line a finding, for editors and grep.")
@click.option("--quiet/--no-quiet", "-q", help="Print no report: only the exit status counts.")
@click.option(
    "--max",
    callback=most_of,
    metavar="N",
    help="Findings listed of each pattern, or all; 20 in a text report.",
)
@click.option(
    "--color",
    type=click.Choice(COLORS),
    default="auto",
    show_default=True,
    help="Colour standard output; auto: if it is a terminal.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    help="Leave out the findings that this file knows.",
    shell_complete=completion.files,
)
@click.option(
    "--write-baseline",
    metavar="FILE",
    help="Write all findings to a file, for --baseline.",
    shell_complete=completion.files,
)
@click.option(
    "--payload-at",
    multiple=True,
    metavar="POINTER",
    help="Where payloads are in a record: /message, /items/*, a column.",
)
@click.option(
    "--received-at",
    multiple=True,
    metavar="POINTER",
    help="Where the time of reception is in a record; its dates: '/at m/d/y', or d/m/y.",
)
@click.option(
    "--place-at", multiple=True, metavar="POINTER", help="Where your name of a record is in it."
)
@click.option("--query", metavar="SQL", help="The query to a database, in order of arrival.")
@click.option("--show-numbers/--no-show-numbers", help="Don't mask phone numbers.")
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read large files; by default one a core.",
)
@click.option(
    "--memory",
    metavar="SIZE",
    help="How much of large files is kept in memory, by default 1G; the rest is spilled to disk.",
)
@click.option("--canonical/--no-canonical", help="Compare providers in shared state names.")
@click.pass_context
def check_command(ctx: click.Context, /, **given: Any) -> None:
    """Judge captured logs.

    A LOG is a file, a folder, - for standard input, or a database to --query: postgresql://…,
    sqlite:///…. Options are repeatable where they
    name several things; CODES may be listed with commas, and prefixes do: LIFE,DELV002.
    Defaults come from [tool.msglife] in the nearest pyproject.toml.

    Exit status: 0 no finding at or above --fail-on, 1 there are some, 2 usage or
    configuration, 3 a log that is unreadable, empty or not recognised.
    """
    given |= {"specs": given.pop("spec"), "jobs": given["jobs"] or os.cpu_count() or 1}
    how: Any = {name: given.pop(name) for name in CheckOptions.__annotations__}
    given["format"] = _format(ctx, given)
    request = Request(how=how, **given)
    if request.logs.count(STDIN) > 1:
        raise Mistake("standard input (-) can be read only once")
    try:
        files, options = request.outputs(), build_options(request.lifecycle, **how)
        check_query(options.query, request.logs)
        baseline = _read_baseline(request.baseline)
        options = options._replace(details=_details(request, [name for name, _ in files]))
    except BadOption as error:
        raise Mistake(f"{told_by(ctx, error.name)}: {error.expected}") from None
    check_outputs(
        [*(file for _, file in files), *filter(None, [request.write_baseline])],
        logs=request.logs,
        specs=map(str, options.specs),
        others=filter(None, [ctx.meta[FILE] and str(ctx.meta[FILE]), request.kept_baseline]),
        on_stdout=request.on_stdout,
    )
    shown = nullcontext() if request.quiet else progress_on(request.logs)
    try:
        with mistakes(), seldom_collecting(), shown as progress:
            report = check(request.logs, options, progress=progress)
    except NothingThere as error:
        raise Mistake(f"{told_by(ctx, error.option)}: {error}") from None
    except BadQuery as error:
        raise Mistake(f"{told_by(ctx, 'query')}: {error}") from None
    for log in report.problems:
        say(f"msglife: {log.path}: {log.problem}")
    for words in _without_deadline(report, options):
        say(f"msglife: {told_by(ctx, 'final_within')}: {words}")
    if request.write_baseline:
        from .baselines import write_baseline

        write_baseline(request.write_baseline, report, request)
    if baseline is not None:
        report = baseline.without_known(report)
    for name, file in files:
        write_file(Path(file), blocks_of(report, name, request))
    if request.on_stdout:
        print_report(report, request)
    ctx.exit(report.exit_code(request.gate))


def _without_deadline(report: Report, options: Options) -> Iterator[str]:
    """Say of which lifecycles that were met no deadline is documented, if one was asked for."""
    if options.final_within != DOCUMENTED:
        return
    known = lifecycles_of(options)
    names = [each.id for each in known if each.id in report.traffic and each.deadline is None]
    if names:
        yield f"no deadline is documented for {', '.join(names)}; name one, such as 24h"


def _format(ctx: click.Context, given: dict[str, Any]) -> str:
    """Choose the format of standard output: as the command line says, or the configuration.

    Raises:
        Mistake: two are asked for, or one that a file's suffix contradicts.
    """
    flags = {name: given.pop(name) for name in ("statistics", "concise")}
    asked: dict[str, str] = {name: name for name in flags if flags[name]}
    asked["format"] = given["format"]
    for source in (ParameterSource.COMMANDLINE, ParameterSource.DEFAULT_MAP):
        names = [name for name in asked if ctx.get_parameter_source(name) is source]
        if len({asked[name] for name in names}) > 1:
            both = " and ".join(told_by(ctx, name) for name in names)
            raise Mistake(f"{both}: expected one format; -o FORMAT=FILE writes another")
        if names:
            if ctx.get_parameter_source("output") is source:
                _check_suffixes(asked[names[0]], given["output"])
            return asked[names[0]]
    return asked["format"]


def _check_suffixes(format: str, outputs: Iterable[str]) -> None:
    for given in outputs:
        name, file = split_output(given)
        suffix = format_of(file)
        if not name and suffix not in ("", format):
            raise Mistake(
                f"--output: {file} alone takes the place of standard output, as {suffix}; "
                f"expected {suffix}={file} beside the format {format}, or {format}={file}"
            )


def _read_baseline(file: str | None) -> Baseline | None:
    if file is None:
        return None
    from .baselines import read_baseline

    return read_baseline(file)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for circles that can be dropped more seldom: what is read makes few, and is much."""
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _details(request: Request, written: Iterable[str]) -> int:
    """How many messages a report that is asked for tells in detail."""
    if "html" not in written and not (request.on_stdout and request.format == "html"):
        return 0
    from ..html_report import MESSAGES

    return MESSAGES
