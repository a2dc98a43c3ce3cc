"""Installed packages that bring lifecycles of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from .errors import SpecError

ENTRY_POINTS = "msglife.specs"
"""The entry-point group of packages that bring lifecycles; each names a folder."""


def package_folders() -> Iterator[Path]:
    """Yield the folder that each entry point names, in order of their names.

    Raises:
        SpecError: one names no importable package.
    """
    if not _may_be_any():
        return
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name):
        yield _folder(entry.value)


def _may_be_any() -> bool:
    """Whether anything on the path names the group.

    `importlib.metadata` would know it for certain, but takes ten times as long for it, and
    mostly there is none.
    """
    finders = (finder for finder in sys.meta_path if finder is not PathFinder)
    if any(hasattr(finder, "find_distributions") for finder in finders):
        return True
    return any(map(_names_the_group, sys.path))


def _names_the_group(folder: str) -> bool:
    try:
        metadata = [each.path for each in os.scandir(folder or ".") if _is_metadata(each.name)]
    except NotADirectoryError:  # an archive may hold packages, too
        return True
    except OSError:
        return False
    return any(ENTRY_POINTS.encode() in _read(Path(each, "entry_points.txt")) for each in metadata)


def _is_metadata(name: str) -> bool:
    return name.lower().endswith(("dist-info", "egg-info"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _folder(value: str) -> Path:
    """The folder an entry point names: ``package`` or ``package:folder``."""
    from importlib.resources import files

    package, _, inside = value.partition(":")
    try:
        return Path(str(files(package))) / inside
    except ModuleNotFoundError as error:
        raise SpecError(value, ENTRY_POINTS, f"expected an importable package: {error}") from None
