"""Options that several commands have."""

from __future__ import annotations

from typing import Final

import click

from . import completion

spec_option: Final = click.option(
    "--spec",
    multiple=True,
    metavar="DIR",
    help="A folder of your own lifecycles.",
    shell_complete=completion.directories,
)
