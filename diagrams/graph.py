"""What every kind of diagram is drawn from: a small graph, or a chart of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..spec import Basis, Cause, Guard, Outcome

Role = Literal["start", "state", "any", "unknown"]
Swerve = Literal["illegal", "missed", "late"]
Term = Literal[
    "start",
    "any",
    "final",
    "good",
    "bad",
    "absorbing",
    "main",
    "documented",
    "implied",
    "assumed",
    "relation",
    "traffic",
    "unseen",
    "illegal",
    "missed",
    "late",
    "unknown",
]

ANY: Final = "*"
"""The name of the node that stands for every state but a link's target."""
OPEN: Final = "*open"
"""The same, for every state that is not final."""
ENDS: Final = "*final"
"""The same, for every final state."""


@dataclass(frozen=True, slots=True)
class Node:
    """A state, or what is drawn like one.

    Args:
        name: unique in its graph.
        label: what is drawn of it.
        role: a state; where a life starts; any state of some kind; or a status that a log
            told and nobody documents.
        final, absorbing: a place to end; one with no way out.
        outcome: how a message that ends there has ended, if that can be said.
        basis: of a state; none for what no document speaks of.
        notes: in which variants it differs, in words.
        visits: how often a log told it; none if no log is drawn.
    """

    name: str
    label: str
    role: Role = "state"
    final: bool = False
    absorbing: bool = False
    outcome: Outcome | None = None
    basis: Basis | None = None
    notes: tuple[str, ...] = ()
    visits: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """Why a link is taken: its trigger, who causes it, what its payload must satisfy.

    `only` says in words in which variants, if not in all.
    """

    trigger: str
    cause: Cause
    guard: Guard | None = None
    only: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """All that leads from one node to another on one basis.

    `main` says that it lies on the shortest way to a good end. `taken` is how often a log took
    it, `unseen` how often it was passed on a way through states that were not told; none if no
    log is drawn.
    """

    source: str
    target: str
    labels: tuple[Label, ...]
    basis: Basis
    taken: int | None = None
    unseen: int = 0
    main: bool = False

    @property
    def traffic(self) -> str:
        """What a log did there, in words; empty if nothing.

        >>> Link("sent", "lost", (), "documented", taken=479, unseen=1).traffic
        '×479 (+1 unseen)'
        """
        if not self.unseen:
            return f"×{self.taken}" if self.taken else ""
        return f"×{self.taken} (+{self.unseen} unseen)" if self.taken else f"unseen ×{self.unseen}"


@dataclass(frozen=True, slots=True)
class Jump:
    """What a log did beside the links, and how often.

    `only` says in words in which variants, if not in all.
    """

    source: str
    target: str
    kind: Swerve
    count: int
    only: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn of one lifecycle, or of the variants of a family together.

    Args:
        title: the diagram's title.
        nodes: the start first, then the states in the lifecycle's order, then the rest.
        links: in the lifecycle's order.
        legend: the terms this graph uses, which a drawing has to explain.
        subtitle: what a log did in all, in words; empty if none is drawn.
        jumps: what a log did beside the links.
    """

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    legend: tuple[Term, ...]
    subtitle: str = ""
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """What relates the messages of one graph to those of another, or to each other.

    Args:
        child, parent: the graphs, by their place in the chart; the same one twice for what
            relates messages of one graph.
        says: each relation in words, with its basis.
        states: the child's states it speaks of.
    """

    child: int
    parent: int
    says: tuple[str, ...]
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Graphs that are drawn together, parents before children, and what relates them."""

    graphs: tuple[Graph, ...]
    ties: tuple[Tie, ...] = ()

    @property
    def title(self) -> str:
        """The titles of its graphs."""
        return ", ".join(graph.title for graph in self.graphs)

    @property
    def legend(self) -> tuple[Term, ...]:
        """The terms that any of its graphs uses, in the order in which they are explained."""
        used = {term for graph in self.graphs for term in graph.legend}
        return tuple(term for term in TERMS if term in used or (term == "relation" and self.ties))


SWERVES: Final[tuple[Swerve, ...]] = ("illegal", "missed", "late")
TERMS: Final[tuple[Term, ...]] = Term.__args__  # type: ignore[attr-defined]
"""Every term, in the order in which a legend explains them."""


def chart_of(drawn: Graph | Chart) -> Chart:
    """Return a graph as a chart of its own; a chart as it is."""
    return Chart((drawn,)) if isinstance(drawn, Graph) else drawn


def sources(link: Link, nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the states a link leads from: its source, or all that this stands for.

    Args:
        link: the link.
        nodes: those of its graph.
    """
    if link.source not in (ANY, OPEN, ENDS):
        yield link.source
        return
    for node in nodes:
        is_meant = link.source == ANY or node.final == (link.source == ENDS)
        if node.role == "state" and is_meant and node.name != link.target:
            yield node.name
