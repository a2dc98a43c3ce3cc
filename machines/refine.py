"""Whether a lifecycle refines the canonical life: a simulation check.

Each state has one canonical image at most, so the check is short: the image of each edge
must be an edge of the canonical life, or stand still. States without an image are left
out, and so are the edges that touch them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..spec import START, CanonicalException, CanonicalLife, Edge, Lifecycle, canonical_life
from ..spec import did_you_mean as near
from .lives import shortest_paths
from .verify import Fault, edge_place, way


@dataclass(frozen=True, slots=True)
class Refinement:
    """What came of the check.

    Args:
        mapped: whether the lifecycle has canonical images at all; if not, it stays out.
        exceptions: each declared exception, with the edges that need it.
        faults: where the lifecycle breaks the canonical life, or declares too much.
    """

    mapped: bool
    exceptions: tuple[tuple[CanonicalException, tuple[Edge, ...]], ...]
    faults: tuple[Fault, ...]


def refine(lifecycle: Lifecycle, life: CanonicalLife | None = None) -> Refinement:
    """Check a lifecycle against the canonical life.

    Args:
        lifecycle: the lifecycle.
        life: the abstract life; the canonical one by default.
    """
    life = canonical_life() if life is None else life
    images = {state.name: state.canonical for state in lifecycle.states if state.canonical}
    breaking = _breaking(lifecycle, life, {START: START, **images})
    exceptions = tuple(
        (each, tuple(breaking.get((each.source, each.target), ())))
        for each in lifecycle.canonical_exceptions
    )
    faults = [
        *_unknown(lifecycle, life),
        *_bad_finals(lifecycle, life),
        *_undeclared(lifecycle, breaking),
        *_needless(lifecycle, exceptions),
    ]
    return Refinement(bool(images), exceptions, tuple(faults))


def _breaking(
    lifecycle: Lifecycle, life: CanonicalLife, images: dict[str, str]
) -> dict[tuple[str, str], list[Edge]]:
    """The edges whose images the canonical life does not know, by their images."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in lifecycle.edges:
        if edge.source in images and edge.target in images:
            image = images[edge.source], images[edge.target]
            if not life.allows(*image):
                found.setdefault(image, []).append(edge)
    return found


def _unknown(lifecycle: Lifecycle, life: CanonicalLife) -> Iterator[Fault]:
    for state in lifecycle.states:
        if state.canonical and state.canonical not in life.states:
            yield Fault(
                "unknown-canonical-state",
                lifecycle.id,
                f"state {state.name}",
                f"the canonical life has no state {state.canonical!r}"
                f"{near(state.canonical, life.states)}",
                f"{state.name} ↦ {state.canonical}",
            )


def _bad_finals(lifecycle: Lifecycle, life: CanonicalLife) -> Iterator[Fault]:
    for state in lifecycle.states:
        image = state.canonical
        if state.final and image in life.states and image not in life.finals:
            yield Fault(
                "canonical-not-final",
                lifecycle.id,
                f"state {state.name}",
                f"a life ends here, and none ends in the canonical state {image}",
                f"{state.name} ↦ {image}",
            )


def _undeclared(
    lifecycle: Lifecycle, breaking: dict[tuple[str, str], list[Edge]]
) -> Iterator[Fault]:
    declared = {(each.source, each.target) for each in lifecycle.canonical_exceptions}
    reached = shortest_paths(START, lifecycle.edges)
    images = {state.name: state.canonical or "(none)" for state in lifecycle.states}
    for image, edges in breaking.items():
        for edge in edges if image not in declared else ():
            trace = (*reached.get(edge.source, (edge.source,)), edge.target)
            yield Fault(
                "breaks-canonical-life",
                lifecycle.id,
                edge_place(edge),
                f"the canonical life does not go {way(image)}, and no exception declares it",
                f"{way(trace)}, that is {way(images.get(each, each) for each in trace)}",
            )


def _needless(
    lifecycle: Lifecycle,
    exceptions: tuple[tuple[CanonicalException, tuple[Edge, ...]], ...],
) -> Iterator[Fault]:
    for each, edges in exceptions:
        if not edges:
            yield Fault(
                "needless-exception",
                lifecycle.id,
                f"canonical_exceptions {each.source} → {each.target}",
                "the exception is declared, and no edge needs it",
                f"no edge has the image {each.source} → {each.target}, or the canonical life"
                " allows it",
            )
