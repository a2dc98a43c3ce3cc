"""Findings, messages and reports that no check made: what a report writer is given."""

from collections.abc import Sequence
from typing import Any

from msglife.conformance import Finding, LogReport, MessageReport, Place, Report
from msglife.conformance.reports import FORMATS
from msglife.conformance.results.finding import MessageId


def message(key: str = "k1", **more: Any) -> MessageReport:
    """A message that violates, of an invented provider."""
    parent = more.get("parent", "").partition(" ")[2]
    given = {
        "id": MessageId("acme", None, (key,)),
        "parent_id": MessageId("acme", None, (parent,)) if parent else None,
        "provider": "acme",
        "lifecycle": "acme/sms",
        "key": key,
        "verdict": "violates",
        "last": "sent",
        "final": False,
        "observations": 2,
        "explanation": "queued → sent",
        "place": Place("a.log", 1, 0),
    }
    return MessageReport(**{**given, **more})


def finding(
    code: str = "LIFE002",
    severity: str = "error",
    words: str = "wrong",
    line: int = 1,
    key: str = "k1",
    **more: Any,
) -> Finding:
    """What was found of that message, on a line of its log."""
    given = {
        "place": Place("a.log", line, (line or 1) - 1),
        "provider": "acme",
        "lifecycle": "acme/sms" if key else "",
        "key": key,
        "basis": "documented",
        "cite": "Guide, Status",
        "about": MessageId("acme", None, (key,)) if key else None,
    }
    return Finding(code, severity, words, **{**given, **more})


def report(
    *findings: Finding, messages: Sequence[MessageReport] | None = None, problem: str = ""
) -> Report:
    """What was found, of one log."""
    logs = (LogReport("a.log", 5, 3, 1, 1, problem),)
    told = (message(),) if messages is None else tuple(messages)
    return Report(logs, told, findings, 3, {})


def written(form: str, report: Report, **options: Any) -> str:
    """A report in one of the formats, its pieces together."""
    return "".join(FORMATS[form](report, **options))
