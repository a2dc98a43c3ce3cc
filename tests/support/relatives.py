"""Made-up logs of any size in which messages have relatives, and all goes wrong that may."""

from __future__ import annotations

import json
from random import Random

from support.ways import generated

RATES = {"faults": 0.02, "late": 0.02, "repeated": 0.02, "lost": 0.02}
_ID = "message_request_id"
_EACH = 20
"""So many messages belong to one request, about."""


def log_with_relatives(messages: int, seed: int, *, skewed: bool = False) -> list[str]:
    """The lines of a log: messages that belong to others, and as many that belong to none.

    Some of what is told of a message names what it belongs to, and some does not.

    Args:
        messages: how many there are.
        seed: the same, the same log.
        skewed: every other message that belongs to any belongs to the same one.
    """
    dice = Random(seed)
    half = messages // 2
    requests = generated("scg/message_request", max(1, half // _EACH), seed, **RATES)
    names = sorted({json.loads(line)["id"] for line in requests if '"id"' in line})
    given: dict[str, str] = {}

    def named(line: str) -> str:
        if f'"{_ID}"' not in line:
            return line
        payload = json.loads(line)
        old = payload.get(_ID)
        if isinstance(old, str):
            heavy = skewed and dice.random() < 0.5
            payload[_ID] = given.setdefault(old, names[0] if heavy else dice.choice(names))
        return json.dumps(payload)

    told = [
        requests,
        list(map(named, generated("scg/message", half, seed, mixed=0.5, **RATES))),
        generated("vonage/sms", messages - half, seed, **RATES),
    ]
    # Each keeps its order, among the others.
    turns = [number for number, lines in enumerate(told) for _ in lines]
    dice.shuffle(turns)
    rest = list(map(iter, told))
    return [next(rest[number]) for number in turns]
