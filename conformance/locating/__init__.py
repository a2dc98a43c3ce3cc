"""From records as they stand to the payloads in them, wherever those are."""

from __future__ import annotations

from ..spots.spot import Spot
from .absent import NothingThere, elsewhere
from .by_line import ByLine, LineReader, Planning
from .finder import Finder, Tells
from .items import Itemising
from .wanted import Wanted

__all__ = [
    "ByLine",
    "Finder",
    "Itemising",
    "LineReader",
    "NothingThere",
    "Planning",
    "Spot",
    "Tells",
    "Wanted",
    "elsewhere",
]
