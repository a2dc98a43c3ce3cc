"""The log of Infobip's SMS: answers to requests to send, reports that are pushed, logs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from planted import Script, Step, mixed, plant
from scribe import START, Dice, Line, Note, changed, enveloped, written

APART = 29.0
"""Seconds between the beginnings of two messages."""
API = "https://api.example.com/sms/3"
HOOK = "https://shop.example.com/hooks/infobip"
FAST = 40
"""So many seconds a wrong clock is ahead."""

HEALTHY = (
    ("sms", "@26 5", 52),
    ("sms", "@26 7 2 5", 14),
    ("sms", "@26 4", 6),
    ("sms", "@26 7 4", 4),
    ("sms", "@26 15", 3),
    ("sms", "@26 29", 3),
    ("sms", "@12", 3),
    ("old", "@7 5", 6),
    ("sms", "@26 #7 #5", 5),
)
"""Statuses by their numbers: @ is an answer to a request, # a log, others are pushed."""

STATUSES = {
    2: ("DELIVERED", "DELIVERED_TO_OPERATOR"),
    3: ("PENDING", "PENDING_WAITING_DELIVERY"),
    4: ("UNDELIVERABLE", "UNDELIVERABLE_REJECTED_OPERATOR"),
    5: ("DELIVERED", "DELIVERED_TO_HANDSET"),
    7: ("PENDING", "PENDING_ENROUTE"),
    12: ("REJECTED", "REJECTED_NOT_ENOUGH_CREDITS"),
    15: ("EXPIRED", "EXPIRED_EXPIRED"),
    26: ("PENDING", "PENDING_ACCEPTED"),
    29: ("EXPIRED", "EXPIRED_DLR_UNKNOWN"),
}
GROUPS = ("OK", "PENDING", "UNDELIVERABLE", "DELIVERED", "EXPIRED", "REJECTED")

_SEEN = {"status": {"groupId": 9, "groupName": "SEEN", "id": 900, "name": "SEEN"}}
_ELSEWHERE = {"status": {"groupId": 5, "groupName": "REJECTED"}}
_MISNAMED = {"status": {"name": "DELIVERED"}}
_OTHER = {"to": "447700900098"}
_QUOTED = {"messageCount": "1"}
_AGAIN = Step("again", "DELV001", "pushed again, the same")
_BEFORE = Step(5, "DELV004", "timed before the operator's, and arrived after it")
FAULTY = (
    plant("sms", "open", Step("@26", what="the last word of this message")),
    plant("sms", "open", "@26", Step(2, what="delivered, but to the operator")),
    plant("sms", "tolerated", "@26 7", Step(2, "DELV002", "overtaken", delay=70), "5"),
    plant("sms", "conforms", "@26 5", _AGAIN),
    plant("sms", "tolerated", "@26 5", Step(5, "DELV001", "told again with a later time")),
    plant("fast clock", "undecided", "@26 2", _BEFORE),
    plant("sms", "violates", "@26", Step(7, "LIFE001", "no list has it", _SEEN)),
    plant("sms", "violates", "@26 5", Step(4, "LIFE005", "undeliverable once delivered")),
    plant("sms", "violates", "@26 5", Step(2, "LIFE003", "with the operator once delivered")),
    plant("sms", "violates", "@26 2", Step(12, "LIFE002", "refused once the operator had it")),
    plant("sms", "violates", "@26 7", Step(5, "RULE001", "another recipient", _OTHER)),
    plant("sms", "tolerated", "@26", Step(4, "RULE001", "a status of another group", _ELSEWHERE)),
    plant("sms", "tolerated", "@26", Step(5, "RULE001", "a name no list has", _MISNAMED)),
    plant("sms", "conforms", "@26", Step(5, "PAYL003", "a new field", {"route": "x"})),
    plant("sms", "violates", "@26", Step(5, "PAYL001", "a count in quotes", _QUOTED)),
)


def moment(seconds: float, hours: int = 0) -> str:
    """Return a time of the day of the logs, with an offset without a colon."""
    at = START + timedelta(seconds=seconds, hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}{hours:+03}00"


