"""A graph as SCXML 1.0, the W3C's notation for state charts, which other tools run.

An SCXML ``<final>`` has no way out: a final that can be left is a ``<state>`` that says
``msglife:final``. A guard is a JSON Schema over the payload, which no SCXML data model
evaluates: a guarded transition has no ``cond`` and carries its schema as ``msglife:guard``.
Whoever runs the chart checks that first, or takes the transition on any payload.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..spec import START
from .graph import Graph, Label, Link, Node, sources
from .words import printable

_ROOT: Final = {
    "xmlns": "http://www.w3.org/2005/07/scxml",
    "xmlns:msglife": "urn:x-msglife:lifecycle",
    "version": "1.0",
    "datamodel": "null",
}
_BEGIN: Final = Node(START, "start", role="start")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""What is an XML id and one token of an SCXML event as it stands."""
_EVENT: Final = "message."
"""Before each event: SCXML keeps `error` and `done` to itself, interpreters much else."""


def to_scxml(graph: Graph) -> str:
    """Write a graph as an SCXML document; the same graph always gives the same text.

    A link from any state becomes a transition from each; the trigger ``deliver`` is the
    event ``message.deliver``. A name that XML or SCXML could misread is replaced by one of
    ours and stands beside it, as ``msglife:name`` or ``msglife:trigger``.

    Args:
        graph: what is to be written.
    """
    nodes = [_BEGIN, *(node for node in graph.nodes if node.role == "state")]
    ids = _ids("s", (node.name for node in nodes))
    events = _ids("e", (label.trigger for link in graph.links for label in link.labels))
    title = {"msglife:title": printable(graph.title)}
    root = Element("scxml", {**_ROOT, "initial": ids[START], **title})
    for node in nodes:
        state = SubElement(root, "final" if node.absorbing else "state", _state(node, ids))
        for link in graph.links:
            if node.name in sources(link, graph.nodes):
                for label in link.labels:
                    SubElement(state, "transition", _transition(link, label, ids, events))
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _ids(letter: str, names: Iterable[str]) -> dict[str, str]:
    """Name each name once: as it is if that is plain, else by its place."""
    distinct = list(dict.fromkeys(names))
    ids = {name: name for name in distinct if _NAME.fullmatch(name)}
    taken = set(ids)
    for index, name in enumerate(distinct):
        if name not in ids:
            ids[name] = next(each for each in _aliases(f"{letter}{index}") if each not in taken)
    return ids


def _aliases(alias: str) -> Iterator[str]:
    """Yield the alias, then longer ones.

    >>> [each for each, _ in zip(_aliases("s1"), range(3))]
    ['s1', 's1_', 's1__']
    """
    while True:
        yield alias
        alias += "_"


def _state(node: Node, ids: Mapping[str, str]) -> dict[str, str]:
    look = {"id": ids[node.name]}
    if ids[node.name] != node.name:
        look["msglife:name"] = printable(node.name)
    if node.label != node.name:
        look["msglife:label"] = printable(node.label)
    if node.final and not node.absorbing:
        look["msglife:final"] = "true"
    return look | ({"msglife:basis": node.basis} if node.basis else {})


def _transition(
    link: Link, label: Label, ids: Mapping[str, str], events: Mapping[str, str]
) -> dict[str, str]:
    look = {"event": _EVENT + events[label.trigger], "target": ids[link.target]}
    if events[label.trigger] != label.trigger:
        look["msglife:trigger"] = printable(label.trigger)
    look |= {"msglife:cause": label.cause, "msglife:basis": link.basis}
    if label.guard is not None:
        look["msglife:guard"] = json.dumps(label.guard.schema, sort_keys=True)
    return look
