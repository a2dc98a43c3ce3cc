"""The log of WhatsApp messages: webhooks with statuses, and what comes beside them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planted import Script, Step, mixed, plant
from scribe import START, Dice, Line, Note, changed, enveloped, written

APART = 37.0
"""Seconds between the beginnings of two messages."""
HOOK = "https://shop.example.com/hooks/whatsapp"
FIRST = int(START.timestamp())
FAST = 40
"""So many seconds a wrong clock is ahead."""

HEALTHY = (
    ("text", "sent delivered read", 38),
    ("text", "sent delivered", 14),
    ("text", "sent read", 8),
    ("voice", "sent delivered read played", 6),
    ("text", "sent failed", 5),
    ("text", "failed", 3),
    ("named", "sent delivered read", 6),
)

_NO_ERRORS = {"errors": None}
_OTHER = {"recipient_id": "447700900098"}
_ERRORS = {"errors": [{"code": 131026, "title": "Message undeliverable"}]}
_QUOTED = {"pricing": {"billable": "true"}}
_AGAIN = Step("again", "DELV001", "sent again, the same")
_TWICE = Step("delivered", "DELV001", "told again with a later time")
_LATE = Step("delivered", "DELV002", "told once read", delay=60)
_DEVICES = Step("delivered", "LIFE006", "delivered once failed, to another device")
_BEFORE = Step("delivered", "DELV004", "timed before `sent`, and arrived after it")
FAULTY = (
    plant("text", "open", Step("sent", what="the last word of this message")),
    plant("text", "tolerated", Step("delivered", "DELV003", "the one before it was lost"), "read"),
    plant("text", "tolerated", Step("sent", "DELV002", "overtaken", delay=60), "delivered"),
    plant("text", "tolerated", "sent", _LATE, "read"),
    plant("text", "conforms", "sent", _AGAIN, "read"),
    plant("text", "tolerated", "sent delivered", _TWICE),
    plant("fast clock", "undecided", "sent", _BEFORE),
    plant("text", "violates", "sent", Step("deleted", "LIFE001", "a status of another API")),
    plant("text", "violates", "sent read", Step("failed", "LIFE005", "failed once read")),
    plant("text", "tolerated", "sent failed", _DEVICES),
    plant("text", "tolerated", "sent delivered", Step("failed", "LIFE006", "on another device")),
    plant("voice", "tolerated", "sent delivered", Step("played", "LIFE006", "played, not read")),
    plant("text", "violates", "sent", Step("failed", "RULE001", "no errors say why", _NO_ERRORS)),
    plant("text", "violates", "sent", Step("delivered", "RULE001", "another recipient", _OTHER)),
    plant(
        "text", "tolerated", "sent", Step("delivered", "RULE001", "errors all the same", _ERRORS)
    ),
    plant("text", "conforms", "sent", Step("read", "PAYL003", "a new field", {"country": "GB"})),
    plant("text", "violates", "sent", Step("delivered", "PAYL001", "a quoted truth", _QUOTED)),
)


@dataclass
class Message:
    """What is told of one message.

    Args:
        dice: chance.
        kind: ``text``, ``voice``; ``named``, whose recipient has a name and hides the number;
            ``fast clock``, whose `sent` is stamped by a clock that is ahead.
    """

    dice: Dice
    kind: str

    def __post_init__(self) -> None:
        """Make up the message."""
        self.number = f"4477009000{int(self.dice.random() * 90):02}"
        inside = f"\x1c\x18\x0c{self.number}\x15\x02\x00\x11\x18\x12{self.dice.hex(18).upper()}\x00"
        self.key = f"wamid.{b64encode(inside.encode()).decode()}"

    def __call__(self, status: str, at: float) -> dict[str, Any]:
        """Return the status that tells what happened at a second."""
        ahead = FAST if self.kind == "fast clock" and status == "sent" else 0
        told: dict[str, Any] = {
            "id": self.key,
            "status": status,
            "timestamp": str(FIRST + int(at) + ahead),
        }
        if self.kind == "named":
            told["recipient_user_id"] = "GB.13491208655"
        else:
            told["recipient_id"] = self.number
        if status in ("sent", "delivered"):
            rate = {"pricing_model": "PMP", "type": "regular", "category": "utility"}
            told["pricing"] = {"billable": True, **rate}
        if status == "failed":
            title = "Message undeliverable"
            told["errors"] = [{"code": 131026, "title": title, "message": title}]
        return told


def webhook(*changes: dict[str, Any]) -> dict[str, Any]:
    """Return a webhook that holds some changes."""
    entry = {"id": "102290129", "changes": list(changes)}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def change(field: str = "messages", **value: Any) -> dict[str, Any]:
    """Return a change: what is new of a field."""
    number = {"display_phone_number": "15550100123", "phone_number_id": "106540352"}
    about = {"messaging_product": "whatsapp", "metadata": number}
    return {"value": {**about, **value}, "field": field}


def line(body: dict[str, Any], arrives: float, style: str, answer: int = 200) -> str:
    """Return a webhook as a capture writes it down."""
    return written(body) if style == "bare" else enveloped(arrives, "POST", HOOK, answer, sent=body)


def lines_of(script: Script, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    message = Message(dice, script.kind)
    style = dice.pick(("bare", "envelope", "envelope"))
    at, status = begins, dict[str, Any]()
    for position, step in enumerate(script.steps):
        at += dice.between(3, 20)
        if step.status != "again":
            status = changed(message(step.status, at), step.change)
        arrives = at + dice.between(0.2, 0.9) + step.delay
        following = script.steps[position + 1 : position + 2]
        again = bool(following) and following[0].status == "again"
        body = webhook(change(statuses=[status]))
        note = Note(step.what, step.code, message.key, script.verdict)
        text = line(body, arrives, style, 503 if again else 200)
        yield Line(arrives, text, (note,) if step.what else (), message.key)


def group_lines(begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines of a message to a group: `sent` once, the rest of each member."""
    message = Message(dice, "text")
    group = {"recipient_id": "Y2FwaV9ncm91cDox", "recipient_type": "group"}
    note = Note("sent to a group: what follows is told of its members", "", message.key, "open")
    sent = webhook(change(statuses=[message("sent", begins) | group]))
    yield Line(begins, line(sent, begins, "bare"), (note,))
    members = [{"recipient_participant_id": f"44770090009{each}"} for each in range(3)]
    for status, after in (("delivered", 5.0), ("read", 12.0)):
        told = [message(status, begins + after) | group | each for each in members]
        body = webhook(change(statuses=told))
        yield Line(begins + after, line(body, begins + after, "bare"))


def strays(end: float) -> Iterable[Line]:
    """Yield what comes to the same address and tells no status."""
    inbound = {"from": "447700900077", "id": "wamid.SU4=", "timestamp": str(FIRST), "type": "text"}
    template = {"event": "APPROVED", "message_template_name": "order_ready"}
    status = Message(Dice(7), "text")("sent", end * 0.6)
    for at, body, code, what in (
        (0.2, webhook(change(messages=[inbound])), "LOGS011", "an inbound message"),
        (
            0.5,
            webhook({"value": template, "field": "message_template_status_update"}),
            "LOGS011",
            "a template was approved",
        ),
        (
            0.6,
            webhook(change("calls", statuses=[status])),
            "LOGS011",
            "a status under the field of calls",
        ),
    ):
        yield Line(end * at, line(body, end * at, "envelope"), (Note(what, code),))
    cut = line(webhook(change(statuses=[status])), end * 0.8, "bare")
    yield Line(end * 0.8, cut[: len(cut) // 2], (Note("the line was cut", "LOGS001"),))


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260305)
    scripts = mixed(HEALTHY, FAULTY, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    end = len(scripts) * APART
    told += [*group_lines(end * 0.35, dice), *strays(end)]
    return sorted(told, key=lambda each: each.arrives)
