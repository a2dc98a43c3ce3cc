"""Writes the example logs: invented messages with planted faults, the same bytes every time.

``python examples/make_logs.py [FOLDER]`` writes each log twice, into ``logs`` and, without its
faults, into ``healthy``, each folder with a ``README.md`` that says what is planted where. Everyone
in the logs is made up; phone numbers come from ranges that are never given out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gateway_log
import infobip_log
import partner_log
import planted
import scg_log
import sinch_log
import smpp_log
import telnyx_log
import twilio_log
import whatsapp_log
from planted import Script, Stray
from scribe import Dice, Line, Note, changed, enveloped, moment, without_faults, written

APART = 47.0
"""Seconds between the beginnings of two messages."""


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
        self.key = dice.uuid()
        self.common = {"message_uuid": self.key}
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
        self.key = str(self.id)
        self.with_zero = dice.random() < 0.3

    def __call__(self, status: int, _: float) -> dict[str, Any]:
        """Return the event that tells a status."""
        told = {"short_message_id": self.id, "task_hash": self.task, "message_status": status}
        if status == 7:
            told["error_code"] = 1 + int(self.dice.random() * 5)
        elif self.with_zero:
            told["error_code"] = 0
        return {"data": told}


def line(payload: Any, arrives: float, style: str, url: str, answer: int) -> str:
    """Return a payload as a capture writes it down."""
    if style == "bare":
        return written(payload)
    body = written(payload) if style == "escaped" else payload
    return enveloped(arrives, "POST", url, answer, sent=body)


def lines_of(script: Script, tell: Vonage | Go4, begins: float, dice: Dice) -> Iterable[Line]:
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
        note = Note(step.what, step.code, tell.key, script.verdict)
        yield Line(arrives + step.delay, text, (note,) if step.what else (), tell.key)


def log(
    dice: Dice,
    scripts: Iterable[tuple[Script, Vonage | Go4]],
    strays: Iterable[Stray],
) -> list[Line]:
    """Return the lines of a log in the order in which they arrived."""
    told = list(scripts)
    lines = [
        each
        for position, (script, tell) in enumerate(told)
        for each in lines_of(script, tell, position * APART, dice)
    ]
    span = len(told) * APART
    for stray in strays:
        note = Note(stray.what, stray.code)
        lines.append(Line(round(span * stray.at, 3), stray.text, (note,)))
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
    return log(dice, zip(scripts, tellers, strict=True), planted.GO4_STRAYS)


README = """# Example logs

Thirteen logs to try `msglife check` on, all invented by `examples/make_logs.py`, with phone numbers
from test ranges.

- `vonage.jsonl`: status callbacks of six channels, among them a failover from RCS to SMS, v0.1
  payloads and resends.
- `go4network.jsonl`: message status changes.
- `scg.jsonl`: campaigns that are polled, each a request with its messages, and events about
  changes of state. Answers hold one resource or a list of them.
- `partner_gateway.har`: a recorded session of look-ups, one message or several at once, with
  notifications and with exchanges about other things in between.
- `twilio.jsonl`: answers of the API that create and fetch messages, and callbacks as forms.
- `telnyx.jsonl`: answers of the API, records asked for, and webhook events.
- `whatsapp_cloud.jsonl`: webhooks with statuses, one of a group, and inbound messages.
- `jasmin.jsonl` and `kannel.jsonl`: reports of two gateways, as they get a URL.
- `smpp.jsonl`: PDUs: answers to submissions and queries, receipts by text and by parameters.
- `infobip.jsonl`: answers to requests to send, delivery reports, and logs that are asked for.
- `sinch_sms.jsonl`: delivery reports by recipient and by batch.
- `sinch_conversation.jsonl`: receipts of messages that fall back from RCS to SMS.

Lines are bare payloads, envelopes, or envelopes whose body is a string of JSON, in the order in
which they arrived. {pair}

| Place | What is planted | Finding | Message | Its verdict |
|---|---|---|---|---|
"""
FAULTY = """Most messages are healthy; what is planted, and the finding and verdict it
should get, is in the table (— where there is none). In [`../healthy`](../healthy) is each of these
logs without its faults."""
HEALTHY = """Every message conforms: these are the logs of
[`../logs`](../logs) without the messages and lines that have a fault. What else is special is in
the table; a finding that it gives is for information."""


def build() -> dict[str, str]:
    """Return each file's text by its name."""
    logs = {
        "vonage.jsonl": vonage(),
        "go4network.jsonl": go4network(),
        "scg.jsonl": scg_log.lines(),
        "partner_gateway.har": partner_log.lines(),
        "twilio.jsonl": twilio_log.lines(),
        "telnyx.jsonl": telnyx_log.lines(),
        "whatsapp_cloud.jsonl": whatsapp_log.lines(),
        "infobip.jsonl": infobip_log.lines(),
        "sinch_sms.jsonl": sinch_log.sms_lines(),
        "sinch_conversation.jsonl": sinch_log.conversation_lines(),
        "jasmin.jsonl": gateway_log.jasmin_lines(),
        "kannel.jsonl": gateway_log.kannel_lines(),
        "smpp.jsonl": smpp_log.lines(),
    }
    sound = {name: without_faults(lines) for name, lines in logs.items()}
    return {**folder("logs", logs, FAULTY), **folder("healthy", sound, HEALTHY)}


def folder(place: str, logs: dict[str, list[Line]], pair: str) -> dict[str, str]:
    """Return the text of each file of a folder, by its name.

    Args:
        place: the folder.
        logs: the lines of each log, by its name.
        pair: what the README says of the folder, and of the other.
    """
    rows = [
        f"| `{name}:{number}` | {note.what} | {note.code or '—'}"
        f" | {f'`{note.key}`' if note.key else '—'} | {note.verdict or '—'} |"
        for name, lines in logs.items()
        for number, each in enumerate(lines, 1)
        for note in each.notes
    ]
    texts = {f"{place}/{name}": _text(name, lines) for name, lines in logs.items()}
    return {**texts, f"{place}/README.md": README.format(pair=pair) + "\n".join(rows) + "\n"}


def _text(name: str, lines: list[Line]) -> str:
    if name.endswith(".har"):
        return partner_log.archived(lines)
    return "".join(f"{each.text}\n" for each in lines)


def main() -> None:
    """Write the files beside this script, or into the folder named."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, text in build().items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
