"""Lives drawn by small choices; always the first choice gives the simplest life."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Final, TypeVar

from ..spec import START, Edge

_LONGEST: Final = 10
_FAR: Final = 1_000

_T = TypeVar("_T")
Life = tuple[Edge, ...]
Fits = Callable[[Sequence[Edge]], bool]
"""Whether a life can be told."""


class LifeChoices:
    """Draws lives of one lifecycle.

    A life is drawn as an edge to go along, with the shortest way there, and then as how it
    goes on, edge by edge. So every edge is as likely as any other to be what a life is about,
    however deep it lies.

    Args:
        edges: what may follow what.
        finals: the places to end.
        fits: whether a life, or its beginning, can be told.
        tells: whether something is told where an edge leads; of each life something is.
    """

    def __init__(
        self,
        edges: Iterable[Edge],
        finals: Collection[str],
        fits: Fits,
        tells: Callable[[Edge], bool],
    ) -> None:
        self._finals = frozenset(finals)
        self._fits = fits
        edges = tuple(edges)
        far = self._distances(edges)
        self._out: dict[str, list[Edge]] = {}
        for edge in sorted(edges, key=lambda edge: (_assumed(edge), far.get(edge.target, _FAR))):
            self._out.setdefault(edge.source, []).append(edge)
        ways = map(self._way_along, edges)
        found = [way for way in ways if way is not None and any(map(tells, way))]
        self.beginnings: tuple[Life, ...] = tuple(
            sorted(
                found,
                key=lambda way: (
                    sum(map(_assumed, way)),
                    len(way) + far.get(way[-1].target, _FAR),
                    len(way),
                ),
            )
        )

    def life(self, dice: Random) -> Life:
        """Draw a life; it may be cut short.

        Args:
            dice: decides, by nothing but `choice` and `random`; the first is always the simplest.
        """
        life = list(pick(dice, self.beginnings, [way[-1].usual for way in self.beginnings]))
        while len(life) < _LONGEST:
            here = life[-1].target
            onward = [edge for edge in self._out.get(here, ()) if self._fits([*life, edge])]
            if not onward:
                break
            options = [None, *onward] if here in self._finals else [*onward, None]
            edge = pick(dice, options, [1 if each is None else each.usual for each in options])
            if edge is None:
                break
            life.append(edge)
        return tuple(life)

    def _distances(self, edges: Iterable[Edge]) -> dict[str, int]:
        """How many edges lie between each state and the nearest final."""
        into: dict[str, list[str]] = {}
        for edge in edges:
            into.setdefault(edge.target, []).append(edge.source)
        far = dict.fromkeys(sorted(self._finals), 0)
        waiting = deque(far)
        while waiting:
            here = waiting.popleft()
            for state in into.get(here, ()):
                if state not in far:
                    far[state] = far[here] + 1
                    waiting.append(state)
        return far

    def _way_along(self, goal: Edge) -> Life | None:
        """The shortest life that ends with an edge and fits; along firm edges if it can be."""
        along = self._first(self._ways_to(goal.source, firm=True), goal)
        return along or self._first(self._ways_to(goal.source, firm=False), goal)

    def _first(self, ways: Iterable[Life], goal: Edge) -> Life | None:
        return next((life for way in ways if self._fits(life := (*way, goal))), None)

    def _ways_to(self, state: str, *, firm: bool) -> Iterator[Life]:
        """Yield ways from the start to a state, the shortest first, one for each set of guards."""
        waiting: deque[Life] = deque([()])
        known: set[tuple[str, frozenset[int]]] = {(START, frozenset())}
        while waiting:
            way = waiting.popleft()
            here = way[-1].target if way else START
            if here == state:
                yield way
            for edge in self._out.get(here, ()):
                longer = (*way, edge)
                guards = frozenset(each.guard.id for each in longer if each.guard is not None)
                if (firm and _assumed(edge)) or (edge.target, guards) in known:
                    continue
                if self._fits(longer):
                    known.add((edge.target, guards))
                    waiting.append(longer)


def pick(dice: Random, options: Sequence[_T], weights: Sequence[float]) -> _T:
    """Draw one of some options, by their weights.

    Args:
        dice: decides, by `choice`, or by `random` where weights differ; 0 gives the first.
        options: at least one.
        weights: one for each, above 0.
    """
    if len(set(weights)) == 1:
        return dice.choice(options)
    point = dice.random() * sum(weights)
    for option, so_far in zip(options, accumulate(weights), strict=True):
        if point < so_far:
            return option
    return options[-1]


def _assumed(edge: Edge) -> bool:
    return edge.grounds.basis == "assumed"
