"""The cheapest explanation of a trace: a shortest path, exact, with its steps.

Ties are broken the same way everywhere: the explanation that is cheaper where the two
first differ, then the one nearer to the order of arrival, then going on before staying.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from math import prod
from typing import Final, NamedTuple

from ..machines import Automaton
from .moves import FREE, Class, Cost, Hypothesis, Letter, Move, add, denials, gravest, moves

MAX_ORDERS: Final = 128
"""Observations of one instant are tried in any order while there are no more partial orders
to keep apart than this (seven different ones); larger groups are taken as they came."""

_NARROW: Final = 4
"""So many explanations are followed to find a first one."""
_ENDLESS: Final = (2**30,) * 4
"""More than any trace costs, in each of the lesser classes."""

Trace = tuple[tuple[Letter, ...], ...]
"""Letters in judged order; those of one instant stand together, as they arrived."""


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


@dataclass(frozen=True, slots=True)
class Explanation:
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


class _Node(NamedTuple):
    """A partial explanation; the three ranks order it among those of equal total."""

    total: Cost
    costs: int
    order: int
    going: int
    parent: _Node | None
    here: Hypothesis
    used: int
    observed: int
    move: Move | None


class _Candidate(NamedTuple):
    total: Cost
    costs: tuple[int, Cost]
    order: tuple[int, int]
    going: tuple[int, int]
    parent: _Node
    here: Hypothesis
    used: int
    observed: int
    move: Move


def explain(automaton: Automaton, trace: Trace, *, opening_free: bool = False) -> Explanation:
    """Find the cheapest explanation of a trace.

    Args:
        automaton: the lifecycle's tables.
        trace: the letters in judged order.
        opening_free: states missing before the first observation cost nothing.
    """
    search = _Search(automaton, trace, opening_free)
    found = search.narrow()
    return _explanation(search.wide(found.total))


def split_groups(trace: Trace) -> Iterator[tuple[Letter, ...]]:
    """Yield the trace's groups; one too large to permute falls into single letters."""
    for group in trace:
        if prod(count + 1 for count in Counter(group).values()) <= MAX_ORDERS:
            yield group
        else:
            yield from ((letter,) for letter in group)


def open_letters(group: Sequence[Letter], used: int) -> Iterator[tuple[int, Letter]]:
    """Yield the letters of a group that may be taken next: one of each kind, the first.

    Polls are taken in their order: their answers cannot be late.
    """
    tried: set[Letter] = set()
    polled = False
    for position, letter in enumerate(group):
        if used >> position & 1 or letter in tried or (letter.sampled and polled):
            continue
        tried.add(letter)
        polled = polled or letter.sampled
        yield position, letter


class _Search:
    """The search for the cheapest explanation of one trace."""

    def __init__(self, automaton: Automaton, trace: Trace, opening_free: bool) -> None:
        self._automaton = automaton
        self._trace = trace
        self._opening_free = opening_free
        letters = (letter for group in trace for letter in group)
        self._tracks = any(not (letter.timed or letter.sampled) for letter in letters)

    def narrow(self) -> _Node:
        """Follow a few explanations only: what is found is one, if not the cheapest."""
        return self._end(None)

    def wide(self, known: Cost) -> _Node:
        """Follow every explanation that may become as cheap as one that is known.

        Denials and lateness are never taken back, and a miss only by what is told late: so
        what costs more of these than the known one is none of the cheapest.
        """
        return self._end(known if known[:2] == (0, 0) else (*known[:2], *_ENDLESS))

    def _end(self, limit: Cost | None) -> _Node:
        frontier = [_Node(FREE, 0, 0, 0, None, Hypothesis(), 0, -1, None)]
        offset = 0
        for group in split_groups(self._trace):
            frontier = [node._replace(used=0) for node in frontier]
            for _ in group:
                best = _best(self._candidates(frontier, group, offset, limit))
                if limit is None and len(best) > _NARROW:
                    best = nsmallest(_NARROW, best, key=_key)
                frontier = _ranked(best)
            offset += len(group)
        return min(frontier, key=_key)

    def _candidates(
        self, frontier: Iterable[_Node], group: Sequence[Letter], offset: int, limit: Cost | None
    ) -> Iterator[_Candidate]:
        for node in frontier:
            for position, letter in open_letters(group, node.used):
                index = offset + position
                options = itertools.chain(
                    moves(self._automaton, node.here, letter, opening_free=self._opening_free),
                    denials(node.here, letter),
                )
                for rank, move in enumerate(options):
                    total = add(node.total, move.cost)
                    if limit is not None and total > limit:
                        continue
                    yield _Candidate(
                        total=total,
                        costs=(node.costs, move.cost),
                        order=(node.order, index),
                        going=(node.going, rank),
                        parent=node,
                        here=move.after if self._tracks else untracked(move.after),
                        used=node.used | 1 << position,
                        observed=index,
                        move=move,
                    )


def untracked(here: Hypothesis) -> Hypothesis:
    """Forget what was passed: only announcements without a time ask for it."""
    return Hypothesis(here.state, heard=here.heard)


def _key(node: _Node | _Candidate) -> tuple[object, ...]:
    return node[:4]


def _best(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    best: dict[tuple[Hypothesis, int], _Candidate] = {}
    for candidate in candidates:
        place = (candidate.here, candidate.used)
        known = best.get(place)
        if known is None or candidate[:4] < known[:4]:
            best[place] = candidate
    return list(best.values())


def _ranked(candidates: list[_Candidate]) -> list[_Node]:
    """Replace what orders the candidates by small ranks, so that it never grows."""
    costs = {key: rank for rank, key in enumerate(sorted({each.costs for each in candidates}))}
    order = {key: rank for rank, key in enumerate(sorted({each.order for each in candidates}))}
    going = {key: rank for rank, key in enumerate(sorted({each.going for each in candidates}))}
    return [
        _Node(
            each.total,
            costs[each.costs],
            order[each.order],
            going[each.going],
            each.parent,
            each.here,
            each.used,
            each.observed,
            each.move,
        )
        for each in candidates
    ]


def _explanation(node: _Node) -> Explanation:
    chain: list[_Node] = []
    here: _Node | None = node
    while here is not None and here.parent is not None:
        chain.append(here)
        here = here.parent
    chain.reverse()
    steps: list[Step] = []
    for each in chain:
        assert each.parent is not None and each.move is not None  # only the root has neither
        if each.move.repaid is not None:
            _pay_back(steps, each.move.repaid)
        before, after = each.parent.here.state, each.here.state
        move = each.move
        steps.append(Step(each.observed, before, after, move, move.missed, move.doubted))
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
