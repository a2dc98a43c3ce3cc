"""The log of Sinch: SMS by recipient and by batch, and messages that fall back to a channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planted import Script, Step, mixed, plant
from scribe import Dice, Line, Note, changed, enveloped, moment, written

APART = 31.0
"""Seconds between the beginnings of two messages."""
API = "https://api.example.com/xms/v1/plan/batches"
HOOK = "https://shop.example.com/hooks/sinch"
FAST = 40
"""So many seconds a channel's wrong clock is ahead."""

HEALTHY = (
    ("sms", "Queued Dispatched Delivered", 30),
    ("sms", "Queued Delivered", 6),
    ("sms", "Queued Dispatched Failed", 4),
    ("sms", "Queued Dispatched Expired", 2),
    ("sms", "Queued Dispatched Unknown", 2),
    ("sms", "Queued Aborted", 3),
    ("sms", "Queued Cancelled", 2),
    ("sms", "Delivered", 8),
    ("sms", "@Queued @Dispatched @Delivered", 5),
    ("batch", "Delivered", 6),
    ("RCS", "QUEUED_ON_CHANNEL DELIVERED READ", 16),
    ("RCS", "QUEUED_ON_CHANNEL SWITCHING_CHANNEL +QUEUED_ON_CHANNEL +DELIVERED", 6),
    ("RCS", "QUEUED_ON_CHANNEL FAILED", 3),
    ("SINCH_PUSH", "DELIVERED", 4),
)
"""A status that begins with @ is asked for, with + told of SMS; others are pushed."""

