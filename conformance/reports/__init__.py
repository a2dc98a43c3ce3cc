"""Report formats: each is a function from a `Report` to text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..report import Report
from .json_report import to_dict, to_json
from .text_report import to_text

FORMATS: Final[dict[str, Callable[[Report], str]]] = {"text": to_text, "json": to_json}
"""The formats by name."""

__all__ = ["FORMATS", "to_dict", "to_json", "to_text"]
