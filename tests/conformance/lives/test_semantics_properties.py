"""What the semantics promise, held against the text (the brute force), and against the judge."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msglife.spec import catalog

from support.brute_force import DENIALS, judge
from support.told_lives import START, Code, Edge, Letter, Life, Outcome
from support.told_logs import judged, life_of


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
    """Of edges that only guards tell apart, the one that is not assumed."""
    edges = sorted({each._replace(guard=None) for each in life.edges})
    found = {(each.source, each.target): each for each in reversed(edges)}
    return replace(life, edges=tuple(found.values()))


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
Trace = list[Letter]
Court = Callable[[Life, Sequence[Trace]], list[Outcome]]


def _by_the_text(life: Life, traces: Sequence[Trace]) -> list[Outcome]:
    return [judge(life, trace) for trace in traces]


@pytest.fixture(params=["text", "judge"])
def court(request: pytest.FixtureRequest, tmp_path: Path) -> Court:
    """Who judges messages of a life."""
    if request.param == "text":
        return _by_the_text
    return lambda life, traces: judged(tmp_path, life, traces)


thorough = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""Each example has several messages, for the judge reads a lifecycle's file for each."""


def several(draw: Callable[..., st.SearchStrategy], life: Life) -> st.SearchStrategy:
    """Some messages of a life, as a function draws one."""
    return st.lists(st.composite(draw)(life), min_size=1, max_size=8)


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
def messages(
    draw: st.DrawFn, life: Life, times: st.SearchStrategy[int | None] = moments
) -> list[Letter]:
    """Any letters, none a copy."""
    letter = st.builds(
        Letter,
        state=st.sampled_from(sorted(life.states)),
        at=times,
        poll=st.sampled_from([False, False, False, True]),
    )
    told = draw(st.lists(letter, min_size=1, max_size=3))
    return [replace(each, content=str(place)) for place, each in enumerate(told)]


def denied(outcome: Outcome) -> set[int]:
    """The letters that are denied."""
    return {each.letter for each in outcome.codes if each.code in DENIALS}


def _skewed_life(draw: st.DrawFn, life: Life) -> Trace:
    """A life told by clocks within the skew, in any order of arrival.

    All polls are stamped by one clock, and come in their order: they keep it.
    """
    polled = draw(st.integers(0, SKEW - 1))
    now, told = 0, []
    for state in draw(walks(life)):
        now += draw(gaps)
        poll = draw(st.booleans())
        wrong = polled if poll else draw(st.integers(0, SKEW - 1))
        told.append(Letter(state, now + wrong, poll))
    polls = iter([each for each in told if each.poll])
    return [next(polls) if each.poll else each for each in draw(st.permutations(told))]


@thorough
@given(st.data())
def test_clocks_within_the_skew_refuse_no_life_in_any_arrival(court: Court, data: st.DataObject):
    life = data.draw(st.sampled_from(LIVES))
    found = court(life, data.draw(several(_skewed_life, life)))
    assert {each.verdict for each in found} <= {"conforms", "open", "tolerated"}


def _arrived_life(draw: st.DrawFn, life: Life) -> Trace:
    """A life that arrives in its order, whatever its times are."""
    polls = draw(st.booleans())
    when = moments if polls else st.none() | moments
    return [
        Letter(state, draw(when), polls and draw(st.booleans()), content=str(place))
        for place, state in enumerate(draw(walks(life)))
    ]


@thorough
@given(st.data())
def test_what_arrives_in_the_order_of_a_life_is_not_refused(court: Court, data: st.DataObject):
    """At worst it is undecided."""
    life = data.draw(st.sampled_from(LIVES))
    found = court(life, data.draw(several(_arrived_life, life)))
    assert "violates" not in {each.verdict for each in found}


def _with_a_last_one(draw: st.DrawFn, life: Life) -> Trace:
    told = draw(messages(life))
    latest = max(each.at or 0 for each in told)
    state = draw(st.sampled_from(sorted(life.states)))
    return [*told, Letter(state, latest + draw(gaps), draw(st.booleans()), content="new")]


@thorough
@given(st.data())
def test_a_denial_stays_where_it_was(court: Court, data: st.DataObject):
    """What comes last and is timed at or after all others adds none before the first."""
    life = data.draw(st.sampled_from(LIVES))
    traces = data.draw(several(_with_a_last_one, life))
    found = court(life, [*(trace[:-1] for trace in traces), *traces])
    for trace, before, after in zip(traces, found, found[len(traces) :], strict=False):
        old, new = denied(before), denied(after) - {len(trace) - 1}
        assert not old or new <= old


def _with_a_poll(draw: st.DrawFn, life: Life) -> tuple[Trace, Trace]:
    """A message, and the same with a timed poll behind which no letter without a time stands."""
    told = draw(messages(life, st.none() | moments))
    poll = Letter(draw(st.sampled_from(sorted(life.states))), draw(moments), True, content="new")
    places = [place for place, each in enumerate(told) if each.at is not None]
    place = draw(st.sampled_from([*places, len(told)]))
    return told, [*told[:place], poll, *told[place:]]


@thorough
@given(st.data())
def test_one_more_poll_mends_nothing(court: Court, data: st.DataObject):
    """Unless it is how a resend was seen."""
    life = data.draw(st.sampled_from(ENDING))
    pairs = data.draw(several(_with_a_poll, life))
    found = court(life, [trace for pair in pairs for trace in pair])
    for before, after in zip(found[::2], found[1::2], strict=True):
        assert before.verdict != "violates" or after.verdict == "violates"


def _with_polls_and_no_times(draw: st.DrawFn, life: Life) -> tuple[Trace, Trace]:
    told = draw(messages(life, st.none() | moments))
    told.append(Letter(draw(st.sampled_from(sorted(life.states))), None, content="last"))
    told = draw(st.permutations(told))
    return [each for each in told if not each.poll], told


@thorough
@given(st.data())
def test_polls_cure_no_denial_where_a_time_is_missing(court: Court, data: st.DataObject):
    life = data.draw(st.sampled_from(LIVES))
    pairs = data.draw(several(_with_polls_and_no_times, life))
    found = court(life, [trace for pair in pairs for trace in pair])
    for before, after in zip(found[::2], found[1::2], strict=True):
        assert before.verdict != "violates" or after.verdict == "violates"


def _with_a_copy(draw: st.DrawFn, life: Life) -> tuple[Trace, Trace, int]:
    """A message, the same with a callback once more, and where that arrives."""
    told = draw(messages(life, st.none() | moments))
    first = draw(st.integers(0, len(told) - 1))
    told[first] = replace(told[first], poll=False, at=draw(moments))
    if draw(st.booleans()):  # an event's id does what its time does
        told[first] = replace(told[first], at=draw(st.none() | moments), event="one")
    place = draw(st.integers(first + 1, len(told)))
    return told, [*told[:place], told[first], *told[place:]], place


@thorough
@given(st.data())
def test_a_callback_that_comes_again_changes_nothing(court: Court, data: st.DataObject):
    """It is told that it came again, wherever that was, and nothing else."""
    life = data.draw(st.sampled_from(LIVES))
    drawn = data.draw(several(_with_a_copy, life))
    found = court(life, [trace for *pair, _ in drawn for trace in pair])
    for before, after, (_, _, place) in zip(found[::2], found[1::2], drawn, strict=True):
        moved = {
            each._replace(letter=each.letter + (each.letter >= place)) for each in before.codes
        }
        again = Code("DELV001", place, "info")
        assert after == before._replace(codes=frozenset({*moved, again}))
