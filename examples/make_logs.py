"""Writes the example logs: invented messages with planted faults, the same bytes every time.

``python examples/make_logs.py [FOLDER]`` writes ``vonage.jsonl``, ``go4network.jsonl`` and the
``README.md`` that says what is planted where. Everyone in the logs is made up; phone numbers
come from ranges that are never given out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import planted
from planted import Script, Stray

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
APART = 47.0
"""Seconds between the beginnings of two messages."""

Tell = Callable[[Any, float], dict[str, Any]]
"""From a status and a second of the day to a payload."""


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


@dataclass
class Line:
    """One line of a log, and what is planted in it."""

    arrives: float
    text: str
    what: str = ""
    code: str = ""
    verdict: str = ""


@dataclass
class Vonage:
    """What the callbacks of one Vonage message have in common."""

    dice: Dice
    channel: str
    common: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make up the message."""
        dice = self.dice
        person = f"u-{dice.hex(12)}"
        number = f"4477009000{int(dice.random() * 100):02}"
        name = self.channel.removesuffix(" v0.1")
        self.v0_1 = name != self.channel
        self.common = {"message_uuid": dice.uuid()}
        to, sender = person if name == "messenger" else number, dice.pick(_SENDERS[name])
        if self.v0_1:
            self.common["to"] = {"type": name, "number": to}
            self.common["from"] = {"type": name, "number": sender}
        else:
            self.common |= {"to": to, "from": sender, "channel": name}
        self.channel = name
        if dice.random() < 0.4:
            self.common["client_ref"] = f"order-{int(dice.between(1000, 9999))}"
        self.precision = dice.pick(("seconds", "milliseconds"))
        self.network = dice.pick(("23410", "23415", "23430", "310260"))
        self.price = dice.pick(("0.0333", "0.0420", "0.0075"))

    def __call__(self, status: str, at: float) -> dict[str, Any]:
        """Return the callback that tells a status."""
        told = {**self.common, "timestamp": moment(at, self.precision), "status": status}
        if self.v0_1:
            return told
        mobile = self.channel in ("sms", "mms")
        if status == ("submitted" if mobile else "delivered"):
            told["usage"] = {"currency": "EUR", "price": self.price}
        if mobile or self.channel == "rcs":
            told["destination"] = {"network_code": self.network}
        if self.channel == "sms":
            told["sms"] = {"total_count": "1"}
        if status in ("rejected", "undeliverable"):
            told["error"] = dict(self.dice.pick(_ERRORS))
        return told


_SENDERS = {
    "sms": ("Kiosk", "15550100123", "15550104477"),
    "mms": ("15550100123", "15550102200"),
    "rcs": ("KioskAgent",),
    "whatsapp": ("15550107788",),
    "viber_service": ("22353",),
    "messenger": ("page-1042",),
}
_ERRORS = (
    {"type": "https://example.com/errors/1260", "title": "1260", "detail": "Not reachable"},
    {"type": "https://example.com/errors/1300", "title": 1300, "detail": "Not supported"},
    {
        "type": "https://example.com/errors/1340",
        "title": "1340",
        "detail": "Outside the allowed window",
        "instance": "0d1e2f3a4b5c6d7e",
    },
)


@dataclass
class Go4:
    """What the events of one GO4Network message have in common."""

    dice: Dice
    task: str

    def __post_init__(self) -> None:
        """Make up the message."""
        dice = self.dice
        self.id = 700_000 + int(dice.random() * 99_999)
        self.with_zero = dice.random() < 0.3

    def __call__(self, status: int, _: float) -> dict[str, Any]:
        """Return the event that tells a status."""
        told = {"short_message_id": self.id, "task_hash": self.task, "message_status": status}
        if status == 7:
            told["error_code"] = 1 + int(self.dice.random() * 5)
        elif self.with_zero:
            told["error_code"] = 0
        return {"data": told}


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


