"""Whether it is certain what a check makes of a message that several forms tell.

As everywhere in this package, by the page on the semantics, not by asking the judge.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from .story import SEAMLESS, Story, Told


def is_certain(story: Story) -> bool:
    """Whether a check can explain a message in one way at the least cost, by steps alone."""
    gaps = story.gaps()
    if any(gap is None or gap[0] for gap in gaps):
        return False
    steps = story.steps
    hard = {id(step) for step, gap in zip(steps, gaps, strict=True) if gap != SEAMLESS}
    for before, after in pairwise(steps):
        # What a poll saw already may be told behind it, which costs less than what is missed.
        if id(after) in hard and before.kind == "aside" and _leads_back(story, before, after):
            return False
    return _polls_change_nothing(story, hard) and _called_alone(story)


def _leads_back(story: Story, before: Told, after: Told) -> bool:
    number = story.automaton.number
    ways = story.automaton.paths(number[after.state], number[before.state], after.template.guards)
    return bool(ways) and not story.form_of(after).sampled


def _polls_change_nothing(story: Story, hard: set[int]) -> bool:
    """Whether no poll that tells what was told is nearer to what went before than that was."""
    steps = {id(each) for each in story.steps}
    last: Told | None = None
    for each in story.told:
        if id(each) in steps:
            last = each
        elif last is not None:
            number, guards = story.automaton.number[each.state], each.template.guards
            if id(last) in hard or not story.automaton.admits(number, guards):
                return False
    return True


def _called_alone(story: Story) -> bool:
    """Whether a life leads through what was announced, as if no poll had been made."""
    called = [each for each in story.told if not story.form_of(each).sampled]
    return None not in replace(story, told=called).gaps()


def is_whole(story: Story) -> bool:
    """Whether nothing is missed, and what a check makes of it is certain."""
    return is_certain(story) and not any(gap and gap[1] for gap in story.gaps())
