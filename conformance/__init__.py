"""Recorded events judged by a lifecycle: read, observe, judge, explain, report."""

from __future__ import annotations

from .arrow.databases import BadQuery
from .arrow.packages import MissingPackage
from .judging.options import DEFAULT_MEMORY, Options
from .locating import NothingThere, Spot, Wanted
from .results.codes import CODES, Code
from .results.finding import RANK, Finding, Place
from .results.report import (
    VERDICTS,
    FailOn,
    LifeDetail,
    LogReport,
    MessageReport,
    ObservationDetail,
    Report,
    Verdict,
)
from .results.traffic import Traffic
from .running.check import check
from .running.checker import Checker

__all__ = [
    "CODES",
    "DEFAULT_MEMORY",
    "RANK",
    "VERDICTS",
    "BadQuery",
    "Checker",
    "Code",
    "FailOn",
    "Finding",
    "LifeDetail",
    "LogReport",
    "MessageReport",
    "MissingPackage",
    "NothingThere",
    "ObservationDetail",
    "Options",
    "Place",
    "Report",
    "Spot",
    "Traffic",
    "Verdict",
    "Wanted",
    "check",
]
