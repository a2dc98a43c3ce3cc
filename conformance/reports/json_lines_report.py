"""The JSON Lines report: one thing a line, so that it can be read as a stream.

First the logs, then the messages, then the findings; the summary comes last. Each is what
the JSON report holds, with its ``type``; ``report_line.schema.json`` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from ..results.report import Report
from .json_report import VERSION, to_dict


def to_json_lines(report: Report, *, told: dict[str, Any] | None = None) -> str:
    """Return a report as JSON Lines.

    Args:
        report: the report.
        told: what is written of it, if more than `to_dict` gives.
    """
    return "".join(
        f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n"
        for line in lines_of(told or to_dict(report))
    )


def lines_of(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what each line holds, of what the JSON report does."""
    for kind in ("log", "message", "finding"):
        for each in told[f"{kind}s"]:
            yield {"type": kind, **each}
    yield {"type": "summary", "version": VERSION, **told["summary"]}


def line_schema() -> dict[str, Any]:
    """Return the JSON Schema of a line; it refers to nothing outside itself."""
    folder = files(__package__ or "")
    text = (folder / "report_line.schema.json").read_text(encoding="utf-8")
    report = json.loads((folder / "report.schema.json").read_text(encoding="utf-8"))
    schema: dict[str, Any] = json.loads(text.replace("report.schema.json#", "#"))
    return {**schema, "$defs": report["$defs"]}
