"""The search for the cheapest explanation of a trace: letter by letter, the best way to each place.

A way is dropped as soon as another is sure to be better, whatever follows. So what is
followed is bounded by the lifecycle, not by the trace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import chain
from math import prod
from typing import Final, NamedTuple

from ...machines import Automaton
from .edits import FREE, UNKNOWN, Cost, Hypothesis, Letter, Move, add, denials, moves

MAX_ORDERS: Final = 128
"""Observations of one instant are tried in any order while there are no more partial orders
to keep apart than this (seven different ones); larger groups are taken as they came."""

_NARROW: Final = 2
"""So many explanations are followed to find a first one."""
_OPTIONS: Final = 4_000
"""So many answers to the question how a life may go on are kept."""
ENDLESS: Final = (2**30,) * 5
"""More than any trace costs, in each of the lesser classes."""

Trace = tuple[tuple[Letter, ...], ...]
"""Letters in judged order; those of one instant stand together, as they arrived."""


class Node(NamedTuple):
    """A partial explanation; the three ranks order it among those of equal total.

    `way` is how it came to be: from which node, by which observation and move.
    """

    total: Cost
    costs: int
    order: int
    going: int
    here: Hypothesis
    used: int
    way: tuple[Node, int, Move] | None


class Candidate(NamedTuple):
    """A partial explanation that is one letter longer than a node; its ranks are not known yet."""

    total: Cost
    costs: tuple[int, Cost]
    order: tuple[int, int]
    going: tuple[int, int]
    here: Hypothesis
    used: int
    way: tuple[Node, int, Move]


class Search:
    """The search for the cheapest explanation of one trace.

    Args:
        automaton: the lifecycle's tables.
        trace: the letters in judged order.
        opening_free: states missing before the first observation cost nothing.
        prune: take a life that costs nothing without seeking others, drop what another way is
            sure to beat, and forget what nothing asks for any more; it changes no explanation.
    """

    def __init__(
        self,
        automaton: Automaton,
        trace: Trace,
        opening_free: bool = False,
        *,
        prune: bool = True,
    ) -> None:
        self._automaton = automaton
        self._groups = list(split_groups(trace))
        self._opening_free = opening_free
        self._prune = prune

    def cheapest(self) -> Node:
        """Return the cheapest explanation."""
        return self._free() or min(self.frontier(self.bound()), key=key)

    def _free(self) -> Node | None:
        """Take each letter as it came, by its first move that costs nothing, while there is one.

        What comes of it is the cheapest explanation: no other costs less, one that first pays
        and is paid back is dearer where the two first differ, and among those that cost
        nothing anywhere the order of arrival decides, and then the first move.
        """
        node = Node(FREE, 0, 0, 0, Hypothesis(), 0, None)
        letters = chain.from_iterable(self._groups if self._prune else ())
        for index, letter in enumerate(letters):
            options = moves(self._automaton, node.here, letter, opening_free=self._opening_free)
            move = next((each for each in options if each.cost == FREE), None)
            if move is None:
                return None
            node = Node(FREE, 0, 0, 0, move.after, 0, (node, index, move))
        return node if self._prune else None

    def bound(self) -> tuple[int, ...]:
        """Return what no part of the cheapest explanation costs more than.

        A few explanations are followed, and the cheapest of these is one, if not the
        cheapest of all. Denials and lateness are never taken back, and a miss only by what
        is told late.
        """
        known = min(self.frontier(None), key=key).total
        return known if known[:2] == (0, 0) else (*known[:2], *ENDLESS)

    def frontier(self, limit: tuple[int, ...] | None) -> list[Node]:
        """Return the best explanations, one for each place a life may stand at its end.

        Args:
            limit: those that cost more are not followed; if `None`, only a few are.
        """
        frontier = [Node(FREE, 0, 0, 0, Hypothesis(), 0, None)]
        offset = 0
        for group, told_later in zip(self._groups, _told_later(self._groups), strict=True):
            asked = told_later if self._prune else ~0
            frontier = [node._replace(used=0) for node in frontier]
            for _ in group:
                best = _best(self._candidates(frontier, group, offset, asked, limit))
                if self._prune:
                    best = undominated(best)
                frontier = _ranked(nsmallest(_NARROW, best, key=key) if limit is None else best)
            offset += len(group)
        return frontier

    def _candidates(
        self,
        frontier: Iterable[Node],
        group: Sequence[Letter],
        offset: int,
        asked: int,
        limit: tuple[int, ...] | None,
    ) -> Iterator[Candidate]:
        for node in frontier:
            for position, letter in open_letters(group, node.used):
                index = offset + position
                options = _options(
                    self._automaton, node.here, letter, self._opening_free, asked != 0
                )
                for rank, move in enumerate(options):
                    total = add(node.total, move.cost)
                    if limit is not None and total > limit:
                        continue
                    yield Candidate(
                        total,
                        (node.costs, move.cost),
                        (node.order, index),
                        (node.going, rank),
                        _remembering(move.after, asked),
                        node.used | 1 << position,
                        (node, index, move),
                    )


@lru_cache(maxsize=_OPTIONS)
def _options(
    automaton: Automaton, here: Hypothesis, letter: Letter, opening_free: bool, remembers: bool
) -> tuple[Move, ...]:
    """Every way to explain a letter, denials last: other traces ask the same again."""
    ways = moves(automaton, here, letter, opening_free=opening_free, remembers=remembers)
    return (*ways, *denials(here, letter))


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


def key(node: Node | Candidate) -> tuple[object, ...]:
    """Return what explanations are compared by: first the cost, then the three ranks."""
    return node[:4]


def undominated(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop each candidate that another beats, whatever follows.

    One beats another if both stand in the same place, the first passed all that the second
    did, and is better even if it paid in advance for all that can be told late at less cost
    to the second: what only that one passed unseen. For the moves that follow the second may
    follow the first, too. They cost it the same, but where a status is told late: there it
    pays at most once for each state in advance of which it was to pay. So in the end it costs
    less, or the same; if the same, the ranks decide, and they look at the beginning first.
    """
    places: dict[tuple[int, bool, int], list[Candidate]] = {}
    for candidate in candidates:
        here = candidate.here
        places.setdefault((here.state, here.heard, candidate.used), []).append(candidate)
    kept: list[Candidate] = []
    for rivals in places.values():
        rivals.sort(key=key)
        best: list[Candidate] = []
        for candidate in rivals:  # the best first: what beats one stands before it
            if not any(_beats(other, candidate) for other in best):
                best.append(candidate)
        kept += best
    return kept