def line(payload: Any, arrives: float, style: str, url: str, answer: int) -> str:
    """Return a payload as a capture writes it down."""
    if style == "bare":
        return written(payload)
    body = written(payload) if style == "escaped" else payload
    headers = {"content-type": "application/json"}
    request = {"method": "POST", "url": url, "headers": headers, "body": body}
    envelope = {"received_at": moment(arrives), "request": request, "response": {"status": answer}}
    return written(envelope)


def written(value: Any) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def lines_of(script: Script, tell: Tell, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    url = "/webhooks/message-status" if isinstance(tell, Vonage) else "/hooks/go4"
    style = dice.pick(("bare", "bare", "envelope", "envelope", "escaped"))
    at, payload = begins, dict[str, Any]()
    for position, step in enumerate(script.steps):
        at += 0 if step.same_time else dice.between(1.5, 20)
        if step.status == "again":
            arrives = at + 5
        else:
            payload = tell(step.status, at)
            arrives = at + dice.between(0.05, 0.9)
        payload = changed(payload, {**script.change, **step.change})
        following = script.steps[position + 1] if position + 1 < len(script.steps) else None
        answer = 503 if following and following.status == "again" else 200
        text = line(payload, arrives + step.delay, style, url, answer)
        text = text[: len(text) * 2 // 3] if step.cut else text
        yield Line(arrives + step.delay, text, step.what, step.code, script.verdict)


def log(
    dice: Dice,
    scripts: list[tuple[Script, Tell]],
    strays: Iterable[Stray],
) -> list[Line]:
    """Return the lines of a log in the order in which they arrived."""
    lines = [
        each
        for position, (script, tell) in enumerate(scripts)
        for each in lines_of(script, tell, position * APART, dice)
    ]
    span = len(scripts) * APART
    for stray in strays:
        lines.append(Line(round(span * stray.at, 3), stray.text, stray.what, stray.code))
    return sorted(lines, key=lambda each: each.arrives)


def spread(faulty: tuple[Script, ...], healthy: list[Script]) -> list[Script]:
    """Return all scripts, the planted ones evenly among the healthy."""
    every = len(healthy) // len(faulty)
    result: list[Script] = []
    for position, script in enumerate(faulty):
        result += [*healthy[position * every : (position + 1) * every], script]
    return result + healthy[len(faulty) * every :]


def vonage() -> list[Line]:
    """Return the log of the Vonage callbacks."""
    dice = Dice(20260302)
    healthy = [
        planted.plant(channel, "conforms", statuses)
        for channel, statuses, count in planted.VONAGE_HEALTHY
        for _ in range(count)
    ]
    scripts = spread(planted.VONAGE, sorted(healthy, key=lambda _: dice.random()))
    return log(dice, [(each, Vonage(dice, each.kind)) for each in scripts], planted.VONAGE_STRAYS)


def go4network() -> list[Line]:
    """Return the log of the GO4Network events."""
    dice = Dice(20260303)
    healthy = [
        planted.plant("", "conforms", statuses)
        for statuses, count in planted.GO4_HEALTHY
        for _ in range(count)
    ]
    scripts = spread(planted.GO4, sorted(healthy, key=lambda _: dice.random()))
    tasks = [dice.hex(16) for _ in range(len(scripts) // 6 + 1)]
    tellers = [Go4(dice, tasks[position // 6]) for position in range(len(scripts))]
    return log(dice, list(zip(scripts, tellers, strict=True)), planted.GO4_STRAYS)


def build() -> dict[str, str]:
    """Return each file's text by its name."""
    logs = {"vonage.jsonl": vonage(), "go4network.jsonl": go4network()}
    rows = [
        f"| `{name}:{number}` | {each.what} | {each.code or '—'} | {each.verdict or '—'} |"
        for name, lines in logs.items()
        for number, each in enumerate(lines, 1)
        if each.what
    ]
    texts = {name: "".join(f"{each.text}\n" for each in lines) for name, lines in logs.items()}
    return {**texts, "README.md": planted.README + "\n".join(rows) + "\n"}


def main() -> None:
    """Write the files beside this script, or into the folder named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "logs"
    for name, text in build().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
