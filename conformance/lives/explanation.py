"""The cheapest explanation of a trace: a shortest path, exact, with its steps.

Ties are broken the same way everywhere: the explanation that is cheaper where the two
first differ, then the one nearer to the order of arrival, then going on before staying.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from ...machines import Automaton
from .edits import Class, Cost, Move, gravest
from .search import ENDLESS, Node, Search, Trace


@dataclass(frozen=True, slots=True)
class Step:
    """How one observation is explained.

    Args:
        index: the observation, counted in the trace's flattened order.
        before, after: the states the life was in.
        move: the move that explains it.
        missed: the states passed unseen on the way here that were not told later.
        doubted: the same, where the way may as well be a stale callback.
    """

    index: int
    before: int
    after: int
    move: Move
    missed: tuple[int, ...]
    doubted: tuple[int, ...]


class Explanation(NamedTuple):
    """The cheapest explanation of a trace.

    Args:
        steps: one for each observation, in the order the explanation takes them.
        cost: the edits it needs.
        end: the state the life is in at its end.
    """

    steps: tuple[Step, ...]
    cost: Cost
    end: int

    @property
    def gravest(self) -> Class:
        """The class of its gravest edit."""
        return gravest(self.cost)


def explain(automaton: Automaton, trace: Trace, *, opening_free: bool = False) -> Explanation:
    """Find the cheapest explanation of a trace.

    Args:
        automaton: the lifecycle's tables.
        trace: the letters in judged order.
        opening_free: states missing before the first observation cost nothing.
    """
    return explanation_of(Search(automaton, trace, opening_free))


def explanation_of(search: Search) -> Explanation:
    """Find the cheapest explanation by a search."""
    return _explanation(search.cheapest())


def possible_ends(automaton: Automaton, trace: Trace) -> frozenset[int]:
    """Return the states in which a life may be that explains a trace with the fewest denials.

    Args:
        automaton: the lifecycle's tables.
        trace: the letters in judged order.
    """
    search = Search(automaton, trace)
    frontier = search.frontier((search.bound()[0], *ENDLESS))
    fewest = min(node.total[0] for node in frontier)
    return frozenset(node.here.state for node in frontier if node.total[0] == fewest)


def _explanation(node: Node) -> Explanation:
    chain: list[Step] = []
    here = node
    while here.way is not None:
        before, index, move = here.way
        states = before.here.state, here.here.state
        chain.append(Step(index, *states, move, move.missed, move.doubted))
        here = before
    steps: list[Step] = []
    for step in reversed(chain):
        if step.move.repaid is not None:
            _pay_back(steps, step.move.repaid)
        steps.append(step)
    return Explanation(tuple(steps), node.total, node.here.state)


def _pay_back(steps: list[Step], state: int) -> None:
    """Strike a state that is told late from the last step that passed it unseen."""
    for position in reversed(range(len(steps))):
        step = steps[position]
        if state in step.missed + step.doubted:
            missed = tuple(each for each in step.missed if each != state)
            doubted = tuple(each for each in step.doubted if each != state)
            steps[position] = replace(step, missed=missed, doubted=doubted)
            return
