"""The judge, piece by piece: what its documents promise that no single log shows."""

from __future__ import annotations

from itertools import permutations

import pytest
from msglife.conformance.judging.life import Life
from msglife.conformance.judging.order import Timeline
from msglife.conformance.lives.edits import (
    FOREIGN,
    UNKNOWN,
    Class,
    Hypothesis,
    Letter,
    add,
    denials,
    gravest,
    moves,
)
from msglife.conformance.lives.evidence import Mark, order_of
from msglife.conformance.lives.explanation import explain
from msglife.conformance.lives.narration import denial_code
from msglife.conformance.lives.verdict_machine import SINK, Stand, VerdictMachine, undominated
from msglife.conformance.results.finding import MessageId
from msglife.machines import Arc, Automaton
from msglife.spec import catalog

CHAIN = Automaton(
    ("start", "a", "b", "c", "d"),
    frozenset({4}),
    tuple(Arc(here, here + 1, False, False, 0) for here in range(4)),
)
AGAIN = Automaton(
    ("start", "end", "b", "c", "again"),
    frozenset({1, 4}),
    (
        Arc(0, 1, False, False, 0),
        Arc(1, 2, False, True, 0),
        Arc(2, 3, False, False, 0),
        Arc(3, 4, False, False, 0),
    ),
)


def untimed(*states):
    return tuple(Letter(state, timed=False) for state in states)


def test_a_plain_letter_is_announced_with_its_time_and_new():
    assert Letter(3, False, True, False, False, False, 0, UNKNOWN) == Letter(3)
    assert Hypothesis(0, 0, 0, 0, False) == Hypothesis()


def instant(count, **mark):
    """So many letters of one instant, as they arrived."""
    return [Mark(time=0, skew=1, **mark) for _ in range(count)]


def test_eight_callbacks_are_permuted_within_one_skew_and_no_more():
    """Polls keep their order."""
    eight = instant(8)
    assert not order_of(eight).crowded
    assert order_of([*eight, Mark(time=0, skew=1)]).crowded
    assert not order_of([*eight, Mark(time=1, skew=1)]).crowded
    assert not order_of([*eight, *instant(3, sampled=True)]).crowded
    assert not order_of(instant(40, sampled=True)).crowded
    assert order_of([*instant(40, sampled=True), *instant(1)]).crowded
    earlier = Mark(time=-10, skew=1)
    assert not order_of([earlier, *instant(15, sampled=True), *instant(1)]).crowded
    assert order_of([earlier, *instant(16, sampled=True), *instant(1)]).crowded


@pytest.mark.parametrize(("told", "left"), [(2, (3,)), (3, (2,))])
def test_a_state_told_late_is_struck_from_those_missed_and_no_other(told, left):
    explanation = explain(CHAIN, untimed(1, 4, told))
    assert [(), left, ()] == [step.missed for step in explanation.steps]
    assert (0, 1, 1, 0, 0, 0) == explanation.cost


@pytest.mark.parametrize(("told", "left"), [(2, (3,)), (3, (2,))])
def test_a_state_told_late_is_struck_from_those_doubted_and_no_other(told, left):
    explanation = explain(AGAIN, untimed(1, 4, told))
    assert [(), left, ()] == [step.doubted for step in explanation.steps]
    assert [(), (), ()] == [step.missed for step in explanation.steps]
    assert (0, 2, 0, 0, 0, 0) == explanation.cost


@pytest.mark.parametrize(
    ("told", "missed", "doubted", "cost", "repaid"),
    [
        (1, 0b00100, 0b01000, (0, 1, 0, 0, 0, 0), None),
        (2, 0b00000, 0b01000, (0, 1, -1, 0, 0, 0), 2),
        (3, 0b00100, 0b00000, (0, 0, 0, 0, 0, 0), 3),
    ],
)
def test_what_is_told_late_pays_for_itself_only(told, missed, doubted, cost, repaid):
    here = Hypothesis(4, 0b11110, 0b00100, 0b01000, heard=True)
    (move,) = moves(CHAIN, here, Letter(told, timed=False))
    assert ("late", cost, repaid) == (move.kind, move.cost, move.repaid)
    assert here._replace(missed=missed, doubted=doubted) == move.after


@pytest.mark.parametrize("known", [0b00000, 0b00100, 0b01000, 0b01100])
def test_what_is_passed_unseen_again_is_noted_once(known):
    """From 1 to 4 by way of 2 and 3: missed, or doubted where a final is left without a time."""
    here = Hypothesis(1, 0b00010, missed=known, doubted=known, heard=True)
    (missed,) = (move for move in moves(CHAIN, here, Letter(4)) if move.kind == "step")
    (doubted,) = (move for move in moves(AGAIN, here, Letter(4, timed=False)))
    for move in (missed, doubted):
        assert 0b11110 == move.after.passed
    assert (0b01100, known) == (missed.after.missed, missed.after.doubted)
    assert (known, 0b01100) == (doubted.after.missed, doubted.after.doubted)


def test_what_opens_a_capture_is_missed_unless_it_may_have_begun_before():
    (plain,) = moves(CHAIN, Hypothesis(), Letter(3))
    (free,) = moves(CHAIN, Hypothesis(), Letter(3), opening_free=True)
    assert [(1, 2), ()] == [plain.missed, free.missed]
    assert [(0, 0, 2, 0, 0, 0), (0, 0, 0, 0, 0, 0)] == [plain.cost, free.cost]
    trace = (Letter(3),)
    assert plain.cost == explain(CHAIN, trace).cost
    assert free.cost == explain(CHAIN, trace, opening_free=True).cost


