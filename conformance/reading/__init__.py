"""From what a user captured to records and payloads; nothing is judged here."""

from __future__ import annotations

from .envelope import BARE, Capture, Unwrapping, payloads
from .logs import STDIN, UnreadableLog, files_of, read_file
from .records import Problem, Record

__all__ = [
    "BARE",
    "STDIN",
    "Capture",
    "Problem",
    "Record",
    "UnreadableLog",
    "Unwrapping",
    "files_of",
    "payloads",
    "read_file",
]
