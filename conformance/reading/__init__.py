"""From what a user captured to records and payloads; nothing is judged here."""

from __future__ import annotations

from .envelope import BARE, Capture, Unwrapping
from .logs import read_file
from .progress import Progress, watched
from .records import Problem, Record
from .sources import STDIN, UnreadableLog, files_of

__all__ = [
    "BARE",
    "STDIN",
    "Capture",
    "Problem",
    "Progress",
    "Record",
    "UnreadableLog",
    "Unwrapping",
    "files_of",
    "read_file",
    "watched",
]
