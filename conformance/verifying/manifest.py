"""A lifecycle in figures: what a change of its specification changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, get_args

from ...machines import Automaton, automaton_of
from ...machines.lives import acyclic_lives
from ...spec import Form, Lifecycle
from ...spec.grounds import Basis
from ..lives.edits import UNKNOWN, Letter
from ..lives.verdict_machine import VerdictMachine


def manifest(lifecycles: Iterable[Lifecycle]) -> dict[str, Any]:
    """Return the figures of lifecycles, by id; all JSON."""
    return {lifecycle.id: _figures(lifecycle) for lifecycle in lifecycles}


def table_size(lifecycle: Lifecycle, form: Form) -> int:
    """Return how many states the verdict machine has for observations of one form.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
    """
    automaton = automaton_of(lifecycle)
    untimed = form.mode == "announced" and form.time is None
    machine = VerdictMachine(automaton, tracks_passed=untimed)
    letters = tuple(_alphabet(lifecycle, automaton, form))
    waiting, known = [0], {0}
    while waiting:
        state = waiting.pop()
        for letter in letters:
            after = machine.step(state, letter)
            if after not in known:
                known.add(after)
                waiting.append(after)
    return len(machine)


def _figures(lifecycle: Lifecycle) -> dict[str, Any]:
    lives = sorted(acyclic_lives(lifecycle), key=len)
    bases = Counter(edge.grounds.basis for edge in lifecycle.edges)
    return {
        "states": len(lifecycle.states),
        "edges": {basis: bases[basis] for basis in get_args(Basis)},
        "finals": [state.name for state in lifecycle.states if state.final],
        "shortest_life": list(lives[0]) if lives else [],
        "longest_life": list(lives[-1]) if lives else [],
        "acyclic_lives": len(lives),
        "judge_states": {form.name: table_size(lifecycle, form) for form in lifecycle.forms},
    }


def _alphabet(lifecycle: Lifecycle, automaton: Automaton, form: Form) -> Iterator[Letter]:
    """Every letter that an observation of the form can be."""
    names = {*(lifecycle.vocabulary if form.values is None else form.values).values()}
    names |= {form.values_default} if form.values_default else set()
    states = [automaton.number[name] for name in automaton.names[1:] if name in names]
    before = range(1, len(automaton.names))
    untold = sum(
        1 << automaton.number[each.name] for each in lifecycle.states if form.leaves_out(each.name)
    )
    can_split = any(rule.kind == "undecided_when" for rule in lifecycle.rules)
    for state, copy, split, guards, previous in product(
        states,
        (False, True),
        (False, True) if can_split else (False,),
        range(1 << len(automaton.guards)),
        (UNKNOWN, *before) if form.previous else (UNKNOWN,),
    ):
        sampled, timed = form.mode == "sampled", form.time is not None
        yield Letter(
            state,
            sampled,
            timed,
            form.changes_only,
            copy,
            split,
            guards,
            previous,
            untold=untold,
        )
