"""What is planted in the recorded session of look-ups.

A message's steps are, in order: the statuses its look-ups are answered with; a number is an
answer without a status, ``404:RCS`` one to a look-up by another channel, and ``hook:3``,
``hook:6`` and ``hook:READ`` are notifications. A step at the same time follows within a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planted import Script, Step, plant


@dataclass(frozen=True)
class Batch:
    """Messages that are looked up together: for each, its status in each round; `None`: unknown.

    Args:
        channel: of all.
        rounds: the statuses of each message, round by round.
        code, what: the finding the last round should give, and what is planted in its last item.
        change: what stands in it that the others lack.
    """

    channel: str
    rounds: tuple[tuple[str | None, ...], ...]
    code: str = ""
    what: str = ""
    change: tuple[tuple[str, Any], ...] = ()


HEALTHY = (
    ("SMS", "SENT DELIVERED", 20),
    ("SMS", "UNKNOWN SENT SENT DELIVERED hook:3", 8),
    ("SMS", "SENT RECEIVED hook:3 DELIVERED", 6),
    ("SMS", "SENT ERROR", 4),
    ("SMS", "RECEIVED EXPIRED", 3),
    ("RCS", "SENT DELIVERED", 8),
    ("RCS", "SENT hook:6 ERROR", 2),
    ("WHATSAPP", "SENT DELIVERED DELIVERED", 12),
    ("WHATSAPP", "SENT hook:3 DELIVERED hook:READ", 6),
)

BATCHES = (
    Batch("SMS", (("SENT", "DELIVERED"), ("SENT", "DELIVERED"), ("UNKNOWN", "DELIVERED"))),
    Batch("WHATSAPP", ((None, "DELIVERED", "DELIVERED"), ("SENT", "DELIVERED", "DELIVERED"))),
    Batch("RCS", ((None, "SENT", "DELIVERED"), (None, "DELIVERED", "DELIVERED"))),
    Batch(
        "SMS",
        (("SENT", "DELIVERED"), ("DELIVERED", "DELIVERED")),
        "LOGS007",
        "an item of a batch without its status",
        (("deliveryStatus", None),),
    ),
)

_TRANSLATED = {"deliveryStatus": None, "deliveryStato": "DELIVERED"}
_UNTIMED = {"timestamp": None}
_LAG = "404 before it was first found"
_FAILED = "500: the gateway failed"


def _status(status: str, code: str, what: str, **change: Any) -> Step:
    return Step(status, code, what, change)


def _odd(status: int | str, code: str, what: str, *, soon: bool = False) -> Step:
    return Step(status, code, what, same_time=soon)


FAULTY: tuple[Script, ...] = (
    plant("SMS", "conforms", _odd(404, "LOGS008", _LAG), "SENT DELIVERED"),
    plant(
        "WHATSAPP",
        "conforms",
        _odd(404, "LOGS008", _LAG),
        _odd(404, "LOGS008", _LAG),
        "SENT DELIVERED DELIVERED",
    ),
    plant(
        "SMS",
        "conforms",
        "SENT",
        _odd("404:RCS", "LOGS008", "looked up by another channel"),
        "DELIVERED",
    ),
    plant(
        "RCS",
        "violates",
        "SENT DELIVERED",
        _odd(404, "RULE001", "unknown, although it had been found"),
    ),
    plant(
        "SMS",
        "tolerated",
        "SENT",
        _odd(500, "LOGS008", _FAILED),
        Step("SENT", "RULE001", "asked again at once", same_time=True),
        "DELIVERED",
    ),
    plant("SMS", "conforms", "SENT", _odd(500, "LOGS008", _FAILED), "SENT DELIVERED"),
    plant(
        "SMS",
        "tolerated",
        "SENT",
        Step("DELIVERED", "PAYL002", "`deliveryStato` for `deliveryStatus`", _TRANSLATED),
    ),
    plant(
        "SMS",
        "tolerated",
        "SENT",
        _status("ERROR", "RULE001", "an error nobody describes", deliveryStatusDescription=None),
    ),
    plant("RCS", "tolerated", "SENT DELIVERED", _status("READ", "LIFE006", "RCS: read or not?")),
    plant("WHATSAPP", "tolerated", "SENT DELIVERED", _status("READ", "LIFE006", "read, by a poll")),
    plant("SMS", "violates", "SENT DELIVERED", _status("READ", "LIFE004", "SMS has no `READ`")),
    plant("SMS", "violates", "DELIVERED", _status("SENT", "LIFE003", "once delivered, sent again")),
    plant("RCS", "violates", "SENT ERROR", _status("DELIVERED", "LIFE005", "delivered after all")),
    plant("SMS", "violates", "SENT", _status("BLOCKED", "LIFE001", "a status nobody names")),
    plant("SMS", "tolerated", "SENT", _status("UNKNOWN", "LIFE006", "no longer known"), "EXPIRED"),
    plant("WHATSAPP", "tolerated", "SENT", _status("hook:READ", "DELV003", "read, not delivered")),
    plant(
        "WHATSAPP",
        "undecided",
        "SENT",
        Step("hook:READ", "", "read, and no time is told", _UNTIMED),
        Step("hook:3", "DELV004", "delivered: reported late, or again?", _UNTIMED),
    ),
    plant(
        "WHATSAPP",
        "tolerated",
        "SENT",
        _status("READ", "LIFE006", "read, which no look-up is said to answer"),
        _status("hook:3", "DELV002", "behind a poll of a later status"),
    ),
    plant("SMS", "conforms", "SENT hook:3", Step("again", "DELV001", "sent again, the same")),
    plant("SMS", "open", "UNKNOWN", _status("SENT", "", "the last word of this message")),
    plant(
        "SMS",
        "conforms",
        "SENT",
        _odd(200, "LOGS004", "an answer whose body was not captured"),
        "DELIVERED",
    ),
)

REQUESTS = (
    ("order-9001", "", "a look-up without its channel", "LOGS008"),
    ("order-9002", "?channel=sms", "a look-up by a channel in lower case", "LOGS008"),
    ("order-9003", "?channel=SMS", "an id that was never found", "LOGS008"),
)
"""Look-ups of messages nobody sent: id, query, what is planted, finding; answered with 404."""
