"""Large files of JSON Lines, judged mostly by looking at their bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ...machines import Automaton
from ..options import Options
from ..reading import Progress, UnreadableLog, files_of
from ..reading.plain_lines import size_of_lines
from ..report import Report

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
    sizes: list[tuple[str, int]] = []
    arguments: list[int] = []
    for argument, log in enumerate(logs):
        try:
            names = files_of(log)
        except UnreadableLog:
            return None
        for name in names:
            size = size_of_lines(name)
            if size is None:
                return None
            sizes.append((name, size))
            arguments.append(argument)
    if sum(size for _, size in sizes) < smallest:
        return None
    from .two_phases import TwoPhases  # numpy takes a while to import

    return TwoPhases(logs, sizes, arguments, options, automata).check(progress)
