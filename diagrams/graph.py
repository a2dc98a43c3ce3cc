"""A lifecycle as a small graph: what every kind of diagram is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..spec import START, Basis, Cause, Edge, Guard, Lifecycle, State
from .counts import Counts

Role = Literal["start", "state", "any"]
Term = Literal["start", "any", "final", "absorbing", "documented", "implied", "assumed"]

ANY: Final = "*"
"""The name of the node that stands for every state but a link's target.

No state of a file can be called so.
"""

FAN: Final = 3
"""The fewest links worth one from `ANY`: with fewer the detour is harder to read."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state, or one of the two pseudo-states: where a life starts, and any state.

    `basis` is none for a pseudo-state, which no document speaks of.
    """

    name: str
    label: str
    role: Role = "state"
    final: bool = False
    absorbing: bool = False
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """Why a link is taken: its trigger, who causes it, what its payload must satisfy."""

    trigger: str
    cause: Cause
    guard: Guard | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """All that leads from one node to another on one basis."""

    source: str
    target: str
    labels: tuple[Label, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn.

    Args:
        title: the diagram's title.
        nodes: the start first, then the states in the lifecycle's order, then `ANY`.
        links: in the lifecycle's order.
        legend: the terms this graph uses, which a drawing has to explain.
        counts: what a log did, if that is drawn too.
    """

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    legend: tuple[Term, ...]
    counts: Counts | None = None


def graph_of(lifecycle: Lifecycle, counts: Counts | None = None) -> Graph:
    """Return the graph of a lifecycle.

    Edges that lead alike from every other state to one target become one link from
    the node `ANY`: a dozen parallel arrows would hide the rest of the life.

    Args:
        lifecycle: what is to be drawn.
        counts: what a log did on its machine.
    """
    links = tuple(_links(lifecycle))
    nodes = tuple(_nodes(lifecycle, links))
    return Graph(lifecycle.title, nodes, links, tuple(_legend(nodes, links)), counts)


def printable(text: str) -> str:
    r"""Make text safe to show on one line: nothing in it moves, hides or reorders.

    >>> printable("two\nlines \u202eturned")
    'two lines �turned'
    """
    return "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    return " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"


def _links(lifecycle: Lifecycle) -> Iterator[Link]:
    fans = _fans(lifecycle)
    # Dictionaries as ordered sets: a repeated label is drawn once, where it first stood.
    found: dict[tuple[str, str, Basis], dict[Label, None]] = {}
    for edge in lifecycle.edges:
        source = ANY if edge in fans else edge.source
        labels = found.setdefault((source, edge.target, edge.grounds.basis), {})
        labels[Label(edge.trigger, edge.cause, edge.guard)] = None
    for (source, target, basis), labels in found.items():
        yield Link(source, target, tuple(labels), basis)


def _fans(lifecycle: Lifecycle) -> set[Edge]:
    """Find the edges that lead alike from every state but their target."""
    states = {state.name for state in lifecycle.states}
    alike: dict[object, list[Edge]] = {}
    for edge in lifecycle.edges:
        if edge.source in states - {edge.target}:
            kind = (edge.target, edge.trigger, edge.cause, edge.grounds.basis, edge.guard)
            alike.setdefault(kind, []).append(edge)
    fans: set[Edge] = set()
    for edges in alike.values():
        sources = {edge.source for edge in edges}
        if len(sources) >= FAN and sources == states - {edges[0].target}:
            fans.update(edges)
    return fans


def _nodes(lifecycle: Lifecycle, links: Iterable[Link]) -> Iterator[Node]:
    sources = {link.source for link in links}
    if START in sources:
        yield Node(START, "start", role="start")
    absorbing = lifecycle.absorbing
    for state in lifecycle.states:
        yield Node(
            name=state.name,
            label=_state_label(state),
            final=state.final,
            absorbing=state.name in absorbing,
            basis=state.grounds.basis,
        )
    if ANY in sources:
        yield Node(ANY, "any other state", role="any")


def _state_label(state: State) -> str:
    """Tell a state's name, and what the provider writes for it where that differs."""
    return state.name if state.value == state.name else f"{state.name} ({state.value})"


def _legend(nodes: Iterable[Node], links: Iterable[Link]) -> Iterator[Term]:
    nodes = tuple(nodes)
    roles = {node.role for node in nodes}
    bases = {node.basis for node in nodes} | {link.basis for link in links}
    used: dict[Term, bool] = {
        "start": "start" in roles,
        "any": "any" in roles,
        "final": any(node.final for node in nodes),
        "absorbing": any(node.absorbing for node in nodes),
        "documented": "documented" in bases,
        "implied": "implied" in bases,
        "assumed": "assumed" in bases,
    }
    return (term for term, is_used in used.items() if is_used)
