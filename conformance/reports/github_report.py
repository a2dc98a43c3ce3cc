"""GitHub annotations: workflow commands that a runner shows beside the files.

A runner shows the first ten of a step: so the gravest come first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from ...spec import Severity
from ..results.codes import CODES
from ..results.finding import RANK, Finding
from ..results.masking import plain
from ..results.report import Report
from .file_names import from_here

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
_LONGEST: Final = 4_000


def github_pieces(report: Report, *, show_info: bool = False) -> Iterator[str]:
    """Yield a report as GitHub annotations, one a line.

    Args:
        report: the report.
        show_info: with the findings of severity info, as notices.
    """
    shown = [each for each in report.findings if show_info or each.severity != "info"]
    shown.sort(key=lambda finding: -RANK[finding.severity])
    for log in report.problems:
        yield _command(
            "error", plain(log.problem, _LONGEST), file=log.path, title="nothing could be judged"
        )
    yield from map(_annotation, shown)


def _annotation(finding: Finding) -> str:
    code = CODES.get(finding.code)
    return _command(
        _COMMANDS[finding.severity],
        "\n".join(_words(finding)),
        file=finding.place.file,
        line=str(finding.place.line or ""),
        title=f"{finding.code} {code.title}" if code else finding.code,
    )


def _words(finding: Finding) -> Iterator[str]:
    rule = f" [{finding.rule}]" if finding.rule else ""
    yield plain(f"{finding.message}{rule}", _LONGEST)
    if finding.key:
        yield plain(f"message: {finding.lifecycle} {finding.key}", _LONGEST)
    if finding.expected:
        yield plain(f"expected next: {', '.join(finding.expected)}", _LONGEST)
    if finding.cite:
        yield plain(f"{finding.basis}: {finding.cite}", _LONGEST)


def _command(name: str, data: str, **properties: str) -> str:
    properties["file"] = plain(from_here(properties["file"]), _LONGEST)
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {told}::{_data(data)}\n"


def _data(text: str) -> str:
    r"""Write a command's text: line breaks are allowed within it.

    >>> _data("50%\nof\x1b")
    '50%25%0Aof\\x1b'
    """
    lines = (plain(line, sys.maxsize).replace("%", "%25") for line in text.split("\n"))
    return "%0A".join(lines)


def _property(text: str) -> str:
    """Write a property's value, which ends at a comma or a colon.

    >>> _property("a,b:c")
    'a%2Cb%3Ac'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
