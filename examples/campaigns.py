"""How a campaign is written down: a request, its messages, and what is planted in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Fault:
    """What is planted in one observation.

    Args:
        kind, at: which one: the event that tells the change at that second, or the poll, or the
            list that was asked for then.
        code, what: the finding it should give, and what is planted.
        change: what stands in it that the others lack; `None` takes a field away.
        delay: how many seconds later than usual it arrives.
        lost, again, restamped: the event never came, came twice, or tells when it was sent
            instead of when the change was.
        renamed: a field, and how it is written here.
    """

    kind: Literal["event", "poll", "list"]
    at: float
    code: str = ""
    what: str = ""
    change: dict[str, Any] = field(default_factory=dict)
    delay: float = 0
    lost: bool = False
    again: bool = False
    restamped: bool = False
    renamed: tuple[str, str] | None = None


@dataclass(frozen=True)
class Sent:
    """One message.

    Args:
        life: its states.
        told: events announce its changes.
        polls: when it is asked for by itself.
        verdict, faults: what it should get, and what is planted in it.
        direction: ``MT`` or ``MO``.
        early: its delivery is dated before its sending, by another clock.
    """

    life: str
    told: bool = False
    polls: str = ""
    verdict: str = "conforms"
    faults: tuple[Fault, ...] = ()
    direction: str = "MT"
    early: bool = False


@dataclass(frozen=True)
class Campaign:
    """One request with its messages; inbound messages have none.

    Args:
        life, polls: the request's states, and when it is asked for.
        messages: its messages, or inbound ones.
        lists: when all its messages are asked for at once.
        verdict, faults: what the request should get, and what is planted in it.
        about: what stands in the request besides.
        resumed: when the customer is seen to resume it.
    """

    life: str
    polls: str
    messages: tuple[Sent, ...]
    lists: str = ""
    verdict: str = "conforms"
    faults: tuple[Fault, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)
    resumed: float = 0
