"""The JSON Lines report: one thing a line, so that it can be read as a stream.

First the logs, then the messages, then the findings; the summary comes last. Each is what
the JSON report holds, with its ``type``; ``report_line.schema.json`` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

from ..results.report import Report
from .json_report import VERSION, Told, lists_of, message_dict, summary_dict

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_lines_pieces(report: Report, *, told: Told = message_dict) -> Iterator[str]:
    """Yield a report as JSON Lines.

    Args:
        report: the report.
        told: what is told of each message.
    """
    for line in lines_of(report, told=told):
        yield f"{_COMPACT.encode(line)}\n"


def lines_of(report: Report, *, told: Told = message_dict) -> Iterator[dict[str, Any]]:
    """Yield what each line holds.

    Args:
        report: the report.
        told: what is told of each message.
    """
    for name, items in lists_of(report, told):
        kind = name.removesuffix("s")
        for item in items:
            yield {"type": kind, **item}
    yield {"type": "summary", "version": VERSION, **summary_dict(report)}


def line_schema() -> dict[str, Any]:
    """Return the JSON Schema of a line; it refers to nothing outside itself."""
    folder = files(__package__ or "")
    text = (folder / "report_line.schema.json").read_text(encoding="utf-8")
    report = json.loads((folder / "report.schema.json").read_text(encoding="utf-8"))
    schema: dict[str, Any] = json.loads(text.replace("report.schema.json#", "#"))
    return {**schema, "$defs": report["$defs"]}
