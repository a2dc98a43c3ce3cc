"""Files of known findings, which don't count at the gate."""

from __future__ import annotations

from pathlib import Path

from ..conformance import Report
from ..conformance.reports.patterns import shown_findings
from ..conformance.results.baseline import Baseline
from ..errors import BadOption
from .files import write_file
from .output import json_bytes
from .request import Request


def read_baseline(file: str) -> Baseline:
    """Read known findings.

    Raises:
        BadOption: the file cannot be read, or is no baseline.
    """
    try:
        return Baseline.loads(Path(file).read_bytes())
    except OSError as error:
        raise BadOption("baseline", f"{file}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise BadOption("baseline", f"{file}: no baseline: {error}") from None


def write_baseline(file: str, report: Report, request: Request) -> None:
    """Write what a report lists, to be known from now on.

    Args:
        file: where to.
        report: the report.
        request: what the user asks for.

    Raises:
        Mistake: it cannot be written.
    """
    listed = shown_findings(report, show_info=request.show_info)
    text = Baseline.of(listed).dumps()
    write_file(Path(file), [json_bytes(text)])
