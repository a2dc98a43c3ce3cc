"""Paths, as a user may give them: one or several, as text or as paths."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PathName = str | os.PathLike[str]


def folders(given: PathName | Iterable[PathName]) -> tuple[Path, ...]:
    """Return one folder or several as paths."""
    if isinstance(given, str | os.PathLike):
        return (Path(given),)
    return tuple(Path(each) for each in given)
