"""The SARIF 2.1.0 report: for code scanning, and for editors that read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from ...spec import Severity
from ..results.codes import CODES, Code
from ..results.finding import Finding, Place
from ..results.masking import plain
from ..results.report import Report
from .file_names import uri_of
from .fingerprints import fingerprint

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_LONGEST: Final = 20_000


def sarif_pieces(report: Report) -> Iterator[str]:
    """Yield a report as SARIF 2.1.0, in one piece: it tells of no message that has no finding."""
    indexes = {code: index for index, code in enumerate(CODES)}
    seen: Counter[str] = Counter()
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver()},
                "invocations": [_invocation(report)],
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, indexes, seen) for each in report.findings],
            }
        ],
    }
    yield json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _driver() -> dict[str, Any]:
    try:
        told = {"version": version("msglife")}
    except PackageNotFoundError:  # run from somewhere it was not installed
        told = {}
    return {"name": "msglife", **told, "rules": [_rule(code) for code in CODES.values()]}


def _rule(code: Code) -> dict[str, Any]:
    parts = {
        "What it does": code.what,
        "Why it matters": code.why,
        "Example": code.example,
        "Source": code.source,
    }
    plainly = "\n\n".join(f"{title}: {text}" for title, text in parts.items())
    marked = "\n\n".join(f"**{title}.** {text}" for title, text in parts.items())
    return {
        "id": code.code,
        "shortDescription": _message(code.title),
        "fullDescription": _message(f"{code.what} {code.why}"),
        "help": {"text": _words(plainly), "markdown": _words(marked)},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _invocation(report: Report) -> dict[str, Any]:
    """Say whether every log could be judged."""
    notices = [
        {
            "level": "error",
            "message": _message(log.problem),
            "locations": [_location(Place(log.path, None, 0))],
        }
        for log in report.problems
    ]
    return {"executionSuccessful": not notices, "toolExecutionNotifications": notices}


def _result(finding: Finding, indexes: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    text = finding.message
    if finding.expected:
        text += f" (expected next: {', '.join(finding.expected)})"
    location = _location(finding.place)
    if finding.key:
        name = f"{finding.lifecycle} {finding.key}".strip()
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "object"}]
    rule = {"ruleIndex": indexes[finding.code]} if finding.code in indexes else {}
    return {
        "ruleId": finding.code,
        **rule,
        "level": _LEVELS[finding.severity],
        "message": _message(text),
        "locations": [location],
        "relatedLocations": _related(finding.related),
        "partialFingerprints": {"msglife/v1": fingerprint(finding, seen)},
        "properties": _properties(finding),
    }


def _properties(finding: Finding) -> dict[str, Any]:
    told = finding.to_dict()
    names = ("rule", "record", "lifecycle", "key", "status", "explanation", "basis", "cite")
    return {name: told[name] for name in names if told.get(name) not in (None, "")}


def _related(places: Iterable[Place]) -> list[dict[str, Any]]:
    """The schema wants no two alike."""
    told = {(place.file, place.line): place for place in places}
    return [{"id": index, **_location(place)} for index, place in enumerate(told.values(), 1)]


def _location(place: Place) -> dict[str, Any]:
    region = {"region": {"startLine": place.line}} if place.line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": uri_of(place.file)}, **region}}


def _message(text: str) -> dict[str, str]:
    return {"text": _words(text)}


def _words(text: str) -> str:
    r"""Write a message's text: SARIF reads brackets as links and braces as placeholders.

    >>> _words("[see] {0}")
    '\\[see\\] {{0}}'
    """
    text = "\n".join(plain(line, _LONGEST) for line in text.split("\n"))
    for mark in "[]":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("{", "{{").replace("}", "}}")
