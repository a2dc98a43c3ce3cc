"""The tables the judge works on: a machine's, or a lifecycle's, which are the same.

A state is a small number: 0 is ``start``, the others follow in the machine's order.
What the machine lacks, the tables lack: nothing is read from its lifecycle but why an
edge stands there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ..spec import MOST_WAYS, START, Edge, Guard, Lifecycle, SpecError, too_many_ways

if TYPE_CHECKING:
    from transitions import Machine

BEGIN: Final = 0
"""The number of the pseudo-state ``start``."""


class Arc(NamedTuple):
    """One transition as the judge sees it.

    `guard` is the bit that an observation's guards must hold, 0 for none. `reopening`
    is derived: from a final to a state that is not final. `edge` is the specification's,
    where there is one.
    """

    source: int
    target: int
    assumed: bool
    reopening: bool
    guard: int
    edge: Edge | None = None


class Path(NamedTuple):
    """A simple path between two states: the states on it, ends included."""

    states: tuple[int, ...]
    assumed: int

    @property
    def inner(self) -> tuple[int, ...]:
        """The states between the ends."""
        return self.states[1:-1]


class Automaton:
    """The states and arcs of a machine, and the paths through them.

    Args:
        names: the states' names; the first is ``start``.
        finals: the numbers of the documented places to end.
        arcs: the transitions.
        guards: what the guard bits mean; bit ``1 << i`` is ``guards[i]``.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        finals: frozenset[int],
        arcs: tuple[Arc, ...],
        guards: tuple[Guard, ...] = (),
    ) -> None:
        self.names = names
        self.finals = finals
        self.arcs = arcs
        self.guards = guards
        self.number = {name: index for index, name in enumerate(names)}
        self._out: dict[int, list[Arc]] = {index: [] for index in range(len(names))}
        for arc in arcs:
            self._out[arc.source].append(arc)
        self._reachable: dict[int, frozenset[int]] = {}
        self._paths: dict[tuple[int, int, int], tuple[Path, ...]] = {}

    def out(self, state: int, guards: int) -> Iterator[Arc]:
        """Yield the arcs that leave `state` and are open under the guard bits `guards`."""
        for arc in self._out[state]:
            if arc.guard & ~guards == 0:
                yield arc

    def between(self, source: int, target: int, guards: int) -> Iterator[Arc]:
        """Yield the arcs from one state to another that are open under the guard bits `guards`."""
        return (arc for arc in self.out(source, guards) if arc.target == target)

    def next_names(self, state: int) -> tuple[str, ...]:
        """Return the names of the states that may follow `state`."""
        return tuple(dict.fromkeys(self.names[arc.target] for arc in self._out[state]))

    def admits(self, state: int, guards: int) -> bool:
        """Whether any life leads to `state` that is open under the guard bits `guards`."""
        return not self.guards or state in self._reached(guards)

    def _reached(self, guards: int) -> frozenset[int]:
        if guards not in self._reachable:
            reached, waiting = {BEGIN}, [BEGIN]
            while waiting:
                onward = {arc.target for arc in self.out(waiting.pop(), guards)} - reached
                reached |= onward
                waiting += onward
            self._reachable[guards] = frozenset(reached)
        return self._reachable[guards]

    def loop(self, state: int, guards: int) -> Path | None:
        """Return the step from a state to itself, if an arc of the guard bits `guards` is one."""
        for arc in self.out(state, guards):
            if arc.target == state:
                return Path((state, state), int(arc.assumed))
        return None

    def returns(self, state: int) -> bool:
        """Say whether a life may come back to a state along arcs none of which is assumed."""
        reached, waiting = {state}, [state]
        while waiting:
            here = waiting.pop()
            for arc in self.arcs:
                if arc.source == here and not arc.assumed:
                    if arc.target == state:
                        return True
                    if arc.target not in reached:
                        reached.add(arc.target)
                        waiting.append(arc.target)
        return False

    def paths(self, source: int, target: int, guards: int) -> tuple[Path, ...]:
        """Return the simple paths from `source` to `target`, shortest first.

        A reopening arc stands on a path only at one of its ends: no one invents a
        resend neither of whose ends was seen.

        Args:
            source: where the path begins.
            target: where it ends.
            guards: the guard bits that the observation at the end satisfies.
        """
        key = (source, target, guards)
        if key not in self._paths:
            found = sorted(self._walk(source, target, guards), key=lambda path: len(path.states))
            self._paths[key] = tuple(found)
        return self._paths[key]

    def _walk(self, source: int, target: int, guards: int) -> Iterator[Path]:
        stack: list[tuple[tuple[int, ...], int]] = [((source,), 0)]
        while stack:
            states, assumed = stack.pop()
            for arc in self.out(states[-1], guards):
                seen = len(states) == 1 or arc.target == target
                if arc.target in states or (arc.reopening and not seen):
                    continue
                longer = (*states, arc.target)
                if arc.target == target:
                    yield Path(longer, assumed + arc.assumed)
                else:
                    stack.append((longer, assumed + arc.assumed))


