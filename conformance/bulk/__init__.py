"""Large files of JSON Lines, judged mostly by looking at their bytes."""

from __future__ import annotations

from .check_files import check_files

__all__ = ["check_files"]
