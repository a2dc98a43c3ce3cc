"""From records as they stand to the payloads in them, wherever those are."""

from __future__ import annotations

from .finder import Finder, NothingThere, Wanted
from .spots import Spot

__all__ = ["Finder", "NothingThere", "Spot", "Wanted"]
