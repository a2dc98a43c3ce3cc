"""The logs of Sinch: SMS by recipient and by batch; messages that fall back to a channel."""

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

SMS = (
    ("sms", "Queued Dispatched Delivered", 52),
    ("sms", "Queued Delivered", 8),
    ("sms", "Queued Dispatched Failed", 5),
    ("sms", "Queued Dispatched Expired", 3),
    ("sms", "Queued Dispatched Unknown", 2),
    ("sms", "Queued Aborted", 3),
    ("sms", "Queued Cancelled", 2),
    ("sms", "Delivered", 8),
    ("sms", "@Queued @Dispatched @Delivered", 5),
    ("batch", "Delivered", 6),
)
"""A status that begins with @ is asked for, others are pushed."""
CONVERSATION = (
    ("RCS", "QUEUED_ON_CHANNEL DELIVERED READ", 44),
    ("RCS", "QUEUED_ON_CHANNEL READ", 8),
    ("RCS", "QUEUED_ON_CHANNEL SWITCHING_CHANNEL +QUEUED_ON_CHANNEL +DELIVERED", 10),
    ("RCS", "QUEUED_ON_CHANNEL FAILED", 5),
    ("SINCH_PUSH", "DELIVERED", 6),
)
"""A status that begins with + is told of SMS."""

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

_AGAIN = Step("again", "DELV001", "sent again, the same")
_LATE = Step("Dispatched", "DELV002", "overtaken", delay=60)
_BEFORE = "timed before what came before it, and arrived after that"
FAULTY_SMS = (
    plant("sms", "open", "Queued", Step("Dispatched", what="the last word of this message")),
    plant("sms", "tolerated", "Queued", _LATE, "Delivered"),
    plant("sms", "conforms", "Queued Delivered", _AGAIN),
    plant("fast sms", "undecided", "Queued Dispatched", Step("Delivered", "DELV004", _BEFORE)),
    plant("sms", "violates", "Queued", Step("Sent", "LIFE001", "a status that no page has")),
    plant("sms", "violates", "Queued Dispatched", Step("Aborted", "LIFE002", "given up too late")),
    plant("sms", "violates", "Queued Delivered", Step("Dispatched", "LIFE003", "back again")),
    plant("sms", "violates", "Queued Delivered", Step("Failed", "LIFE005", "another end")),
    plant(
        "sms", "tolerated", "Queued", Step("Expired", "RULE001", "Aborted's code", {"code": 406})
    ),
    plant("one", "tolerated", Step("Queued", "RULE001", "a batch that has not ended"), "Delivered"),
    plant("sms", "conforms", "Queued", Step("Delivered", "PAYL003", "a new field", {"route": "x"})),
    plant(
        "sms", "violates", "Queued", Step("Delivered", "PAYL001", "a quoted code", {"code": "0"})
    ),
)
_UNSAID = {"message_delivery_report": {"reason": None}}
_ROUTED = {"message_delivery_report": {"route": "x"}}
_COUNTED = {"message_delivery_report": {"contact_id": 7}}
_QUEUED = "QUEUED_ON_CHANNEL"
_ONCE_READ = Step("DELIVERED", "DELV002", "told once read", delay=60)
FAULTY_CONVERSATION = (
    plant("RCS", "open", _QUEUED, Step("SWITCHING_CHANNEL", what="nothing follows")),
    plant("RCS", "tolerated", _QUEUED, _ONCE_READ, "READ"),
    plant("RCS", "conforms", f"{_QUEUED} DELIVERED", _AGAIN),
    plant("fast RCS", "undecided", _QUEUED, Step("DELIVERED", "DELV004", _BEFORE)),
    plant("RCS", "violates", _QUEUED, Step("SENT", "LIFE001", "a status that no page has")),
    plant("RCS", "violates", f"{_QUEUED} READ", Step("FAILED", "LIFE005", "failed once read")),
    plant("RCS", "violates", f"{_QUEUED} READ", Step(_QUEUED, "LIFE003", "back again")),
    plant(
        "RCS", "tolerated", Step("DELIVERED", "DELV003", "the receipt before it was lost"), "READ"
    ),
    plant("RCS", "tolerated", _QUEUED, Step("FAILED", "RULE001", "nobody says why", _UNSAID)),
    plant("RCS", "conforms", _QUEUED, Step("DELIVERED", "PAYL003", "a new field", _ROUTED)),
    plant("RCS", "violates", _QUEUED, Step("DELIVERED", "PAYL001", "a number", _COUNTED)),
)


@dataclass
class Message:
    """What is told of one message, or of one batch.

    Args:
        dice: chance.
        kind: ``sms``; ``batch``, of three, and ``one``, a batch of one; else a channel. Of one
            that begins with ``fast``, what tells of the channel has a clock that is ahead.
    """

    dice: Dice
    kind: str

    def __post_init__(self) -> None:
        """Make up the message."""
        self.fast = self.kind.startswith("fast ")
        self.kind = self.kind.removeprefix("fast ")
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
            "at": moment(at + (FAST if self.fast and status == "Dispatched" else 0)),
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
        channel = "SMS" if status.startswith("+") else self.kind
        status = status.strip("+")
        ahead = FAST if self.fast and status == _QUEUED else 0
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
        yield Line(arrives, text, (note,) if step.what else (), message.id)


def sms_strays() -> Iterable[tuple[float, Any, str, str]]:
    """Yield what comes to the same address and tells no status: when, and what it should give."""
    inbound = {
        "type": "mo_text",
        "id": "01JB1J1M5BM5XQ8Q0ZWBM44E15",
        "from": "447700900077",
        "to": "15550100123",
        "body": "STOP",
        "received_at": moment(900),
    }
    summary = {
        "type": "delivery_report_sms",
        "batch_id": "01JB1J1M5BM5XQ8Q0ZWBM44E16",
        "total_message_count": 2,
        "statuses": [{"code": 0, "status": "Delivered", "count": 2}],
    }
    yield 0.3, inbound, "LOGS011", "an inbound message"
    yield 0.5, summary, "LOGS011", "a summary of a batch names nobody"


def conversation_strays() -> Iterable[tuple[float, Any, str, str]]:
    """Yield what comes to the same address and tells no status: when, and what it should give."""
    app = {"app_id": "01EB37HMH1M6SV18BSNS3G135H"}
    inbound = {"contact_message": {"text_message": {"text": "STOP"}}, "direction": "TO_APP"}
    yield 0.3, {**app, "message": inbound}, "LOGS011", "an inbound message"
    nameless = {**app, "message_delivery_report": {"status": "DELIVERED"}}
    yield 0.7, nameless, "LOGS004", "a receipt without a `message_id`"


def _log(seed: int, many: Any, faulty: tuple[Script, ...], strays: Any) -> list[Line]:
    dice = Dice(seed)
    scripts = mixed(many, faulty, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    for part, body, code, what in strays:
        at = part * len(scripts) * APART
        text = enveloped(at, "POST", HOOK, 200, sent=body)
        told.append(Line(at, text, (Note(what, code),)))
    return sorted(told, key=lambda each: each.arrives)


def sms_lines() -> list[Line]:
    """Return the lines of the SMS API's log in the order in which they arrived."""
    return _log(20260309, SMS, FAULTY_SMS, sms_strays())


def conversation_lines() -> list[Line]:
    """Return the lines of the Conversation API's log in the order in which they arrived."""
    return _log(20260310, CONVERSATION, FAULTY_CONVERSATION, conversation_strays())
