"""Small machines that are made up, and lives along machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from hypothesis import strategies as st
from msglife.machines import Arc, Automaton
from msglife.spec import START


@st.composite
def automata(
    draw: st.DrawFn,
    states: tuple[int, int],
    arcs: tuple[int, int],
    most_finals: int | None = None,
) -> Automaton:
    """Machines without guards; some arcs are assumed, and those that leave an end reopen it.

    Args:
        draw: what decides.
        states: how many there are, beside the start, at the least and at the most.
        arcs: how many, likewise.
        most_finals: how many states are ends at the most; there is one at least.
    """
    size = draw(st.integers(*states))
    pairs = [(a, b) for a in range(size + 1) for b in range(1, size + 1) if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=arcs[0], max_size=arcs[1], unique=True))
    finals = draw(st.frozensets(st.integers(1, size), min_size=1, max_size=most_finals))
    made = tuple(
        Arc(a, b, draw(st.booleans()), a in finals and b not in finals, 0) for a, b in chosen
    )
    return Automaton(("start", *"abcdef"[:size]), finals, made)


def random_life(dice: Random, onward: Callable[[str], Sequence[str]], most: int) -> list[str]:
    """A life from the start, each status one of those that may follow."""
    here, life = START, []
    for _ in range(dice.randint(1, most)):
        choices = onward(here)
        if choices:
            here = dice.choice(choices)
            life.append(here)
    return life
