"""What a report comes to, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..results.report import Report, Verdict

_LESS: Final[Mapping[Verdict, str]] = {
    "undecided": "cannot be decided",
    "tolerated": "had to be tolerated",
    "open": "did not end",
}


def headline(report: Report) -> str:
    """Say in a sentence what the report comes to."""
    verdicts, messages = report.verdicts, counted(len(report.messages), "message")
    if not report.messages:
        return "No message was judged"
    if verdicts["violates"]:
        verb = "violates" if verdicts["violates"] == 1 else "violate"
        return f"{verdicts['violates']:,} of {messages} {verb} what the provider documents"
    for verdict, words in _LESS.items():
        if verdicts[verdict]:
            return f"No message violates its life; {verdicts[verdict]:,} of {messages} {words}"
    return f"{messages}: a documented life explains all that was told"


def counted(count: int, noun: str) -> str:
    """Count things in words.

    >>> counted(1, "message"), counted(1200, "message")
    ('1 message', '1,200 messages')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