CODES = {
    "Queued": 400,
    "Dispatched": 401,
    "Aborted": 402,
    "Cancelled": 407,
    "Delivered": 0,
    "Failed": 27,
    "Expired": 3,
    "Unknown": 7,
}
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Of ids, whose digits are few in a row: more would be hidden, as a number is."""
FAILURES = ("FAILED", "SWITCHING_CHANNEL")

_UNSAID = {"message_delivery_report": {"reason": None}}
_BEFORE = Step("DELIVERED", "DELV004", "timed before the channel had it, and arrived after that")
FAULTY = (
    plant("sms", "open", "Queued", Step("Dispatched", what="the last word of this message")),
    plant("RCS", "open", "QUEUED_ON_CHANNEL", Step("SWITCHING_CHANNEL", what="nothing follows")),
    plant(
        "sms",
        "tolerated",
        "Queued",
        Step("Dispatched", "DELV002", "overtaken", delay=60),
        "Delivered",
    ),
    plant("sms", "conforms", "Queued Delivered", Step("again", "DELV001", "sent again, the same")),
    plant("fast clock", "undecided", "QUEUED_ON_CHANNEL", _BEFORE),
    plant("sms", "violates", "Queued", Step("Sent", "LIFE001", "a status that no page has")),
    plant("sms", "violates", "Queued Dispatched", Step("Aborted", "LIFE002", "given up too late")),
    plant("sms", "violates", "Queued Delivered", Step("Dispatched", "LIFE003", "back again")),
    plant("sms", "violates", "Queued Delivered", Step("Failed", "LIFE005", "another end")),
    plant(
        "RCS", "violates", "QUEUED_ON_CHANNEL READ", Step("FAILED", "LIFE005", "failed once read")
    ),
    plant(
        "RCS", "tolerated", Step("DELIVERED", "DELV003", "the receipt before it was lost"), "READ"
    ),
    plant(
        "sms", "tolerated", "Queued", Step("Expired", "RULE001", "Aborted's code", {"code": 406})
    ),
    plant("one", "tolerated", Step("Queued", "RULE001", "a batch that has not ended"), "Delivered"),
    plant(
        "RCS",
        "tolerated",
        "QUEUED_ON_CHANNEL",
        Step("FAILED", "RULE001", "nobody says why", _UNSAID),
    ),
    plant("sms", "conforms", "Queued", Step("Delivered", "PAYL003", "a new field", {"route": "x"})),
    plant(
        "sms", "violates", "Queued", Step("Delivered", "PAYL001", "a quoted code", {"code": "0"})
    ),
)


@dataclass
class Message:
    """What is told of one message, or of one batch.

    Args:
        dice: chance.
        kind: ``sms``; ``batch``, of three, and ``one``, a batch of one; else a channel, of which
            ``fast clock`` is RCS with a clock that is ahead.
    """

    dice: Dice
    kind: str

    def __post_init__(self) -> None:
        """Make up the message."""
        pairs = (f"{self.dice.pick(LETTERS)}{self.dice.pick('0123456789')}" for _ in range(12))
        self.id = f"01{''.join(pairs)}"
        first = int(self.dice.random() * 90)
        count = 3 if self.kind == "batch" else 1
        self.numbers = [f"4477009000{first + each:02}" for each in range(count)]
        self.of_sms = self.kind in ("sms", "batch", "one")
        self.key = f"{self.id}/…{self.numbers[0][-3:]}" if self.of_sms else self.id

    def told(self, status: str, at: float) -> dict[str, Any]:
        """Return what tells that a status came about at a second."""
        if self.kind == "sms":
            return self._report(status, at)
        return self._batch(status) if self.of_sms else self._receipt(status, at)

    def _report(self, status: str, at: float) -> dict[str, Any]:
        return {
            "type": "recipient_delivery_report_sms",
            "batch_id": self.id,
            "recipient": self.numbers[0],
            "code": CODES.get(status, 11),
            "status": status,
            "at": moment(at),
        }

    def _batch(self, status: str) -> dict[str, Any]:
        count = len(self.numbers)
        told = {"code": CODES[status], "status": status, "count": count, "recipients": self.numbers}
        return {
            "type": "delivery_report_sms",
            "batch_id": self.id,
            "total_message_count": count,
            "statuses": [told],
        }

    def _receipt(self, status: str, at: float) -> dict[str, Any]:
        fast = self.kind == "fast clock"
        channel = "SMS" if status.startswith("+") else "RCS" if fast else self.kind
        status = status.strip("+")
        ahead = FAST if fast and status == "QUEUED_ON_CHANNEL" else 0
        report: dict[str, Any] = {
            "message_id": self.id,
            "conversation_id": "",
            "status": status,
            "channel_identity": {"channel": channel, "identity": self.numbers[0], "app_id": ""},
            "contact_id": "",
            "metadata": "",
            "processing_mode": "DISPATCH",
        }
        if status in FAILURES:
            report["reason"] = {"code": "RECIPIENT_NOT_REACHABLE", "description": "unreachable"}
        return {
            "app_id": "01EB37HMH1M6SV18BSNS3G135H",
            "project_id": "c36f3d3d-1513-4edd-ae42-11995557ff61",
            "accepted_time": moment(at + 0.1),
            "event_time": moment(at + ahead),
            "trigger": "MESSAGE_DELIVERY",
            "message_delivery_report": report,
            "message_metadata": "",
        }


def lines_of(script: Script, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    message = Message(dice, script.kind)
    style = dice.pick(("bare", "envelope", "envelope"))
    at, body = begins, dict[str, Any]()
    for position, step in enumerate(script.steps):
        at += dice.between(3, 9)
        arrives = at + dice.between(0.2, 0.9) + step.delay
        status = str(step.status)
        following = script.steps[position + 1 : position + 2]
        again = bool(following) and following[0].status == "again"
        if status != "again":
            body = changed(message.told(status.strip("@"), at), step.change)
        if status.startswith("@"):
            url = f"{API}/{message.id}/delivery_report/{message.numbers[0]}"
            text = enveloped(arrives, "GET", url, 200, body=body)
        elif style == "bare":
            text = written(body)
        else:
            text = enveloped(arrives, "POST", HOOK, 503 if again else 200, sent=body)
        note = Note(step.what, step.code, message.key, script.verdict)
        yield Line(arrives, text, (note,) if step.what else ())


def strays(end: float) -> Iterable[Line]:
    """Yield what comes to the same address and tells no status."""
    inbound = {
        "type": "mo_text",
        "id": "01JB1J1M5BM5XQ8Q0ZWBM44E15",
        "from": "447700900077",
        "to": "15550100123",
        "body": "STOP",
        "received_at": moment(end * 0.3),
    }
    summary = {
        "type": "delivery_report_sms",
        "batch_id": "01JB1J1M5BM5XQ8Q0ZWBM44E16",
        "total_message_count": 2,
        "statuses": [{"code": 0, "status": "Delivered", "count": 2}],
    }
    nameless = {"app_id": "01EB37HMH1M6SV18BSNS3G135H"}
    nameless |= {"message_delivery_report": {"status": "DELIVERED"}}
    for at, body, code, what in (
        (0.3, inbound, "LOGS011", "an inbound message"),
        (0.5, summary, "LOGS011", "a summary of a batch names nobody"),
        (0.7, nameless, "LOGS004", "a receipt without a `message_id`"),
    ):
        text = enveloped(end * at, "POST", HOOK, 200, sent=body)
        yield Line(end * at, text, (Note(what, code),))


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260309)
    scripts = mixed(HEALTHY, FAULTY, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    told += strays(len(scripts) * APART)
    return sorted(told, key=lambda each: each.arrives)
