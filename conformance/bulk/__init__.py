"""Large files of JSON Lines, judged mostly by looking at their bytes."""

from __future__ import annotations

from .two_phases import check_files

__all__ = ["check_files"]