def test_costs_add_by_class_and_weigh_by_the_gravest():
    assert (11, 22, 33, 44, 55, 66) == add((1, 2, 3, 4, 5, 6), (10, 20, 30, 40, 50, 60))
    for position in range(6):
        cost = tuple(int(index >= position) for index in range(6))
        assert Class(6 - position) == gravest(cost)
    assert Class.STEP == gravest((0, 0, 0, 0, 0, 0))
    assert Class.STEP == gravest((0, 0, -1, 0, 0, 0))  # what is paid back weighs nothing
    assert [0, 1, 2, 3, 4, 5, 6] == list(Class)


def test_a_letter_is_denied_as_told_or_left_aside():
    """What nobody documents, and what is told already, can only be left aside."""
    here = Hypothesis(2, 0b110, heard=True)
    taken, aside = denials(here, Letter(4, sampled=True))
    assert (4, 0b10110, False) == (taken.after.state, taken.after.passed, taken.after.heard)
    assert here == aside.after
    for state in (UNKNOWN, FOREIGN, 2):
        (only,) = denials(here, Letter(state))
        assert here == only.after
    for move in (taken, aside, only):
        assert ("deny", (1, 0, 0, 0, 0, 0)) == (move.kind, move.cost)


@pytest.mark.parametrize(
    ("before", "told", "code"),
    [
        (0, UNKNOWN, "LIFE001"),
        (1, UNKNOWN, "LIFE001"),
        (1, FOREIGN, "LIFE004"),
        (3, 2, "LIFE002"),
        (1, 1, "LIFE002"),
        (1, 2, "LIFE003"),
        (4, 2, "LIFE003"),
        (1, 4, "LIFE005"),
        (4, 1, "LIFE005"),
        (2, 1, "LIFE002"),
        (0, 4, "LIFE002"),
    ],
)
def test_a_denial_has_one_code_the_first_that_fits(before, told, code):
    assert code == denial_code(AGAIN, before, Letter(told))


def test_an_explanation_cannot_be_changed():
    explanation = explain(CHAIN, untimed(1, 2))
    timeline = Timeline((), (), {}, {})
    life = Life(
        MessageId("family", None, ("key",)),
        next(iter(catalog())),
        CHAIN,
        timeline,
        (),
        explanation,
        "",
    )
    for record in (explanation, explanation.steps[0], timeline, life):
        with pytest.raises(AttributeError):
            setattr(record, next(iter(type(record).__annotations__)), None)


def test_a_stand_beats_another_of_its_state_that_is_graver_and_passed_less():
    best = Stand(1, 0b110, True, False, Class.STEP)
    beaten = [best._replace(passed=0b010), best._replace(passed=0b010, gravest=Class.MISS)]
    beaten += [best._replace(gravest=Class.LATE)]
    others = [
        best._replace(state=2),
        best._replace(heard=False),
        best._replace(passed=0b1010, gravest=Class.MISS),
        best._replace(passed=0b1110, gravest=Class.LATE),
    ]
    assert frozenset([best, *others]) == undominated([*beaten, *others, best])


def test_the_verdict_machine_builds_what_it_walks_and_counts_the_sink():
    machine = VerdictMachine(CHAIN, tracks_passed=False)
    assert 2 == len(machine)
    one = machine.step(0, Letter(1))
    assert (1, 3) == (one, len(machine))
    assert one == machine.step(0, Letter(1))
    assert 3 == len(machine)
    assert SINK == machine.step(one, Letter(UNKNOWN)) == machine.step(SINK, Letter(2))
    assert 3 == len(machine)
    assert [Class.STEP, Class.STEP, Class.DENY] == [machine.verdict(it) for it in (0, one, SINK)]
    assert SINK < 0


def test_the_verdict_machine_forgets_what_was_passed_unless_it_tracks():
    """An announcement without a time may be late only where what was passed is kept."""
    trace = untimed(1, 2, 1)
    assert Class.LATE == VerdictMachine(CHAIN, tracks_passed=True).run(trace)
    assert Class.DENY == VerdictMachine(CHAIN, tracks_passed=False).run(trace)
    opened = VerdictMachine(CHAIN, tracks_passed=False, opening_free=True)
    assert Class.STEP == opened.run((Letter(3),))
    assert Class.MISS == VerdictMachine(CHAIN, tracks_passed=False).run((Letter(3),))


def test_the_beginning_is_told_for_the_first_time_free():
    """A machine of another make may announce the state it begins in."""
    trace = (Letter(0),)
    assert (0, 0, 0, 0, 0, 0) == explain(CHAIN, trace).cost
    assert Class.STEP == VerdictMachine(CHAIN, tracks_passed=False).run(trace)


@pytest.mark.parametrize("order", list(permutations((1, 2, 3, 4))))
def test_letters_of_one_instant_are_taken_in_the_order_that_is_cheapest(order):
    letters = tuple(Letter(state) for state in order)
    assert Class.STEP == explain(CHAIN, letters, tuple(instant(4))).gravest
