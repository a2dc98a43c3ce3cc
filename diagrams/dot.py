"""A graph or a chart as DOT text, the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from types import ModuleType
from typing import Any, Final

from .errors import INSTALL, RenderError
from .graph import Chart, Graph, Jump, Label, Link, Node, Term, Tie, chart_of
from .look import (
    BOX,
    FAINT,
    GREEN,
    GREY,
    INK,
    LABELS,
    LINE,
    MAIN,
    MEANING,
    OUTCOME,
    PAPER,
    RED,
    SHADE,
    STRAIGHT,
    SWERVE,
)
from .words import LIMIT, shown

_FONT: Final = "Helvetica"
_GRAPH: Final = {
    "rankdir": "TB",
    "bgcolor": PAPER,
    "fontname": _FONT,
    "fontcolor": GREY,
    "fontsize": "10",
    "labelloc": "b",
    "labeljust": "l",
    "nodesep": "0.45",
    "ranksep": "0.42",
    "pad": "0.25",
    "compound": "true",
}
_CROWD: Final = 11
_NEAR: Final = "0.2"
"""How far nodes stand apart where so many do: else no label could be read on a page."""
_NODES: Final = {
    "shape": "box",
    "style": "rounded,filled",
    "fillcolor": BOX,
    "color": GREY,
    "fontname": _FONT,
    "fontcolor": INK,
    "fontsize": "13",
    "margin": "0.18,0.07",
    "height": "0.38",
}
_START: Final = {
    "label": "",
    "shape": "circle",
    "fillcolor": GREY,
    "fixedsize": "true",
    "width": "0.16",
    "height": "0.16",
}
_EDGES: Final = {
    "color": GREY,
    "fontname": _FONT,
    "fontcolor": GREY,
    "fontsize": "11",
    "arrowsize": "0.8",
}
_BACK: Final = {"headport": "se"}
"""Where an edge ends that leads back between two states: away from where the other begins, or both
would look like one with two heads.
"""
_CLUSTER: Final = {
    "fontname": _FONT,
    "fontcolor": INK,
    "fontsize": "15",
    "labelloc": "t",
    "labeljust": "l",
    "style": "rounded",
    "color": FAINT,
}
_NOTE: Final = {
    "shape": "note",
    "style": "filled",
    "fillcolor": PAPER,
    "fontsize": "11",
    "margin": "0.45,0.1",
}
_GAP: Final = '<TD WIDTH="28"></TD>'
_BLANK: Final = "<TD></TD>"
_LINE: Final = '<TD><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR>' + (
    '<TD WIDTH="26" HEIGHT="5" SIDES="B" BORDER="{width}" COLOR="{color}" STYLE="{style}"></TD>'
    '</TR><TR><TD HEIGHT="5"></TD></TR></TABLE></TD>'
)
_DOT: Final = (
    '<TD><TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="9" HEIGHT="9"'
    f' STYLE="rounded" BGCOLOR="{GREY}"><TR><TD></TD></TR></TABLE></TD>'
)
_BOX: Final = '<TD><TABLE BORDER="1" CELLBORDER="1" CELLSPACING="2" CELLPADDING="0"' + (
    ' COLOR="{color}" STYLE="{style}"><TR>'
    '<TD WIDTH="18" HEIGHT="5" COLOR="{color}" STYLE="{style}"{ground}></TD></TR></TABLE></TD>'
)
_SWATCHES: Final[Mapping[Term, str]] = {
    "start": _DOT,
    "final": _BOX.format(color=GREY, style="rounded", ground=""),
    "good": _BOX.format(color=GREEN, style="rounded", ground=""),
    "bad": _BOX.format(color=RED, style="solid", ground=""),
    "absorbing": _BOX.format(color=GREY, style="rounded", ground=f' BGCOLOR="{SHADE}"'),
    "main": _LINE.format(width=2, color=INK, style="solid"),
    **{term: _LINE.format(width=1, color=GREY, style=style) for term, style in LINE.items()},
    "traffic": _LINE.format(width=3, color=INK, style="solid"),
    **{
        term: _LINE.format(width=2, color=look["color"], style="dashed")
        for term, look in SWERVE.items()
    },
}
"""How terms look, as cells of a legend; what has none is told in words alone."""
_WRAP: Final = 54
"""Characters on a line of a note."""
_TITLE: Final = 120
"""Characters of a title."""
_WIDEST: Final = 3
"""Points a line grows by with its traffic, at most."""


def to_dot(drawn: Graph | Chart) -> str:
    """Write a graph or a chart as DOT text; the same one always gives the same text.

    Args:
        drawn: what is to be drawn.

    Raises:
        RenderError: the package `graphviz` is not installed.
    """
    graphviz = _graphviz()
    chart = chart_of(drawn)
    crowded = any(len(graph.nodes) >= _CROWD for graph in chart.graphs)
    apart = {"nodesep": _NEAR} if crowded else {}
    digraph = graphviz.Digraph(graph_attr=_GRAPH | apart, node_attr=_NODES, edge_attr=_EDGES)
    digraph.attr(label=_legend(chart.legend))
    # A node is named by its place: a name from a file could be read as a port or a keyword.
    ids = [
        {node.name: f"s{part}_{index}" for index, node in enumerate(graph.nodes)}
        for part, graph in enumerate(chart.graphs)
    ]
    several = len(chart.graphs) > 1
    framed = {"peripheries": "1", "margin": "24"} if several else {"peripheries": "0"}
    for part, graph in enumerate(chart.graphs):
        # The root's own label is the legend below; a cluster carries the title above.
        with digraph.subgraph(name=f"cluster_{part}", graph_attr=_CLUSTER) as body:
            body.attr(label=_lines([graph.title, graph.subtitle], _TITLE), **framed)
            _draw(body, graph, ids[part])
    for number, tie in enumerate(chart.ties):
        _tie(digraph, chart, tie, number, ids)
    tied = {frozenset((tie.parent, tie.child)) for tie in chart.ties}
    for part in range(1, len(chart.graphs)):  # what nothing ties stands below, too, not beside
        if not any(part in pair for pair in tied):
            first, _ = _ends(chart.graphs[part], ids[part])
            for node in chart.graphs[part - 1].nodes:
                if node.final:
                    digraph.edge(ids[part - 1][node.name], first, style="invis")
    source: str = digraph.source
    return source


def _graphviz() -> ModuleType:
    try:
        import graphviz
    except ModuleNotFoundError:
        raise RenderError("the package graphviz is not installed", INSTALL) from None
    module: ModuleType = graphviz
    return module


def _draw(body: Any, graph: Graph, ids: dict[str, str]) -> None:
    for node in graph.nodes:
        body.node(ids[node.name], **_node(node))
    most = max((link.taken or 0 for link in graph.links), default=0)
    place = {node.name: index for index, node in enumerate(graph.nodes)}
    pairs = {(link.source, link.target) for link in graph.links}
    for link in graph.links:
        look = _edge(link, most)
        if (link.target, link.source) in pairs and place[link.target] < place[link.source]:
            look |= _BACK
        body.edge(ids[link.source], ids[link.target], **look)
    for jump in graph.jumps:
        body.edge(ids[jump.source], ids[jump.target], **_jump(jump))


def _node(node: Node) -> dict[str, str]:
    tip = {"tooltip": _text(node.label)}
    if node.role == "start":
        return _START | tip
    if node.role == "any":
        return tip | {"label": _text(node.label), "shape": "plaintext", "fillcolor": PAPER}
    look = tip | {"label": _centred([node.label, *node.notes, _times(node.visits)])}
    if node.role == "unknown":
        return look | {"shape": "octagon", "style": "filled,dashed", "fillcolor": PAPER}
    if node.final:
        look["peripheries"] = "2"
    look |= OUTCOME[node.outcome] if node.outcome else {}
    if node.basis is not None and node.basis != "documented":
        look["style"] = f"{look.get('style', 'rounded,filled')},{LINE[node.basis]}"
    if node.absorbing:
        look["fillcolor"] = SHADE
    return look | ({"color": FAINT, "fontcolor": GREY} if node.visits == 0 else {})


def _edge(link: Link, most: int) -> dict[str, str]:
    lines = [line for label in link.labels for line in _words(label)]
    lines.append(link.traffic)
    look = {"label": _beside(lines), "style": LINE[link.basis]}
    if link.basis == "assumed":
        # Thin dots all but vanish where a page is shown small.
        look |= {"penwidth": "1.6"}
    if link.main:
        look |= {"weight": STRAIGHT}
        if link.taken is None:
            look |= {"penwidth": MAIN, "color": INK}
    if link.taken:
        # By the length of the number: the same on every machine, and one rare edge still shows.
        width = 1 + _WIDEST * link.taken.bit_length() / most.bit_length()
        return look | {"penwidth": f"{width:.1f}", "color": INK, "fontcolor": INK}
    if link.taken == 0 and not link.unseen:
        return look | {"color": FAINT}
    return look


def _words(label: Label) -> Iterator[str]:
    """The lines of a label: narrow labels leave room for the arrows."""
    yield label.trigger
    cause = "" if label.cause == "provider" else f"[{label.cause}]"
    yield " ".join(filter(None, [cause, f"({label.only})" if label.only else ""]))


def _jump(jump: Jump) -> dict[str, str]:
    where = f"({jump.only})" if jump.only else ""
    look = {"label": _beside([f"{jump.kind} {_times(jump.count)}", where]), "style": "dashed"}
    return look | {"weight": "0"} | dict(SWERVE[jump.kind])


def _times(count: int | None) -> str:
    return f"×{count}" if count else ""


def _tie(digraph: Any, chart: Chart, tie: Tie, number: int, ids: Sequence[dict[str, str]]) -> None:
    """Draw a relation as a note on a dashed line from the child to the parent."""
    lines = [
        line
        for says in tie.says
        for line in wrap(shown(says, 400), _WRAP, initial_indent="• ", subsequent_indent="   ")
    ]
    note = f"tie{number}"
    digraph.node(note, label=_lines(lines), **_NOTE)
    look = {"style": "dashed", "arrowhead": "none"}
    if tie.child == tie.parent:
        for state in tie.states:
            digraph.edge(ids[tie.child][state], note, minlen="2", **look)
        return
    _, last = _ends(chart.graphs[tie.parent], ids[tie.parent])
    first, _ = _ends(chart.graphs[tie.child], ids[tie.child])
    up = {"dir": "back", "arrowtail": "vee", "style": "dashed"}
    digraph.edge(last, note, ltail=f"cluster_{tie.parent}", **up)
    digraph.edge(note, first, lhead=f"cluster_{tie.child}", **look)


def _ends(graph: Graph, ids: dict[str, str]) -> tuple[str, str]:
    """The nodes by which a line is tied to a graph's top and to its bottom."""
    closed = [node.name for node in graph.nodes if node.absorbing]
    return ids[graph.nodes[0].name], ids[(closed or list(ids))[-1]]