@dataclass
class Message:
    """What is told of one message.

    Args:
        dice: chance.
        kind: ``sms``; ``old``, by an older version; ``fast clock``, whose operator's clock is
            ahead.
    """

    dice: Dice
    kind: str

    def __post_init__(self) -> None:
        """Make up the message."""
        self.key = self.dice.uuid()
        self.bulk = self.dice.uuid()
        self.to = f"4477009000{int(self.dice.random() * 90):02}"
        self.hours = self.dice.pick((0, 1))

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to the request to send it."""
        one = {"messageId": self.key, "status": status(number)}
        if self.kind == "old":
            return {"bulkId": self.bulk, "messages": [{"to": self.to, **one, "smsCount": 1}]}
        details = {"destination": self.to, "details": {"messageCount": 1}}
        return {"bulkId": self.bulk, "messages": [{**one, **details}]}

    def report(self, number: int, at: float, born: float) -> dict[str, Any]:
        """Return the report that tells what happened at a second."""
        old = self.kind == "old"
        ahead = FAST if self.kind == "fast clock" and number == 2 else 0
        failed = number in (4, 12, 15, 29)
        return {
            "bulkId": self.bulk,
            "messageId": self.key,
            "to": self.to,
            "from" if old else "sender": "Kiosk",
            "sentAt": moment(born, self.hours),
            "doneAt": moment(at + ahead, self.hours),
            "smsCount" if old else "messageCount": 1,
            "price": {"pricePerMessage": 0.0075, "currency": "EUR"},
            "status": status(number),
            "error": {
                "groupId": int(failed),
                "groupName": "HANDSET_ERRORS" if failed else "Ok" if old else "OK",
                "id": int(failed),
                "name": "EC_UNKNOWN_SUBSCRIBER" if failed else "NO_ERROR",
                "permanent": failed,
            },
        }


def status(number: int) -> dict[str, Any]:
    """Return a status by its number."""
    group, name = STATUSES[number]
    return {"groupId": GROUPS.index(group), "groupName": group, "id": number, "name": name}


def lines_of(script: Script, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    message = Message(dice, script.kind)
    style = dice.pick(("bare", "envelope", "envelope"))
    at, report = begins, dict[str, Any]()
    for position, step in enumerate(script.steps):
        at += dice.between(3, 9)
        arrives = at + dice.between(0.2, 0.9) + step.delay
        way, number = str(step.status)[:1], str(step.status).strip("@#")
        following = script.steps[position + 1 : position + 2]
        again = bool(following) and following[0].status == "again"
        if way == "@":
            answer = message.answer(int(number))
            text = enveloped(arrives, "POST", f"{API}/messages", 200, body=answer)
        else:
            if step.status != "again":
                report = changed(message.report(int(number), at, begins), step.change)
            body = {"results": [report]}
            if way == "#":
                text = enveloped(arrives, "GET", f"{API}/logs", 200, body=body)
            elif style == "bare":
                text = written(body)
            else:
                text = enveloped(arrives, "POST", HOOK, 503 if again else 200, sent=body)
        note = Note(step.what, step.code, message.key, script.verdict)
        yield Line(arrives, text, (note,) if step.what else (), message.key)


def strays(end: float) -> Iterable[Line]:
    """Yield what comes to the same address and tells no status."""
    inbound = {
        "messageId": "817790313235066447a",
        "from": "447700900077",
        "to": "15550100123",
        "text": "STOP",
        "receivedAt": moment(end * 0.3),
    }
    clicked = {"notificationType": "CLICKED", "messageId": "m-1", "recipient": "447700900055"}
    nameless = {"to": "447700900055", "doneAt": moment(end * 0.7), "status": status(5)}
    for at, body, code, what in (
        (0.3, {"results": [inbound], "messageCount": 1}, "LOGS011", "an inbound message"),
        (0.5, clicked, "LOGS011", "a link was followed"),
        (0.7, {"results": [nameless]}, "LOGS004", "a report without a `messageId`"),
    ):
        text = enveloped(end * at, "POST", HOOK, 200, sent=body)
        yield Line(end * at, text, (Note(what, code),))


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260306)
    scripts = mixed(HEALTHY, FAULTY, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    end = len(scripts) * APART
    told += strays(end)
    return sorted(told, key=lambda each: each.arrives)
