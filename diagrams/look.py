"""How diagrams look: colours for light and dark pages, line styles, and what they mean.

Nothing is told by colour alone: bases are line styles, what a log did is words, widths and
arrowheads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..spec import Basis, Outcome
from .graph import Swerve, Term

PAPER: Final = "#fefefe"
INK: Final = "#1f2328"
GREY: Final = "#59636e"
BOX: Final = "#f3f5f7"
SHADE: Final = "#d5dbe1"
FAINT: Final = "#c3cad1"
RED: Final = "#c0262d"
AMBER: Final = "#8a5a00"
VIOLET: Final = "#6f42c1"
GREEN: Final = "#1a7f37"

FONTS: Final = "Helvetica,Arial,Arimo,Liberation Sans,Roboto,sans-serif"
"""Fonts as wide as the one the layout is made for."""

DARK: Final[Mapping[str, str]] = {
    PAPER: "#0d1117",
    INK: "#f0f6fc",
    GREY: "#9aa4ae",
    BOX: "#1c232b",
    SHADE: "#3d4650",
    FAINT: "#39424b",
    RED: "#ff7b72",
    AMBER: "#d9a33c",
    VIOLET: "#b392f0",
    GREEN: "#3fb950",
}
"""Each colour's counterpart on a dark page. No colour has a name: Graphviz would rewrite it."""

LINE: Final[Mapping[Basis, str]] = {
    "documented": "solid",
    "implied": "dashed",
    "assumed": "dotted",
}

OUTCOME: Final[Mapping[Outcome, Mapping[str, str]]] = {
    "good": {"color": GREEN, "penwidth": "1.6"},
    "bad": {"color": RED, "penwidth": "1.6", "style": "filled"},
}
"""How ends look; a bad one has sharp corners, so that no colour is needed to see it."""
MAIN: Final = "2.4"
"""How wide the lines of the way to a good end are, in points."""
STRAIGHT: Final = "6"
"""How much more than others such a line is kept short and straight: the rest then finds room."""

SWERVE: Final[Mapping[Swerve, Mapping[str, str]]] = {
    "illegal": {"color": RED, "fontcolor": RED, "penwidth": "2.4", "arrowhead": "teenormal"},
    "missed": {"color": AMBER, "fontcolor": AMBER, "penwidth": "1.4", "arrowhead": "empty"},
    "late": {"color": VIOLET, "fontcolor": VIOLET, "penwidth": "1.4", "arrowhead": "odiamond"},
}
"""What a log did beside the edges; all of it is dashed."""

MEANING: Final[Mapping[Term, str]] = {
    "start": "dot: where a message's life starts",
    "any": "any other …: each such state but the target",
    "final": "double border: a place to end",
    "good": "green, round corners: a good end",
    "bad": "red, sharp corners: a bad end",
    "absorbing": "shaded: an end with no way out",
    "main": "bold: the shortest way to a good end",
    "documented": "solid: the provider's document says it",
    "implied": "dashed: the document implies it",
    "assumed": "dotted: assumed, nothing says it",
    "relation": "folded corner: what relates messages",
    "traffic": "×n, wide: how often in the log; pale: never",
    "unseen": "unseen: passed, but not reported",
    "illegal": "bar, bold, illegal: no documented life",
    "missed": "open head, missed: a status was not reported",
    "late": "diamond, late: came late, or may have",
    "unknown": "octagon: a status this life does not have",
}
LABELS: Final = "[who causes it]: the provider, if nobody is named"


def dark_mode() -> str:
    """Return the style sheet of an SVG: dark colours on a dark page, a halo around labels."""
    rules = [
        f".graph [{name}='{light}']{{{name}:{dark}}}"
        for light, dark in DARK.items()
        for name in ("fill", "stroke")
    ]
    font = f".graph text{{font-family:{FONTS}}}"
    halo = f".edge text{{paint-order:stroke;stroke:{PAPER};stroke-width:3px;stroke-linejoin:round}}"
    dark_halo = f".edge text{{stroke:{DARK[PAPER]}}}"
    media = "\n".join(["@media (prefers-color-scheme:dark){", *rules, dark_halo, "}"])
    return f"<style>\n{font}\n{halo}\n{media}\n</style>"
