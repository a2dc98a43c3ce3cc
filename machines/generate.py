"""Lives a lifecycle can have: random walks along its edges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import Final

from ..spec import MISSING, START, Edge, Form, Lifecycle
from .bodies import in_body
from .life_choices import pick
from .lives import shortest_paths
from .payloads import build_payload, can_open, documented, told

_LONGEST: Final = 10
_GOES_ON: Final = 0.3
"""How likely a life leaves a final that can be left."""
_ARRIVED: Final = ("delivered", "engaged")
_ARRIVES: Final = 3
"""How many times as much an edge weighs after which the message may still arrive."""
_TAKES_ASSUMED: Final = 0.5
"""How likely a life that may take an assumed edge takes one that is there."""


class Walker:
    """Walks lives at random; the same dice give the same lives.

    An edge weighs what its file says it does, times how many states there are from its target to
    the nearest ends, and three times as much if the message may still arrive then: most lives go
    on where they could fail at once.

    Args:
        edges: what may follow what.
        finals: the places to end.
        arrived: where a message has arrived.
    """

    def __init__(
        self, edges: Iterable[Edge], finals: Collection[str], arrived: Collection[str] = ()
    ) -> None:
        edges = tuple(edges)
        self._finals = frozenset(finals)
        onward = [edge for edge in edges if edge.source not in self._finals]
        ahead = {edge.target: shortest_paths(edge.target, onward) for edge in edges}
        self._weights = {
            target: len(ways) * (1 if ways.keys().isdisjoint(arrived) else _ARRIVES)
            for target, ways in ahead.items()
        }
        self._firm: dict[str, list[Edge]] = {}
        self._assumed: dict[str, list[Edge]] = {}
        for edge in edges:
            kept = self._assumed if edge.grounds.basis == "assumed" else self._firm
            kept.setdefault(edge.source, []).append(edge)

    def life(self, dice: Random, *, assumed: bool, unfinished: float = 0) -> tuple[Edge, ...]:
        """Walk a life from ``start``; mostly it ends in a final.

        Args:
            dice: decides.
            assumed: assumed edges may be taken.
            unfinished: how likely the life is cut short.
        """
        life: list[Edge] = []
        here = START
        while len(life) < _LONGEST:
            if here in self._finals and dice.random() >= _GOES_ON:
                break
            edge = self._next(dice, here, assumed)
            if edge is None:
                break
            life.append(edge)
            here = edge.target
        if len(life) > 1 and dice.random() < unfinished:
            del life[dice.randrange(1, len(life)) :]
        return tuple(life)

    def _next(self, dice: Random, here: str, assumed: bool) -> Edge | None:
        firm, doubtful = self._firm.get(here, []), self._assumed.get(here, [])
        if assumed and doubtful and (not firm or dice.random() < _TAKES_ASSUMED):
            return self._usual(dice, doubtful)
        return self._usual(dice, firm) if firm else None

    def _usual(self, dice: Random, edges: Sequence[Edge]) -> Edge:
        return pick(dice, edges, [edge.usual * self._weights[edge.target] for edge in edges])


def arrived_in(lifecycle: Lifecycle) -> frozenset[str]:
    """Return the states in which a message has arrived, by their canonical images."""
    return frozenset(each.name for each in lifecycle.states if each.canonical in _ARRIVED)


def tells_lives(form: Form, edges: Iterable[Edge]) -> bool:
    """Whether a form tells anything of the lives that edges make up from their beginning."""
    return any(not form.leaves_out(each) for each in shortest_paths(START, edges) if each != START)


def trodden(lifecycle: Lifecycle, form: Form, *, assumed: bool = False) -> tuple[Edge, ...]:
    """Return the edges along which lives are made up, of those that are `walkable`.

    A draft has assumed edges only: where nothing else makes up a life, all are taken.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
        assumed: assumed edges are among them.
    """
    edges = walkable(lifecycle, form)
    return edges if assumed or is_doubtful(lifecycle, form) else tuple(_firm(edges))


def is_doubtful(lifecycle: Lifecycle, form: Form) -> bool:
    """Whether a form tells no life but along assumed edges, if any."""
    return not tells_lives(form, _firm(walkable(lifecycle, form)))


def _firm(edges: Iterable[Edge]) -> Iterator[Edge]:
    return (each for each in edges if each.grounds.basis != "assumed")


@lru_cache(maxsize=256)
def walkable(lifecycle: Lifecycle, form: Form) -> tuple[Edge, ...]:
    """Return the edges along which a form can tell a life step by step.

    A life may pass states that the form leaves out by its own word. Where a form tells changes
    only and cannot tell what a message is created as, an edge out of that stands for one out of
    ``start``. A state told again is left out: what would
    make its content another is not known; so is an edge whose guard no payload of the form meets.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
    """
    known = documented(lifecycle, form)
    tellable = told_states(lifecycle, form)
    lifecycle, form = in_body(lifecycle, form)
    passable = tellable | {each.name for each in lifecycle.states if form.leaves_out(each.name)}
    edges = [each for each in _among(lifecycle, passable) if can_open(lifecycle, each, form, known)]
    return (*edges, *(_untold_beginnings(lifecycle, tellable) if form.changes_only else ()))


def walkable_together(lifecycle: Lifecycle, forms: Sequence[Form]) -> tuple[Edge, ...]:
    """Return the edges along which several forms can tell a life, each what it can.

    Args:
        lifecycle: the lifecycle.
        forms: some of its forms; what the first leaves out by its own word may be passed.
    """
    tellable = {name for form in forms for name in told_states(lifecycle, form)}
    passable = tellable | {each.name for each in lifecycle.states if forms[0].leaves_out(each.name)}
    opened = {key for form in forms for key in openings(lifecycle, form)}
    edges = [
        edge
        for edge in _among(lifecycle, passable)
        if edge.guard is None or (edge.source, edge.target, edge.guard.id) in opened
    ]
    return (*edges, *(_untold_beginnings(lifecycle, tellable) if forms[0].changes_only else ()))


@lru_cache(maxsize=256)
def told_states(lifecycle: Lifecycle, form: Form) -> frozenset[str]:
    """Return the names of the states that payloads of a form can tell."""
    known = documented(lifecycle, form)
    lifecycle, form = in_body(lifecycle, form)
    return frozenset(
        each.name
        for each in lifecycle.states
        if (asked := told(lifecycle, form, each.name))
        if build_payload(*asked, known, full=False) is not MISSING
    )


@lru_cache(maxsize=256)
def openings(lifecycle: Lifecycle, form: Form) -> tuple[tuple[str, str, int], ...]:
    """Return source, target and guard of each guarded edge that some payload of a form opens."""
    known = documented(lifecycle, form)
    lifecycle, form = in_body(lifecycle, form)
    return tuple(
        (edge.source, edge.target, edge.guard.id)
        for edge in lifecycle.edges
        if edge.guard is not None and can_open(lifecycle, edge, form, known)
    )


def _among(lifecycle: Lifecycle, passable: Collection[str]) -> Iterator[Edge]:
    """The edges between states that may be passed; none from a state to itself."""
    for edge in lifecycle.edges:
        begins = edge.source == START or edge.source in passable
        if begins and edge.target in passable and edge.source != edge.target:
            yield edge


def _untold_beginnings(lifecycle: Lifecycle, tellable: Collection[str]) -> Iterator[Edge]:
    created = {
        edge.target
        for edge in lifecycle.edges
        if edge.source == START and edge.grounds.basis != "assumed" and edge.guard is None
    }
    for edge in lifecycle.edges:
        if edge.source in created and edge.source not in tellable and edge.target in tellable:
            yield edge._replace(source=START)
