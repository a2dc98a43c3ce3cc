"""What an imperfect post does to a story: lost, repeated, late. Each says what must be found."""

from __future__ import annotations

from dataclasses import replace

from ...machines import BEGIN
from .story import SEAMLESS, Story, Told, states_possibly_passed


def lose(story: Story) -> bool:
    """Lose one payload, if another is left to tell of the message."""
    steps = story.told
    lost = [position for position in range(len(steps)) if _can_be_lost(story, position)]
    if not lost:
        return False
    gone = steps.pop(story.dice.choice(lost))
    story.do(edit="lost", state=gone.state)
    return True


def _can_be_lost(story: Story, position: int) -> bool:
    """Whether the others still tell a life, and none of them seems to be told twice."""
    steps = story.told
    if len(steps) == 1:
        return False
    if position == len(steps) - 1:
        return True
    before = steps[position - 1] if position else None
    after = steps[position + 1]
    if before is not None and before.state == after.state:
        return False
    gap = story.between(before, after)
    if gap is None or not gap[0]:
        return gap is not None
    # What follows may as well be a stale callback: then it must not have another reading.
    passed = states_possibly_passed(story)
    return passed is not None and story.automaton.number[after.state] not in passed[position - 1]


def tell_again(story: Story) -> bool:
    """Announce a status again with other content: at another time, or with another field."""
    if story.sampled:
        return False
    candidates = list(enumerate(story.told))
    story.dice.shuffle(candidates)
    for position, told in candidates:
        template = told.template
        number, bits = story.automaton.number[told.state], story.filler.bits(template.payload)
        if story.automaton.loop(number, bits) is not None:
            continue  # it may follow itself: that is a step, and no repeat
        if not story.timed:
            other = story.filler.other(told.state, story.guards, template)
            if other is None:
                continue
            template = other
        again = replace(told, template=template, kind="again", note=None)
        story.told.insert(position + 1, again)
        story.do(again, edit="repeated", state=told.state, same=False)
        story.expect("tolerated", "DELV001")
        return True
    return False


def repeat(story: Story, arrived: list[Told]) -> bool:
    """Deliver a payload twice, or ask twice.

    Args:
        story: the story.
        arrived: its payloads in order of arrival; changed in place.
    """
    steps = [each for each in range(len(arrived)) if arrived[each].kind == "step"]
    if not steps:  # polls told it all, beside callbacks that there are none of
        return False
    position = story.dice.choice(steps)
    copy = replace(arrived[position], kind="again", note=None)
    arrived.insert(position + 1, copy)
    story.do(copy, edit="repeated", state=copy.state, same=True)
    if not story.form_of(copy).sampled:
        story.expect("conforms", "DELV001")
    return True


def delay(story: Story, arrived: list[Told]) -> bool:
    """Let a payload arrive after the next one.

    Where payloads carry times it is certain that one came late. Before what cannot be, none
    does: as it arrived, it might be possible. Without times it must not be certain: only
    stories are chosen that no life explains without a late callback. What polls without a
    time answer cannot be late.

    Args:
        story: the story.
        arrived: its payloads in order of arrival; changed in place.
    """
    if story.sampled and "RULE001" in story.codes:
        return False  # what changed is not looked for in a poll that is told late
    if story.timed:
        illegal = [at for at, each in enumerate(arrived) if each.is_illegal]
        pairs = [
            position
            for position in range(max(illegal, default=-1) + 1, len(arrived) - 1)
            if "torn" not in (arrived[position].kind, arrived[position + 1].kind)
        ]
    else:
        pairs = [each for each in range(len(arrived) - 1) if _undecidable(story, arrived, each)]
    if not pairs:
        return False
    position = story.dice.choice(pairs)
    arrived[position], arrived[position + 1] = arrived[position + 1], arrived[position]
    late = arrived[position + 1]
    note = {"edit": "late", "state": late.state}
    if late.note is None:
        story.do(late, **note)
    else:  # something else is told of this payload already
        story.done.append(note)
    if not story.timed:
        story.expect("undecided", "DELV004")
    elif not story.sampled:
        story.expect("tolerated", "DELV002")
    return True


def _undecidable(story: Story, arrived: list[Told], position: int) -> bool:
    """Whether a swap needs a late callback to be explained, and is explained by one.

    From what stood before, a way leads through the first to the second, so that the
    first can be told late; and from the second none leads back to the first but such that
    may as well be a stale callback.
    """
    if story.sampled or story.form.previous is not None or story.done:
        return False
    if any(gap != SEAMLESS for gap in story.gaps()):
        return False
    automaton = story.automaton
    first, second = arrived[position], arrived[position + 1]
    before = automaton.number[arrived[position - 1].state] if position else BEGIN
    one, two = automaton.number[first.state], automaton.number[second.state]
    forth = automaton.paths(before, two, second.template.guards)
    back = automaton.paths(two, one, first.template.guards)
    return (
        len({before, one, two}) == 3
        and any(path.states == (before, one, two) for path in forth)
        and all(path.inner and two in automaton.finals for path in back)
    )
