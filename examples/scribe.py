"""What every example log is written with: chance that repeats, times, lines and their notes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Dice(Random):
    """Chance that repeats: built on `random()`, whose sequence Python promises to keep."""

    def pick(self, options: Iterable[Any]) -> Any:
        """Return one of the options."""
        known = list(options)
        return known[int(self.random() * len(known))]

    def between(self, low: float, high: float) -> float:
        """Return a number of seconds, to the millisecond."""
        return round(low + self.random() * (high - low), 3)

    def hex(self, digits: int) -> str:
        """Return a hexadecimal number of so many digits."""
        return "".join(self.pick("0123456789abcdef") for _ in range(digits))

    def uuid(self) -> str:
        """Return a UUID, version 4."""
        return str(UUID(self.hex(32), version=4))


@dataclass(frozen=True)
class Note:
    """What is planted in a line: a row of the README.

    Args:
        what: the fault, in words.
        code: the finding it should give, or empty.
        key: the message it is planted in, or empty.
        verdict: what that message should get, or empty.
    """

    what: str
    code: str = ""
    key: str = ""
    verdict: str = ""


@dataclass
class Line:
    """One line of a log, and what is planted in it.

    Args:
        arrives: when it arrives, in seconds of the day of the logs.
        text: what stands on it.
        notes: what is planted in it.
        about: what it tells of, of which other lines may tell, too: a message, a campaign.
    """

    arrives: float
    text: str
    notes: tuple[Note, ...] = ()
    about: str = ""


def without_faults(lines: Iterable[Line]) -> list[Line]:
    """Return a log without its faults: all that is told of a message that has one is left out."""
    log = list(lines)
    faulty = {each.about for each in log if each.about and not _sound(each)}
    return [each for each in log if _sound(each) and each.about not in faulty]


def _sound(line: Line) -> bool:
    return all(
        each.code == "LOGS011" or (each.verdict == "conforms" and each.code in _HARMLESS)
        for each in line.notes
    )


_HARMLESS = ("", "DELV001", "PAYL003")
"""What a healthy message may get: nothing, or what is for information."""


def moment(seconds: float, precision: str = "milliseconds") -> str:
    """Return a time of the day of the logs, RFC 3339."""
    at = START + timedelta(seconds=seconds)
    return at.isoformat(timespec=precision).replace("+00:00", "Z")


def changed(payload: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Return a payload with fields replaced, objects merged; `None` takes a field away."""
    result = dict(payload)
    for name, value in change.items():
        if isinstance(value, dict) and isinstance(result.get(name), dict):
            result[name] = changed(result[name], value)
        elif value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def written(value: Any) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def enveloped(
    arrives: float,
    method: str,
    url: str,
    answer: int,
    *,
    sent: Any = None,
    body: Any = None,
) -> str:
    """Return an exchange on one line: what was asked, or told, and what was answered."""
    request: dict[str, Any] = {"method": method, "url": url}
    response: dict[str, Any] = {"status": answer}
    if sent is not None:
        request |= {"headers": {"content-type": "application/json"}, "body": sent}
    if body is not None:
        response["body"] = body
    return written({"received_at": moment(arrives), "request": request, "response": response})
