"""What a log did on a machine, laid over the machine's graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final, get_args

from ..spec import START, Basis, Lifecycle
from .arrows import only
from .counts import Counts, Pair
from .graph import SWERVES, TERMS, Graph, Jump, Link, Node, Term, sources

MAX_JUMPS: Final = 12
"""Kinds of jumps drawn one by one, the most frequent; the rest is counted in words."""
_UNKNOWN: Final = "*?"
"""Before the name of a node for what nobody documents: a log may tell of a ``start``."""


def overlaid(graph: Graph, counted: Sequence[tuple[Lifecycle, Counts]]) -> Graph:
    """Return a graph with what a log did on its machine.

    Args:
        graph: of a machine, or of the machines of several variants.
        counted: what the log did on each of them.
    """
    counts = _sum(counts for _, counts in counted)
    states = {node.name for node in graph.nodes if node.role == "state"}
    jumps = sorted(_jumps(counted, states), key=lambda each: -each.count)
    drawn, left = tuple(jumps[:MAX_JUMPS]), jumps[MAX_JUMPS:]
    links = tuple(_counted(link, graph.nodes, counted) for link in graph.links)
    nodes = [
        replace(node, visits=counts.visits.get(node.name, 0)) if node.role == "state" else node
        for node in graph.nodes
    ]
    nodes += _lacking(graph.nodes, drawn)
    legend = {*graph.legend, *_terms(nodes, links, drawn)} - {"main"}
    return replace(
        graph,
        nodes=tuple(nodes),
        links=links,
        legend=tuple(term for term in TERMS if term in legend),
        subtitle=_summary(counts, left),
        jumps=drawn,
    )


def _sum(counts: Iterable[Counts]) -> Counts:
    return reduce(Counts.plus, counts, Counts({}, {}))


def _counted(
    link: Link, nodes: Iterable[Node], counted: Iterable[tuple[Lifecycle, Counts]]
) -> Link:
    pairs = [(source, link.target) for source in sources(link, nodes)]
    taken = unseen = 0
    for lifecycle, counts in counted:
        # What is documented for one variant may be assumed for another. Of several edges between
        # two states, which guards tell apart, the firmest is drawn with what went there.
        firmest = sorted(lifecycle.edges, key=lambda e: get_args(Basis).index(e.grounds.basis))
        bases = {(e.source, e.target): e.grounds.basis for e in reversed(firmest)}
        edges = {pair for pair, basis in bases.items() if basis == link.basis}
        taken += sum(counts.passages.get(pair, 0) for pair in pairs if pair in edges)
        unseen += sum(counts.unseen.get(pair, 0) for pair in pairs if pair in edges)
    return replace(
        link, taken=taken, unseen=unseen, main=False
    )  # how wide it is tells something else


def _jumps(counted: Sequence[tuple[Lifecycle, Counts]], states: set[str]) -> Iterator[Jump]:
    variants = [lifecycle for lifecycle, _ in counted]
    for kind in SWERVES:
        found: dict[Pair, dict[Lifecycle, int]] = {}
        for lifecycle, counts in counted:
            for pair, count in getattr(counts, kind).items():
                if count:
                    found.setdefault(pair, {})[lifecycle] = count
        for (before, told), by in sorted(found.items(), key=lambda each: each[0]):
            source = before if before == START else _place(before, states)
            where = only(list(by), variants)
            yield Jump(source, _place(told, states), kind, sum(by.values()), where)


def _place(told: str, states: set[str]) -> str:
    return told if told in states else _UNKNOWN + told


def _lacking(nodes: Iterable[Node], jumps: Iterable[Jump]) -> Iterator[Node]:
    """The nodes that jumps need and the graph has not."""
    known = {node.name for node in nodes}
    for jump in jumps:
        for name in (jump.source, jump.target):
            if name not in known:
                known.add(name)
                told = name.removeprefix(_UNKNOWN)
                yield Node(name, told, "start" if name == START else "unknown")


def _terms(nodes: Iterable[Node], links: Iterable[Link], jumps: Iterable[Jump]) -> Iterator[Term]:
    yield "traffic"
    if any(link.unseen for link in links):
        yield "unseen"
    for node in nodes:
        if node.role in ("start", "unknown"):
            yield "start" if node.role == "start" else "unknown"
    for jump in jumps:
        yield jump.kind


def _summary(counts: Counts, left: Iterable[Jump]) -> str:
    totals: dict[str, Iterable[int]] = {
        "in the log": counts.visits.values(),
        "illegal": counts.illegal.values(),
        "missed": counts.missed.values(),
        "late": counts.late.values(),
    }
    words = ", ".join(f"{sum(each)} {name}" for name, each in totals.items() if each)
    rest = [jump.count for jump in left]
    if not rest:
        return words or "nothing of it in the log"
    return f"{words}. Not drawn: {sum(rest)} of {len(rest)} rarer kinds."
