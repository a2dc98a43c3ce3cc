"""A graph or a chart as Mermaid text (``stateDiagram-v2``), which many forges draw in Markdown.

Mermaid has no dashed transitions, so a basis other than documented is told in words, and so
is what a log did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ..spec import Basis
from .graph import Chart, Graph, Jump, Link, Node, Tie, chart_of
from .words import shown

_ENDS: Final = "[*]"
_STATEMENT: Final = re.compile("d(?=irection)", re.IGNORECASE)
"""Mermaid reads ``direction LR`` as a statement wherever it stands on a line."""
_FAINT: Final = "classDef never opacity:0.5"
_UNKNOWN: Final = "classDef unknown stroke-dasharray:4"


def to_mermaid(drawn: Graph | Chart) -> str:
    """Write a graph or a chart as Mermaid text; the same one always gives the same text.

    Args:
        drawn: what is to be drawn.
    """
    return "".join(f"{line}\n" for line in _document(chart_of(drawn)))


def _document(chart: Chart) -> Iterator[str]:
    single = len(chart.graphs) == 1
    titles = [*(graph.title for graph in chart.graphs), *(chart.graphs[0].subtitle,) * single]
    yield "---"
    yield f'title: "{_coded(", ".join(filter(None, titles)), _yaml, 300)}"'
    yield "---"
    yield "stateDiagram-v2"
    for part, graph in enumerate(chart.graphs):
        if single:
            yield from (f"    {line}" for line in _graph(chart, part))
            continue
        yield f'    state "{_name(graph.title, graph.subtitle)}" as p{part} {{'
        yield from (f"        {line}" for line in _graph(chart, part))
        yield "    }"
    for tie in chart.ties:
        if tie.child != tie.parent:
            yield f"    p{tie.child} --> p{tie.parent} : {_said(tie)}"
    if any(node.visits == 0 for graph in chart.graphs for node in graph.nodes):
        yield f"    {_FAINT}"
    if any(node.role == "unknown" for graph in chart.graphs for node in graph.nodes):
        yield f"    {_UNKNOWN}"


def _graph(chart: Chart, part: int) -> Iterator[str]:
    graph = chart.graphs[part]
    # A state is named by its place: a name from a file could be read as syntax.
    ids = {node.name: f"s{part}_{index}" for index, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        if node.role == "start":
            ids[node.name] = _ENDS
        else:
            yield f'state "{_node_text(node)}" as {ids[node.name]}'
    for link in graph.links:
        yield from _transitions(link, ids)
    for jump in graph.jumps:
        yield _jump(jump, ids)
    for node in graph.nodes:
        if node.final:
            yield f"{ids[node.name]} --> {_ENDS}"
        if node.visits == 0:
            yield f"class {ids[node.name]} never"
        if node.role == "unknown":
            yield f"class {ids[node.name]} unknown"
    for tie in chart.ties:
        if tie.child == tie.parent == part:
            yield from _note(tie, graph, ids)


def _node_text(node: Node) -> str:
    return _name(node.label, *node.notes, _times(node.visits)) + _aside(node.basis)


def _transitions(link: Link, ids: Mapping[str, str]) -> Iterator[str]:
    log = _words(link.traffic)
    for label in link.labels:
        words = f"{_words(label.trigger)} [{_words(label.cause)}]{_aside(link.basis)}"
        only = f" ({_words(label.only)})" if label.only else ""
        counted = f" {log}" if log else ""
        yield f"{ids[link.source]} --> {ids[link.target]} : {words}{only}{counted}"


def _jump(jump: Jump, ids: Mapping[str, str]) -> str:
    words = _words(f"{jump.kind.upper()} {_times(jump.count)}", jump.only)
    return f"{ids[jump.source]} --> {ids[jump.target]} : {words}"


def _said(tie: Tie) -> str:
    return " ".join(_words(says, limit=400) for says in tie.says)


def _note(tie: Tie, graph: Graph, ids: Mapping[str, str]) -> Iterator[str]:
    """What relates the messages of one graph, as a note on a state it speaks of."""
    states = tie.states or tuple(node.name for node in graph.nodes if node.role == "state")
    for state in states[:1]:
        yield f"note right of {ids[state]} : {_said(tie)}"


def _times(count: int | None) -> str:
    return f"×{count}" if count else ""


def _aside(basis: Basis | None) -> str:
    return "" if basis in (None, "documented") else f" ({basis})"


def _name(*texts: str) -> str:
    """The words of a state; Mermaid takes no empty ones."""
    return _words(*texts) or _entity(" ")


def _words(*texts: str, limit: int = 120) -> str:
    return ", ".join(_coded(text, _entity, limit) for text in texts if text)


def _coded(text: str, code: Callable[[str], str], limit: int) -> str:
    """Write text with every character that could be syntax coded."""
    coded = "".join(_plain(char) or code(char) for char in shown(text, limit))
    return _STATEMENT.sub(lambda found: code(found[0]), coded)


def _plain(char: str) -> str:
    """Return the character if it can stand for itself, else nothing."""
    return char if char.isalnum() or char in " _-.,()×" else ""


def _entity(char: str) -> str:
    """Write a character as Mermaid's entity code.

    >>> _entity('"')
    '#34;'
    """
    return f"#{ord(char)};"


def _yaml(char: str) -> str:
    r"""Write a character as an escape in a quoted YAML string: the title stands in YAML.

    >>> _yaml('"')
    '\\U00000022'
    """
    return f"\\U{ord(char):08x}"
