"""The data in the page: the worst findings and messages, within a size, as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from ..conformance import (
    CODES,
    RANK,
    VERDICTS,
    Finding,
    LifeDetail,
    MessageReport,
    ObservationDetail,
    Place,
    Report,
)
from ..conformance.results.finding import MessageId
from ..conformance.results.masking import plain

MESSAGES: Final = 400
"""Messages of each verdict that are shown one by one."""
FINDINGS: Final = 5_000
"""Findings that are listed, beside some of each code."""
OF_EACH: Final = 50
"""Findings of each code that are listed however many graver ones there are."""
BUDGET: Final = 1_900_000
"""Bytes the findings may take in the page, and the messages as much."""

_KEY: Final = 200
_WORDS: Final = 1_500
_RELATED: Final = 5
_T = TypeVar("_T")

_CODED: Final = str.maketrans(
    {each: f"\\u{ord(each):04x}" for each in ("<", ">", "&", "\u2028", "\u2029")}
)
"""What could end the element the data stands in, or a line of a script."""


@dataclass(frozen=True, slots=True)
class PageData:
    """The data, and what it leaves out.

    Args:
        json: as text that no HTML parser takes for anything else.
        findings, messages: how many are in it.
    """

    json: str
    findings: int
    messages: int


def page_data(report: Report) -> PageData:
    """Choose the worst of a report and write it as JSON.

    Args:
        report: the report.
    """
    counts = Counter(finding.about for finding in report.findings)
    lives = report.details or tuple(LifeDetail(each, (), ()) for each in _worst(report.messages))
    texts = _Texts()
    messages = texts.fill(lives, lambda each: _message(each, texts, counts[each.message.id]))
    at: dict[MessageId | None, int] = {each.message.id: at for at, each in enumerate(lives)}
    findings = texts.fill(
        _worst_findings(report.findings),
        lambda each: _finding(each, texts, at.get(each.about, len(lives))),
    )
    for finding in findings:
        if finding["message"] >= len(messages):
            finding["message"] = -1
    data = {
        "texts": texts.told,
        "codes": {code: CODES[code].title for code in sorted({each["code"] for each in findings})},
        "findings": findings,
        "messages": messages,
        "total": {"findings": len(report.findings), "messages": len(report.messages)},
    }
    return PageData(coded(data), len(findings), len(messages))


def coded(value: Any) -> str:
    r"""Write a value as JSON that can stand in an HTML page.

    >>> coded("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_CODED)


class _Texts:
    """Texts that recur, each held once; and how much of the budget is spent."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._numbers: dict[str, int] = {}
        self._spent = 0

    def number(self, text: str, longest: int = _WORDS) -> int:
        """Return a text's number."""
        shown = plain(text, longest)
        known = self._numbers.get(shown)
        if known is None:
            known = self._numbers[shown] = len(self.told)
            self.told.append(shown)
            self._spent += len(coded(shown).encode()) + 1
        return known

    def fill(
        self, values: Iterable[_T], write: Callable[[_T], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Write values until there are no more, or the budget is spent."""
        self._spent = 0
        written: list[dict[str, Any]] = []
        for value in values:
            item = write(value)
            self._spent += len(coded(item).encode()) + 1
            if self._spent > BUDGET:
                break
            written.append(item)
        return written


def _worst(messages: Sequence[MessageReport]) -> list[MessageReport]:
    """The first messages of each verdict, the gravest verdict first."""
    return [
        message
        for verdict in VERDICTS
        for message in islice((each for each in messages if each.verdict == verdict), MESSAGES)
    ]


def _worst_findings(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest findings, but some of each code, so that each can be looked at."""
    seen: Counter[str] = Counter()
    some: list[Finding] = []
    others: list[Finding] = []
    for finding in findings:
        seen[finding.code] += 1
        (some if seen[finding.code] <= OF_EACH else others).append(finding)
    others.sort(key=lambda each: -RANK[each.severity])
    chosen = {id(each) for each in some + others[:FINDINGS]}
    listed = [each for each in findings if id(each) in chosen]
    return sorted(listed, key=lambda each: -RANK[each.severity])


def _finding(finding: Finding, texts: _Texts, message: int) -> dict[str, Any]:
    related = [_place(each, texts) for each in finding.related[:_RELATED]]
    return {
        "severity": finding.severity,
        "code": finding.code,
        "rule": plain(finding.rule or ""),
        **_place(finding.place, texts),
        "lifecycle": texts.number(finding.lifecycle),
        "key": plain(finding.key, _KEY),
        "what": plain(finding.message, _WORDS),
        "expected": [plain(each) for each in finding.expected[:20]],
        "basis": finding.basis,
        "cite": texts.number(finding.cite),
        "related": related,
        "message": message,
    }


def _place(place: Place, texts: _Texts) -> dict[str, Any]:
    line = plain(place.row, _KEY) if place.row else place.line
    return {"file": texts.number(place.file), "line": line, "record": place.record}


def _message(life: LifeDetail, texts: _Texts, findings: int) -> dict[str, Any]:
    message = life.message
    return {
        "lifecycle": texts.number(message.lifecycle),
        "key": plain(message.key, _KEY),
        "verdict": message.verdict,
        "last": None if message.last is None else plain(message.last),
        "final": message.final,
        "life": texts.number(message.explanation),
        "parent": plain(message.parent, _KEY),
        **_place(message.place, texts),
        "told": message.observations,
        "findings": findings,
        "observations": [
            _observation(each, arrival, texts)
            for each, arrival in zip(life.observations, life.arrival, strict=True)
        ],
        "omitted": life.omitted,
    }


def _observation(told: ObservationDetail, arrival: int, texts: _Texts) -> dict[str, Any]:
    marks = {"polled": told.polled, "assumed": told.assumed, "copy": told.copy, "late": told.late}
    return {
        **_place(told.place, texts),
        "status": plain(told.status),
        "kind": told.kind,
        "arrival": arrival,
        "received": _milliseconds(told.received),
        "time": _milliseconds(told.time),
        "stays": told.before == told.after,
        "missed": [plain(each) for each in told.missed],
        **{name: True for name, is_so in marks.items() if is_so},
    }


def _milliseconds(moment: int | None) -> int | None:
    """A moment as JavaScript counts: a microsecond more or less is not seen in a drawing."""
    return None if moment is None else moment // 1_000
