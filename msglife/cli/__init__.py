"""The command ``msglife``."""

from __future__ import annotations

import gc
import os
import sys

from .. import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing to ask it would take as long as the rest
    from typing import Any, Final, NoReturn

    from .group import cli as cli

VERSION: Final = f"msglife, version {__version__}"

PIPE_CLOSED: Final = 141
_INTERRUPTED: Final = 130
"""What a shell reports of a program that a closed pipe, or an interrupt, ended."""


def __getattr__(name: str) -> Any:
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .group import cli

    return cli


def _tell_version() -> int:
    try:
        os.write(sys.stdout.fileno(), f"{VERSION}\n".encode())
    except BrokenPipeError:  # nobody reads on
        return PIPE_CLOSED
    return 0


def main() -> NoReturn:
    """Run the command, and end the process with its exit status."""
    if sys.argv[1:] == ["--version"] and sys.stdout:
        sys.exit(_tell_version())  # scripts and editors ask for it: it is worth no parser
    gc.disable()  # importing makes much and drops little: to look for it took a tenth of the time
    import click

    from .group import cli

    try:
        code = cli.main(prog_name="msglife", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = _INTERRUPTED
    sys.exit(code if isinstance(code, int) else 0)
