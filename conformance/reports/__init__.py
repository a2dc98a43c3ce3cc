"""Report formats: each is a function from a `Report` to pieces of text, in a file of its own.

A report may be of a million messages, each made when it is asked for: what writes one takes
them one by one, and whoever asks for pieces writes each before the next is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final

from ..results.report import Report
from .json_report import json_pieces, to_dict, to_json
from .text_head import statistics_pieces
from .text_report import text_pieces, to_text

Writer = Callable[..., Iterator[str]]
"""Takes a report, and what options it has by name; yields pieces of text, of any length."""


def _later(module: str, name: str) -> Writer:
    """A writer that is imported when it is first used."""

    def write(report: Report, **options: Any) -> Iterator[str]:
        writer: Writer = getattr(import_module(module, __name__), name)
        return writer(report, **options)

    return write


FORMATS: Final[dict[str, Writer]] = {
    "text": text_pieces,
    "json": json_pieces,
    "jsonl": _later(".json_lines_report", "json_lines_pieces"),
    "junit": _later(".junit_report", "junit_pieces"),
    "sarif": _later(".sarif_report", "sarif_pieces"),
    "codequality": _later(".codequality_report", "codequality_pieces"),
    "github": _later(".github_report", "github_pieces"),
    "markdown": _later(".markdown_report", "markdown_pieces"),
    "statistics": statistics_pieces,
    "concise": _later(".concise_report", "concise_pieces"),
}
"""The formats by name."""

__all__ = ["FORMATS", "to_dict", "to_json", "to_text"]
