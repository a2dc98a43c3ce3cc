"""The Code Quality report of GitLab: findings beside the lines of a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from ...spec import Severity
from ..results.finding import Finding, Place
from ..results.masking import plain
from ..results.report import LogReport, Report
from .file_names import from_here
from .fingerprints import fingerprint

_SEVERITIES: Final[dict[Severity, str]] = {"error": "major", "warning": "minor", "info": "info"}
_LONGEST: Final = 4_000


def codequality_pieces(report: Report) -> Iterator[str]:
    """Yield a report as a JSON array, an entry a finding, in one piece."""
    seen: Counter[str] = Counter()
    entries = [*map(_problem, report.problems), *(_entry(each, seen) for each in report.findings)]
    yield json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _problem(log: LogReport) -> dict[str, Any]:
    """A log of which nothing could be judged blocks: no other entry would tell of it."""
    return {
        "description": plain(f"nothing could be judged: {log.problem}", _LONGEST),
        "check_name": "not judged",
        "fingerprint": f"not judged: {log.path}",
        "severity": "blocker",
        "location": _location(Place(log.path, None, 0)),
    }


def _entry(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    text = finding.message
    if finding.expected:
        text += f" (expected next: {', '.join(finding.expected)})"
    return {
        "description": plain(f"{finding.code} {text}", _LONGEST),
        "check_name": finding.code,
        "fingerprint": fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": _location(finding.place),
    }


def _location(place: Place) -> dict[str, Any]:
    """Where it stands; what is said of a file as a whole stands at its first line."""
    return {"path": plain(from_here(place.file), _LONGEST), "lines": {"begin": place.line or 1}}
