"""A story, written: from a life to the payloads that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from random import Random
from typing import Final

from ...machines import Automaton
from ...spec import START, Edge, Form, TimeUnit
from ..inventing.made_up_values import put
from ..inventing.payload_filler import Filler
from ..inventing.templates import Person
from .story import SEAMLESS, Story, Told

_GRAIN_MS: Final[dict[TimeUnit, int]] = {
    **dict.fromkeys(("s", "rfc2822", "yymmddhhmmss", "yyyymmddhhmmss"), 1_000),
    "yymmddhhmm": 60_000,
    "yymmddhhmmsstnnp": 100,
}
"""By unit, what of a moment is not written, in milliseconds."""


def guards_of(life: Sequence[Edge]) -> tuple[int, ...]:
    """Return the ids of the guards that every payload of a life is to satisfy."""
    return tuple(sorted({edge.guard.id for edge in life if edge.guard is not None}))


def outline(
    filler: Filler,
    automaton: Automaton,
    person: Person,
    life: Sequence[Edge],
    *,
    asked: bool = False,
    chooser: Random | None = None,
) -> Story | None:
    """Say what tells of a life, nothing written yet; `None` if no payload can tell a state of it.

    States that the form leaves out by its own word are passed in silence.

    Args:
        filler: writes the payloads.
        automaton: the lifecycle's tables.
        person: what the payloads share.
        life: the edges the message goes along.
        asked: the payloads answer requests that name the message.
        chooser: decides what becomes of the story, if not the person's dice.
    """
    guards = guards_of(life)
    told = []
    for edge in life:
        if filler.form.leaves_out(edge.target):
            continue
        template = filler.drawn(edge.target, guards, person.dice)
        if template is None:
            return None
        before = None if edge.source == START or filler.form.previous is None else edge.source
        told.append(Told(edge.target, template, previous=before))
    story = Story(filler, automaton, person, guards, asked, told, chooser=chooser)
    for edge in life:
        if edge.grounds.basis == "assumed":
            story.do(edit="assumed", **{"from": edge.source, "to": edge.target})
    return story


def skip_creation(story: Story) -> None:
    """Leave the first telling out, where only changes are told and none is missed then."""
    if story.form.changes_only and len(story.told) > 1:
        whole = story.told
        story.told = whole[1:]
        if any(gap != SEAMLESS for gap in story.gaps()[:1]):
            story.told = whole


def skip_polls(story: Story, skips: Callable[[], bool]) -> None:
    """Leave out what no poll saw, if the others still tell a life; the last is always seen.

    Args:
        story: what is told; changed in place.
        skips: whether a poll misses a state.
    """
    whole = story.told
    last = len(whole) - 1
    story.told = [each for index, each in enumerate(whole) if index == last or not skips()]
    if None in story.gaps():
        story.told = whole


def write(story: Story, pause: Callable[[], int]) -> None:
    """Write a story's payloads, one after the other.

    Args:
        story: what to tell; changed in place.
        pause: how many microseconds pass until the next.
    """
    moment, apart = story.person.born, apart_by([story.form])
    for version, told in enumerate(story.told, 1):
        write_one(story, told, moment, version)
        moment += pause() * apart


def apart_by(forms: Collection[Form]) -> int:
    """Return how many times further apart events lie, so that their times differ as written.

    Times of whole minutes, or of clocks that disagree by more than a second, prove nothing of
    events that are nearer.

    Args:
        forms: those that tell of one message.
    """
    times = [form.time for form in forms if form.time is not None]
    grain = max((_GRAIN_MS.get(unit, 1) for time in times for unit in time.units), default=1)
    skew = max((form.clock_skew_ms for form in forms if form.time is not None), default=0)
    resolution = max((time.resolution_ms for time in times), default=0)
    # Written, each time may lose up to a grain, and by as much the skew is larger.
    needed = max(2 * grain, skew + 2 * resolution)
    return max(1, -(-needed // 1000))


def write_one(story: Story, told: Told, moment: int, version: int) -> None:
    """Write one payload of a story.

    Args:
        story: whose it is.
        told: what it tells; changed in place.
        moment: when it happened, in microseconds.
        version: how many changes the message has gone through.
    """
    teller = story.teller(told)
    form, filler = teller.form, teller.filler
    told.time = moment
    told.payload = filler.fill(told.template, teller.person, moment, version)
    if form.previous is not None and told.previous is not None:
        put(told.payload, form.previous.parts, filler.written[told.previous])
    if told.status is not None:
        put(told.payload, form.status.parts, told.status)
        filler.settled(told.payload)
