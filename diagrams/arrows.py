"""From a lifecycle's edges, or those of several variants, to the links that are drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..spec import Basis, Edge, Lifecycle
from .graph import ANY, ENDS, OPEN, Label, Link

FAN: Final = 3
"""The fewest links worth one from `ANY`: with fewer the detour is harder to read."""


@dataclass(frozen=True, slots=True)
class _Arrow:
    source: str
    target: str
    label: Label
    basis: Basis


def links_of(variants: Sequence[Lifecycle]) -> Iterator[Link]:
    """Yield the links of a lifecycle, or of several variants as one.

    Edges that lead alike from every other state to one target, or from every other state
    that is final, or is not, become one link: a dozen parallel arrows would hide the rest.

    Args:
        variants: the lifecycle, or the variants.
    """
    arrows = list(_arrows(variants))
    fans = _fans(arrows, variants)
    # Dictionaries as ordered sets: a repeated label is drawn once, where it first stood.
    found: dict[tuple[str, str, Basis], dict[Label, None]] = {}
    for arrow in arrows:
        source = fans.get(arrow, arrow.source)
        found.setdefault((source, arrow.target, arrow.basis), {})[arrow.label] = None
    for (source, target, basis), labels in found.items():
        yield Link(source, target, tuple(labels), basis)


def only(having: Sequence[Lifecycle], variants: Sequence[Lifecycle]) -> str:
    """Say which of the variants have something; nothing if all have.

    Args:
        having: those that have it.
        variants: all there are.
    """
    names = [each.name for each in having]
    others = [each.name for each in variants if each.name not in names]
    if not others:
        return ""
    return f"not {', '.join(others)}" if len(others) < len(names) else f"only {', '.join(names)}"


def _arrows(variants: Sequence[Lifecycle]) -> Iterator[_Arrow]:
    having: dict[tuple[object, ...], list[Lifecycle]] = {}
    edges: dict[tuple[object, ...], Edge] = {}
    for variant in variants:
        for edge in variant.edges:
            key = _key(edge)
            edges.setdefault(key, edge)
            having.setdefault(key, []).append(variant)
    for key, edge in edges.items():
        label = Label(edge.trigger, edge.cause, edge.guard, only(having[key], variants))
        yield _Arrow(edge.source, edge.target, label, edge.grounds.basis)


def _key(edge: Edge) -> tuple[object, ...]:
    # A guard's id is its place in one variant.
    guard = None if edge.guard is None else json.dumps(edge.guard.schema, sort_keys=True)
    return (edge.source, edge.target, edge.trigger, edge.cause, edge.grounds.basis, guard)


def _fans(arrows: Iterable[_Arrow], variants: Sequence[Lifecycle]) -> dict[_Arrow, str]:
    """Name what stands for the sources of the arrows that lead alike from all of a kind."""
    states = {state.name: state.final for variant in variants for state in variant.states}
    kinds = {
        ANY: set(states),
        OPEN: {name for name, final in states.items() if not final},
        ENDS: {name for name, final in states.items() if final},
    }
    alike: dict[tuple[object, ...], list[_Arrow]] = {}
    for arrow in arrows:
        if arrow.source in states and arrow.source != arrow.target:
            alike.setdefault((arrow.target, arrow.label, arrow.basis), []).append(arrow)
    fans: dict[_Arrow, str] = {}
    for group in alike.values():
        tails = {arrow.source for arrow in group}
        for name, members in kinds.items():
            if len(tails) >= FAN and tails == members - {group[0].target}:
                fans |= dict.fromkeys(group, name)
                break
    return fans
