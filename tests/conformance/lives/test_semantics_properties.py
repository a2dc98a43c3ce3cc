"""What the semantics promise, held against the brute force: the text itself, not the judge."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.spec import catalog

from support.brute_force import DENIALS, judge
from support.told_lives import START, Edge, Letter, Life, Outcome
from support.told_logs import life_of


def _written() -> list[Life]:
    said = json.loads(Path(__file__).with_name("semantics.json").read_text(encoding="utf-8"))
    return [
        Life(
            frozenset(each["states"]),
            tuple(Edge(a, b, "assumed" in more) for a, b, *more in map(str.split, each["edges"])),
            frozenset(each["finals"]),
        )
        for each in said["lives"].values()
    ]


def _without_guards(life: Life) -> Life:
    return replace(life, edges=tuple(each._replace(guard=None) for each in life.edges))


LIVES = [*_written(), *(_without_guards(life_of(each)) for each in catalog())]
ENDING = [
    life
    for life in LIVES
    if not any(each.source in life.finals and each.target not in life.finals for each in life.edges)
]
"""Those without a resend."""

SKEW = 1000
gaps = st.sampled_from([0, 0, 1, 500, 999, 1000, 5000])
moments = st.sampled_from([0, 0, 1, 999, 1000, 2500, 5000, 6000])
thorough = settings(deadline=None, max_examples=150)


@st.composite
def walks(draw: st.DrawFn, life: Life, most: int = 4) -> list[str]:
    """States along edges, from the start."""
    here, walked = START, []
    for _ in range(draw(st.integers(1, most))):
        onward = sorted({each.target for each in life.edges if each.source == here})
        if not onward:
            break
        here = draw(st.sampled_from(onward))
        walked.append(here)
    return walked


@st.composite
def messages(draw: st.DrawFn, life: Life, most: int = 3) -> list[Letter]:
    """Any letters, each with a time, none a copy."""
    letter = st.builds(
        Letter,
        state=st.sampled_from(sorted(life.states)),
        at=moments,
        poll=st.sampled_from([False, False, False, True]),
    )
    told = draw(st.lists(letter, min_size=1, max_size=most))
    return [replace(each, content=str(place)) for place, each in enumerate(told)]


def denied(outcome: Outcome) -> set[int]:
    """The letters that are denied."""
    return {each.letter for each in outcome.codes if each.code in DENIALS}


@thorough
@given(st.data())
def test_clocks_within_the_skew_refuse_no_life_in_any_arrival(data: st.DataObject):
    """All polls are stamped by one clock, and come in their order: they keep it."""
    life = data.draw(st.sampled_from(LIVES))
    polled = data.draw(st.integers(0, SKEW - 1))
    now, told = 0, []
    for state in data.draw(walks(life)):
        now += data.draw(gaps)
        poll = data.draw(st.booleans())
        wrong = polled if poll else data.draw(st.integers(0, SKEW - 1))
        told.append(Letter(state, now + wrong, poll))
    polls = iter([each for each in told if each.poll])
    arrived = [next(polls) if each.poll else each for each in data.draw(st.permutations(told))]
    assert judge(life, arrived).verdict in ("conforms", "open", "tolerated")


@thorough
@given(st.data())
def test_what_arrives_in_the_order_of_a_life_is_not_refused(data: st.DataObject):
    """Whatever its times are; at worst it is undecided."""
    life = data.draw(st.sampled_from(LIVES))
    polls = data.draw(st.booleans())
    when = moments if polls else st.none() | moments
    told = [
        Letter(state, data.draw(when), polls and data.draw(st.booleans()), content=str(place))
        for place, state in enumerate(data.draw(walks(life)))
    ]
    assert judge(life, told).verdict != "violates"


@thorough
@given(st.data())
def test_a_denial_stays_where_it_was(data: st.DataObject):
    """What comes last and is timed at or after all others adds none before the first."""
    life = data.draw(st.sampled_from(LIVES))
    told = data.draw(messages(life))
    latest = max(each.at or 0 for each in told)
    state = data.draw(st.sampled_from(sorted(life.states)))
    new = Letter(state, latest + data.draw(gaps), data.draw(st.booleans()), content="new")
    before = denied(judge(life, told))
    after = denied(judge(life, [*told, new])) - {len(told)}
    assert not before or after <= before


@thorough
@given(st.data())
def test_one_more_poll_mends_nothing(data: st.DataObject):
    """Unless it is how a resend was seen."""
    life = data.draw(st.sampled_from(ENDING))
    told = data.draw(messages(life))
    state = data.draw(st.sampled_from(sorted(life.states)))
    more = list(told)
    poll = Letter(state, data.draw(moments), poll=True, content="new")
    more.insert(data.draw(st.integers(0, len(told))), poll)
    assert judge(life, told).verdict != "violates" or judge(life, more).verdict == "violates"


@thorough
@given(st.data())
def test_a_poll_cures_no_denial_where_a_time_is_missing(data: st.DataObject):
    life = data.draw(st.sampled_from(LIVES))
    told = [
        replace(each, at=each.at if data.draw(st.booleans()) else None)
        for each in data.draw(messages(life))
    ]
    alone = [each for each in told if not each.poll]
    if any(each.at is None for each in told) and judge(life, alone).verdict == "violates":
        assert judge(life, told).verdict == "violates"


@thorough
@given(st.data())
def test_a_copy_that_arrives_last_changes_no_verdict_that_needs_no_arrival(data: st.DataObject):
    """Where clocks contradict (undecided), the arrival is taken as it is, copies too."""
    life = data.draw(st.sampled_from(LIVES))
    told = data.draw(messages(life))
    again = data.draw(st.sampled_from(told))
    before = judge(life, told)
    if not again.poll and before.verdict != "undecided":
        assert judge(life, [*told, again]).verdict == before.verdict
