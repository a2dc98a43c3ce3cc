"""The verdict machine's languages, confirmed by automata-lib.

For each class, the traces that are no graver form a regular language. Here it is written down a
second time, from docs/semantics.md: an automaton over the edges of the lifecycle, whose unseen
states are moves without a letter. automata-lib determinises it and decides whether it is the
language of the verdict machine; where it isn't, the shortest trace that tells them apart is shown.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import pytest

pytest.importorskip("automata")

import networkx
from automata.fa.dfa import DFA
from automata.fa.nfa import NFA
from msglife.conformance.lives.edits import UNKNOWN, Letter
from msglife.conformance.lives.verdict_machine import SINK, VerdictMachine
from msglife.machines import automaton_of
from msglife.spec import START, catalog

from support.provider_specs import every_lifecycle

UNTIMED = [
    each
    for each in catalog()
    if any(form.mode == "announced" and form.time is None for form in each.forms)
]
REPEAT, DIFFER, ASSUME, MISS, LATE = range(1, 6)


@dataclass(frozen=True)
class Mode:
    """What is observed of a life, and how."""

    polls: bool = False
    callbacks: bool = True
    timed: bool = True
    changes_only: bool = False
    opening_free: bool = False
    split: bool = False
    polls_timed: bool = True

    def dates(self, *, sampled):
        """Whether a poll, or a callback, has a time."""
        return self.timed and (self.polls_timed or not sampled)


MODES = {
    "timed": Mode(),
    "changes only": Mode(changes_only=True),
    "opening free": Mode(opening_free=True),
    "parts may differ": Mode(split=True),
    "sampled": Mode(polls=True, callbacks=False),
    "mixed": Mode(polls=True),
    "mixed, changes only": Mode(polls=True, changes_only=True),
    "mixed, polls without times": Mode(polls=True, polls_timed=False),
}


@dataclass(frozen=True)
class Told:
    """One letter of the alphabet; no status stands for one that nobody documents."""

    status: str | None
    sampled: bool
    copy: bool
    bits: int


def bit(edge):
    return 1 << edge.guard.id if edge.guard else 0


def alphabet_of(lifecycle, mode):
    """Each letter by a single character, of which automata-lib makes words."""
    guards = sorted({bit(edge) for edge in lifecycle.edges} - {0})
    held = [sum(some) for n in range(len(guards) + 1) for some in itertools.combinations(guards, n)]
    kinds = [(True, False)] * mode.polls + [(False, False), (False, True)] * mode.callbacks
    statuses = [None, *(state.name for state in lifecycle.states)]
    letters = (Told(o, *kind, bits) for o in statuses for kind in kinds for bits in held)
    return {chr(0x100 + number): told for number, told in enumerate(letters)}


class Judge:
    """The verdict machine, walked over a whole alphabet."""

    def __init__(self, lifecycle, mode, alphabet):
        automaton = automaton_of(lifecycle)
        self.machine = VerdictMachine(
            automaton, tracks_passed=not mode.timed, opening_free=mode.opening_free
        )
        letters = {
            symbol: Letter(
                UNKNOWN if told.status is None else automaton.number[told.status],
                sampled=told.sampled,
                timed=mode.dates(sampled=told.sampled),
                changes_only=mode.changes_only,
                copy=told.copy,
                split=mode.split,
                guards=told.bits,
            )
            for symbol, told in alphabet.items()
        }
        self.table, waiting = {}, [0]
        while waiting:
            state = waiting.pop()
            if state not in self.table:
                after = {s: self.machine.step(state, letter) for s, letter in letters.items()}
                self.table[state] = after
                waiting += after.values()

    def language(self, gravest):
        """The traces that are no graver than this class."""
        no_graver = {s for s in self.table if s != SINK and self.machine.verdict(s) <= gravest}
        return DFA(
            states=set(self.table),
            input_symbols=set(self.table[0]),
            transitions=self.table,
            initial_state=0,
            final_states=no_graver,
            allow_partial=False,
        )


class Page:
    """The page docs/semantics.md as a nondeterministic automaton, for one class."""

    def __init__(self, lifecycle, mode, alphabet, gravest, edges=None):
        self.mode, self.alphabet, self.gravest = mode, alphabet, gravest
        self.finals = lifecycle.finals
        self.edges = lifecycle.edges if edges is None else edges
        self.held = sorted({told.bits for told in alphabet.values()})
        self.near = {bits: self.reached(bits) for bits in self.held}

    def reached(self, bits):
        """The statuses that guards let a payload near."""
        edges = [(each.source, each.target) for each in self.edges if bit(each) & ~bits == 0]
        return networkx.descendants(networkx.DiGraph([*edges, (START, START)]), START)

    def out(self, here, bits, assumed=True):
        for edge in self.edges:
            closed = bit(edge) & ~bits or not (assumed or edge.grounds.basis != "assumed")
            if edge.source == here and not closed:
                yield edge

    def open(self, here, bits):
        """The edges this class may take."""
        return self.out(here, bits, self.gravest >= ASSUME)

    def reopens(self, edge):
        return edge.source in self.finals and edge.target not in self.finals

    def moves(self, state):
        return self.seen(*state[1:]) if state[0] == "seen" else self.unseen(*state[1:])

    def seen(self, here, heard):
        """From a state that was told: by callbacks too, if heard."""
        for symbol, told in self.alphabet.items():
            if told.status not in self.near[told.bits]:
                continue
            if told.status == here:
                price = 0 if told.sampled or not heard else REPEAT if told.copy else DIFFER
                loops = any(edge.target == here for edge in self.open(here, told.bits))
                if self.gravest >= price or (loops and not told.copy):
                    yield symbol, ("seen", here, heard or not told.sampled)
                continue
            if any(edge.target == told.status for edge in self.open(here, told.bits)):
                yield symbol, ("seen", told.status, not told.sampled)
            known = not (told.sampled or heard) and self.before(told.status, here, told.bits)
            if known and self.gravest >= DIFFER and not self.mode.dates(sampled=True):
                yield symbol, ("seen", here, heard)
            if self.gravest >= LATE and self.mode.split and {told.status, here} <= self.finals:
                yield symbol, ("seen", told.status, True)
        for bits in self.held:
            free = here == START and (self.mode.opening_free or self.mode.changes_only)
            for edge in self.open(here, bits):
                yield "", ("unseen", edge.target, here, bits, free)

    def unseen(self, here, last, bits, free):
        """From a state nobody told, on the way from the last one told."""
        for edge in self.open(here, bits):
            if not self.reopens(edge):
                yield "", ("unseen", edge.target, last, bits, free and self.mode.opening_free)
            if edge.target == last or edge.target not in self.near[bits]:
                continue
            for symbol, told in self.alphabet.items():
                if told.status != edge.target or told.bits != bits:
                    continue
                stale = not self.mode.timed and last in self.finals
                if told.sampled or free or self.gravest >= (LATE if stale else MISS):
                    yield symbol, ("seen", told.status, not told.sampled)

    def before(self, here, there, bits):
        """Whether a way leads from here to there, through no reopening edge but at its ends."""
        inner = {edge.target for edge in self.out(here, bits)}
        if there in inner:
            return True
        waiting = list(inner)
        while waiting:
            for edge in self.out(waiting.pop(), bits):
                if edge.target == there:
                    return True
                if edge.target not in inner and not self.reopens(edge):
                    inner.add(edge.target)
                    waiting.append(edge.target)
        return False

    def language(self):
        return language(self.alphabet, self.moves, ("seen", START, False))


def language(alphabet, moves, start):
    """An automaton from its moves; each of its states accepts, what it cannot take is denied."""
    transitions, waiting = {}, [start]
    while waiting:
        state = waiting.pop()
        if state not in transitions:
            transitions[state] = {}
            for symbol, after in moves(state):
                transitions[state].setdefault(symbol, set()).add(after)
                waiting.append(after)
    written = NFA(
        states=set(transitions),
        input_symbols=set(alphabet),
        transitions=transitions,
        initial_state=start,
        final_states=set(transitions),
    )
    return DFA.from_nfa(written, minify=False)


def apart(judged, written, alphabet):
    """The shortest trace that is in one language only; nothing if they are the same."""
    if judged == written:
        return None
    either = judged ^ written
    word = next(either.words_of_length(either.minimum_word_length()))
    return judged.accepts_input(word), [alphabet[symbol] for symbol in word]


def assert_as_told(lifecycle, mode, most):
    alphabet = alphabet_of(lifecycle, mode)
    judge = Judge(lifecycle, mode, alphabet)
    for gravest in range(most + 1):
        written = Page(lifecycle, mode, alphabet, gravest).language()
        assert apart(judge.language(gravest), written, alphabet) is None, gravest


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
@every_lifecycle
def test_each_class_is_the_language_the_page_tells(lifecycle, mode):
    """Class by class, the traces no graver than it are the same."""
    assert_as_told(lifecycle, mode, LATE)


@pytest.mark.parametrize("changes_only", [True, False], ids=["changes only", "all"])
@pytest.mark.parametrize("lifecycle", UNTIMED, ids=lambda each: each.id)
def test_each_class_without_times_is_the_language_the_page_tells(lifecycle, changes_only):
    """Below class 5, what was passed plays no part."""
    assert_as_told(lifecycle, Mode(timed=False, changes_only=changes_only), MISS)


@pytest.mark.parametrize("lifecycle", UNTIMED, ids=lambda each: each.id)
def test_all_that_is_not_denied_without_times_is_what_the_page_tells(lifecycle):
    """Class 5: whatever was passed, seen or not, may be told late; networkx finds the ways."""
    mode = Mode(timed=False)
    alphabet = {s: told for s, told in alphabet_of(lifecycle, mode).items() if not told.copy}
    graph = networkx.DiGraph([(edge.source, edge.target) for edge in lifecycle.edges])
    page = Page(lifecycle, mode, alphabet, LATE)
    hidden = {(edge.source, edge.target) for edge in lifecycle.edges if page.reopens(edge)}
    ways = {
        (here, there): [
            frozenset(way[1:])
            for way in networkx.all_simple_paths(graph, here, there)
            if not hidden.intersection(list(itertools.pairwise(way))[1:-1])
        ]
        for here in graph
        for there in graph
        if here != there
    }

    def moves(state):
        here, passed = state
        for symbol, told in alphabet.items():
            if told.status not in page.near[told.bits]:
                continue
            if told.status == here or told.status in passed:
                yield symbol, state
            for way in ways.get((here, told.status), ()):
                yield symbol, (told.status, passed | way)

    judged = Judge(lifecycle, mode, alphabet).language(LATE)
    assert apart(judged, language(alphabet, moves, (START, frozenset())), alphabet) is None


@every_lifecycle
def test_an_edge_struck_from_the_page_is_found(lifecycle):
    """No edge is without effect: without it, class 3 is told to hold less.

    Or class 1: what an edge to its own state explains is else a differing repeat.
    """
    mode = Mode()
    alphabet = alphabet_of(lifecycle, mode)
    judge = Judge(lifecycle, mode, alphabet)
    for edge in lifecycle.edges:
        others = [each for each in lifecycle.edges if each is not edge]
        most = REPEAT if edge.source == edge.target else ASSUME
        written = Page(lifecycle, mode, alphabet, most, others)
        assert judge.language(most) > written.language(), edge
