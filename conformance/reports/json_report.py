"""The JSON report, version 1: it only grows."""

from __future__ import annotations

import json
from typing import Any, Final

from ..results.report import Report

VERSION: Final = 1


def to_dict(report: Report) -> dict[str, Any]:
    """Return a report as the JSON report holds it; ``report.schema.json`` describes it."""
    return {
        "version": VERSION,
        "summary": {
            "records": sum(log.records for log in report.logs),
            "used": sum(log.used for log in report.logs),
            "ignored": sum(log.ignored for log in report.logs),
            "unread": sum(log.unread for log in report.logs),
            "observations": report.observations,
            "messages": len(report.messages),
            "released": report.released,
            "verdicts": report.verdicts,
            "coverage": {name: each.coverage() for name, each in report.traffic.items()},
        },
        "logs": [
            {
                "path": log.path,
                "records": log.records,
                "used": log.used,
                "ignored": log.ignored,
                "unread": log.unread,
                "problem": log.problem or None,
            }
            for log in report.logs
        ],
        "messages": [
            {
                "provider": message.provider,
                "lifecycle": message.lifecycle,
                "key": message.key,
                "verdict": message.verdict,
                "last": message.last,
                "final": message.final,
                "observations": message.observations,
                "parent": message.parent or None,
                "explanation": message.explanation,
                "file": message.place.file,
                "line": message.place.line,
            }
            for message in report.messages
        ],
        "findings": [finding.to_dict() for finding in report.findings],
    }


def to_json(report: Report, *, told: dict[str, Any] | None = None) -> str:
    """Return a report as JSON text.

    Args:
        report: the report.
        told: what is written of it, if more than `to_dict` gives.
    """
    return json.dumps(told or to_dict(report), indent=2, ensure_ascii=False) + "\n"
