"""What a report may be written as, and the gates it may be held to: by the names users give."""

from __future__ import annotations

from typing import Final

from ..conformance.reports import FORMATS

FORMAT_NAMES: Final = (*FORMATS, "html")
"""The formats there are; HTML is not among the reports', since it draws diagrams, too."""

FAIL_ON: Final = ("error", "warning", "info", "never")
"""The gates: the least grave finding that makes the exit status 1."""
