"""The log of Telnyx messages: answers of the API, records asked for, and webhook events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planted import Script, Step, mixed, plant
from scribe import Dice, Line, Note, changed, enveloped, moment

APART = 29.0
"""Seconds between the beginnings of two messages."""
API = "/v2/messages"
HOOK = "/hooks/telnyx"
FINAL = ("delivered", "sending_failed", "delivery_failed", "delivery_unconfirmed")

HEALTHY = (
    ("SMS", "@queued sent delivered", 34),
    ("SMS", "sent delivered", 8),
    ("SMS", "@scheduled sent delivered", 4),
    ("SMS", "@queued sent delivery_failed", 5),
    ("SMS", "@queued sent delivery_unconfirmed", 4),
    ("SMS", "@queued sending_failed", 3),
    ("SMS", "@queued @sent @delivered", 4),
    ("MMS", "@queued sent delivered", 4),
    ("RCS", "@queued sent delivered read", 9),
)
"""A status that begins with @ is an answer of the API, others are told by events."""

_LOST = "the one before it was lost"
FAULTY = (
    plant("SMS", "open", "@queued", Step("sent", what="some carriers return no receipt")),
    plant("SMS", "tolerated", "@queued", Step("delivered", "DELV003", _LOST)),
    plant(
        "SMS",
        "tolerated",
        "@queued",
        Step("sent", "DELV002", "overtaken by `delivered`", delay=40),
        "delivered",
    ),
    plant(
        "SMS",
        "conforms",
        "@queued sent delivered",
        Step("again", "DELV001", "another attempt of the same event"),
    ),
    plant(
        "SMS",
        "tolerated",
        "@queued sent delivered",
        Step("delivered", "DELV001", "told again by another event"),
    ),
    plant(
        "SMS",
        "undecided",
        "@queued sent",
        Step("delivered", "DELV004", "timed long before `sent`", {"occurred_at": moment(-40)}),
    ),
    plant("SMS", "violates", "@queued sent", Step("sending_failed", "LIFE002", "failed once sent")),
    plant(
        "SMS",
        "violates",
        "@queued sent delivered",
        Step("delivery_failed", "LIFE005", "a second, different end"),
    ),
    plant("SMS", "violates", "@queued sent delivered", Step("read", "LIFE005", "an SMS, read")),
    plant(
        "SMS",
        "tolerated",
        "@queued sent delivery_failed",
        Step("@failed", "LIFE006", "the record's word for `delivery_failed`"),
    ),
    plant(
        "SMS",
        "tolerated",
        "@queued sent",
        Step("delivered", "RULE001", "not completed", {"payload": {"completed_at": None}}),
    ),
    plant(
        "SMS",
        "violates",
        "@queued sent",
        Step("undelivered", "LIFE001", "no page names it", {"event_type": "message.updated"}),
    ),
    plant(
        "SMS",
        "conforms",
        "@queued sent",
        Step("delivered", "PAYL003", "a new field", {"payload": {"carrier_tier": "gold"}}),
    ),
    plant(
        "SMS",
        "violates",
        "@queued sent",
        Step("delivered", "PAYL001", "parts as text", {"payload": {"parts": "1"}}),
    ),
)


@dataclass
class Message:
    """What is told of one message.

    Args:
        dice: chance.
        kind: ``SMS``, ``MMS`` or ``RCS``.
        born: when it was taken on, in seconds.
    """

    dice: Dice
    kind: str
    born: float

    def __post_init__(self) -> None:
        """Make up the message."""
        self.id = self.dice.uuid()
        self.number = f"4477009000{int(self.dice.random() * 90):02}"
        self.sent: float | None = None
        self.serial = 0

    @property
    def key(self) -> str:
        """How a report shows its key."""
        return f"{self.id}/…{self.number[-3:]}"

    def payload(self, status: str, at: float) -> dict[str, Any]:
        """Return the message as events and records hold it."""
        if status == "sent":
            self.sent = at
        recipient = {"phone_number": f"+{self.number}", "carrier": "EE", "line_type": "Wireless"}
        told: dict[str, Any] = {
            "record_type": "message",
            "direction": "outbound",
            "id": self.id,
            "type": self.kind,
            "from": {"phone_number": "+15550100123", "carrier": "Telnyx", "line_type": "Wireless"},
            "to": [{**recipient, "status": status}],
            "text": "Your parcel arrives today",
            "parts": 1,
            "tags": [],
            "errors": [],
            "received_at": moment(self.born),
            "sent_at": None if self.sent is None else moment(self.sent),
            "completed_at": moment(at) if status in FINAL else None,
        }
        if self.kind == "RCS":
            told["from"] = {"agent_id": "e4448a5c0670c2a9", "agent_name": "Kiosk"}
            told["body"] = {"text": told.pop("text")}
        if status in ("sending_failed", "delivery_failed", "failed"):
            told["errors"] = [{"code": "40300", "title": "Unreachable"}]
        return told

    def event(self, status: str, at: float) -> dict[str, Any]:
        """Return the event that tells a status."""
        self.serial += 1
        kind = "read" if status == "read" else "finalized" if status in FINAL else "sent"
        return {
            "record_type": "event",
            "event_type": f"message.{kind}",
            "id": self.dice.uuid(),
            "occurred_at": moment(at),
            "payload": self.payload(status, at),
        }


def lines_of(script: Script, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    message = Message(dice, script.kind, begins)
    at, event, attempt = begins, dict[str, Any](), 1
    for position, step in enumerate(script.steps):
        at += dice.between(1.5, 7)
        if step.status.startswith("@"):
            record = message.payload(step.status[1:], at) | {"updated_at": moment(at)}
            method, url = ("GET", f"{API}/{message.id}") if position else ("POST", API)
            text = enveloped(at, method, url, 200, body={"data": record})
        else:
            attempt = attempt + 1 if step.status == "again" else 1
            if attempt == 1:
                event = changed(message.event(step.status, at), step.change)
            meta = {"attempt": attempt, "delivered_to": "https://example.com/hooks/telnyx"}
            following = script.steps[position + 1 : position + 2]
            again = bool(following) and following[0].status == "again"
            sent = {"data": event, "meta": meta}
            text = enveloped(at + step.delay, "POST", HOOK, 503 if again else 200, sent=sent)
        note = Note(step.what, step.code, message.key, script.verdict)
        yield Line(at + step.delay, text, (note,) if step.what else (), message.id)


def _inbound(dice: Dice, at: float) -> dict[str, Any]:
    payload = {
        "record_type": "message",
        "direction": "inbound",
        "id": dice.uuid(),
        "type": "SMS",
        "from": {"phone_number": "+447700900077"},
        "to": [{"phone_number": "+15550100123", "status": "webhook_delivered"}],
        "text": "Thanks!",
    }
    event = {"event_type": "message.received", "id": dice.uuid(), "occurred_at": moment(at)}
    return {"data": {"record_type": "event", **event, "payload": payload}}


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260305)
    scripts = mixed(HEALTHY, FAULTY, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    at = len(scripts) * APART * 0.4
    inbound = enveloped(at, "POST", HOOK, 200, sent=_inbound(dice, at))
    told.append(Line(at, inbound, (Note("an inbound message", "LOGS011"),)))
    return sorted(told, key=lambda each: each.arrives)
