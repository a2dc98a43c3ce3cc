"""What collectors of output write of an application that prints its objects over several lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from support.found import rows
from support.shapes import Payloads, iso, ms

Line = tuple[int, str]


def printed(payload: Any, *, within: bool) -> list[str]:
    """The lines that print a payload: as it is, or within an object."""
    value = {"level": "info", "hook": {"body": payload}} if within else payload
    return json.dumps(value, indent=2).split("\n")


def output(payloads: Payloads, *, within: bool) -> list[Line]:
    """The lines, each with the number of its payload, and one of no concern."""
    lines = [
        (number, line)
        for number, payload in enumerate(payloads)
        for line in printed(payload, within=within)
    ]
    return [(0, "server up"), *lines]


def docker(lines: list[Line]) -> str:
    return "".join(
        json.dumps({"log": f"{text}\n", "stream": "stdout", "time": iso(number)}) + "\n"
        for number, text in lines
    )


def log_events(lines: list[Line]) -> str:
    events = [{"timestamp": ms(number), "message": text} for number, text in lines]
    return json.dumps({"events": events, "nextForwardToken": "f/1"}, indent=4)


def pages(lines: list[Line]) -> str:
    """A page a line, in which objects do not end."""
    events = [{"timestamp": ms(number), "message": text} for number, text in lines]
    return "".join(
        json.dumps({"events": events[start : start + 7]}) + "\n"
        for start in range(0, len(events), 7)
    )


def insights(lines: list[Line]) -> str:
    return rows(
        ["@timestamp", "@message", "@logStream"], *([iso(n), text, "web"] for n, text in lines)
    )


def loki(lines: list[Line]) -> str:
    values = [[str(ms(number) * 10**6), text] for number, text in lines]
    return json.dumps({"data": {"result": [{"stream": {"app": "web"}, "values": values}]}})


WRITERS: dict[str, Callable[[list[Line]], str]] = {
    "docker": docker,
    "events of a log group": log_events,
    "pages of events": pages,
    "rows of a query": insights,
    "pairs of times and lines": loki,
}


def _shape(write: Callable[[list[Line]], str], within: bool) -> Callable[[Payloads], str]:
    return lambda payloads: write(output(payloads, within=within))


PRINTED = {
    f"printed: {name}{', within an object' if within else ''}": _shape(write, within)
    for name, write in WRITERS.items()
    for within in (False, True)
}
"""Shapes by name."""
