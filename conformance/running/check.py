"""A check: logs in, a report out, by whichever driver suits them."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from ...machines import Automaton
from ..judging.options import Options
from ..reading import Progress
from ..results.report import Report
from .checker import Checker

_LARGE: Final = 2**17
"""Bytes of a log that may be worth another way to read it; packed, it is much larger."""


def check(
    logs: Iterable[str | Iterable[Any]],
    options: Options | None = None,
    automata: dict[str, Automaton] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Judge logs.

    Args:
        logs: paths (files, folders, ``-``) or iterables of records.
        options: how.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many records, and bytes of files, were read since.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """
    options = options or Options()
    logs = list(logs)
    paths = [log for log in logs if isinstance(log, str)]
    if len(paths) == len(logs) and any(map(_is_large, paths)):
        from ..bulk import check_files

        report = check_files(paths, options, automata, progress=progress)
        if report is not None:
            return report
    checker = Checker(options, automata)
    for log in logs:
        if isinstance(log, str):
            checker.read_log(log, progress)
        else:
            checker.read_records(log)
    return checker.finish()


def _is_large(path: str) -> bool:
    """Whether a path may hold more than is read line by line."""
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(status.st_mode) or status.st_size >= _LARGE
