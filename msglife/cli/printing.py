"""Writing a report: to a file in any format, or to standard output as a person reads it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final

from ..conformance import Report
from ..conformance.reports import FORMATS
from ..conformance.reports.canonical_report import canonical_table, canonically
from ..conformance.reports.concise_report import concise_layout
from ..conformance.reports.lines import Line, written
from ..conformance.reports.text_head import statistics_layout
from ..conformance.reports.text_report import layout
from .output import encoded, json_bytes, on_terminal, stdout_bytes, write_blocks
from .request import Request

_JSON: Final = frozenset({"codequality", "json", "jsonl", "sarif"})
_LAYOUTS: Final[dict[str, Callable[..., Iterator[Line]]]] = {
    "text": layout,
    "statistics": statistics_layout,
    "concise": concise_layout,
}
"""The formats that are laid out in lines, which a terminal gets in colour."""
_OPTIONS: Final = {
    "text": ("show_info", "most", "addresses"),
    "statistics": ("show_info",),
    "concise": ("show_info", "most"),
    "junit": ("fail_on",),
    "github": ("show_info",),
    "markdown": ("show_info",),
}
"""What a format takes of what the user asks for, where that says anything."""


def blocks_of(report: Report, name: str, request: Request) -> Iterator[bytes]:
    """Yield a report in one of the formats, in UTF-8, as it comes.

    Args:
        report: the report.
        name: the format.
        request: what the user asks for.
    """
    return encoded(_pieces(report, name, request), json_bytes if name in _JSON else _utf8)


def _pieces(report: Report, name: str, request: Request) -> Iterator[str]:
    if name == "html":
        from ..html_report import to_html

        yield to_html(report, request.known)
        return
    given = _given(name, request)
    if request.canonical and name in ("json", "jsonl"):
        given["told"] = canonically(request.known)
    yield from FORMATS[name](report, **given)
    yield from _side_by_side(report, name, request)


def _given(name: str, request: Request) -> dict[str, Any]:
    told = {option: getattr(request, option) for option in _OPTIONS.get(name, ())}
    return {option: value for option, value in told.items() if value is not None}


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _side_by_side(report: Report, name: str, request: Request) -> Iterator[str]:
    if request.canonical and name in ("text", "statistics"):
        yield f"\n{canonical_table(report, request.known)}"


def print_report(report: Report, request: Request) -> None:
    """Write a report to standard output, as the user asks for it."""
    name = request.format
    if name not in _LAYOUTS:
        write_blocks(blocks_of(report, name, request))
        return
    lines = _LAYOUTS[name](report, **_given(name, request))
    pieces = chain(_printed(lines, request), _side_by_side(report, name, request))
    write_blocks(encoded(pieces, stdout_bytes))


def _printed(lines: Iterable[Line], request: Request) -> Iterator[str]:
    wished = request.color == "auto" and os.environ.get("FORCE_COLOR")
    if not (on_terminal() or wished or request.color == "always"):
        return written(lines)
    from .terminal import rendered_lines

    # What editors and grep read stays one line.
    wrap = on_terminal() and request.format != "concise"
    return rendered_lines(lines, color=request.color, wrap=wrap)
