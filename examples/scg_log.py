"""The log of campaigns: a small world that is polled, and that announces what changes."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import planted_scg
from campaigns import Campaign, Fault, Sent
from scribe import START, Dice, Line, Note, changed, enveloped, moment, written

APART = 36.0
"""Seconds between the beginnings of two campaigns."""
_API = "https://api.example.com/scg-external-api/api/v1/messaging"
_EPOCH = int(START.timestamp() * 1000)
_COUNTED = {
    "sent_count": ("SENT",),
    "delivered_count": ("DELIVERED",),
    "read_count": ("READ",),
    "click_thru_count": ("CLICKTHRU",),
    "converted_count": ("CONVERTED",),
    "failed_count": ("FAILED", "EXPIRED"),
}


class Change(NamedTuple):
    """One change of state: the second of the plan, when it really was, and what it led to."""

    planned: float
    at: float
    state: str


def changes(life: str, begins: float, dice: Dice) -> tuple[Change, ...]:
    """Return the changes of a planned life, each a little after its second."""
    told = (each.split() for each in life.split(", ") if each)
    return tuple(
        Change(float(at), round(begins + float(at) + dice.between(0, 0.4), 3), state)
        for at, state in told
    )


def milliseconds(at: float) -> int:
    """Return a second of the day of the logs as milliseconds since 1970."""
    return _EPOCH + round(at * 1000)


def identifier(dice: Dice) -> str:
    """Return an id as the provider makes them."""
    return "".join(dice.pick(string.ascii_letters + string.digits) for _ in range(22))


@dataclass
class Resource:
    """A request or a message: what it is known by, its recipient, what became of it when."""

    dice: Dice
    begins: float
    life: str
    id: str = ""
    number: str = ""
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        """Make it up."""
        self.id = identifier(self.dice)
        self.number = f"+1555010{int(self.dice.random() * 10_000):04}"
        self.changes = changes(self.life, self.begins, self.dice)

    def until(self, at: float) -> tuple[Change, ...]:
        """Return its changes up to a moment."""
        return tuple(each for each in self.changes if each.at <= at)

    def common(self, at: float) -> dict[str, Any]:
        """Return what every resource shows, if it exists by then."""
        seen = self.until(at)
        return {
            "application_id": 11407,
            "company_id": 4711,
            "created_date": milliseconds(seen[0].at),
            "last_updated_date": milliseconds(seen[-1].at),
            "version_number": len(seen),
            "id": self.id,
            "state": seen[-1].state,
        }


@dataclass
class Told:
    """The world of one campaign, and the lines that tell of it."""

    dice: Dice
    plan: Campaign
    begins: float
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make up the campaign, and tell of it."""
        dice, plan = self.dice, self.plan
        self.style = dice.pick(("bare", "envelope", "envelope", "escaped"))
        self.request = Resource(dice, self.begins, plan.life)
        self.sent = [(each, Resource(dice, self.begins, each.life)) for each in plan.messages]
        self.channel = identifier(dice)
        self._polls()
        self._lists()
        for message, resource in self.sent:
            if message.told:
                self._events(message, resource)
        if plan.resumed:
            self._resume()
        planted = sum(bool(each.what) for each in plan.faults) + bool(plan.resumed)
        planted += sum(bool(fault.what) for each in plan.messages for fault in each.faults)
        assert planted == sum(len(each.notes) for each in self.lines), plan

    def _request(self, at: float) -> dict[str, Any]:
        seen = {change.state for change in self.request.until(at)}
        lives = [{each.state for each in resource.until(at)} for _, resource in self.sent]
        settled = not seen.isdisjoint(("TRANSMITTING", "PAUSED"))
        counts = {
            name: sum(not life.isdisjoint(states) for life in lives)
            for name, states in _COUNTED.items()
        }
        unsent = sum(life.isdisjoint(("SENT", "FAILED", "EXPIRED")) for life in lives)
        return {
            **self.request.common(at),
            "from": f"channel:{self.channel}",
            "to": [resource.number for _, resource in self.sent],
            "body": "Your order is ready",
            "channel_id": self.channel,
            "recipient_count": len(self.sent) if settled else sum(map(bool, lives)),
            **counts,
            "media_requested_count": 0,
            "canceled_count": unsent if "CANCELED" in seen else 0,
            "sender_id_sort_criteria": [],
            "contact_delivery_address_priority": [],
            "scheduled": False,
            **self.plan.about,
        }

    def _message(self, message: Sent, resource: Resource, at: float) -> dict[str, Any]:
        inbound = message.direction == "MO"
        dates = {each.state: milliseconds(each.at) for each in resource.until(at)}
        told = resource.common(at) | {
            "direction": message.direction,
            "from_address": resource.number if inbound else "7777",
            "to_address": "7777" if inbound else resource.number,
            "body": "Yes, please" if inbound else "Your order is ready",
            "attachments": [],
            "channel_id": self.channel,
            "type": "SMS",
            "destination_country": "USA",
            "consent_requirement": "NONE",
        }
        if not inbound:
            told["message_request_id"] = self.request.id
        if "SENT" in dates:
            fragment = {"fragment_state": told["state"], "charge": 0.024}
            told |= {"sent_date": dates["SENT"], "price": 0.024}
            told["fragments_info"] = [{"fragment_id": f"{resource.id}-1", **fragment}]
        if "DELIVERED" in dates:
            early = dates["SENT"] - 214
            told["delivered_date"] = early if message.early else dates["DELIVERED"]
        if "CONVERTED" in dates:
            told["converted_date"] = dates["CONVERTED"]
        return told

    def _polls(self) -> None:
        for at in map(float, self.plan.polls.split()):
            told, fault = planted(self._request(self.begins + at), self.plan.faults, "poll", at)
            notes = note(fault, self.request.id, self.plan.verdict)
            self._answer(at, f"/message_requests/{self.request.id}", told, notes)
        for message, resource in self.sent:
            for at in map(float, message.polls.split()):
                told = self._message(message, resource, self.begins + at)
                told, fault = planted(told, message.faults, "poll", at)
                notes = note(fault, resource.id, message.verdict)
                self._answer(at, f"/messages/{resource.id}", told, notes)

    def _lists(self) -> None:
        for at in map(float, self.plan.lists.split()):
            shown, notes = [], list[Note]()
            for message, resource in self.sent:
                told = self._message(message, resource, self.begins + at)
                told, fault = planted(told, message.faults, "list", at)
                shown.append(told)
                notes += note(fault, resource.id, message.verdict)
            body = {"list": shown, "total": len(shown), "offset": 0, "limit": 100}
            self._answer(at, f"/messages?message_request_id={self.request.id}", body, tuple(notes))

    def _answer(self, at: float, path: str, body: Any, notes: tuple[Note, ...]) -> None:
        arrives = self.begins + at
        text = written(body)
        if self.style != "bare":
            shown = text if self.style == "escaped" else body
            text = enveloped(arrives, "GET", _API + path, 200, body=shown)
        self.lines.append(Line(arrives, text, notes, self.request.id))

    def _events(self, message: Sent, resource: Resource) -> None:
        for before, after in zip(resource.changes, resource.changes[1:], strict=False):
            values = {
                "message_id": resource.id,
                "message_request_id": self.request.id,
                "previous_state": before.state,
                "new_state": after.state,
                "to_address": resource.number,
            }
            event = {"fld-val-list": values, "evt-tp": "message_state_change"}
            told = {"topic": "SCG-Message", "attempt": 1, "event": event}
            told["event-id"] = self.dice.hex(16)
            told, fault = planted(told, message.faults, "event", after.planned)
            arrives = round(after.at + self.dice.between(0.05, 0.3) + fault.delay, 3)
            event["timestamp"] = moment(arrives if fault.restamped else after.at)
            notes = note(fault, resource.id, message.verdict)
            if not fault.lost:
                self._event(arrives, told, () if fault.again else notes)
            if fault.again:
                self._event(arrives + 5, {**told, "attempt": 2}, notes)

    def _event(self, arrives: float, told: dict[str, Any], notes: tuple[Note, ...]) -> None:
        text = written(told)
        if self.style != "bare":
            body = text if self.style == "escaped" else told
            url = "https://hooks.example.org/scg"
            text = enveloped(arrives, "POST", url, 200, sent=body)
        self.lines.append(Line(arrives, text, notes, self.request.id))

    def _resume(self) -> None:
        arrives = self.begins + self.plan.resumed
        url = f"{_API}/message_requests/{self.request.id}"
        sent, body = {"state": "TRANSMITTING"}, {"id": self.request.id}
        text = enveloped(arrives, "POST", url, 200, sent=sent, body=body)
        what = "the customer resumes a request: nothing is told of its state"
        self.lines.append(Line(arrives, text, (Note(what, "LOGS003"),), self.request.id))


