"""What the pytest plugin says of a report: short, with the place of each finding."""

from __future__ import annotations

import os
import shlex
import textwrap
from collections.abc import Iterator, Sequence, Sized
from pathlib import Path
from typing import Final

from ..conformance import RANK, VERDICTS, Finding, MessageReport, Report
from ..spec import did_you_mean

_SHOWN: Final = 10
"""So many messages or findings are told in a failure, the others counted."""

_SOURCE: Final = 160
"""A source is cut to this length."""


def log_failure(report: Report, here: Path, flags: Sequence[str]) -> str:
    """Tell why the check of one log fails; empty if it does not.

    Args:
        report: of that log.
        here: the folder that paths are shown from.
        flags: what else the command that shows more needs.
    """
    errors = [finding for finding in report.findings if finding.severity == "error"]
    problems = [log.problem for log in report.logs if log.problem]
    if not errors and not problems:
        return ""
    path = _shown(report.logs[0].path, here)
    counts = f"{_count(errors, 'error')} in {_count(report.messages, 'message')}"
    lines = [f"{path}: {'; '.join(problems) or counts}"]
    for finding in errors[:_SHOWN]:
        lines += _told(finding, here)
    lines += _others(errors, "error")
    lines.append(f"see more: {shlex.join(['msglife', 'check', *flags, path])}")
    return "\n".join(lines)


def failure(report: Report, allowed: Sequence[str], here: Path) -> str:
    """Tell why a report is not good enough; empty if it is.

    Args:
        report: of any logs.
        allowed: the verdicts that are good enough besides ``conforms``.
        here: the folder that paths are shown from.
    """
    bad = [each for each in report.messages if each.verdict not in ("conforms", *allowed)]
    findings = report.by_message()
    strays = [finding for finding in findings.get(None, []) if finding.severity == "error"]
    lines = [f"{_shown(log.path, here)}: {log.problem}" for log in report.problems]
    if not lines and not report.messages:
        lines.append("no message was judged")
    if bad:
        among = f"{len(bad)} of {_count(report.messages, 'message')}"
        lines.append(f"{among} not as allowed ({', '.join(dict.fromkeys(['conforms', *allowed]))})")
    for message in bad[:_SHOWN]:
        lines += _judged(message, findings.get(message.id, []), here)
    lines += _others(bad, "message")
    if strays:
        lines.append(f"{_count(strays, 'error')} outside any message")
    for finding in strays[:_SHOWN]:
        lines += _told(finding, here)
    lines += _others(strays, "error")
    return "\n".join(lines)


def unknown_verdict(names: Sequence[str]) -> str:
    """Tell which of these names is no verdict; empty if all are."""
    wrong = [name for name in names if name not in VERDICTS]
    return f"there is no verdict {wrong[0]!r}{did_you_mean(wrong[0], VERDICTS)}" if wrong else ""


def _judged(message: MessageReport, findings: Sequence[Finding], here: Path) -> Iterator[str]:
    yield f"{message.lifecycle} {message.key} {message.verdict}: {message.explanation}"
    grave = [finding for finding in findings if RANK[finding.severity] >= RANK["warning"]]
    for finding in grave[:_SHOWN]:
        yield from _told(finding, here, "  ")
    yield from _others(grave, "finding", "  ")
    if not grave:
        where = _shown(str(message.place), here)
        silent = "the findings that tell why are not selected"
        yield f"  {where}: {'no final status yet' if message.verdict == 'open' else silent}"


def _told(finding: Finding, here: Path, indent: str = "") -> Iterator[str]:
    """Tell one finding; within a message, whose line tells its life, indented."""
    rule = f" ({finding.rule})" if finding.rule else ""
    yield f"{indent}{_shown(str(finding.place), here)}: {finding.code}{rule} {finding.message}"
    if finding.key and not indent:
        life = f": {finding.explanation}" if finding.explanation else ""
        yield f"    {finding.lifecycle} {finding.key}{life}"
    if finding.expected:
        yield f"{indent}    expected: {', '.join(finding.expected)}"
    if finding.cite:
        source = textwrap.shorten(finding.cite, _SOURCE, placeholder=" …")
        yield f"{indent}    {finding.basis}: {source}"


def _others(everything: Sized, what: str, indent: str = "") -> Iterator[str]:
    if len(everything) > _SHOWN:
        yield f"{indent}… and {len(everything) - _SHOWN} more {what}s"


def _count(everything: Sized, what: str) -> str:
    return f"{len(everything)} {what}{'' if len(everything) == 1 else 's'}"


def _shown(path: str, here: Path) -> str:
    """Write a path as seen from a folder, if it lies in it."""
    inside = Path(path).is_relative_to(here)
    return os.path.relpath(path, here) if inside else path
