"""The boundary of the command: whatever happens within, it ends with a status and one line."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from types import FrameType, TracebackType
from typing import Final, NoReturn

import click

from . import PIPE_CLOSED
from .output import say, silence

FAULT: Final = 70
"""A fault of ours, or the end of memory; sysexits.h calls it EX_SOFTWARE."""
USAGE: Final = 2
TRACEBACK: Final = "MSGLIFE_TRACEBACK"
"""The variable of the environment that has a fault told in full. It may show what a log holds."""

_INTERRUPTED: Final = 130
"""What a shell reports of a program that an interrupt ended."""
_ENVIRONMENT: Final = frozenset(
    getattr(errno, name, 0)
    for name in ("EDQUOT", "EFBIG", "EIO", "EMFILE", "ENFILE", "ENOSPC", "EROFS")
)
"""What the system has no more of, or what breaks below it, is no fault of ours."""
_NO_TEMPORARY: Final = "No usable temporary directory"


def run() -> int:
    """Run the command as it was called; return its exit status, whatever happens.

    SIGTERM and SIGHUP end the process at once, as they do any: there is nothing to be removed,
    since temporary files have no names, and workers end with whoever began them.
    """
    interrupts: list[int] = []
    # Of numpy's threads no use is made; where they find no room, they interrupt the process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        _occupy_closed_streams()
        _heed_interrupts(interrupts)
        from .group import cli

        code = cli.main(prog_name="msglife", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        if interrupts:
            return _INTERRUPTED
        return code if isinstance(code, int) else 0
    except BaseException as error:
        if interrupts:  # whatever came of it
            return _INTERRUPTED
        return _told(error)


def _told(error: BaseException) -> int:
    """Say what ended the command, unless a person knows; return the exit status."""
    if isinstance(error, click.ClickException):
        _show(error)
        return error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return _INTERRUPTED
    # click makes a status of a pipe that nobody reads
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        silence()
        return PIPE_CLOSED
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else bool(error.code)
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    if isinstance(error, OSError) and _is_environment(error):
        silence()
        say(f"Error: cannot go on: {error.strerror or error}")
        return USAGE
    if _is_memory(error):
        say("msglife: memory ended; --jobs 1 and a smaller --memory take less")
        return FAULT
    say(
        f"msglife: a fault of ours, {type(error).__name__} at {_place(error.__traceback__)}: please"
        f" open an issue with this line and the command; {TRACEBACK}=1 tells more"
    )
    return FAULT


def _show(error: click.ClickException) -> None:
    try:
        error.show()
    except OSError:  # nobody is listening
        return


def _is_environment(error: OSError) -> bool:
    return error.errno in _ENVIRONMENT or _NO_TEMPORARY in str(error.strerror)


def _is_memory(error: BaseException) -> bool:
    """Whether memory ended, here or in a process that helps, or for what would be imported."""
    if isinstance(error, ImportError):
        return "map segment" in str(error) or "allocate memory" in str(error)
    if isinstance(error, SystemError):  # so code in C fails that has no room to say why
        return "without setting an exception" in str(error) or "without exception" in str(error)
    return isinstance(error, MemoryError) or type(error).__name__ == "BrokenProcessPool"


def _place(trace: TracebackType | None) -> str:
    """Where in our files an error came up; what it says may be what a log holds."""
    ours = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))  # noqa: PTH120
    frames = [each for each in traceback.extract_tb(trace) if each.filename.startswith(ours)]
    if not frames:
        return "an unknown place"
    return f"{os.path.relpath(frames[-1].filename, ours)}:{frames[-1].lineno}"


def _occupy_closed_streams() -> None:
    """Put something where a closed standard stream was.

    The next file to be opened would get its number, and whoever writes to the stream, the file.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:  # what is opened to be read cannot be written to: that is noticed
            os.open(os.devnull, os.O_WRONLY if descriptor == 0 else os.O_RDONLY)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _heed_interrupts(interrupts: list[int]) -> None:
    """Raise `KeyboardInterrupt` once, as Python does, and note it: it may be raised in vain.

    Where it comes up in a callback, Python ignores it. Who interrupts twice does not wait.
    """

    def interrupt(number: int, _: FrameType | None) -> NoReturn:
        interrupts.append(number)
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
