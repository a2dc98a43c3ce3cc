"""Ways through a lifecycle."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from ..spec import START, Edge, Lifecycle


def shortest_paths(source: str, edges: Iterable[Edge]) -> dict[str, tuple[str, ...]]:
    """Return a shortest way to each state that can be reached, both ends included.

    Args:
        source: where the ways begin; it reaches itself.
        edges: in the order in which equal ways are preferred.
    """
    edges = list(edges)
    found: dict[str, tuple[str, ...]] = {source: (source,)}
    waiting = deque([source])
    while waiting:
        here = waiting.popleft()
        for edge in edges:
            if edge.source == here and edge.target not in found:
                found[edge.target] = (*found[here], edge.target)
                waiting.append(edge.target)
    return found


def acyclic_lives(lifecycle: Lifecycle) -> Iterator[tuple[str, ...]]:
    """Yield every life that ends in a final and is never in one state twice.

    A life may pass a final that can be left; guards are taken to hold.
    """
    after: dict[str, list[str]] = {}
    for edge in lifecycle.edges:
        onward = after.setdefault(edge.source, [])
        if edge.target not in onward:  # several edges that guards tell apart are one way
            onward.append(edge.target)
    finals = lifecycle.finals
    waiting: list[tuple[str, ...]] = [(START,)]
    while waiting:
        life = waiting.pop()
        if life[-1] in finals:
            yield life[1:]
        waiting += [(*life, each) for each in reversed(after.get(life[-1], [])) if each not in life]
