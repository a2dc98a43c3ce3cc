"""What an imperfect post does to a message that several forms tell: callbacks lost, or late.

Only where it is certain what a check makes of it; else nothing happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ...spec import MISSING
from .certainty import is_certain
from .story import SEAMLESS, Story, Told


def lose_callback(story: Story) -> None:
    """Lose a callback of a message that several forms tell of, if what follows stays certain."""
    whole = story.told
    called = [each for each in whole if not story.form_of(each).sampled]
    story.dice.shuffle(called)
    for gone in called:
        story.told = [each for each in whole if each is not gone]
        if story.told and is_certain(story):
            if gone.note is not None:
                story.done = [each for each in story.done if each is not gone.note]
            story.do(edit="lost", state=gone.state)
            return
    story.told = whole


def delay_callback(story: Story, arrived: list[Told]) -> None:
    """Let a callback arrive after the next one, where times prove it and nothing is missed.

    Args:
        story: of a message that several forms tell.
        arrived: its payloads in order of arrival; changed in place.
    """
    called = [at for at, each in enumerate(arrived) if not story.form_of(each).sampled]
    if len(called) < 2 or not all(_is_timed(story, arrived[at]) for at in called):
        return
    first, second = story.dice.choice(list(pairwise(called)))
    late = arrived[first]
    after = [*arrived[:first], *arrived[first + 1 : second + 1], late, *arrived[second + 1 :]]
    if not (_is_seamless(story, arrived) and _is_seamless(story, _by_times(story, after))):
        return
    arrived[:] = after
    note = {"edit": "late", "state": late.state}
    if late.note is None:
        story.do(late, **note)
    else:  # that another form tells it is told of this payload already
        story.done.append(note)
    story.expect("tolerated", "DELV002")


def _by_times(story: Story, arrived: Sequence[Told]) -> list[Told]:
    """The order of times; what has none stays behind what arrived before it."""
    moments: list[int] = []
    for told in arrived:
        before = moments[-1] if moments else 0
        moments.append(told.time if _is_timed(story, told) else before)
    return [arrived[at] for at in sorted(range(len(arrived)), key=moments.__getitem__)]


def _is_seamless(story: Story, told: Sequence[Told]) -> bool:
    return all(gap == SEAMLESS for gap in replace(story, told=list(told)).gaps())


def _is_timed(story: Story, told: Told) -> bool:
    time = story.form_of(told).time
    return time is not None and time.at.get(told.payload) not in (*time.untold, MISSING, None)
