"""The machines: driven step by step, they and the judge know the same lives."""

from __future__ import annotations

import dataclasses
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.lives.edits import Letter
from msglife.conformance.lives.explanation import explain
from msglife.machines import Arc, Automaton, automaton_of, build_machine, compile_machine
from msglife.spec import START, Guard
from transitions import Machine, MachineError

from support.provider_specs import accepts, every_lifecycle


def drive(machine: Machine, statuses: list[str], payload: object) -> bool:
    """Trigger the machine along the statuses; whether it got to the end."""
    for status in statuses:
        triggers = [
            name
            for name in machine.get_triggers(machine.state)
            if machine.get_transitions(name, machine.state, status)
        ]
        try:
            if not triggers or not machine.trigger(triggers[0], payload=payload):
                return False
        except MachineError:
            return False
    return True


def trace_of(automaton: Automaton, statuses: list[str], guards: int):
    return tuple(Letter(automaton.number[status], guards=guards) for status in statuses)


@every_lifecycle
def test_it_begins_in_start_and_has_no_automatic_transitions(lifecycle):
    machine = build_machine(lifecycle)
    assert START == machine.state
    assert {edge.trigger for edge in lifecycle.edges} == set(machine.events)
    expected = {(edge.source, edge.target) for edge in lifecycle.edges}
    assert expected == {(each.source, each.dest) for each in machine.get_transitions()}


@every_lifecycle
def test_conditions_are_callables(lifecycle):
    for transition in build_machine(lifecycle).get_transitions():
        assert all(callable(condition.func) for condition in transition.conditions)
        assert not (transition.before or transition.after or transition.prepare)


@every_lifecycle
def test_triggers_are_deterministic(lifecycle):
    seen: dict[tuple[str, str], set[str]] = {}
    for edge in lifecycle.edges:
        if edge.guard is None:
            seen.setdefault((edge.source, edge.trigger), set()).add(edge.target)
    assert not {key: targets for key, targets in seen.items() if len(targets) > 1}


@every_lifecycle
@settings(max_examples=60)
@given(st.data())
def test_the_judge_and_the_machine_know_the_same_legal_traces(lifecycle, data):
    automaton = automaton_of(lifecycle)
    names = [state.name for state in lifecycle.states]
    steps = st.lists(st.sampled_from(names), min_size=1, max_size=5)
    walks = st.recursive(st.just([START]), lambda inner: inner.flatmap(onward(automaton)))
    statuses = data.draw(st.one_of(steps, walks.map(lambda walk: walk[1:]).filter(bool)))
    if any(one == two for one, two in itertools.pairwise(statuses)):
        return  # a machine knows no repeats
    payload = {"unguarded": True}
    bits = sum(1 << guard.id for guard in automaton.guards if accepts(guard.schema, payload))
    explanation = explain(automaton, trace_of(automaton, statuses, bits))
    deny, late, miss, _, differ, repeat = explanation.cost
    legal = not (deny or late or miss or differ or repeat)
    assert drive(build_machine(lifecycle), statuses, payload) == legal


def onward(automaton):
    def after(walk):
        choices = automaton.next_names(automaton.number[walk[-1]])
        return (
            st.sampled_from(choices).map(lambda name: [*walk, name]) if choices else st.just(walk)
        )

    return after


@every_lifecycle
def test_an_edge_removed_from_the_machine_is_denied_by_the_judge(lifecycle):
    for edge in lifecycle.edges:
        if edge.source != START or edge.guard is not None:
            continue
        machine = build_machine(lifecycle)
        trace = trace_of(compile_machine(machine), [edge.target], 0)
        assert not explain(compile_machine(machine), trace).cost[0]
        for other in lifecycle.edges:
            if other.target == edge.target:
                machine.remove_transition(other.trigger, other.source, other.target)
        assert explain(compile_machine(machine), trace).cost[0] == 1


@every_lifecycle
@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_the_tables_of_a_lifecycle_are_those_of_its_machine(lifecycle, seed):
    """The judge has them without a machine, in the machine's order, however edges are listed."""
    if seed is not None:
        edges = random.Random(seed).sample(lifecycle.edges, len(lifecycle.edges))
        lifecycle = dataclasses.replace(lifecycle, edges=tuple(edges))
    assert tables(compile_machine(build_machine(lifecycle))) == tables(automaton_of(lifecycle))


def tables(automaton):
    return (
        automaton.names,
        automaton.finals,
        automaton.arcs,
        automaton.guards,
    )


def test_guards_do_not_bar_what_follows_a_resend():
    """A state behind a reopening edge is reached, though nobody invents the way there."""
    arcs = [(0, 1), (1, 2), (2, 3), (3, 4)]
    automaton = Automaton(
        ("start", "a", "failed", "again", "gone"),
        frozenset({2, 4}),
        tuple(Arc(a, b, False, (a, b) == (2, 3), 0) for a, b in arcs),
        (Guard(0, {}),),
    )
    trace = tuple(Letter(state) for state in (1, 2, 3, 4))
    assert explain(automaton, trace).gravest == 0


def test_a_machine_of_the_users_own_is_compiled():
    machine = Machine(
        states=["new", {"name": "gone", "final": True}],
        transitions=[{"trigger": "leave", "source": "new", "dest": "gone"}],
        initial="new",
        auto_transitions=False,
    )
    automaton = compile_machine(machine)
    assert ("new", "gone") == automaton.names
    assert frozenset({1}) == automaton.finals
    assert explain(automaton, (Letter(1),)).end == 1
