"""Diagrams of lifecycles: as a small graph, then as DOT, SVG, PNG, Mermaid or SCXML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ..spec import Lifecycle
from .counts import Counts
from .dot import to_dot
from .errors import NotInFormat, RenderError, UnknownFormat
from .family import family_chart, graph_of, union_of
from .graph import Chart, Graph, Jump, Label, Link, Node, Tie
from .mermaid import to_mermaid
from .scxml import to_scxml
from .svg import render, to_svg

__all__ = [
    "FORMATS",
    "Chart",
    "Counts",
    "Graph",
    "Jump",
    "Label",
    "Link",
    "Node",
    "NotInFormat",
    "RenderError",
    "Tie",
    "UnknownFormat",
    "draw",
    "draw_family",
    "family_chart",
    "graph_of",
    "to_dot",
    "to_mermaid",
    "to_scxml",
    "to_svg",
    "union_of",
]

_SCXML: Final = ".scxml"

FORMATS: Final[Mapping[str, Callable[[Chart], bytes]]] = {
    ".svg": lambda chart: to_svg(to_dot(chart), chart.title),
    ".png": lambda chart: render(to_dot(chart), "png"),
    ".dot": lambda chart: to_dot(chart).encode(),
    ".mmd": lambda chart: to_mermaid(chart).encode(),
    _SCXML: lambda chart: to_scxml(chart.graphs[0]).encode(),
}
"""What draws a chart, by the suffix of the file it is for."""


def draw(lifecycle: Lifecycle, suffix: str, counts: Counts | None = None) -> bytes:
    """Draw a lifecycle.

    Args:
        lifecycle: what is to be drawn.
        suffix: of the file it is for: ``.svg``, ``.png``, ``.dot``, ``.mmd`` or ``.scxml``.
        counts: what a log did on its machine, to be drawn on it.

    Raises:
        UnknownFormat: the suffix is none of these.
        NotInFormat: there are counts, and the format is SCXML.
        RenderError: something needed to draw it is missing, or failed.
    """
    drawn = _format(suffix)
    if counts is not None and suffix.lower() == _SCXML:
        raise NotInFormat(suffix.lower(), "a machine, not what a log did on it")
    return drawn(Chart((graph_of(lifecycle, counts),)))


def draw_family(
    lifecycles: Iterable[Lifecycle], suffix: str, counts: Mapping[str, Counts] | None = None
) -> bytes:
    """Draw several lifecycles as one picture.

    The variants of a family become one machine that says what differs; families stand
    beside each other, with what relates them.

    Args:
        lifecycles: at least one.
        suffix: of the file it is for: ``.svg``, ``.png``, ``.dot`` or ``.mmd``.
        counts: what a log did on their machines, by lifecycle id.

    Raises:
        UnknownFormat: the suffix is none of these.
        NotInFormat: the format is SCXML.
        RenderError: something needed to draw it is missing, or failed.
    """
    drawn = _format(suffix)
    members = tuple(lifecycles)
    if suffix.lower() == _SCXML:
        names = ", ".join(lifecycle.id for lifecycle in members)
        raise NotInFormat(suffix.lower(), f"one machine, not a family; draw one of {names}")
    return drawn(family_chart(members, counts))


def _format(suffix: str) -> Callable[[Chart], bytes]:
    try:
        return FORMATS[suffix.lower()]
    except KeyError:
        raise UnknownFormat(suffix, tuple(FORMATS)) from None
