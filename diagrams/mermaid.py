"""A graph as Mermaid text (``stateDiagram-v2``), which many forges draw in Markdown.

Mermaid has no dashed transitions, so a basis other than documented is told in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..spec import Basis
from .graph import Graph, Link, Node, printable

_ENDS = "[*]"


def to_mermaid(graph: Graph) -> str:
    """Write a graph as Mermaid text; the same graph always gives the same text.

    Args:
        graph: what is to be drawn.
    """
    return "".join(f"{line}\n" for line in _document(graph))


def _document(graph: Graph) -> Iterator[str]:
    yield "---"
    yield f'title: "{_coded(graph.title, _yaml)}"'
    yield "---"
    yield "stateDiagram-v2"
    # A state is named by its place: a name from a file could be read as syntax.
    ids = {node.name: f"s{index}" for index, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        if node.role == "start":
            ids[node.name] = _ENDS
        else:
            yield f'    state "{_node_text(node)}" as {ids[node.name]}'
    for link in graph.links:
        yield from _transitions(link, ids)
    for node in graph.nodes:
        if node.final:
            yield f"    {ids[node.name]} --> {_ENDS}"


def _node_text(node: Node) -> str:
    return _coded(node.label, _entity) + _aside(node.basis)


def _transitions(link: Link, ids: Mapping[str, str]) -> Iterator[str]:
    for label in link.labels:
        words = f"{_coded(label.trigger, _entity)} [{_coded(label.cause, _entity)}]"
        yield f"    {ids[link.source]} --> {ids[link.target]} : {words}{_aside(link.basis)}"


def _aside(basis: Basis | None) -> str:
    return "" if basis in (None, "documented") else f" ({basis})"


def _coded(text: str, code: Callable[[str], str]) -> str:
    """Write text with every character that could be syntax coded."""
    return "".join(_plain(char) or code(char) for char in printable(text))


def _plain(char: str) -> str:
    """Return the character if it can stand for itself, else nothing."""
    return char if char.isalnum() or char in " _-.,()" else ""


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