def compile_machine(machine: Machine) -> Automaton:
    """Compile a machine into the judge's tables.

    Args:
        machine: a lifecycle's machine, or any other `transitions.Machine`: there every
            transition counts as documented, and conditions that are not payload
            guards are taken to hold.

    Raises:
        SpecError: too many ways lead from one of its states, so that judging had no end.
    """
    from .machine import LifecycleMachine, PayloadGuard

    lifecycle = machine.lifecycle if isinstance(machine, LifecycleMachine) else None
    initial = START if lifecycle else str(machine.initial)
    steps = []
    for transition in machine.get_transitions():
        if transition.dest is None:  # an internal transition changes nothing
            continue
        bits = [
            1 << condition.func.guard.id
            for condition in transition.conditions
            if isinstance(condition.func, PayloadGuard)
        ]
        steps.append((transition.source, transition.dest, sum(bits)))
    return _compiled(
        (initial, *(name for name in machine.states if name != initial)),
        {name for name, state in machine.states.items() if state.final},
        steps,
        lifecycle,
    )


@lru_cache(maxsize=64)
def automaton_of(lifecycle: Lifecycle) -> Automaton:
    """Compile the tables of a lifecycle: those of its machine, which need not be built."""
    steps = [(edge.source, edge.target, _bit(edge)) for edge in _in_machine_order(lifecycle.edges)]
    names = (START, *(state.name for state in lifecycle.states))
    return _compiled(names, lifecycle.finals, steps, lifecycle)


def _bit(edge: Edge) -> int:
    return 1 << edge.guard.id if edge.guard else 0


def _in_machine_order(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Edges by trigger and source, each as it first comes up."""
    triggers: dict[str, dict[str, list[Edge]]] = {}
    for edge in edges:
        triggers.setdefault(edge.trigger, {}).setdefault(edge.source, []).append(edge)
    for sources in triggers.values():
        for alike in sources.values():
            yield from alike


def _compiled(
    names: tuple[str, ...],
    finals: Collection[str],
    steps: Iterable[tuple[str, str, int]],
    lifecycle: Lifecycle | None,
) -> Automaton:
    """Compile steps (source, target, guard bits) between named states."""
    number = {name: index for index, name in enumerate(names)}
    ends = frozenset(number[name] for name in finals)
    edges = lifecycle.edges if lifecycle else ()
    known = {(edge.source, edge.target, _bit(edge)): edge for edge in edges}
    arcs = []
    for start, end, guard in steps:
        source, target = number[start], number[end]
        edge = known.get((start, end, guard))
        arcs.append(
            Arc(
                source=source,
                target=target,
                assumed=edge is not None and edge.grounds.basis == "assumed",
                reopening=source in ends and target not in ends,
                guard=guard,
                edge=edge,
            )
        )
    state = too_many_ways(((arc.source, arc.target) for arc in arcs), ends)
    if state is not None:
        words = f"expected at most {MOST_WAYS:,} ways through the states after {names[state]}"
        words += "" if lifecycle else "; auto_transitions link each state to each"
        raise SpecError(lifecycle.file if lifecycle else "the machine", "transitions", words)
    return Automaton(names, ends, tuple(arcs), lifecycle.guards if lifecycle else ())
