"""Which lives a report tells in detail: the worst, and no more than it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappush, heappushpop
from typing import Final

from ..lives.edits import Cost
from ..observing.observation import Observation
from ..results.report import VERDICTS, LifeDetail, MessageReport, ObservationDetail, Verdict
from .life import Life, late_by_time
from .order import by_arrival

LONGEST: Final = 60
"""Observations told of one life: of a longer one, its beginning and its end."""


class WorstLives:
    """Keeps the details of the worst lives of each verdict, by what their explanations cost.

    Args:
        most: how many to keep of each verdict.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._offered = 0
        self._kept: dict[Verdict, list[tuple[Cost, int, LifeDetail]]] = {
            verdict: [] for verdict in VERDICTS
        }

    @property
    def wanted(self) -> bool:
        """Whether any is kept."""
        return self._most > 0

    def offer(self, message: MessageReport, life: Life) -> None:
        """Keep a life if it is among the worst so far; of equals, the first."""
        self._offered += 1
        kept = self._kept[message.verdict]
        rank = (life.explanation.cost, -self._offered)
        if len(kept) < self._most:
            heappush(kept, (*rank, _detail(message, life)))
        elif rank > kept[0][:2]:
            heappushpop(kept, (*rank, _detail(message, life)))

    def details(self) -> tuple[LifeDetail, ...]:
        """Return what was kept, the worst first."""
        return tuple(each[2] for kept in self._kept.values() for each in sorted(kept, reverse=True))


def _detail(message: MessageReport, life: Life) -> LifeDetail:
    observations = life.timeline.arrived
    steps: Sequence[int] = range(len(life.explanation.steps))
    omitted = max(len(steps) - LONGEST, 0)
    if omitted:
        steps = [*steps[: LONGEST // 2], *steps[-(LONGEST // 2) :]]
    shown = [observations[life.explanation.steps[step].index] for step in steps]
    ranks = {id(each): rank for rank, each in enumerate(by_arrival(shown))}
    return LifeDetail(
        message,
        tuple(
            _observation(life, step, observation)
            for step, observation in zip(steps, shown, strict=True)
        ),
        tuple(ranks[id(each)] for each in shown),
        omitted,
    )


def _observation(life: Life, position: int, told: Observation) -> ObservationDetail:
    names, step = life.automaton.names, life.explanation.steps[position]
    return ObservationDetail(
        place=told.place,
        status=told.told,
        received=told.received,
        time=told.time,
        polled=told.voice.form.mode == "sampled",
        kind=step.move.kind,
        before=names[step.before],
        after=names[step.after],
        missed=tuple(names[state] for state in step.missed + step.doubted),
        assumed=bool(step.move.path and step.move.path.assumed),
        copy=id(told) in life.timeline.copies,
        late=id(told) in late_by_time(life),
        serial=told.serial,
    )
