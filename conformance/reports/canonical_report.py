"""Messages of several lifecycles side by side, by the canonical states they ended in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...spec import Catalog, canonical_life
from ..results.report import MessageReport, Report
from .json_report import Told, message_dict

_NONE = "(none)"


def canonically(known: Catalog) -> Told:
    """Return what tells of a message, for a JSON report, its ``canonical`` state or `None`, too.

    Args:
        known: the lifecycles the messages were judged by.
    """
    images = _images(known)

    def told(message: MessageReport) -> dict[str, Any]:
        return message_dict(message) | {
            "canonical": images.get((message.lifecycle, message.last or ""))
        }

    return told


def canonical_table(report: Report, known: Catalog) -> str:
    """Return how many messages ended in each canonical state, a line for each lifecycle.

    A lifecycle without canonical states is about no messages, and has no line.

    Args:
        report: the report.
        known: the lifecycles its messages were judged by.
    """
    images = _images(known)
    mapped = {lifecycle for lifecycle, _ in images}
    counts = Counter(
        (_image(images, message), message.lifecycle)
        for message in report.messages
        if message.lifecycle in mapped
    )
    lifecycles = sorted({lifecycle for _, lifecycle in counts})
    seen = {state for state, _ in counts}
    states = [state for state in (*canonical_life().states, _NONE) if state in seen]
    if not states:
        return "canonical states: no message has one\n"
    cells = [
        ["canonical states", *states],
        *([each, *(str(counts[state, each]) for state in states)] for each in lifecycles),
    ]
    return "".join(f"{line}\n" for line in _aligned(cells))


def _images(known: Catalog) -> dict[tuple[str, str], str]:
    return {
        (lifecycle.id, state.name): state.canonical
        for lifecycle in known
        for state in lifecycle.states
        if state.canonical
    }


def _image(images: dict[tuple[str, str], str], message: MessageReport) -> str:
    return images.get((message.lifecycle, message.last or ""), _NONE)


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    ]
