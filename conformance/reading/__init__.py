"""From what a user captured to records and payloads; nothing is judged here."""

from __future__ import annotations

from .envelope import Capture, Unwrapping, payloads
from .logs import STDIN, UnreadableLog, files_of, read_file
from .records import Problem, Record

__all__ = [
    "STDIN",
    "Capture",
    "Problem",
    "Record",
    "Unwrapping",
    "UnreadableLog",
    "files_of",
    "payloads",
    "read_file",
]
