"""From what a user captured to records and payloads; nothing is judged here."""

from __future__ import annotations

from .envelope import Capture, open_record
from .finder import Finder, NothingThere, Wanted
from .logs import read_file
from .progress import Progress, watched
from .records import NO_PAYLOAD, Problem, Record
from .sources import STDIN, UnreadableLog, files_of
from .spots import Spot

__all__ = [
    "NO_PAYLOAD",
    "STDIN",
    "Capture",
    "Finder",
    "NothingThere",
    "Problem",
    "Progress",
    "Record",
    "Spot",
    "UnreadableLog",
    "Wanted",
    "files_of",
    "open_record",
    "read_file",
    "watched",
]
