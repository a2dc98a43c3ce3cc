"""What came of a check: logs whose records add up, and what was found where."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from msglife.conformance import Finding, Options, Report, check


def accounted(report: Report) -> Report:
    """Every record of each log is used, ignored or unread; return the report."""
    for log in report.logs:
        assert log.records == log.used + log.ignored + log.unread
        assert min(log.used, log.ignored, log.unread) >= 0
    return report


def judged(*logs: Path | str, options: Options | None = None) -> Report:
    """Check logs; every record of each is accounted for."""
    return accounted(check([str(log) for log in logs], options))


@contextmanager
def standard_input(data: bytes) -> Iterator[None]:
    """While it lasts, these bytes are what standard input holds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        yield


def judged_input(data: bytes, options: Options | None = None) -> Report:
    """Check a log that comes by standard input; every record of it is accounted for."""
    with standard_input(data):
        return judged("-", options=options)


def codes(report: Report) -> list[str]:
    """The code of each finding."""
    return [each.code for each in report.findings]


def findings_of(report: Report, code: str) -> list[Finding]:
    """The findings of one code."""
    return [each for each in report.findings if each.code == code]


def by_line(report: Report) -> list[tuple[str, int | None]]:
    """Code and line of each finding."""
    return [(each.code, each.place.line) for each in report.findings]


def errors_by_line(report: Report) -> list[tuple[str, int | None]]:
    """Code and line of each finding that is an error."""
    return [(each.code, each.place.line) for each in report.findings if each.severity == "error"]


def by_record(report: Report) -> list[tuple[str, int]]:
    """Code and record of each finding."""
    return [(each.code, each.place.record) for each in report.findings]
