"""The JUnit XML report: a suite a log, a case a message.

A message with findings at the gate has failed; a finding that belongs to no message is a case
of its own, and a log of which nothing could be judged is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final, TypeVar

from junitparser import Attr, Error, Failure, IntAttr, JUnitXml, TestCase, TestSuite

from ..results.finding import RANK, Finding, Place
from ..results.masking import plain
from ..results.report import FailOn, MessageReport, Report
from .file_names import from_here

_R = TypeVar("_R", Failure, Error)
_TAG: Final = re.compile("<testcase|</?testsuite")
_LONGEST: Final = 100_000
"""Characters of a text; a record may be of 1 MiB, and stands in the log itself."""


class _Case(TestCase):
    """A case that says where its record stands: what most readers of JUnit XML look for."""

    file = Attr()
    line = IntAttr()


def to_junit(report: Report, *, fail_on: FailOn = "error") -> str:
    """Return a report as JUnit XML.

    Args:
        report: the report.
        fail_on: the least grave finding that makes a case fail; ``never``: none does.
    """
    findings = report.by_message()
    suites: dict[str, list[TestCase]] = {}
    for message in report.messages:
        case = _message(message, findings.get(message.id, []), fail_on)
        suites.setdefault(message.place.file, []).append(case)
    for finding in findings.get(None, []):
        suites.setdefault(finding.place.file, []).append(_loose(finding, fail_on))
    for log in report.problems:
        case = _case("log", log.path, Place(log.path, None, 0))
        case.result = _result(Error, log.problem, "unjudged", log.problem)
        suites.setdefault(log.path, []).append(case)
    return _document(suites)


def _message(message: MessageReport, findings: list[Finding], fail_on: FailOn) -> TestCase:
    case = _case(message.key, message.lifecycle, message.place)
    end = " (final)" if message.final else ""
    told = [f"{message.verdict}, last {message.last}{end}", f"life: {message.explanation}"]
    failed = [finding for finding in findings if _at_gate(finding, fail_on)]
    others = [finding for finding in findings if not _at_gate(finding, fail_on)]
    if failed:
        case.result = _failure(failed)
    case.system_out = _text([*told, *_lines(others)])
    return case


def _loose(finding: Finding, fail_on: FailOn) -> TestCase:
    name = f"{finding.code} {finding.key}".strip()
    if finding.place.line:
        name += f" line {finding.place.line}"
    case = _case(name, finding.lifecycle or "log", finding.place)
    if _at_gate(finding, fail_on):
        case.result = _failure([finding])
    else:
        case.system_out = _text(_lines([finding]))
    return case


def _at_gate(finding: Finding, fail_on: FailOn) -> bool:
    return fail_on != "never" and RANK[finding.severity] >= RANK[fail_on]


def _failure(findings: list[Finding]) -> Failure:
    worst = max(findings, key=lambda each: RANK[each.severity])
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    return _result(Failure, f"{worst.message}{more}", worst.code, *_lines(findings))


def _lines(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        rule = f" [{finding.rule}]" if finding.rule else ""
        place = finding.place._replace(file=from_here(finding.place.file))
        yield f"{place}: {finding.severity}: {finding.code} {finding.message}{rule}"
        if finding.expected:
            yield f"  expected next: {', '.join(finding.expected)}"
        if finding.cite:
            yield f"  {finding.basis}: {finding.cite}"


def _case(name: str, classname: str, place: Place) -> TestCase:
    case = _Case(_legal(name), _legal(classname))
    case.file = _legal(from_here(place.file))
    if place.line:
        case.line = place.line
    return case


def _result(kind: type[_R], words: str, code: str, *lines: str) -> _R:
    result = kind(_legal(words), code)
    result.text = _text(lines)
    return result


def _text(lines: Iterable[str]) -> str:
    return "\n".join(map(_legal, lines))


def _legal(text: str) -> str:
    """XML 1.0 has no place for control characters and lone surrogates, not even escaped."""
    return plain(text, _LONGEST)


def _document(suites: dict[str, list[TestCase]]) -> str:
    document = JUnitXml("msglife")
    for name, cases in suites.items():
        suite = TestSuite(_legal(from_here(name)))
        suite.add_testcases(cases)
        document.append(suite)  # type: ignore[no-untyped-call] # not annotated there
    document.update_statistics()  # type: ignore[no-untyped-call] # nor this
    written = BytesIO()
    document.write(written)
    # A case a line: a tag's own bracket stands nowhere else, it is escaped in what is told.
    return _TAG.sub(r"\n\g<0>", written.getvalue().decode("utf-8")) + "\n"
