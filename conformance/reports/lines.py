"""Lines of styled parts: what a report for people is laid out in.

The layout is made once; a file gets it plainly, a terminal in colour and wrapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ...spec import Severity
from ..results.finding import Finding
from ..results.masking import plain

LONGEST: Final = 4_000
LONGEST_KEY: Final = 200
STYLES: Final[dict[Severity, str]] = {"error": "bold red", "warning": "yellow", "info": "cyan"}


class Part(NamedTuple):
    """A piece of a line, in one style."""

    text: str
    style: str = ""


class Line(NamedTuple):
    """A line of the report: its parts, how far it is indented, and what leads it."""

    parts: tuple[Part, ...] = ()
    indent: int = 0
    lead: tuple[Part, ...] = ()


def written(lines: Iterable[Line]) -> Iterator[str]:
    """Write lines as plain text."""
    for line in lines:
        bare = "".join(part.text for part in (*line.lead, *line.parts))
        yield f"{' ' * line.indent}{bare}".rstrip() + "\n"


def line_of(*parts: tuple[str, str], indent: int = 0) -> Line:
    """Return a line of texts with their styles."""
    return Line(tuple(Part(text, style) for text, style in parts), indent)


def led(lead: tuple[str, str], text: str, style: str = "", indent: int = 0) -> Line:
    """Return a line of one text, led by another."""
    return Line((Part(text, style),), indent, (Part(*lead),))


def safe(text: str) -> str:
    """Make a text from a log harmless to print."""
    return plain(text, LONGEST)


def place_of(finding: Finding) -> str:
    """Say where a finding stands; a damaged file has no record to point at."""
    place = finding.place
    return safe(place.file if finding.code == "LOGS005" and not place.line else str(place))
