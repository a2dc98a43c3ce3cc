"""Installed packages that bring lifecycles of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .errors import SpecError

ENTRY_POINTS = "msglife.specs"
"""The entry-point group of packages that bring lifecycles; each names a folder."""


def package_folders() -> Iterator[Path]:
    """Yield the folder that each entry point names, in order of their names.

    Raises:
        SpecError: one names no importable package.
    """
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        yield _folder(entry.value)


def _folder(value: str) -> Path:
    """The folder an entry point names: ``package`` or ``package:folder``."""
    from importlib.resources import files

    package, _, inside = value.partition(":")
    try:
        return Path(str(files(package))) / inside
    except ModuleNotFoundError as error:
        raise SpecError(value, ENTRY_POINTS, f"expected an importable package: {error}") from None
