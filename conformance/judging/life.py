"""A message's life, judged: what findings are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...machines import Automaton
from ...spec import Lifecycle, Severity
from ..lives.edits import Letter
from ..lives.explanation import Explanation
from ..observing.observation import Observation
from ..results.finding import Finding, MessageId
from .order import Timeline


class Life(NamedTuple):
    """A message's life, judged.

    Args:
        name: the message.
        lifecycle, automaton: what it is judged by.
        timeline: its observations in order.
        letters: what the judge saw of each.
        explanation: how they are explained.
        words: the same in words.
    """

    name: MessageId
    lifecycle: Lifecycle
    automaton: Automaton
    timeline: Timeline
    letters: tuple[Letter, ...]
    explanation: Explanation
    words: str

    def finding(self, code: str, severity: Severity, at: Observation, message: str) -> Finding:
        """Begin a finding about one of its observations."""
        return Finding.begin(
            code,
            at.place,
            message,
            self.lifecycle,
            severity=severity,
            about=self.name,
            grounds=at.voice.form.grounds,
            status=at.told,
            explanation=self.words,
            moment=at.moment,
        )


def late_by_time(life: Life) -> Mapping[int, Observation]:
    """Return what is late by its event time, each with what overtook it.

    Not what is said to have clocks that differ: that is the same, and says more.
    """
    overtaken = life.timeline.overtaken
    if not overtaken:
        return overtaken
    arrived, clash = life.timeline.arrived, life.explanation.clash
    besides = {id(arrived[step.index]) for step in life.explanation.steps if step.ahead is not None}
    if clash is not None:
        besides.add(id(arrived[clash.late]))
    return {name: other for name, other in overtaken.items() if name not in besides}
