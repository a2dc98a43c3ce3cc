"""Report formats: each is a function from a `Report` to text, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from ..results.report import Report
from .json_report import to_dict, to_json
from .text_report import to_text


def _later(module: str, name: str) -> Callable[..., str]:
    """A writer that is imported when it is first used."""

    def write(report: Report, **options: Any) -> str:
        text = getattr(import_module(module, __name__), name)(report, **options)
        assert isinstance(text, str)
        return text

    return write


FORMATS: Final[dict[str, Callable[..., str]]] = {
    "text": to_text,
    "json": to_json,
    "jsonl": _later(".json_lines_report", "to_json_lines"),
    "junit": _later(".junit_report", "to_junit"),
    "sarif": _later(".sarif_report", "to_sarif"),
    "github": _later(".github_report", "to_github"),
    "markdown": _later(".markdown_report", "to_markdown"),
}
"""The formats by name. Each takes a report, and what options it has by name."""

__all__ = ["FORMATS", "to_dict", "to_json", "to_text"]
