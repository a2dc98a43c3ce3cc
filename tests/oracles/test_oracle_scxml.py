"""Our SCXML, run by an interpreter nobody here wrote, and the judge know the same lives.

python-statemachine reads the drawing of each lifecycle. It gets a status as the events that may
tell it, and takes it if it then stands in that state. SCXML has no guards, so the judge's letters
satisfy every guard.
"""

from __future__ import annotations

import random
from xml.etree import ElementTree

import pytest

pytest.importorskip("statemachine")

from msglife.conformance.lives.edits import Letter
from msglife.conformance.lives.explanation import explain
from msglife.diagrams import draw
from msglife.machines import automaton_of
from msglife.spec import START
from statemachine.io import load

from support.automata import random_life
from support.provider_specs import every_lifecycle

WALKS = 40
LONGEST = 8
NAMESPACES = {"": "http://www.w3.org/2005/07/scxml"}


class Chart:
    """A life as the interpreter runs it."""

    def __init__(self, lifecycle):
        text = draw(lifecycle, ".scxml").decode()
        self.machine_of = load(text, format="scxml")
        self.events: dict[str, list[str]] = {state.name: [] for state in lifecycle.states}
        for transition in ElementTree.fromstring(text).iterfind(".//transition", NAMESPACES):
            told_by = self.events[transition.attrib["target"]]
            if transition.attrib["event"] not in told_by:
                told_by.append(transition.attrib["event"])
        self.back_to()

    @property
    def stands(self):
        (state,) = self.machine.configuration
        return state.id

    def back_to(self, here=None):
        self.moved = False
        self.machine = self.machine_of(start_value=here, listeners=[self])
        self.moved = False

    def after_transition(self):
        """A transition was taken; it may lead to where it came from."""
        self.moved = True

    def takes(self, status):
        """Whether one of the events that may tell the status leads to it: it then stands there."""
        here = self.stands
        for event in self.events[status]:
            self.moved = False
            self.machine.send(event)
            if self.moved:
                if self.stands == status:
                    return True
                self.back_to(here)
        return False

    def onward(self):
        """The statuses it takes from where it stands."""
        here, found = self.stands, []
        for status in self.events:
            if self.takes(status):
                found.append(status)
                self.back_to(here)
        return found


def walks(lifecycle, onward):
    """Lives along the chart, and each with one thing wrong."""
    rng = random.Random(lifecycle.id)
    statuses = [state.name for state in lifecycle.states]
    for _ in range(WALKS):
        walk = random_life(rng, onward.__getitem__, LONGEST)
        place = rng.randrange(len(walk))
        yield walk
        yield walk[:place] + walk[place + 1 :]
        yield [*walk[:place], walk[place], *walk[place:]]
        yield [*walk[:place], rng.choice(statuses), *walk[place:]]
        yield [*walk[:place], rng.choice(statuses), *walk[place + 1 :]]
        yield walk[:place] + walk[place:][::-1]


@every_lifecycle
@pytest.mark.parametrize("timed", [True, False], ids=["timed", "untimed"])
def test_the_interpreter_takes_just_the_legal_lives(lifecycle, timed):
    """Status by status: it goes on exactly where the judge has nothing but steps."""
    chart, automaton = Chart(lifecycle), automaton_of(lifecycle)
    bits = (1 << len(automaton.guards)) - 1
    outcomes = set()
    for walk in walks(lifecycle, reached(chart)):
        letters = [Letter(automaton.number[name], timed=timed, guards=bits) for name in walk]
        chart.back_to()
        for length, status in enumerate(walk, 1):
            explanation = explain(automaton, tuple(letters[:length]))
            deny, late, miss, _, differ, repeat = explanation.cost
            legal = not (deny or late or miss or differ or repeat)
            assert legal == chart.takes(status), walk[:length]
            outcomes.add(legal)
            if not legal:
                break
            assert automaton.names[explanation.end] == chart.stands
    assert outcomes == {True, False}


def reached(chart):
    """The statuses the chart takes from each state it has."""
    onward = {}
    for here in [START, *chart.events]:
        chart.back_to(here)
        onward[here] = chart.onward()
    return onward


@every_lifecycle
def test_the_interpreter_knows_every_step(lifecycle):
    """From each state, it takes each status an edge leads to, and no other."""
    onward = reached(Chart(lifecycle))
    edges = {(edge.source, edge.target) for edge in lifecycle.edges}
    assert edges == {(here, there) for here, found in onward.items() for there in found}


@every_lifecycle
def test_the_interpreter_ends_where_no_way_leads_out(lifecycle):
    """It stops in absorbing finals, and in no other state."""
    chart = Chart(lifecycle)
    assert chart.stands == START
    ended = {name for name in chart.events if chart.machine_of.states_map[name].final}
    assert lifecycle.absorbing == ended
