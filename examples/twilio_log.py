"""The log of Twilio messages: answers of the API, and the callbacks they are followed by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from planted import Script, Step, mixed, plant
from scribe import START, Dice, Line, Note, changed, enveloped, moment, written

APART = 31.0
"""Seconds between the beginnings of two messages."""
ACCOUNT = "ACd09e5c8f7a6b4c3d2e1f0a9b8c7d6e5f"
SERVICE = "MG5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d"
API = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
HOOK = "/hooks/twilio"

HEALTHY = (
    ("sms", "@queued sent delivered", 30),
    ("service", "@accepted queued sent delivered", 12),
    ("service", "@scheduled queued sent delivered", 3),
    ("service", "@scheduled canceled", 2),
    ("sms", "@queued sent undelivered", 5),
    ("sms", "@queued failed", 3),
    ("whatsapp", "@queued sent delivered read", 8),
    ("sms", "@queued @sending @sent @delivered", 4),
    ("sms", "sent delivered", 5),
)
"""A status that begins with @ is an answer of the API, others are called back."""

_LOST = "the one before it was lost"
FAULTY = (
    plant("sms", "open", "@queued", Step("sent", what="the last word of this message")),
    plant("sms", "tolerated", "@queued", Step("delivered", "DELV003", _LOST)),
    plant(
        "sms", "undecided", "@queued delivered", Step("sent", "DELV004", "behind `delivered`: late")
    ),
    plant("sms", "undecided", "@queued undelivered", Step("sent", "DELV004", "late, after an end")),
    plant(
        "sms",
        "tolerated",
        "@queued sent delivered",
        Step("delivered", "DELV001", "once a segment", {"RawDlrDoneDate": "2603020931"}),
        num_segments="2",
    ),
    plant(
        "sms",
        "conforms",
        "@queued sent",
        Step("again", "DELV001", "sent again, the same"),
        "delivered",
    ),
    plant("sms", "violates", "@queued", Step("canceled", "LIFE002", "called off once queued")),
    plant("sms", "violates", "@queued sent", Step("failed", "LIFE002", "failed once sent")),
    plant("sms", "violates", "@queued sent delivered", Step("read", "LIFE005", "an SMS, read")),
    plant(
        "sms",
        "undecided",
        "@queued sent undelivered",
        Step("delivered", "DELV004", "two segments ended differently"),
        num_segments="2",
    ),
    plant(
        "service",
        "tolerated",
        "@accepted",
        Step("failed", "LIFE006", "failed before it was queued"),
    ),
    plant(
        "sms",
        "tolerated",
        "@queued sent",
        Step("undelivered", "RULE001", "no code why", {"ErrorCode": None}),
    ),
    plant(
        "sms",
        "violates",
        "@queued sent",
        Step("delivered", "RULE001", "another recipient", {"To": "+447700900098"}),
    ),
    plant(
        "sms",
        "tolerated",
        "@queued @delivered",
        Step("sent", "DELV002", "behind a poll of a later status"),
    ),
    plant(
        "whatsapp",
        "conforms",
        "@queued sent",
        Step("delivered", "PAYL003", "a new field", {"ChannelTier": "utility"}),
        "read",
    ),
    plant(
        "sms",
        "violates",
        "@queued",
        Step("failed", "PAYL001", "a code in words", {"ErrorCode": "QueueOverflow"}),
    ),
)
_REFUSED = {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}
_INBOUND = {
    "MessageSid": "SMf0e1d2c3b4a5968778695a4b3c2d1e0f",
    "SmsStatus": "received",
    "AccountSid": ACCOUNT,
    "From": "+447700900077",
    "To": "+15550100123",
    "Body": "Thanks!",
    "NumMedia": "0",
}


@dataclass
class Message:
    """What is told of one message.

    Args:
        dice: chance.
        kind: ``sms``, ``service`` or ``whatsapp``.
    """

    dice: Dice
    kind: str

    def __post_init__(self) -> None:
        """Make up the message."""
        self.key = f"SM{self.dice.hex(32)}"
        channel = "whatsapp:" if self.kind == "whatsapp" else ""
        self.to = f"{channel}+4477009000{int(self.dice.random() * 90):02}"
        self.sender = f"{channel}+15550100123"

    def callback(self, status: str) -> dict[str, Any]:
        """Return the callback that tells a status."""
        told = {
            "MessageSid": self.key,
            "SmsSid": self.key,
            "MessageStatus": status,
            "SmsStatus": status,
            "AccountSid": ACCOUNT,
            "From": self.sender,
            "To": self.to,
            "ApiVersion": "2010-04-01",
        }
        if self.kind == "service":
            told["MessagingServiceSid"] = SERVICE
        if self.kind == "whatsapp":
            told |= {"ChannelPrefix": "whatsapp", "ChannelToAddress": "+447700XXXXXX"}
            told |= {"EventType": status.upper()} if status in ("delivered", "read") else {}
        if status in ("failed", "undelivered"):
            told["ErrorCode"] = "30001" if status == "failed" else "30003"
        return told

    def resource(self, status: str, at: float, born: float) -> dict[str, Any]:
        """Return the resource as an answer holds it."""
        waiting = status in ("accepted", "scheduled", "queued", "sending")
        return {
            "sid": self.key,
            "account_sid": ACCOUNT,
            "messaging_service_sid": SERVICE if self.kind == "service" else None,
            "from": None if status in ("accepted", "scheduled") else self.sender,
            "to": self.to,
            "body": "Your parcel arrives today",
            "status": status,
            "direction": "outbound-api",
            "date_created": rfc2822(born),
            "date_updated": rfc2822(at),
            "date_sent": None if waiting else rfc2822(at),
            "error_code": None,
            "error_message": None,
            "num_segments": "1",
            "num_media": "0",
            "price": None if waiting else "-0.00750",
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": f"{API}/{self.key}.json",
        }


def rfc2822(seconds: float) -> str:
    """Return a time of the day of the logs, in whole seconds."""
    return format_datetime(START + timedelta(seconds=int(seconds)))


def posted(arrives: float, form: dict[str, Any], answer: int) -> str:
    """Return a callback on one line, as it is posted."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    request = {"method": "POST", "url": HOOK, "headers": headers, "body": urlencode(form)}
    line = {"received_at": moment(arrives), "request": request, "response": {"status": answer}}
    return written(line)


