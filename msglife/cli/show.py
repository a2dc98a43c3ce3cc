"""``msglife list``, ``show`` and ``schema``: what the specifications hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain, groupby, repeat
from typing import Any, Final

import click

from ..paths import folders
from ..spec import Lifecycle, catalog, meta_schema
from . import completion
from .config import Configured
from .document import Table, write_document
from .lifecycle_json import lifecycle_json, summary_json
from .lifecycle_view import shares, view
from .output import Mistake, mistakes, write_json
from .shared_options import spec_option

SCHEMAS: Final = ("report", "report-line", "lifecycle")
"""What has a schema besides the lifecycles: the JSON report, a line of the JSON Lines
report, and a lifecycle file."""

SHARES: Final = ("DOCUMENTED", "IMPLIED", "ASSUMED")
"""The headings of the shares of edges by what they rest on."""

format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How it is written on standard output.",
)


@click.command("list", cls=Configured)
@format_option
@spec_option
def list_command(output_format: str, spec: tuple[str, ...]) -> None:
    """List the lifecycles by provider, and how sure their edges are."""
    with mistakes():
        known = tuple(catalog(folders(spec)))
    _list(known, output_format)


def _list(known: Sequence[Lifecycle], output_format: str) -> None:
    if output_format == "json":
        write_json([summary_json(each) for each in known])
        return
    rows: list[tuple[str, ...]] = []
    for provider, lifecycles in groupby(known, key=lambda each: each.provider):
        names = chain([provider], repeat(""))  # a provider's name stands once
        rows += [(name, *_summary(each)) for name, each in zip(names, lifecycles, strict=False)]
    write_document([Table(("PROVIDER", "ID", "TITLE", "MODES", "STATES", "EDGES", *SHARES), rows)])


def _summary(lifecycle: Lifecycle) -> tuple[str, ...]:
    modes = ", ".join(dict.fromkeys(form.mode for form in lifecycle.forms))
    counts = (str(len(lifecycle.states)), str(len(lifecycle.edges)))
    return (lifecycle.id, lifecycle.title, modes, *counts, *shares(lifecycle))


@click.command("show", cls=Configured)
@click.argument("name", metavar="ID", shell_complete=completion.lifecycle_names)
@format_option
@spec_option
def show_command(name: str, output_format: str, spec: tuple[str, ...]) -> None:
    """Show a lifecycle: its identity, sources, states, edges, rules and other spellings.

    An ID names one lifecycle (provider/name); of a provider or a family that has several,
    these are listed.
    """
    with mistakes():
        found = catalog(folders(spec)).select(name)
    if len(found) > 1:
        _list(found, output_format)
    elif output_format == "json":
        write_json(lifecycle_json(found[0]))
    else:
        write_document(view(found[0]))


@click.command("schema", cls=Configured)
@click.argument(
    "lifecycle_id", metavar="[ID]", required=False, shell_complete=completion.lifecycle_ids
)
@click.option("--form", metavar="NAME", help="A form of observation; the first by default.")
@click.option(
    "--lifecycle-file",
    is_flag=True,
    help='The schema of lifecycle files, for editors; the same as the ID "lifecycle".',
)
@spec_option
def schema_command(
    lifecycle_id: str | None, form: str | None, lifecycle_file: bool, spec: tuple[str, ...]
) -> None:
    """Print a JSON Schema: of a lifecycle's payloads.

    ID is a lifecycle; or "report" for the JSON report, "report-line" for a line of the
    JSON Lines report, "lifecycle" for a lifecycle file.
    """
    if (lifecycle_id is None) is not lifecycle_file:
        raise Mistake("expected either an ID or --lifecycle-file")
    lifecycle_id = lifecycle_id or "lifecycle"
    if lifecycle_id in SCHEMAS and form is not None:
        raise Mistake(f"--form: {lifecycle_id} is no lifecycle and has no forms")
    if lifecycle_id == "report":
        write_json(_report_schema())
    elif lifecycle_id == "report-line":
        from ..conformance.reports.json_lines_report import line_schema

        write_json(line_schema())
    elif lifecycle_id == "lifecycle":
        write_json(meta_schema())
    else:
        from .. import schema

        with mistakes():
            found = schema(lifecycle_id, form=form, specs=spec)
        write_json(found)


def _report_schema() -> Any:
    from importlib.resources import files

    place = files("msglife.conformance.reports") / "report.schema.json"
    return json.loads(place.read_text(encoding="utf-8"))
