"""Large files of JSON Lines, judged mostly by looking at their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...machines import Automaton
from ..judging.options import Options
from ..reading import Progress, UnreadableLog, files_of
from ..reading.line_files import LineFile, line_file
from ..results.report import Report

__all__ = ["check_files"]

SMALLEST: Final = 2**20
"""Smaller logs are judged line by line."""


def check_files(
    logs: Sequence[str],
    options: Options,
    automata: dict[str, Automaton] | None = None,
    *,
    progress: Progress | None = None,
    smallest: int = SMALLEST,
) -> Report | None:
    """Judge logs in bulk; `None` if they are not large files of JSON Lines, and regular ones.

    Args:
        logs: paths of files and folders.
        options: how to check.
        automata: tables to judge by, by lifecycle id, where not the lifecycle's own.
        progress: told now and then how many lines, and bytes of files, were read since.
        smallest: how many bytes the logs must have together.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
        ValueError: a prefix selects no code.
    """
    found: list[tuple[str, int, LineFile]] = []
    for argument, log in enumerate(logs):
        try:
            names = files_of(log)
        except UnreadableLog:
            return None
        for name in names:
            file = line_file(name)
            if file is None:
                return None
            found.append((name, argument, file))
    if sum(file.size for *_, file in found) < smallest:
        return None
    from .two_phases import TwoPhases  # numpy takes a while to import
    from .unpacking import sources_of

    sources, unpacking = sources_of(found, progress)
    report = None
    if sources:
        report = TwoPhases(logs, sources, options, automata, unpacking).check(progress)
    if report is None and unpacking is not None:
        unpacking.remove()
    return report
