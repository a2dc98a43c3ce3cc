"""Diagrams of a lifecycle: as a small graph, then as DOT, SVG, PNG, Mermaid or SCXML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..spec import Lifecycle
from .counts import Counts
from .dot import to_dot
from .errors import RenderError, UnknownFormat
from .graph import Graph, Label, Link, Node, graph_of
from .mermaid import to_mermaid
from .scxml import to_scxml
from .svg import render

__all__ = [
    "FORMATS",
    "Counts",
    "Graph",
    "Label",
    "Link",
    "Node",
    "RenderError",
    "UnknownFormat",
    "draw",
    "graph_of",
    "to_dot",
    "to_mermaid",
    "to_scxml",
]

FORMATS: Final[Mapping[str, Callable[[Graph], bytes]]] = {
    ".svg": lambda graph: render(to_dot(graph), "svg"),
    ".png": lambda graph: render(to_dot(graph), "png"),
    ".dot": lambda graph: to_dot(graph).encode(),
    ".mmd": lambda graph: to_mermaid(graph).encode(),
    ".scxml": lambda graph: to_scxml(graph).encode(),
}
"""What draws a graph, by the suffix of the file it is for."""


def draw(lifecycle: Lifecycle, suffix: str, counts: Counts | None = None) -> bytes:
    """Draw a lifecycle.

    Args:
        lifecycle: what is to be drawn.
        suffix: of the file it is for: ``.svg``, ``.png``, ``.dot``, ``.mmd`` or ``.scxml``.
        counts: what a log did on its machine, to be drawn on it.

    Raises:
        UnknownFormat: the suffix is none of these.
        RenderError: something needed to draw it is missing, or failed.
    """
    try:
        drawn = FORMATS[suffix.lower()]
    except KeyError:
        raise UnknownFormat(suffix, tuple(FORMATS)) from None
    return drawn(graph_of(lifecycle, counts))
