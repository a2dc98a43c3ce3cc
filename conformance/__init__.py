"""Recorded events judged by a lifecycle: read, observe, judge, explain, report."""

from __future__ import annotations

from .checker import Checker, check
from .codes import CODES, Code
from .findings import RANK, Finding, Place
from .options import DEFAULT_MEMORY, Options
from .reading import Unwrapping
from .report import (
    VERDICTS,
    FailOn,
    LifeDetail,
    LogReport,
    MessageReport,
    ObservationDetail,
    Report,
    Verdict,
)
from .traffic import Traffic

__all__ = [
    "CODES",
    "DEFAULT_MEMORY",
    "RANK",
    "VERDICTS",
    "Checker",
    "Code",
    "FailOn",
    "Finding",
    "LifeDetail",
    "LogReport",
    "MessageReport",
    "ObservationDetail",
    "Options",
    "Place",
    "Report",
    "Traffic",
    "Unwrapping",
    "Verdict",
    "check",
]
