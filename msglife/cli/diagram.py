"""``msglife diagram``: a lifecycle as a picture, or as text that draws one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from ..diagrams import RenderError, UnknownFormat, draw
from .config import Configured
from .output import Mistake, mistakes, write_bytes, write_file
from .show import spec_option

_TEXTS: Final = {"mermaid": ".mmd", "dot": ".dot"}


@click.command("diagram", cls=Configured)
@click.argument("lifecycle_id", metavar="ID")
@click.option("--output", "-o", metavar="FILE", help="A file: .svg, .png, .dot, .mmd or .scxml.")
@click.option(
    "--format",
    "text_format",
    type=click.Choice(tuple(_TEXTS)),
    help="Of the text on standard output; mermaid by default.",
)
@spec_option
def diagram_command(
    lifecycle_id: str, output: str | None, text_format: str | None, spec: tuple[str, ...]
) -> None:
    """Draw a lifecycle: into a file, or as text on standard output."""
    from .. import load

    if output is not None and text_format is not None:
        raise Mistake("--format is for standard output; with -o the file's suffix decides")
    suffix = Path(output).suffix if output else _TEXTS[text_format or "mermaid"]
    with mistakes():
        lifecycle = load(lifecycle_id, specs=spec)
    try:
        drawn = draw(lifecycle, suffix)
    except (UnknownFormat, RenderError) as error:
        raise Mistake(str(error)) from None
    if output:
        write_file(Path(output), drawn)
    else:
        write_bytes(drawn)
