"""What the page says of each lifecycle seen: its drawing, and its tables with their grounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..conformance import VERDICTS, Report, Traffic, Verdict
from ..spec import Catalog, Edge, Lifecycle, Severity, State, UnknownLifecycle
from .drawings import Drawing, drawing_of

WIDE: Final = 560.0
"""A drawing wider than this has the page's whole width."""

DRAWN: Final = 800_000
"""Bytes of drawings in a page: with more it would not open in time."""


_FULL: Final = Drawing(lacking="the drawings above take all the room there is for them")


class Stray(NamedTuple):
    """A step that is not on the way: from where, to what was told, how often, and why."""

    before: str
    told: str
    times: int
    grade: Severity
    words: str


@dataclass(frozen=True, slots=True)
class LifecyclePage:
    """One lifecycle, as a log went through it.

    Args:
        lifecycle: the lifecycle.
        anchor: its id in the page.
        verdicts: of its messages.
        traffic: what its messages did.
        drawing: what they did, drawn.
    """

    lifecycle: Lifecycle
    anchor: str
    verdicts: Mapping[Verdict, int]
    traffic: Traffic
    drawing: Drawing

    @property
    def messages(self) -> int:
        """How many messages it has."""
        return sum(self.verdicts.values())

    @property
    def wide(self) -> bool:
        """Whether its drawing wants the whole width."""
        return self.drawing.width > WIDE

    @property
    def strays(self) -> list[Stray]:
        """Where its messages left the machine, the gravest and most frequent first."""
        kinds: tuple[tuple[Mapping[tuple[str, str], int], Severity, str], ...] = (
            (self.traffic.denied, "error", "no documented life explains it"),
            (self.traffic.missed, "warning", "a status between was never reported"),
            (self.traffic.late, "warning", "reported late, or it may be"),
        )
        return [
            Stray(before, told, count, grade, words)
            for counts, grade, words in kinds
            for (before, told), count in sorted(
                counts.items(), key=lambda each: (-each[1], each[0])
            )
        ]

    def told(self, state: State) -> int:
        """How often a state was told."""
        return self.traffic.visits[state.name]

    def taken(self, edge: Edge) -> int:
        """How often an edge was taken from a state told to a state told."""
        return self.traffic.passages[edge.source, edge.target]


def lifecycle_pages(report: Report, lifecycles: Catalog) -> list[LifecyclePage]:
    """Return the lifecycles that messages went through, the one with the gravest first.

    Args:
        report: what was found.
        lifecycles: what it was judged by.
    """
    counts: dict[str, Counter[Verdict]] = {}
    for message in report.messages:
        counts.setdefault(message.lifecycle, Counter())[message.verdict] += 1
    ranked = sorted(
        counts, key=lambda name: ([-counts[name][verdict] for verdict in VERDICTS], name)
    )
    pages: list[LifecyclePage] = []
    spent = 0
    for number, name in enumerate(ranked):
        try:
            lifecycle = lifecycles.get(name)
        except UnknownLifecycle:  # the caller's catalogue is not the one it was judged by
            continue
        drawing = _FULL
        if spent < DRAWN:
            drawing = drawing_of(lifecycle, report, f"life{number}")
            spent += len(drawing.svg)
        verdicts = {verdict: counts[name][verdict] for verdict in VERDICTS}
        traffic = report.traffic.get(name) or Traffic((), ())
        pages.append(LifecyclePage(lifecycle, f"life{number}", verdicts, traffic, drawing))
    return pages
