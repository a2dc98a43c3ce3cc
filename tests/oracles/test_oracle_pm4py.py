"""The explanation's counts, confirmed by pm4py's alignments.

A lifecycle is a state machine net: a place a state, a transition an edge, named by the status it
leads to. An alignment takes a trace through it by synchronous moves (steps), model moves (misses)
and log moves (denials that stay). The second net adds what else an explanation of timed callbacks
may do, each at the price of its class, and then every count must agree. Where something is denied,
only the denials need to be as few: an alignment does not blame the later, which may miss more.
"""

from __future__ import annotations

import random

import pytest

pytest.importorskip("pm4py")

from msglife.conformance.lives.edits import UNKNOWN, Letter
from msglife.conformance.lives.explanation import explain
from msglife.machines import Arc, Automaton, automaton_of
from msglife.spec import START
from pm4py.algo.conformance.alignments.petri_net import algorithm
from pm4py.objects.log.obj import Event, Trace
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

from support.automata import random_life
from support.provider_specs import every_lifecycle

TRACES = 80
LONGEST = 6
STRANGER = "a status nobody documents"
SKIPPED = ">>"
DENY, MISS, ASSUME, DIFFER = 1000**3, 1000**2, 1000, 1
NEVER = 1000**4
"""The price of a model move that no explanation makes."""


class Net:
    """A state machine net with prices; a life may stop in any place."""

    def __init__(self):
        self.net = PetriNet("life")
        self.places, self.alone, self.together = {}, {}, {}
        self.end = self.place("end")

    def place(self, name):
        if name not in self.places:
            self.places[name] = PetriNet.Place(str(name))
            self.net.places.add(self.places[name])
            if name != "end":
                self.arc(name, "end", None, alone=0)
        return self.places[name]

    def arc(self, source, target, label, *, alone, together=0):
        """A transition, with its price as a model move and as a synchronous one."""
        name = f"{source} to {target} by {label}, {len(self.net.transitions)}"
        transition = PetriNet.Transition(name, label)
        self.net.transitions.add(transition)
        add_arc_from_to(self.place(source), transition, self.net)
        add_arc_from_to(transition, self.place(target), self.net)
        self.alone[transition] = alone
        self.together[transition] = together

    def align(self, start, statuses):
        trace = Trace([Event({"concept:name": status}) for status in statuses])
        prices = algorithm.variants.dijkstra_no_heuristics.Parameters
        return algorithm.apply(
            trace,
            self.net,
            Marking({self.place(start): 1}),
            Marking({self.end: 1}),
            variant=algorithm.Variants.VERSION_DIJKSTRA_NO_HEURISTICS,
            parameters={
                prices.PARAM_TRACE_COST_FUNCTION: [DENY] * len(statuses),
                prices.PARAM_MODEL_COST_FUNCTION: self.alone,
                prices.PARAM_SYNC_COST_FUNCTION: self.together,
            },
        )


def plain_net(lifecycle):
    """Nothing but the edges; those that reopen are left out, a net cannot say who saw them."""
    net = Net()
    for edge in lifecycle.edges:
        if not reopens(lifecycle, edge):
            net.arc(edge.source, edge.target, edge.target, alone=MISS)
    return net


def whole_net(lifecycle):
    """A place for each state told and each state passed unseen, and all that may be done there."""
    net = Net()
    states = [state.name for state in lifecycle.states]
    for edge in lifecycle.edges:
        price = ASSUME if edge.grounds.basis == "assumed" else 0
        for told in (True, False):
            source = (edge.source, told)
            net.arc(source, (edge.target, True), edge.target, alone=NEVER, together=price)
            if told or not reopens(lifecycle, edge):
                net.arc(source, (edge.target, False), None, alone=MISS + price)
    for here in [START, *states]:
        for there in states:
            price = DIFFER if here == there else DENY
            net.arc((here, True), (there, True), there, alone=NEVER, together=price)
    return net


def reopens(lifecycle, edge):
    return edge.source in lifecycle.finals and edge.target not in lifecycle.finals


def unguarded(automaton, *, reopening):
    arcs = tuple(
        Arc(arc.source, arc.target, arc.assumed, arc.reopening, 0)
        for arc in automaton.arcs
        if reopening or not arc.reopening
    )
    return Automaton(automaton.names, automaton.finals, arcs)


def explained(automaton, statuses):
    number = {**automaton.number, STRANGER: UNKNOWN}
    return explain(automaton, tuple(Letter(number[status]) for status in statuses))


def damaged_lives(lifecycle):
    """Lives of which some was lost, told twice, swapped or made up."""
    rng = random.Random(lifecycle.id)
    statuses = [state.name for state in lifecycle.states]

    def onward(here):
        return [edge.target for edge in lifecycle.edges if edge.source == here]

    for _ in range(TRACES):
        whole = random_life(rng, onward, LONGEST)
        life = [status for status in whole if rng.random() < 0.8]
        for _ in range(rng.randint(0, 2)):
            life.insert(rng.randint(0, len(life)), rng.choice([*statuses, STRANGER]))
        if len(life) > 1 and rng.random() < 0.3:
            place = rng.randrange(len(life) - 1)
            life[place : place + 2] = reversed(life[place : place + 2])
        yield life


@every_lifecycle
def test_steps_misses_and_denials_that_stay_are_those_of_the_alignment(lifecycle):
    """Where an explanation needs nothing else, it counts what the alignment counts."""
    net, automaton = plain_net(lifecycle), unguarded(automaton_of(lifecycle), reopening=False)
    agreed = 0
    for trace in damaged_lives(lifecycle):
        explanation, aligned = explained(automaton, trace), net.align(START, trace)
        pairs = [pair for pair in aligned["alignment"] if pair[1] is not None]
        denied = sum(model == SKIPPED for _, model in pairs)
        missed = sum(log == SKIPPED for log, _ in pairs)
        assert aligned["cost"] == denied * DENY + missed * MISS
        deny, late, miss, _, differ, repeat = explanation.cost
        went_on = any(
            step.move.kind == "deny" and step.after != step.before for step in explanation.steps
        )
        if went_on or late or differ or repeat:
            assert deny <= denied, trace
            assert deny or (0, miss) <= (denied, missed), trace
            continue
        agreed += 1
        assert deny == denied, trace
        assert miss == missed or (deny and miss > missed), trace
        steps = sum(step.move.kind == "step" for step in explanation.steps)
        assert steps == len(pairs) - denied - missed, trace
    assert agreed > TRACES // 4


@every_lifecycle
def test_every_count_is_that_of_the_alignment_with_all_moves(lifecycle):
    """Repeats, assumed edges, denials that go on and resends too: nothing cheaper is found."""
    net, automaton = whole_net(lifecycle), unguarded(automaton_of(lifecycle), reopening=True)
    gravest = set()
    for trace in damaged_lives(lifecycle):
        deny, late, miss, assume, differ, repeat = explained(automaton, trace).cost
        assert not late
        assert not repeat
        found = net.align((START, True), trace)["cost"]
        cost = deny * DENY + miss * MISS + assume * ASSUME + differ * DIFFER
        assert deny == found // DENY, trace
        assert cost == found or (deny and cost > found), trace
        gravest.add("deny" if deny else "miss" if miss else "less")
    assert gravest == {"deny", "miss", "less"}
