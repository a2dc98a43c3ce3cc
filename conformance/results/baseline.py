"""Findings that are known: by code, lifecycle and key, each so many times."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple

import msgspec

from .finding import Finding
from .report import Report


class _Entry(msgspec.Struct):
    code: str
    lifecycle: str
    key: str
    count: Annotated[int, msgspec.Meta(ge=1)] = 1


class _File(msgspec.Struct):
    version: Literal[1]
    findings: list[_Entry]


class Known(NamedTuple):
    """What is known of a finding.

    Args:
        code: its code.
        lifecycle, key: of its message; empty if it is about none.
    """

    code: str
    lifecycle: str
    key: str


class Baseline:
    """Findings that are known, each so many times: what comes on top of them is new.

    Args:
        counts: how many of each.
    """

    def __init__(self, counts: Counter[Known]) -> None:
        self._counts = counts

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Baseline:
        """Take findings as known, their keys as the report shows them: masked, if it masks."""
        return cls(Counter(map(_name, findings)))

    @classmethod
    def loads(cls, text: bytes) -> Baseline:
        """Read a baseline as `dumps` writes it.

        Raises:
            ValueError: it is none, naming what was expected, and where.
        """
        try:
            told: Any = json.loads(text)
        except RecursionError:
            raise ValueError("not JSON: nested too deep") from None
        except ValueError as error:
            raise ValueError(f"not JSON: {error}") from None
        try:
            file = msgspec.convert(told, _File)
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from None
        counts: Counter[Known] = Counter()
        for entry in file.findings:
            counts[Known(entry.code, entry.lifecycle, entry.key)] += entry.count
        return cls(counts)

    def dumps(self) -> str:
        """Return it as JSON text, an entry a line, in order: the same findings, the same text."""
        entries = (
            json.dumps({**known._asdict(), "count": count}, ensure_ascii=False)
            for known, count in sorted(self._counts.items())
        )
        listed = ",".join(f"\n    {entry}" for entry in entries)
        return f'{{\n  "version": 1,\n  "findings": [{listed}\n  ]\n}}\n'

    def without_known(self, report: Report) -> Report:
        """Leave out of a report what is known, and count it; verdicts stay as they are."""
        left = self._counts.copy()
        new: list[Finding] = []
        for finding in report.findings:
            known = _name(finding)
            if left[known]:
                left[known] -= 1
            else:
                new.append(finding)
        count = report.known + len(report.findings) - len(new)
        return replace(report, findings=tuple(new), known=count)


def _name(finding: Finding) -> Known:
    return Known(finding.code, finding.lifecycle, finding.key)
