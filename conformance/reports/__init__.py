"""Report formats: each is a function from a `Report` to text, in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from ..report import Report
from .json_report import to_dict, to_json
from .text_report import to_text


@dataclass(frozen=True, slots=True)
class _Later:
    """A writer that is imported when it is first used."""

    module: str
    name: str

    def __call__(self, report: Report, **options: Any) -> str:
        text = getattr(import_module(self.module, __name__), self.name)(report, **options)
        assert isinstance(text, str)
        return text


FORMATS: Final[dict[str, Callable[..., str]]] = {
    "text": to_text,
    "json": to_json,
    "jsonl": _Later(".json_lines_report", "to_json_lines"),
    "junit": _Later(".junit_report", "to_junit"),
    "sarif": _Later(".sarif_report", "to_sarif"),
    "github": _Later(".github_report", "to_github"),
    "markdown": _Later(".markdown_report", "to_markdown"),
}
"""The formats by name. Each takes a report, and what options it has by name."""

__all__ = ["FORMATS", "to_dict", "to_json", "to_text"]
