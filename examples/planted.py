"""What `make_logs` plants: how many healthy messages there are, and each fault with its finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from scribe import Dice


@dataclass(frozen=True)
class Step:
    """One callback of a message.

    Args:
        status: the status it tells; ``again`` repeats the callback before.
        code, what: the finding it should give, and what is planted in it.
        change: what stands in it that the others lack; `None` takes a field away.
        delay: how many seconds later than usual it arrives.
        cut: only the first part of its line was written.
        same_time: it happened at the same moment as the one before.
    """

    status: Any
    code: str = ""
    what: str = ""
    change: dict[str, Any] = field(default_factory=dict)
    delay: float = 0
    cut: bool = False
    same_time: bool = False


@dataclass(frozen=True)
class Script:
    """One message: its callbacks, and the verdict it should get."""

    kind: str
    steps: tuple[Step, ...]
    verdict: str = "conforms"
    change: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stray:
    """A line that belongs to no message: how far into the log it stands, from 0 to 1."""

    at: float
    text: str
    what: str
    code: str


def plant(kind: str, verdict: str, *steps: Step | str, **change: Any) -> Script:
    """Return a script; a string among the steps is the healthy callbacks that tell it.

    >>> [step.status for step in plant("", "conforms", "2 3", Step(8)).steps]
    [2, 3, 8]
    """
    told = [
        each
        for step in steps
        for each in ([step] if isinstance(step, Step) else map(healthy, step.split()))
    ]
    return Script(kind, tuple(told), verdict, change)


def mixed(
    many: Iterable[tuple[str, str, int]], faulty: Sequence[Script], dice: Dice
) -> list[Script]:
    """Return healthy scripts in any order, and the faulty ones evenly among them.

    Args:
        many: healthy messages: their kind, what is told of them, and how many there are.
        faulty: the planted ones, in their order.
        dice: chance.
    """
    scripts = [plant(kind, "conforms", told) for kind, told, count in many for _ in range(count)]
    scripts.sort(key=lambda _: dice.random())
    every = len(scripts) // len(faulty)
    for position, script in reversed(list(enumerate(faulty, 1))):
        scripts.insert(position * every, script)
    return scripts


def healthy(status: str) -> Step:
    """Return the step that tells a status, a name or a number, and nothing strange."""
    return Step(int(status) if status.isdigit() else status)


VONAGE_HEALTHY = (
    ("sms", "submitted delivered", 34),
    ("sms", "submitted rejected", 5),
    ("sms", "undeliverable", 2),
    ("sms v0.1", "submitted delivered", 2),
    ("mms", "submitted delivered", 6),
    ("mms", "submitted undeliverable", 2),
    ("rcs", "submitted delivered read", 11),
    ("rcs", "submitted delivered", 4),
    ("whatsapp", "submitted delivered read", 14),
    ("whatsapp", "submitted delivered", 4),
    ("whatsapp", "rejected", 2),
    ("viber_service", "submitted delivered read", 5),
    ("messenger", "submitted delivered read", 5),
)

_LEGS = {"id": "wf-7d41c0e2b9", "items_total": "2"}
_FIRST, _SECOND = {**_LEGS, "item_number": "1"}, {**_LEGS, "item_number": "2"}
_PARTS = {"total_count": "2"}
_LOST = "the one before it was lost"
_AGAIN = Step("again", "DELV001", "sent again, the same payload")
_ALIAS = {"sms": {"total_count": None, "count_total": "1"}}
_PRICE = {"usage": {"currency": "EUR", "price": "0.0333"}}
_ZONELESS = {"timestamp": "2026-03-02T09:10:11"}

VONAGE = (
    plant("rcs", "conforms", "submitted rejected", workflow=_FIRST),
    plant("sms", "conforms", "submitted delivered", workflow=_SECOND),
    plant("sms", "open", Step("submitted", what="the last word of this message")),
    plant("whatsapp", "tolerated", "submitted", Step("read", "DELV003", _LOST)),
    plant(
        "sms",
        "tolerated",
        Step("submitted", "DELV002", "overtaken by `delivered`", delay=45),
        "delivered",
    ),
    plant("sms", "conforms", "submitted", _AGAIN, "delivered"),
    plant(
        "sms",
        "undecided",
        "submitted delivered",
        Step("rejected", "DELV004", "two parts ended differently"),
        sms=_PARTS,
    ),
    plant("sms", "violates", "submitted", Step("expired", "LIFE001", "no document names it")),
    plant("messenger", "tolerated", Step("delivered", "DELV003", _LOST), "read"),
    plant("sms", "violates", "submitted delivered", Step("read", "LIFE004", "SMS has no `read`")),
    plant("sms", "conforms", "submitted delivered", sms=_PARTS),
    plant(
        "mms",
        "violates",
        "submitted delivered",
        Step("rejected", "LIFE005", "a second, different final"),
    ),
    plant(
        "viber_service",
        "tolerated",
        "submitted",
        Step("delivered", "DELV002", "overtaken by `read`", delay=60),
        "read",
    ),
    plant(
        "sms",
        "violates",
        "submitted",
        Step("delivered", "RULE001", "another recipient", {"to": "447700900098"}),
    ),
    plant(
        "rcs",
        "violates",
        "submitted",
        Step("rejected", "RULE001", "`rejected` without `error`", {"error": None}),
    ),
    plant(
        "whatsapp",
        "conforms",
        "submitted",
        Step("delivered", "PAYL003", "an unusual field", {"carrier_hint": "mvno"}),
        "read",
    ),
    plant(
        "whatsapp",
        "conforms",
        "submitted",
        Step("delivered", what="behind `read`, but at the same time: either order", delay=9),
        Step("read", same_time=True),
    ),
    plant(
        "sms",
        "tolerated",
        "submitted",
        Step("delivered", "PAYL002", "`count_total` for `total_count`", _ALIAS),
    ),
    plant(
        "whatsapp",
        "violates",
        "submitted delivered",
        Step("submitted", "LIFE003", "a later event goes back"),
    ),
    plant(
        "mms",
        "tolerated",
        Step("undeliverable", "RULE001", "`undeliverable` without `error`", {"error": None}),
    ),
    plant(
        "sms",
        "tolerated",
        "submitted",
        Step("delivered", "RULE001", "an SMS charged at `delivered`", _PRICE),
    ),
    plant("sms", "open", "submitted", Step("delivered", "LOGS001", "the line was cut", cut=True)),
    plant(
        "rcs",
        "tolerated",
        "submitted",
        Step("submitted", "DELV001", "told again with a later time"),
        "delivered",
    ),
    plant(
        "sms",
        "violates",
        "submitted",
        Step("delivered", "PAYL001", "a time without a zone", _ZONELESS),
    ),
)

VONAGE_STRAYS = (
    Stray(
        0.31,
        '{"channel":"sms","message_uuid":"5b1e7c30-2d4f-4a86-9c0b-e1f2a3b4c5d6","to":"15550100123",'
        '"from":"447700900042","timestamp":"2026-03-02T08:29:00Z","message_type":"text",'
        '"text":"Thanks!"}',
        "an inbound message: no status callback",
        "LOGS011",
    ),
    Stray(
        0.62,
        '{"channel":"sms","message_uuid":"6c2f8d41-3e50-4b97-8d1c-f2a3b4c5d6e7","to":"447700900042",'
        '"from":"Kiosk","timestamp":"2026-03-02T08:59:00Z"}',
        "a callback without a status",
        "LOGS004",
    ),
)

GO4_HEALTHY = (
    ("2 3 5 6", 44),
    ("1 2 3 5 6", 9),
    ("3 5 6", 4),
    ("2 3 7", 7),
    ("2 3 5 7", 5),
    ("2 7", 2),
    ("1 8", 3),
    ("2 8", 2),
    ("2 3 7 4 5 6", 4),
    ("2 3 7 4 7", 2),
    ("1 8 4 5 6", 1),
)


def _go4(verdict: str, *steps: Step | str) -> Script:
    return plant("", verdict, *steps)


def _data(name: str, value: Any) -> dict[str, Any]:
    return {"data": {name: value}}


_STRING, _NO_CODE = _data("message_status", "6"), _data("error_code", None)
_TASK, _OPERATOR = _data("task_hash", "0f0f0f0f0f0f0f0f"), _data("operator", "PT-3")

GO4 = (
    _go4("open", "2", Step(3, what="the last word of this message")),
    _go4("tolerated", "2", Step(5, "DELV003", _LOST), "6"),
    _go4("undecided", "2", Step(3, "DELV004", "arrived behind `5`, or again", delay=60), "5 6"),
    _go4("tolerated", "2 3 5", Step(6, "PAYL002", '`"6"` for 6', _STRING)),
    _go4(
        "violates",
        "2 3 5",
        Step(6, "RULE001", "delivered, with an error", _data("error_code", 3)),
    ),
    _go4("conforms", "2 3", _AGAIN, "5 6"),
    _go4("violates", "2 3 5 6", Step(7, "LIFE005", "failed after all")),
    _go4("tolerated", "2 3", Step(7, "RULE001", "failed, and no code why", _NO_CODE)),
    _go4("violates", "2 3 5 6", Step(4, "LIFE003", "resent once delivered")),
    _go4("undecided", "2 3 5 6", Step(5, "DELV004", "behind `6`: again, or late")),
    _go4("violates", "2 3", Step(9, "LIFE001", "a status nobody names")),
    _go4("tolerated", "2 3", Step(8, "LIFE006", "cancelled while it was being sent")),
    _go4("tolerated", "2 3 5", Step(8, "LIFE006", "cancelled once sent")),
    _go4("tolerated", "2 3", Step(5, "RULE001", "a code on `5`", _data("error_code", 4)), "6"),
    _go4("violates", "2 3", Step(7, "PAYL001", "no such error code", _data("error_code", 9))),
    _go4("undecided", "2 3 7", Step(5, "DELV004", "a resend nobody told of, or stale"), "6"),
    _go4("violates", "2 3 5", Step(6, "RULE001", "another task", _TASK)),
    _go4("conforms", "2 3 5", Step(6, "PAYL003", "an unusual field", _OPERATOR)),
    _go4("open", "2 3 5", Step(6, "LOGS001", "the line was cut", cut=True)),
)

GO4_STRAYS = (
    Stray(0.2, '{"ping":true}', "a test of the webhook", "LOGS003"),
    Stray(
        0.5,
        '{"data":{"short_message_id":799999,"task_hash":"00ff00ff00ff00ff"}}',
        "an event without a status",
        "LOGS004",
    ),
    Stray(0.8, '"ok"', "a string, no object", "LOGS002"),
)
