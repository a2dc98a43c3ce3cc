"""The messages that the page shows: the worst of each verdict, each with its whole story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..conformance import VERDICTS, Finding, LifeDetail, MessageReport, ObservationDetail, Report
from ..conformance.results.finding import MessageId
from .payload_view import PayloadView, view_of
from .timeline import Timeline, timeline

MESSAGES: Final = 100
"""Messages of each verdict that are shown one by one."""
TOLD: Final = 20
"""Findings that the card of one message lists."""

_SHORT: Final = 2
"""A life of so few observations is a row that opens."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation in a card.

    Args:
        detail: the observation.
        words: how it is explained.
        payload: its payload, with what was found of it; `None` if it is not shown.
    """

    detail: ObservationDetail
    words: str
    payload: PayloadView | None


@dataclass(frozen=True, slots=True)
class Card:
    """A message in the page.

    Args:
        anchor: its id in the page.
        message: the message.
        findings: the first that were found of it.
        more: how many more there are.
        seen: its observations, in the order of its life.
        omitted: how many are left out of their middle.
        picture: its life, drawn; `None` if its observations are not told.
    """

    anchor: str
    message: MessageReport
    findings: list[Finding]
    more: int
    seen: list[Seen]
    omitted: int
    picture: Timeline | None

    @property
    def is_simple(self) -> bool:
        """Whether a row says it all, unless somebody asks."""
        sound = self.message.verdict in ("conforms", "open")
        return sound or self.message.observations <= _SHORT

    @property
    def codes(self) -> list[tuple[str, str]]:
        """What was found of it: severities and codes, each once."""
        return list(dict.fromkeys((each.severity, each.code) for each in self.findings))


class Cards:
    """Makes the cards of a report, the gravest verdict first.

    Args:
        report: the report.
    """

    def __init__(self, report: Report) -> None:
        lives = report.details or [LifeDetail(each, (), ()) for each in _worst(report)]
        self._lives = {life.message.id: (f"m{at}", life) for at, life in enumerate(lives, 1)}
        self._found: dict[MessageId, list[Finding]] = {name: [] for name in self._lives}
        self._counts: Counter[MessageId] = Counter()
        for finding in report.findings:
            name = finding.about
            if name is not None and name in self._found:
                self._counts[name] += 1
                if len(self._found[name]) < TOLD:
                    self._found[name].append(finding)

    def __iter__(self) -> Iterator[Card]:
        for name, (anchor, life) in self._lives.items():
            findings = self._found[name]
            more = self._counts[name] - len(findings)
            seen = [
                Seen(each, explained(each), view_of(each, findings)) for each in life.observations
            ]
            picture = timeline(life) if life.observations else None
            yield Card(anchor, life.message, findings, more, seen, life.omitted, picture)


def explained(told: ObservationDetail) -> str:
    """Say how an observation is explained.

    Args:
        told: the observation.
    """
    missed = f"{', '.join(told.missed)} never reported; " if told.missed else ""
    late = "; arrived late" if told.late else ""
    return f"{missed}{_words(told)}{late}"


def _words(told: ObservationDetail) -> str:
    if told.kind == "deny":
        taken = "ignored" if told.before == told.after else "taken as true"
        return f"contradicts what came before, {taken}"
    if told.kind == "repeat":
        return "the same again" if told.copy else "again"
    if told.kind == "step":
        return "follows by an assumed edge" if told.assumed else "follows"
    words = {"late": "reported late, or again", "behind": "behind a poll"}
    return words.get(told.kind, "of another part")


def _worst(report: Report) -> Sequence[MessageReport]:
    """The first messages of each verdict, the gravest verdict first."""
    return [
        message
        for verdict in VERDICTS
        for message in islice(
            (each for each in report.messages if each.verdict == verdict), MESSAGES
        )
    ]