def _legend(terms: Sequence[Term]) -> str:
    """The legend, in two columns, each a sample and what it means; its words are ours."""
    from html import escape

    entries = [
        f'{_SWATCHES.get(term, _BLANK)}<TD ALIGN="LEFT">{escape(MEANING[term])}</TD>'
        for term in terms
    ]
    entries.append(f'{_BLANK}<TD ALIGN="LEFT">{escape(LABELS)}</TD>')
    half = (len(entries) + 1) // 2
    rows = "".join(
        f"<TR>{_GAP.join(row)}</TR>"
        for row in zip(entries[:half], [*entries[half:], _BLANK * 2], strict=False)
    )
    table = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3"'
    return f'<<TABLE {table}><TR><TD HEIGHT="10"></TD></TR>{rows}</TABLE>>'


def _lines(lines: Iterable[str], limit: int = LIMIT) -> str:
    r"""Lines of text as one label, each set to the left (``\l``)."""
    from graphviz import nohtml

    label: str = nohtml("".join(_text(line, limit) + r"\l" for line in lines if line))
    return label


def _beside(lines: Iterable[str]) -> str:
    """The label of an arrow: spaces keep the words off the line they stand beside."""
    return _lines((f"  {line}" for line in lines if line), LIMIT + 2)


def _centred(lines: Iterable[str]) -> str:
    from graphviz import nohtml

    label: str = nohtml(r"\n".join(_text(line) for line in lines if line))
    return label


def _text(text: str, limit: int = LIMIT) -> str:
    """Text that stands in a label as it is: no escape, no entity, no HTML."""
    from graphviz import escape

    label: str = escape(shown(text, limit).replace("&", "&amp;"))
    return label
