"""The search for the cheapest explanation drops no part of it, and follows few ways."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.lives import search as searching
from msglife.conformance.lives.edits import UNKNOWN, Class, Letter
from msglife.conformance.lives.evidence import Mark, Order, one_order, order_of
from msglife.conformance.lives.explanation import Step, _explanation, explain
from msglife.conformance.lives.search import NO_DENIAL, NOTHING_OPEN, Search
from msglife.conformance.lives.verdict_machine import VerdictMachine
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
Told = tuple[tuple[Letter, ...], Order]


@st.composite
def told_of(draw: st.DrawFn, automaton: Automaton, longest: int = 9) -> Told:
    """Most are untimed: there a status may be told late, and the past counts."""
    booleans = st.booleans()
    letter = st.builds(
        Letter,
        state=st.sampled_from([*range(1, len(automaton.names)), UNKNOWN]),
        timed=st.sampled_from([False, False, False, True]),
        sampled=st.sampled_from([False, False, False, True]),
        copy=booleans,
        part=booleans,
        changes_only=st.just(draw(booleans)),
        split=st.just(draw(booleans)),
        guards=st.integers(0, (1 << len(automaton.guards)) - 1),
        previous=st.sampled_from([UNKNOWN] * 9 + [*range(len(automaton.names))]),
        untold=st.just(draw(st.integers(0, (1 << len(automaton.names)) - 1))),
    )
    letters = tuple(draw(st.lists(letter, min_size=1, max_size=longest)))
    times = draw(st.lists(st.integers(0, 20), min_size=len(letters), max_size=len(letters)))
    marks = [
        Mark(time if each.timed else None, each.sampled, skew=4)
        for each, time in zip(letters, times, strict=True)
    ]
    order = order_of(marks) if draw(booleans) else one_order(range(len(letters)))
    return letters, order


def essence(search: Search, order: Order) -> object:
    """All there is to an explanation, but what the search remembered on its way."""
    node = search.cheapest()
    if node is None:
        return None
    found = _explanation(node, order, range(len(order.arrived)))
    return [*map(forgotten, found.steps)], found.cost, found.end


def forgotten(step: Step) -> Step:
    """A step without what is remembered of the past."""
    return replace(step, move=step.move._replace(after=step.move.after._replace(**NOTHING)))


def nothing_is_missed(data: st.DataObject, automaton: Automaton, free: bool, *longest: int) -> None:
    letters, order = data.draw(told_of(automaton, *longest))
    for most in (NO_DENIAL, NOTHING_OPEN, None):
        more = {} if most is None else {"most": most}
        single = order if most else one_order(order.arrived)
        whole = Search(automaton, letters, single, free, prune=False, **more)
        quick = Search(automaton, letters, single, free, **more)
        assert essence(whole, single) == essence(quick, single)


@settings(max_examples=100)
@given(st.data(), MACHINES, st.booleans())
def test_what_is_dropped_is_not_missed(data: st.DataObject, automaton: Automaton, free: bool):
    nothing_is_missed(data, automaton, free, 7)


@pytest.mark.slow
@settings(max_examples=250)
@given(st.data(), MACHINES, st.booleans())
def test_what_is_dropped_is_not_missed_at_length(
    data: st.DataObject, automaton: Automaton, free: bool
):
    nothing_is_missed(data, automaton, free)


@every_lifecycle
@settings(max_examples=15)
@given(st.data(), st.booleans())
def test_nothing_is_missed_of_a_lifecycle(lifecycle, data: st.DataObject, free: bool):
    nothing_is_missed(data, automaton_of(lifecycle), free, 5)


@settings(max_examples=200)
@given(st.data(), MACHINES, st.booleans())
def test_the_verdict_machine_agrees_on_letters_in_one_order(data, automaton: Automaton, free: bool):
    """It keeps sets of hypotheses, the search one way to each: they find the same class."""
    letters, _ = data.draw(told_of(automaton, 7))
    letters = tuple(each for each in letters if not each.sampled)
    machine = VerdictMachine(automaton, tracks_passed=True, opening_free=free)
    assert machine.run(letters) == explain(automaton, letters, opening_free=free).gravest


@settings(max_examples=200)
@given(st.data(), MACHINES)
def test_what_follows_takes_back_no_denial(data, automaton: Automaton):
    """The theorem on denials, over machines of every make: the sink is never left."""
    letters, _ = data.draw(told_of(automaton, 7))
    letters = tuple(each for each in letters if not each.sampled)
    classes = [explain(automaton, letters[:end]).gravest for end in range(1, len(letters) + 1)]
    first = classes.index(Class.DENY) if Class.DENY in classes else len(classes)
    assert classes[first:] == [Class.DENY] * (len(classes) - first)


@every_lifecycle
def test_a_sound_life_needs_no_search(lifecycle):
    """Nor do its steps, each told once."""
    automaton = automaton_of(lifecycle)
    states, here = [], BEGIN
    while here not in automaton.finals:
        here = next(
            arc.target
            for arc in automaton.arcs
            if arc.source == here and not arc.assumed and arc.target not in states
        )
        states.append(here)
    assert not followed(automaton, states)


def followed(automaton: Automaton, states: list[int], **letter: bool) -> int:
    """How many ways were compared, all in all, to explain a message."""
    guards = (1 << len(automaton.guards)) - 1
    letters = tuple(Letter(state, guards=guards, **letter) for state in states)
    with sizes_given(searching, "undominated") as ways:
        explain(automaton, letters)
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


def test_the_sink_is_never_left():
    automaton = Automaton(("start", "a"), frozenset({1}), ())
    machine = VerdictMachine(automaton, tracks_passed=False)
    assert machine.run((Letter(UNKNOWN), Letter(1))) == Class.DENY
