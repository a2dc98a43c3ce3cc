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
"""What a shell reports of a program that a closed pipe ended."""


def __getattr__(name: str) -> Any:
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .group import cli

    return cli


def _is_told(line: str) -> bool:
    try:
        os.write(sys.stdout.fileno(), line.encode())
    except (OSError, ValueError, AttributeError):  # it is closed, or full
        return False
    return True


def main() -> NoReturn:
    """Run the command, and end the process with its exit status."""
    if sys.argv[1:] == ["--version"] and _is_told(f"{VERSION}\n"):
        sys.exit(0)  # scripts and editors ask for it: it is worth no parser
    gc.disable()  # importing makes much and drops little: to look for it took a tenth of the time
    from .boundary import run

    sys.exit(run())
