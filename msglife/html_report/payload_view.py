"""A payload in a card: its lines, and what was found of it beside the members it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..conformance import RANK, Finding, ObservationDetail
from ..conformance.results.finding import Path
from ..conformance.results.payload_lines import PayloadLine, ShownPayload

_INDENT: Final = "  "
_AGAIN: Final = ("PAYL", "RULE")
"""What is said of payloads is said once of a message: the related places break it, too."""


@dataclass(frozen=True, slots=True)
class ViewedLine:
    """A line of a payload.

    Args:
        text: the line, indented.
        findings: those that concern the member it begins.
    """

    text: str
    findings: list[Finding]

    @property
    def severity(self) -> str:
        """The gravest severity of its findings; empty if there are none."""
        return max((each.severity for each in self.findings), key=RANK.__getitem__, default="")


@dataclass(frozen=True, slots=True)
class PayloadView:
    """A payload.

    Args:
        lines: its lines, as far as they are shown.
        omitted: how many more there are.
    """

    lines: list[ViewedLine]
    omitted: int

    @property
    def is_faulty(self) -> bool:
        """Whether anything that is not only information was found of it."""
        return any(each.severity in ("error", "warning") for each in self.lines)


def view_of(told: ObservationDetail, findings: Sequence[Finding]) -> PayloadView | None:
    """Set findings beside the members they concern; `None` if the payload is not shown.

    A member that is not there, or is not shown, is spoken of where it would stand: at the last
    there is on the way to it.

    Args:
        told: the observation.
        findings: what was found of its message.
    """
    if told.payload is None:
        return None
    at: dict[int, list[Finding]] = {}
    here = [each for each in findings if _is_about(each, told)]
    for each in here:
        for line in dict.fromkeys(_lines_of(each, told.payload)):
            at.setdefault(line, []).append(each)
    return PayloadView(
        [
            ViewedLine(_text(line), at.get(index, []))
            for index, line in enumerate(told.payload.lines)
        ],
        told.payload.omitted,
    )


def _is_about(finding: Finding, told: ObservationDetail) -> bool:
    if finding.place == told.place:
        return True
    return finding.code.startswith(_AGAIN) and told.place in finding.related


def _lines_of(finding: Finding, payload: ShownPayload) -> list[int]:
    members = finding.members or (payload.status,)
    return [_nearest(member, payload.lines) for member in members]


def _nearest(member: Path, lines: Sequence[PayloadLine]) -> int:
    """The line of a member, or of the nearest it stands in."""
    found, length = 0, 0
    for index, line in enumerate(lines):
        path = line.path
        if path is not None and len(path) > length and member[: len(path)] == path:
            found, length = index, len(path)
    return found


def _text(line: PayloadLine) -> str:
    return f"{_INDENT * line.depth}{line.text}"