def _beats(one: Candidate, other: Candidate) -> bool:
    mine, theirs = one.here, other.here
    if theirs.passed & ~mine.passed:
        return False
    deny, late, miss, *lesser = one.total
    late += (theirs.doubted & ~mine.doubted).bit_count()
    miss += (theirs.missed & ~mine.missed).bit_count()
    in_advance = (deny, late, miss, *lesser)
    return (in_advance, *one[1:4]) < key(other)


def _told_later(groups: Sequence[tuple[Letter, ...]]) -> list[int]:
    """For each group, the bits of the states that may be told late after a letter of it."""
    found: list[int] = []
    later = 0
    for group in reversed(groups):
        told = 0
        for letter in group:
            if letter.state > UNKNOWN and not (letter.timed or letter.sampled):
                told |= 1 << letter.state
        found.append(later | told if len(group) > 1 else later)
        later |= told
    return found[::-1]


def _remembering(here: Hypothesis, asked: int) -> Hypothesis:
    """Forget what was passed and is not told again: only its being told late asks for it."""
    passed, missed, doubted = here.passed & asked, here.missed & asked, here.doubted & asked
    if (passed, missed, doubted) == here[1:4]:
        return here
    return Hypothesis(here.state, passed, missed, doubted, here.heard)


def _best(candidates: Iterable[Candidate]) -> list[Candidate]:
    best: dict[tuple[Hypothesis, int], Candidate] = {}
    for candidate in candidates:
        place = (candidate.here, candidate.used)
        known = best.get(place)
        if known is None or key(candidate) < key(known):
            best[place] = candidate
    return list(best.values())


def _ranked(candidates: list[Candidate]) -> list[Node]:
    """Replace what orders the candidates by small ranks, so that it never grows."""
    costs = {key: rank for rank, key in enumerate(sorted({each.costs for each in candidates}))}
    order = {key: rank for rank, key in enumerate(sorted({each.order for each in candidates}))}
    going = {key: rank for rank, key in enumerate(sorted({each.going for each in candidates}))}
    return [
        Node(
            each.total,
            costs[each.costs],
            order[each.order],
            going[each.going],
            each.here,
            each.used,
            each.way,
        )
        for each in candidates
    ]
