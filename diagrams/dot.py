"""A graph as DOT text, the language of Graphviz.

Nothing is told by colour. Lines and free text are a grey with a contrast above 4.5 to 1
on white and on black alike, and the background is left to the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Final

from ..spec import Basis
from .errors import INSTALL, RenderError
from .graph import Graph, Link, Node, Term, printable

_GREY: Final = "#767676"
_INK: Final = "#1a1a1a"
_FONT: Final = "Helvetica"

_GRAPH: Final = {
    "rankdir": "TB",
    "bgcolor": "transparent",
    "fontname": _FONT,
    "fontcolor": _GREY,
    "fontsize": "11",
    "labeljust": "l",
    "labelloc": "b",
    "nodesep": "0.45",
    "ranksep": "0.5",
    "pad": "0.15",
}
_NODES: Final = {
    "shape": "box",
    "style": "rounded,filled",
    "fillcolor": "white",
    "color": _GREY,
    "fontname": _FONT,
    "fontcolor": _INK,
    "fontsize": "13",
    "margin": "0.16,0.08",
    "height": "0.4",
}
_START: Final = {
    "label": "",
    "shape": "circle",
    "fillcolor": _GREY,
    "fixedsize": "true",
    "width": "0.16",
    "height": "0.16",
}
_EDGES: Final = {
    "color": _GREY,
    "fontname": _FONT,
    "fontcolor": _GREY,
    "fontsize": "11",
    "arrowsize": "0.8",
}
_TITLE: Final = {
    "fontname": _FONT,
    "fontcolor": _GREY,
    "fontsize": "16",
    "labelloc": "t",
    "labeljust": "l",
    "peripheries": "0",
}

_LINE: Final[Mapping[Basis, str]] = {
    "documented": "solid",
    "implied": "dashed",
    "assumed": "dotted",
}
_MEANING: Final[Mapping[Term, str]] = {
    "start": "small dot: where a message's life starts",
    "any": "any other state: an arrow from every state but the one it ends at",
    "final": "double border: a place to end",
    "absorbing": "shaded: an end with no way out",
    "documented": "solid line: the provider's document says it",
    "implied": "dashed line: the document implies it",
    "assumed": "dotted line: assumed, nothing says it",
}
_LABELS: Final = "on an arrow: what happens [who causes it]"


def to_dot(graph: Graph) -> str:
    """Write a graph as DOT text; the same graph always gives the same text.

    Args:
        graph: what is to be drawn.

    Raises:
        RenderError: the package `graphviz` is not installed.
    """
    graphviz = _graphviz()
    digraph = graphviz.Digraph(graph_attr=_GRAPH, node_attr=_NODES, edge_attr=_EDGES)
    digraph.attr(label=_lines([*(_MEANING[term] for term in graph.legend), _LABELS]))
    # A node is named by its place: a name from a file could be read as a port or a keyword.
    ids = {node.name: f"s{index}" for index, node in enumerate(graph.nodes)}
    # The graph's own label is the legend below; an unframed cluster carries the title above.
    with digraph.subgraph(name="cluster_title", graph_attr=_TITLE) as body:
        body.attr(label=_text(graph.title))
        for node in graph.nodes:
            body.node(ids[node.name], **_node(node))
        for link in graph.links:
            body.edge(ids[link.source], ids[link.target], **_edge(link))
    source: str = digraph.source
    return source


def _graphviz() -> ModuleType:
    try:
        import graphviz
    except ModuleNotFoundError:
        raise RenderError("the package graphviz is not installed", INSTALL) from None
    module: ModuleType = graphviz
    return module


def _node(node: Node) -> dict[str, str]:
    if node.role == "start":
        return _START | {"tooltip": _text(node.label)}
    look = {"label": _text(node.label), "tooltip": _text(node.label)}
    if node.role == "any":
        return look | {"shape": "plaintext", "style": "filled"}
    if node.basis is not None and node.basis != "documented":
        look["style"] = f"rounded,filled,{_LINE[node.basis]}"
    if node.final:
        look["peripheries"] = "2"
    if node.absorbing:
        look["fillcolor"] = "#e6e6e6"
    return look


def _edge(link: Link) -> dict[str, str]:
    # The space keeps the words off the line they stand beside.
    lines = [f"  {label.trigger} [{label.cause}]" for label in link.labels]
    look = {"label": _lines(lines), "style": _LINE[link.basis]}
    # Thin dots all but vanish where a page is shown small.
    return look | {"penwidth": "1.6"} if link.basis == "assumed" else look


def _lines(lines: Sequence[str]) -> str:
    r"""Lines of text as one label, each set to the left (``\l``)."""
    from graphviz import nohtml

    label: str = nohtml("".join(_text(line) + r"\l" for line in lines))
    return label


def _text(text: str) -> str:
    """Text that stands in a label as it is: no escape, no entity, no HTML."""
    from graphviz import escape

    label: str = escape(printable(text).replace("&", "&amp;"))
    return label
