"""The semantics against a brute-force search written from the plan, not from the code.

The search knows edges, finals and letters, and tries every explanation; the explanation
and the verdict machine must agree with the cheapest it finds.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.lives.edits import FOREIGN, UNKNOWN, Class, Letter
from msglife.conformance.lives.explanation import explain
from msglife.conformance.lives.verdict_machine import VerdictMachine
from msglife.machines import Arc, Automaton, automaton_of

from support.automata import automata
from support.provider_specs import every_lifecycle

MAX_STATES = 3000
DENY, LATE, MISS, ASSUME, DIFFER, REPEAT = range(6)


@dataclass
class Search:
    """Every explanation of a trace, by plain recursion over sets and dictionaries."""

    edges: dict[tuple[int, int], bool]
    finals: frozenset[int]
    opening_free: bool = False
    best: list[int] = field(default_factory=list)

    def ways(self, here: int, there: int, walked: tuple[int, ...] = ()) -> list[list[int]]:
        walked = walked or (here,)
        found = []
        for source, target in self.edges:
            if source != walked[-1] or target in walked:
                continue
            reopens = source in self.finals and target not in self.finals
            ends_observed = len(walked) == 1 or target == there
            if reopens and not ends_observed:
                continue
            if target == there:
                found.append([*walked, target])
            else:
                found += self.ways(here, there, (*walked, target))
        return found

    def cheapest(self, groups: list[tuple[Letter, ...]]) -> list[int]:
        orders = itertools.product(*(self.orders(group) for group in groups))
        self.best = [10**6] * 6
        for order in orders:
            letters = [letter for group in order for letter in group]
            self.explore(letters, 0, frozenset(), {}, [0] * 6, heard=False)
        return self.best

    def orders(self, group: tuple[Letter, ...]) -> list[tuple[Letter, ...]]:
        """The orders of a group in which its polls stand as they stood."""
        numbers = range(len(group))
        polls = [number for number in numbers if group[number].sampled]
        return [
            tuple(group[number] for number in order)
            for order in itertools.permutations(numbers)
            if [number for number in order if number in polls] == polls
        ]

    def fitting(self, here: int, letter: Letter) -> tuple[list[list[int]], int]:
        """The ways that end as the letter says it came, and whether an event is lost."""
        ways = self.ways(here, letter.state)
        if letter.previous < 0 or letter.previous == letter.state:
            return ways, 0
        through = [way for way in ways if letter.previous in way]
        if not through and self.ways(letter.previous, letter.state):
            return ways, 1
        return through, 0

    def explore(self, letters, here, passed, unpaid, cost, heard):
        if not letters:
            self.best = min(self.best, cost)
            return
        letter, rest = letters[0], letters[1:]
        there = letter.state

        def go(state, more_passed, now_unpaid, now_heard, **edits):
            paid = list(cost)
            for name, count in edits.items():
                paid[globals()[name]] += count
            self.explore(rest, state, passed | more_passed, now_unpaid, paid, now_heard)

        told = not letter.sampled
        go(here, set(), unpaid, heard, DENY=1)
        if there < 0:
            return
        if there == here:
            repeated = "REPEAT" if letter.copy else "DIFFER"
            edits = {repeated: 1} if told and heard else {}
            go(here, set(), unpaid, heard or told, **edits)
            return
        go(there, {there}, unpaid, told, DENY=1)
        if told and not heard and self.ways(there, here):
            go(here, set(), unpaid, heard, DIFFER=1)
        untimed = not letter.timed and not letter.sampled
        ways, lost = self.fitting(here, letter)
        for way in ways:
            inner = way[1:-1]
            assumed = sum(self.edges[pair] for pair in itertools.pairwise(way))
            unseen = [] if letter.sampled or (here == 0 and self.opening_free) else list(inner)
            if here == 0 and letter.changes_only:
                unseen = unseen[1:]
            doubtful = untimed and here in self.finals and bool(unseen)
            kind = "LATE" if doubtful else "MISS"
            now = {**unpaid, **dict.fromkeys(unseen, kind)}
            edits = {"ASSUME": assumed, "MISS": lost}
            edits[kind] = edits.get(kind, 0) + len(unseen)
            go(there, {*inner, there}, now, told, **edits)
        if untimed and there in passed:
            rest_unpaid = {state: kind for state, kind in unpaid.items() if state != there}
            back = {unpaid[there]: -1} if there in unpaid else {}
            edits = {"LATE": 1 + back.pop("LATE", 0), **back}
            go(here, set(), rest_unpaid, heard, **edits)
        if letter.split and here in self.finals and there in self.finals:
            go(there, {there}, unpaid, told, LATE=1)


def search_of(automaton: Automaton, opening_free: bool = False) -> Search:
    edges = {(arc.source, arc.target): arc.assumed for arc in automaton.arcs if not arc.guard}
    return Search(edges, automaton.finals, opening_free)


def letters(automaton, **fixed):
    states = st.sampled_from([*range(1, len(automaton.names)), UNKNOWN, FOREIGN])
    plain = dict.fromkeys(("sampled", "changes_only", "split"), st.just(False))
    plain |= {"timed": st.just(True), "guards": st.just(0), "previous": st.just(UNKNOWN)}
    return st.builds(Letter, state=states, copy=st.booleans(), **(plain | fixed))


@st.composite
def traces_of_each_mode(draw, automaton, *, most=5):
    """Traces of each mode; timed ones may have groups of one instant."""
    modes = ["timed", "untimed", "sampled", "stragglers", "mixed", "mixed untimed", "chained"]
    mode = draw(st.sampled_from(modes))
    if mode in ("timed", "mixed"):
        polls = st.booleans() if mode == "mixed" else st.just(False)
        letter = letters(automaton, split=st.just(draw(st.booleans())), sampled=polls)
        groups = st.lists(letter, min_size=1, max_size=2).map(tuple)
        return draw(st.lists(groups, min_size=1, max_size=most - 2))
    fixed = {
        "untimed": {
            "timed": st.just(False),
            "changes_only": st.just(draw(st.booleans())),
        },
        "sampled": {"sampled": st.just(True), "timed": st.just(False)},
        "stragglers": {"timed": st.booleans()},
        "mixed untimed": {"timed": st.just(False), "sampled": st.booleans()},
        "chained": {
            "previous": st.integers(UNKNOWN, len(automaton.names) - 1),
            "changes_only": st.just(draw(st.booleans())),
        },
    }[mode]
    return [
        (each,) for each in draw(st.lists(letters(automaton, **fixed), min_size=1, max_size=most))
    ]


def assert_agree(automaton, trace, opening_free):
    expected = search_of(automaton, opening_free).cheapest(trace)
    found = explain(automaton, tuple(trace), opening_free=opening_free)
    assert expected == list(found.cost)
    tracks = any(not (each.timed or each.sampled) for group in trace for each in group)
    machine = VerdictMachine(automaton, tracks_passed=tracks, opening_free=opening_free)
    assert found.gravest == machine.run(tuple(trace))
    assert sorted(step.index for step in found.steps) == list(range(sum(map(len, trace))))


@settings(deadline=None, max_examples=400)
@given(st.data(), automata(states=(2, 4), arcs=(2, 9)), st.booleans())
def test_random_lifecycles_agree_with_the_search(data, automaton, opening_free):
    assert_agree(automaton, data.draw(traces_of_each_mode(automaton)), opening_free)


@every_lifecycle
@settings(deadline=None, max_examples=60)
@given(st.data(), st.booleans())
def test_lifecycles_agree_with_the_search(lifecycle, data, opening_free):
    automaton = automaton_of(lifecycle)
    if automaton.guards:  # the search knows no guards; open them all
        arcs = tuple(Arc(a.source, a.target, a.assumed, a.reopening, 0) for a in automaton.arcs)
        automaton = Automaton(automaton.names, automaton.finals, arcs)
    assert_agree(automaton, data.draw(traces_of_each_mode(automaton, most=4)), opening_free)


@every_lifecycle
def test_the_verdict_machine_is_small(lifecycle, capsys):
    automaton = automaton_of(lifecycle)
    for form in lifecycle.forms:
        timed = form.time is not None
        sampled = form.mode == "sampled"
        machine = VerdictMachine(automaton, tracks_passed=not (timed or sampled))
        alphabet = [
            Letter(state, sampled, timed, form.changes_only, copy, split, guards)
            for state in range(1, len(automaton.names))
            for copy in (False, True)
            for split in (False, any(rule.kind == "undecided_when" for rule in lifecycle.rules))
            for guards in range(1 << len(automaton.guards))
        ]
        waiting, known = [0], {0}
        while waiting:
            state = waiting.pop()
            for letter in alphabet:
                after = machine.step(state, (letter,))
                if after not in known:
                    known.add(after)
                    waiting.append(after)
        with capsys.disabled():
            print(f"\n{lifecycle.id} {form.name}: {len(machine)} states", end="")
        assert len(machine) <= MAX_STATES


def test_the_sink_is_never_left():
    automaton = Automaton(("start", "a"), frozenset({1}), (Arc(0, 1, False, False, 0),))
    machine = VerdictMachine(automaton, tracks_passed=False)
    assert machine.run(((Letter(UNKNOWN),), (Letter(1),))) == Class.DENY
