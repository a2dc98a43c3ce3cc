"""A lifecycle as a graph; the variants of a family as one; families and their relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ..spec import START, Lifecycle, Outcome, State, canonical_life
from .arrows import links_of, only
from .counts import Counts
from .graph import ANY, ENDS, OPEN, TERMS, Chart, Graph, Link, Node, Term, Tie
from .overlay import overlaid

_PSEUDO: Final = {
    ANY: "any other state",
    OPEN: "any other state not final",
    ENDS: "any other final state",
}


def graph_of(lifecycle: Lifecycle, counts: Counts | None = None) -> Graph:
    """Return the graph of a lifecycle.

    Args:
        lifecycle: what is to be drawn.
        counts: what a log did on its machine.
    """
    return union_of([lifecycle], None if counts is None else {lifecycle.id: counts})


def union_of(variants: Sequence[Lifecycle], counts: Mapping[str, Counts] | None = None) -> Graph:
    """Return the graph of several variants of one family: all they have, and what differs.

    Args:
        variants: at least one; the first is followed where several differ in spelling only.
        counts: what a log did on their machines, by lifecycle id.
    """
    links = tuple(links_of(variants))
    nodes = tuple(_nodes(variants, links))
    links = tuple(_main(nodes, links, _lost(variants)))
    graph = Graph(_title(variants), nodes, links, tuple(_legend(nodes, links)))
    if counts is None:
        return graph
    return overlaid(graph, [(each, counts.get(each.id, Counts({}, {}))) for each in variants])


def family_chart(
    lifecycles: Iterable[Lifecycle], counts: Mapping[str, Counts] | None = None
) -> Chart:
    """Return one chart of several lifecycles: a graph a family, and what relates them.

    Args:
        lifecycles: at least one.
        counts: what a log did on their machines, by lifecycle id.
    """
    families: dict[str, list[Lifecycle]] = {}
    for lifecycle in lifecycles:
        families.setdefault(lifecycle.family, []).append(lifecycle)
    ordered = _parents_first(families)
    graphs = (union_of(families[name], counts) for name in ordered)
    return Chart(tuple(graphs), tuple(_ties(families, ordered)))


def _title(variants: Sequence[Lifecycle]) -> str:
    """What the titles have in common before a colon, and the variants' names."""
    if len(variants) == 1:
        return variants[0].title
    heads = {variant.title.partition(":")[0].strip() for variant in variants}
    common = heads.pop() if len(heads) == 1 else variants[0].family
    return f"{common}: {', '.join(variant.name for variant in variants)}"


def _nodes(variants: Sequence[Lifecycle], links: Iterable[Link]) -> Iterator[Node]:
    tails = {link.source for link in links}
    if START in tails:
        yield Node(START, "start", role="start")
    having: dict[str, list[tuple[Lifecycle, State]]] = {}
    for variant in variants:
        for state in variant.states:
            having.setdefault(state.name, []).append((variant, state))
    for name, found in having.items():
        yield _node(name, found, variants)
    for name, label in _PSEUDO.items():
        if name in tails:
            yield Node(name, label, role="any")


def _node(
    name: str, found: Sequence[tuple[Lifecycle, State]], variants: Sequence[Lifecycle]
) -> Node:
    holders = [variant for variant, _ in found]
    ending = [variant for variant, state in found if state.final]
    closed = [variant for variant in holders if name in variant.absorbing]
    notes = [only(holders, variants)]
    if ending:
        notes.append(_but("final", only(ending, holders)))
    if closed:
        notes.append(_but("no way out", only(closed, holders)))
    return Node(
        name=name,
        label=_state_label(found[0][1]),
        final=bool(ending),
        absorbing=len(closed) == len(holders),
        outcome=_outcome(state for _, state in found if state.final),
        basis=found[0][1].grounds.basis,
        notes=tuple(note for note in notes if note),
    )


def _lost(variants: Iterable[Lifecycle]) -> set[str]:
    """The states in which nothing is known of a message."""
    return {s.name for each in variants for s in each.states if s.canonical == "unknown"}


def _main(nodes: Iterable[Node], links: Sequence[Link], aside: set[str]) -> Iterator[Link]:
    """Mark the links of the shortest way to a good end that is not assumed, if there is one.

    Args:
        nodes: of the graph.
        links: of the graph.
        aside: states that the way does not go through.
    """
    good = {node.name for node in nodes if node.outcome == "good"}
    way: dict[str, tuple[Link, ...]] = {START: ()}
    todo = [START]
    way |= dict.fromkeys(aside, ())
    for here in todo:  # which grows
        before = way[here]
        if here in good:
            yield from (replace(link, main=link in before) for link in links)
            return
        for link in links:
            if link.source == here and link.basis != "assumed" and link.target not in way:
                way[link.target] = (*before, link)
                todo.append(link.target)
    yield from links


def _outcome(ends: Iterable[State]) -> Outcome | None:
    """How a message has ended there, if it is the same in all variants."""
    told = {canonical_life().outcomes.get(each.canonical or "") for each in ends}
    return told.pop() if len(told) == 1 else None


def _but(what: str, where: str) -> str:
    return f"{what}: {where}" if where else ""


def _state_label(state: State) -> str:
    """Tell a state's name, and what the provider writes for it where that differs."""
    return state.name if state.value == state.name else f"{state.name} ({state.value})"


def _legend(nodes: Iterable[Node], links: Iterable[Link]) -> Iterator[Term]:
    nodes, links = tuple(nodes), tuple(links)
    roles = {node.role for node in nodes}
    bases = {node.basis for node in nodes} | {link.basis for link in links}
    used: dict[Term, bool] = {
        "start": "start" in roles,
        "any": "any" in roles,
        "final": any(node.final for node in nodes),
        "good": any(node.outcome == "good" for node in nodes),
        "bad": any(node.outcome == "bad" for node in nodes),
        "absorbing": any(node.absorbing for node in nodes),
        "main": any(link.main for link in links),
        "documented": "documented" in bases,
        "implied": "implied" in bases,
        "assumed": "assumed" in bases,
    }
    return (term for term in TERMS if used.get(term))


def _parents_first(families: Mapping[str, Sequence[Lifecycle]]) -> list[str]:
    """The families in order, each after those its relations name as parents."""
    ordered: list[str] = []

    def visit(name: str, seen: tuple[str, ...] = ()) -> None:
        if name in ordered or name in seen or name not in families:
            return
        for lifecycle in families[name]:
            for relation in lifecycle.relations:
                visit(relation.parent, (*seen, name))
        ordered.append(name)

    for name in families:
        visit(name)
    return ordered


def _ties(families: Mapping[str, Sequence[Lifecycle]], ordered: Sequence[str]) -> Iterator[Tie]:
    place = {name: index for index, name in enumerate(ordered)}
    for name in ordered:
        found: dict[int, dict[str, None]] = {}
        states: dict[int, dict[str, None]] = {}
        known = {state.name for lifecycle in families[name] for state in lifecycle.states}
        for lifecycle in families[name]:
            for relation in lifecycle.relations:
                parent = place.get(relation.parent or name)
                if parent is not None:
                    words = f"{relation.says} [{relation.grounds.basis}]"
                    found.setdefault(parent, {})[words] = None
                    speaks_of = dict.fromkeys(each for each in relation.states if each in known)
                    states.setdefault(parent, {}).update(speaks_of)
        for parent, says in found.items():
            yield Tie(place[name], parent, tuple(says), tuple(states[parent]))
