"""From what a user captured to records and payloads; nothing is judged here."""

from __future__ import annotations

from ..opening.progress import Progress
from ..opening.sources import STDIN, UnreadableLog, files_of
from .envelope import Capture, open_record
from .logs import read_file
from .progress import watched
from .records import NO_PAYLOAD, Locates, Problem, Record

__all__ = [
    "NO_PAYLOAD",
    "STDIN",
    "Capture",
    "Locates",
    "Problem",
    "Progress",
    "Record",
    "UnreadableLog",
    "files_of",
    "open_record",
    "read_file",
    "watched",
]
