"""The JSON report, version 1: it only grows.

It is written piece by piece, each message and each finding as it comes: the whole of a
million messages would take gigabytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from ..results.report import LogReport, MessageReport, Report

VERSION: Final = 1

Told = Callable[[MessageReport], dict[str, Any]]
"""What is told of a message."""

_INDENTED: Final = json.JSONEncoder(ensure_ascii=False, indent=2)
_FLAT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",\n      ", ": "))
"""Writes what stands in an item of a list and holds nothing else, as the former would."""


def summary_dict(report: Report) -> dict[str, Any]:
    """Return what is told of a report as a whole."""
    return {
        "records": sum(log.records for log in report.logs),
        "used": sum(log.used for log in report.logs),
        "ignored": sum(log.ignored for log in report.logs),
        "unread": sum(log.unread for log in report.logs),
        "observations": report.observations,
        "messages": len(report.messages),
        "released": report.released,
        "known": report.known,
        "verdicts": report.verdicts,
        "coverage": {name: each.coverage() for name, each in report.traffic.items()},
    }


def log_dict(log: LogReport) -> dict[str, Any]:
    """Return what is told of a log."""
    return {
        "path": log.path,
        "records": log.records,
        "used": log.used,
        "ignored": log.ignored,
        "unread": log.unread,
        "problem": log.problem or None,
        **({"found": log.found} if log.found else {}),
        **({"known": log.known} if log.known else {}),
    }


def message_dict(message: MessageReport) -> dict[str, Any]:
    """Return what is told of a message."""
    return {
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
        **({"row": message.place.row} if message.place.row else {}),
    }


def to_dict(report: Report, *, told: Told = message_dict) -> dict[str, Any]:
    """Return a report as the JSON report holds it; ``report.schema.json`` describes it.

    Args:
        report: the report.
        told: what is told of each message.
    """
    lists = {name: list(items) for name, items in lists_of(report, told)}
    return {"version": VERSION, "summary": summary_dict(report), **lists}


def lists_of(
    report: Report, told: Told = message_dict
) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Yield what a report has lists of: the name of each, and what is in it, one by one."""
    yield "logs", map(log_dict, report.logs)
    yield "messages", map(told, report.messages)
    yield "findings", (finding.to_dict() for finding in report.findings)


def to_json(report: Report, *, told: Told = message_dict) -> str:
    """Return a report as JSON text.

    Args:
        report: the report.
        told: what is told of each message.
    """
    return "".join(json_pieces(report, told=told))


def json_pieces(report: Report, *, told: Told = message_dict) -> Iterator[str]:
    """Yield a report as JSON text: what `to_dict` holds, indented by two.

    Args:
        report: the report.
        told: what is told of each message.
    """
    head = {"version": VERSION, "summary": summary_dict(report)}
    yield _INDENTED.encode(head).removesuffix("\n}")
    for name, items in lists_of(report, told):
        yield f',\n  "{name}": '
        yield from _list(items)
    yield "\n}\n"


def _list(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    before = "[\n    "
    for item in items:
        yield before + _item(item)
        before = ",\n    "
    yield "\n  ]" if before.startswith(",") else "[]"


def _item(item: dict[str, Any]) -> str:
    if any(value and isinstance(value, list | dict) for value in item.values()):
        return _INDENTED.encode(item).replace("\n", "\n    ")
    # Most hold no list; without indentation these are written in C, many times faster.
    return f"{{\n      {_FLAT.encode(item)[1:-1]}\n    }}"
