"""A lifecycle's drawing as part of a page: what the log did, as inline SVG, made harmless."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from ..conformance import Report
from ..diagrams import RenderError, draw
from ..diagrams.look import PAPER, dark_mode
from ..overlay import counts_of
from ..spec import Lifecycle

LARGEST: Final = 300_000
"""Bytes of a drawing that is still put into a page."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_ELEMENTS: Final = frozenset(
    (
        *("svg", "g", "path", "polygon", "polyline", "ellipse", "circle", "rect", "line"),
        *("text", "tspan", "defs", "marker"),
    )
)
_ATTRIBUTES: Final = frozenset(
    (
        *("class", "id", "viewBox", "transform", "width", "height", "points", "d"),
        *("cx", "cy", "r", "rx", "ry", "x", "x1", "x2", "y", "y1", "y2"),
        *("fill", "fill-opacity", "stroke", "stroke-dasharray", "stroke-linecap"),
        *("stroke-opacity", "stroke-width", "opacity"),
        *("font-family", "font-size", "font-style", "font-weight", "text-anchor"),
        *("textLength", "lengthAdjust"),
        *("marker-end", "marker-mid", "marker-start", "markerHeight", "markerUnits"),
        *("markerWidth", "orient", "refX", "refY"),
    )
)
_REFERENCE: Final = re.compile(r"url\(\s*#([\w.-]+)\s*\)")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, or why there is none.

    Args:
        svg: an ``<svg>`` element as text; empty if there is none.
        width: how wide it is, in its own units.
        lacking: why there is none.
    """

    svg: str = ""
    width: float = 0.0
    lacking: str = ""


def drawing_of(lifecycle: Lifecycle, report: Report, prefix: str) -> Drawing:
    """Draw what a log did on a lifecycle.

    Args:
        lifecycle: the lifecycle.
        report: what the log did.
        prefix: begins each id in the drawing, so that no two of a page are equal.
    """
    try:
        picture = draw(lifecycle, ".svg", counts_of(report, lifecycle.id))
    except RenderError as error:
        return Drawing(lacking=str(error))
    return inlined(picture, prefix)


def drawing_style() -> str:
    """Return the style of every drawing in a page: its own, but on the page's paper.

    A drawing's style is an element that its sanitised form lacks, and the page's policy
    allows one style only.
    """
    own = dark_mode().removeprefix("<style>").removesuffix("</style>")
    paper = f".drawn .graph [fill='{PAPER}']{{fill:var(--paper)}}"
    return f"{own}{paper}\n.drawn .edge text{{stroke:var(--paper)}}\n"


def inlined(picture: bytes, prefix: str) -> Drawing:
    """Make an SVG document an element of a page: known elements and attributes, own ids.

    Args:
        picture: the document.
        prefix: begins each id.
    """
    if len(picture) > LARGEST:
        return Drawing(lacking="the drawing is too large for this page")
    try:
        root = fromstring(picture)
    except ParseError as error:
        return Drawing(lacking=f"the drawing is not readable: {error}")
    _tame(root, prefix)
    width = float((root.get("viewBox") or "0 0 0 0").split()[2])
    for name in ("width", "height", "id"):
        root.attrib.pop(name, None)
    root.set("width", f"{width:g}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title")
    return Drawing(tostring(root, encoding="unicode"), width)


def _tame(element: Element, prefix: str) -> None:
    tag = element.tag.removeprefix(_SVG)
    element.tag = "g" if tag == "a" else tag
    element.attrib = {
        name: _renamed(name, value, prefix)
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES
    }
    for child in list(element):
        kind = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
        if kind in _ELEMENTS or kind == "a":
            _tame(child, prefix)
        else:  # titles, too: they name nodes by number, and a browser would show them
            element.remove(child)


def _renamed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    return _REFERENCE.sub(rf"url(#{prefix}-\1)", value) if "url(" in value else value
