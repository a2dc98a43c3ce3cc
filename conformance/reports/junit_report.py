"""The JUnit XML report: a suite a log, a case a message.

A message with findings at the gate has failed; a finding that belongs to no message is a case
of its own, and a log of which nothing could be judged is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final, TypeVar

from junitparser import Attr, Error, Failure, IntAttr, JUnitXml, TestCase, TestSuite

from ..results.finding import RANK, Finding, Place
from ..results.masking import plain
from ..results.report import FailOn, MessageReport, Report
from .file_names import from_here
from .spool import Spool

_R = TypeVar("_R", Failure, Error)
_LONGEST: Final = 100_000
"""Characters of a text; a record may be of 1 MiB, and stands in the log itself."""


class _Case(TestCase):
    """A case that says where its record stands: what most readers of JUnit XML look for."""

    file = Attr()
    line = IntAttr()


@dataclass(slots=True)
class _Count:
    """What the tag of a suite tells of its cases, which stand behind it."""

    tests: int = 0
    failures: int = 0
    errors: int = 0


def junit_pieces(report: Report, *, fail_on: FailOn = "error") -> Iterator[str]:
    """Yield a report as JUnit XML.

    A suite's tag counts its cases: so these are put by until all of them are there.

    Args:
        report: the report.
        fail_on: the least grave finding that makes a case fail; ``never``: none does.

    Raises:
        OSError: there is no room for a temporary file.
    """
    counts: dict[str, _Count] = {}
    with Spool() as spool:
        for file, case in _cases(report, fail_on):
            _add(counts.setdefault(file, _Count()), case)
            spool.add(file, _written(case))
        yield from _document(counts, spool)


def _cases(report: Report, fail_on: FailOn) -> Iterator[tuple[str, TestCase]]:
    """Each case, with the file that is its suite."""
    findings = report.by_message()
    for message in report.messages:
        case = _message(message, findings.get(message.id, []), fail_on)
        yield message.place.file, case
    for finding in findings.get(None, []):
        yield finding.place.file, _loose(finding, fail_on)
    for log in report.problems:
        case = _case("log", log.path, Place(log.path, None, 0))
        case.result = _result(Error, log.problem, "unjudged", log.problem)
        yield log.path, case


def _message(message: MessageReport, findings: list[Finding], fail_on: FailOn) -> TestCase:
    case = _case(message.key, message.lifecycle, message.place)
    end = " (final)" if message.final else ""
    last = "no legal status yet" if message.last is None else f"last {message.last}{end}"
    told = [f"{message.verdict}, {last}", f"life: {message.explanation}"]
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


def _add(count: _Count, case: TestCase) -> None:
    count.tests += 1
    for result in case.result:
        count.failures += isinstance(result, Failure)
        count.errors += isinstance(result, Error)


def _document(counts: Mapping[str, _Count], spool: Spool) -> Iterator[str]:
    suites = {name: _suite(name, count) for name, count in counts.items()}
    written = BytesIO()
    _root(suites.values()).write(written)
    root = written.getvalue().decode("utf-8").replace("<testsuites", "\n<testsuites")
    if not suites:
        yield f"{root}\n"
        return
    yield _opened(root)
    for name, suite in suites.items():
        yield _opened(_written(suite))
        yield from spool.texts(name)
        yield "\n</testsuite>"
    yield "\n</testsuites>\n"


def _suite(name: str, count: _Count) -> TestSuite:
    suite = TestSuite(_legal(from_here(name)))
    suite.update_statistics()  # type: ignore[no-untyped-call] # not annotated there
    suite.tests, suite.failures, suite.errors = count.tests, count.failures, count.errors
    return suite


def _root(suites: Collection[TestSuite]) -> JUnitXml:
    root = JUnitXml("msglife")
    root.tests = sum(suite.tests for suite in suites)
    root.failures = sum(suite.failures for suite in suites)
    root.errors = sum(suite.errors for suite in suites)
    root.skipped = 0
    root.time = sum(suite.time for suite in suites)
    return root


def _written(element: TestSuite | TestCase) -> str:
    """Write an element, in a line of its own."""
    text: bytes = element.tostring()  # type: ignore[no-untyped-call] # not annotated there
    return "\n" + text.decode("utf-8")


def _opened(tag: str) -> str:
    """Turn the tag of an empty element into one that opens it."""
    return f"{tag.removesuffix('/>').rstrip()}>"
