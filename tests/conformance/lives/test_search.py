"""The search for the cheapest explanation drops no part of it, and follows few ways."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.lives import search as searching
from msglife.conformance.lives.edits import UNKNOWN, Letter
from msglife.conformance.lives.explanation import explanation_of
from msglife.conformance.lives.search import Search, Trace
from msglife.machines import BEGIN, Automaton, automaton_of

from support.automata import automata
from support.effort import sizes_given
from support.provider_specs import every_lifecycle

MODES = {
    "untimed": {"timed": False},
    "timed": {"timed": True},
    "sampled": {"timed": False, "sampled": True},
}


MACHINES = automata(states=(3, 5), arcs=(4, 14), most_finals=2)
"""Small ones with many ways through them, resends and assumed edges among them."""

NOTHING = {"passed": 0, "missed": 0, "doubted": 0}


@st.composite
def traces_mostly_untimed(draw: st.DrawFn, automaton: Automaton, longest: int = 9) -> Trace:
    """Most are untimed: there a status may be told late, and the past counts."""
    booleans = st.booleans()
    letter = st.builds(
        Letter,
        state=st.sampled_from([*range(1, len(automaton.names)), UNKNOWN]),
        timed=st.sampled_from([False, False, False, True]),
        sampled=st.sampled_from([False, False, False, True]),
        copy=booleans,
        changes_only=st.just(draw(booleans)),
        split=st.just(draw(booleans)),
        guards=st.integers(0, (1 << len(automaton.guards)) - 1),
        previous=st.sampled_from([UNKNOWN] * 9 + [*range(len(automaton.names))]),
    )
    groups = st.lists(letter, min_size=1, max_size=draw(st.sampled_from([1, 1, 3]))).map(tuple)
    return tuple(draw(st.lists(groups, min_size=1, max_size=longest)))


def essence(search: Search) -> tuple[object, ...]:
    """All there is to an explanation, but what the search remembered on its way."""
    found = explanation_of(search)
    steps = [
        replace(step, move=step.move._replace(after=step.move.after._replace(**NOTHING)))
        for step in found.steps
    ]
    return (*steps, found.cost, found.end)


def nothing_is_missed(data: st.DataObject, automaton: Automaton, free: bool, *longest: int) -> None:
    trace = data.draw(traces_mostly_untimed(automaton, *longest))
    whole = Search(automaton, trace, free, prune=False)
    assert essence(whole) == essence(Search(automaton, trace, free))


@settings(deadline=None, max_examples=100)
@given(st.data(), MACHINES, st.booleans())
def test_what_is_dropped_is_not_missed(data: st.DataObject, automaton: Automaton, free: bool):
    nothing_is_missed(data, automaton, free)


@pytest.mark.slow
@settings(deadline=None, max_examples=500)
@given(st.data(), MACHINES, st.booleans())
def test_what_is_dropped_is_not_missed_at_length(
    data: st.DataObject, automaton: Automaton, free: bool
):
    nothing_is_missed(data, automaton, free)


@every_lifecycle
@settings(deadline=None, max_examples=15)
@given(st.data(), st.booleans())
def test_nothing_is_missed_of_a_lifecycle(lifecycle, data: st.DataObject, free: bool):
    nothing_is_missed(data, automaton_of(lifecycle), free, 5)


@pytest.mark.slow  # without pruning, a single long trace may take a minute
@every_lifecycle
@settings(deadline=None, max_examples=15)
@given(st.data(), st.booleans())
def test_nothing_is_missed_of_a_lifecycle_at_length(lifecycle, data: st.DataObject, free: bool):
    nothing_is_missed(data, automaton_of(lifecycle), free)


@st.composite
def told_lives(draw: st.DrawFn, automaton: Automaton) -> Trace:
    """Ways along the arcs, told step by step: many cost nothing, some only in another order."""
    here, told = BEGIN, []
    for _ in range(draw(st.integers(1, 8))):
        onward = [arc.target for arc in automaton.arcs if arc.source == here]
        if not onward:
            break
        here = draw(st.sampled_from(onward))
        letter = Letter(
            here,
            sampled=draw(st.booleans()),
            timed=draw(st.booleans()),
            guards=(1 << len(automaton.guards)) - 1,
        )
        told += [letter] * draw(st.sampled_from([1, 1, 1, 2]))
    groups: list[tuple[Letter, ...]] = []
    while told:
        size = draw(st.sampled_from([1, 1, 1, 2, 3]))
        groups.append(tuple(draw(st.permutations(told[:size]))))
        del told[:size]
    return tuple(groups)


@settings(deadline=None, max_examples=500)
@given(st.data(), MACHINES, st.booleans())
def test_a_life_that_costs_nothing_is_taken_at_once(data, automaton: Automaton, free: bool):
    """It is the one that a search among all would find."""
    trace = data.draw(told_lives(automaton))
    whole = Search(automaton, trace, free, prune=False)
    assert essence(whole) == essence(Search(automaton, trace, free))


@every_lifecycle
def test_a_sound_life_needs_no_search(lifecycle):
    """Nor do its steps, each told once."""
    automaton = automaton_of(lifecycle)
    states, here = [], BEGIN
    while here not in automaton.finals:
        here = next(a.target for a in automaton.arcs if a.source == here and not a.assumed)
        states.append(here)
    assert not followed(automaton, states)


def followed(automaton: Automaton, states: list[int], **letter: bool) -> int:
    """How many ways were compared, all in all, to explain a message."""
    guards = (1 << len(automaton.guards)) - 1
    trace = tuple((Letter(state, guards=guards, **letter),) for state in states)
    with sizes_given(searching, "undominated") as ways:
        explanation_of(Search(automaton, trace))
    return sum(ways)


@pytest.mark.parametrize("mode", ["untimed", "timed", "sampled"])
@pytest.mark.parametrize("pattern", ["random", "there and back", "finals"])
@every_lifecycle
def test_a_long_message_costs_by_its_length(lifecycle, pattern, mode):
    """However its statuses alternate, few ways are followed to each."""
    automaton = automaton_of(lifecycle)
    last = len(automaton.names) - 1
    finals = sorted(automaton.finals)
    dice = Random(1)
    states = {
        "random": [dice.randint(1, last) for _ in range(120)],
        "there and back": [abs(number % (2 * last) - last) or 1 for number in range(120)],
        "finals": [finals[number % len(finals)] for number in range(120)],
    }[pattern]
    assert followed(automaton, states, **MODES[mode]) < 120 * 150
