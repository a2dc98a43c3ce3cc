"""What is wrong with the structure of a lifecycle: states, edges, guards."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from ..spec import MISSING, START, Edge, Lifecycle
from ..spec.schema_walk import Schema
from .lives import shortest_paths
from .payloads import build_payload, can_open

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a lifecycle, with an example that shows it.

    Args:
        name: the check that found it, such as ``unreachable-state``.
        lifecycle: the lifecycle's id.
        place: where in it: a state, an edge, a rule.
        says: what is wrong there.
        counterexample: a way, a payload or a set of states that shows it.
    """

    name: str
    lifecycle: str
    place: str
    says: str
    counterexample: str


def structural_faults(lifecycle: Lifecycle) -> Iterator[Fault]:
    """Yield what is wrong with the states, the edges and their guards."""
    open_edges = [
        edge
        for edge in lifecycle.edges
        if any(can_open(lifecycle, edge, form) for form in lifecycle.forms)
    ]
    reached = shortest_paths(START, open_edges)
    yield from _unreachable(lifecycle, reached)
    yield from _trapped(lifecycle, open_edges, reached)
    yield from _dead(lifecycle, open_edges, reached)
    yield from _ambiguous(lifecycle)
    yield from _reopenings(lifecycle)


def edge_place(edge: Edge) -> str:
    """Name an edge as a place."""
    return f"edge {edge.source} → {edge.target}"


def way(states: Iterable[str]) -> str:
    """Write a way through states."""
    return " → ".join(states)


def shown(payload: Any) -> str:
    """Write a payload as a counterexample."""
    text = json.dumps(payload, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


Reached = Mapping[str, tuple[str, ...]]


def _unreachable(lifecycle: Lifecycle, reached: Reached) -> Iterator[Fault]:
    for state in lifecycle.states:
        if state.name not in reached:
            yield Fault(
                "unreachable-state",
                lifecycle.id,
                f"state {state.name}",
                "no way leads here from start",
                f"from start only {', '.join(name for name in reached if name != START)}",
            )


def _trapped(lifecycle: Lifecycle, edges: list[Edge], reached: Reached) -> Iterator[Fault]:
    for state in lifecycle.states:
        ahead = shortest_paths(state.name, edges)
        if not lifecycle.finals.intersection(ahead):
            before = reached.get(state.name, (state.name,))
            beyond = ", ".join(name for name in ahead if name != state.name) or "nothing"
            yield Fault(
                "no-final-ahead",
                lifecycle.id,
                f"state {state.name}",
                "no final can be reached from here",
                f"{way(before)}, and then {beyond}",
            )


def _dead(lifecycle: Lifecycle, edges: list[Edge], reached: Reached) -> Iterator[Fault]:
    for edge in lifecycle.edges:
        if edge not in edges:
            says = "no payload that tells the target could be built that satisfies the guard"
            example = shown(edge.guard.schema) if edge.guard else ""
        elif edge.source not in reached:
            says = "it lies on no way from start"
            example = f"{edge.source} is never reached"
        else:
            continue
        yield Fault("dead-edge", lifecycle.id, edge_place(edge), says, example)


def _ambiguous(lifecycle: Lifecycle) -> Iterator[Fault]:
    """Two edges of one state and trigger, or target, must be told apart by their guards.

    An unguarded edge may follow the guarded ones of its trigger, as their otherwise: a machine
    tries them in the order of the file.
    """
    rivals: dict[str, list[Edge]] = defaultdict(list)
    for edge in lifecycle.edges:
        rivals[edge.source].append(edge)
    for source, edges in rivals.items():
        for first, second in combinations(edges, 2):
            if first.trigger != second.trigger and first.target != second.target:
                continue
            place = f"state {source}, trigger {first.trigger}"
            both = f"{way((source, first.target))} and {way((source, second.target))}"
            if first.guard is None or first.guard == second.guard:
                says = "the trigger has several targets that no guard tells apart"
                yield Fault("nondeterministic", lifecycle.id, place, says, both)
            elif second.guard is not None:
                witness = _overlap(lifecycle, first.guard.schema, second.guard.schema)
                if witness is not MISSING:
                    says = f"a payload satisfies the guards of both {both}"
                    yield Fault("guards-overlap", lifecycle.id, place, says, shown(witness))


def _overlap(lifecycle: Lifecycle, *guards: Schema) -> Any:
    for form in lifecycle.forms:
        for full in (False, True):
            witness = build_payload(form.schema, *guards, full=full)
            if witness is not MISSING:
                return witness
    return MISSING


def _reopenings(lifecycle: Lifecycle) -> Iterator[Fault]:
    for edge in lifecycle.edges:
        reopens = edge.source in lifecycle.finals and edge.target not in lifecycle.finals
        if reopens == edge.reopens:
            continue
        kinds = [
            "final" if name in lifecycle.finals else "not final"
            for name in (edge.source, edge.target)
        ]
        name = "undeclared-reopening" if reopens else "needless-reopens"
        says = (
            "it leaves a final for a state that is not final; expected reopens = true"
            if reopens
            else "reopens = true stands where no final is left for a state that is not final"
        )
        example = f"{edge.source} is {kinds[0]}, {edge.target} is {kinds[1]}"
        yield Fault(name, lifecycle.id, edge_place(edge), says, example)