def planted(
    told: dict[str, Any], faults: tuple[Fault, ...], kind: str, at: float
) -> tuple[dict[str, Any], Fault]:
    """Return a payload with what is planted in it, and the fault; an empty one if there is none."""
    for fault in faults:
        if (fault.kind, fault.at) == (kind, at):
            if fault.renamed is not None:
                old, new = fault.renamed
                told = {new if name == old else name: value for name, value in told.items()}
            return changed(told, fault.change), fault
    return told, Fault("poll", at)


def note(fault: Fault, key: str, verdict: str) -> tuple[Note, ...]:
    """Return the row of the README for a fault, if it has one."""
    return (Note(fault.what, fault.code, key, verdict),) if fault.what else ()


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260304)
    healthy = [plan for plan, count in planted_scg.HEALTHY for _ in range(count)]
    plans = sorted([*healthy, *planted_scg.FAULTY], key=lambda _: dice.random())
    return sorted(_told(plans, dice), key=lambda each: each.arrives)


def _told(plans: list[Campaign], dice: Dice) -> Iterator[Line]:
    for position, plan in enumerate(plans):
        yield from Told(dice, plan, position * APART).lines
    for arrives, text, what, code in planted_scg.STRAYS:
        yield Line(arrives, text, (Note(what, code),))