def lines_of(script: Script, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    message = Message(dice, script.kind)
    at, form = begins, dict[str, Any]()
    for position, step in enumerate(script.steps):
        at += dice.between(1.5, 9)
        if step.status.startswith("@"):
            resource = message.resource(step.status[1:], at, begins)
            resource = changed(resource, {**script.change, **step.change})
            url = f"{API}/{message.key}.json" if position else f"{API}.json"
            method, status = ("GET", 200) if position else ("POST", 201)
            text = enveloped(at, method, url, status, body=resource)
        else:
            if step.status != "again":
                form = changed(message.callback(step.status), step.change)
            following = script.steps[position + 1 : position + 2]
            again = bool(following) and following[0].status == "again"
            text = posted(at, form, 503 if again else 200)
        note = Note(step.what, step.code, message.key, script.verdict)
        yield Line(at, text, (note,) if step.what else (), message.key)


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260304)
    scripts = mixed(HEALTHY, FAULTY, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    end = len(scripts) * APART
    told.append(
        Line(
            end * 0.4,
            posted(end * 0.4, _INBOUND, 200),
            (Note("an inbound message", "LOGS011"),),
        )
    )
    refused = enveloped(end * 0.7, "POST", f"{API}.json", 400, body=_REFUSED)
    told.append(Line(end * 0.7, refused, (Note("a message that was not taken on", "LOGS008"),)))
    return sorted(told, key=lambda each: each.arrives)
