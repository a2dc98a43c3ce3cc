"""The recorded session of look-ups: HAR 1.2, one exchange a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import planted_partner
from planted import Script, Step, healthy
from planted_partner import Batch
from scribe import Dice, Line, Note, changed, moment, written

APART = 21.0
"""Seconds between the beginnings of two messages."""
_HOSTS = "https://gateway.example.com/api", "https://gateway.example.com"
_PATH = "/partner-gateway/v1/messages/status"
_JSON = "application/json"
_TEXTS = {200: "OK", 204: "No Content", 404: "Not Found", 500: "Internal Server Error"}
_WORDS = {
    "SENT": "Handed to the carrier",
    "RECEIVED": "Acknowledged downstream",
    "DELIVERED": "Reached the device",
    "ERROR": "The carrier refused it",
    "EXPIRED": "Its time ran out",
}
_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_HTML = "<!doctype html><title>Console</title><p>Messages</p>"


@dataclass(frozen=True)
class Told:
    """One exchange of the session.

    Args:
        at: when it began.
        url, method, status: what was asked, and the status of the answer.
        body, kind, encoding: of the answer.
        sent: what was posted.
        notes: what is planted in it.
        about: the message, or the messages of a batch.
    """

    at: float
    url: str
    method: str = "GET"
    status: int = 200
    body: str = ""
    kind: str = _JSON
    encoding: str = ""
    sent: str = ""
    notes: tuple[Note, ...] = ()
    about: str = ""

    def entry(self, wait: float) -> str:
        """Return it as an entry of the archive."""
        query = [{"name": n, "value": v} for n, v in parse_qsl(urlsplit(self.url).query)]
        request: dict[str, Any] = {
            "method": self.method,
            "url": self.url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "Accept", "value": "*/*"}],
            "queryString": query,
            "headersSize": -1,
            "bodySize": len(self.sent),
        }
        if self.sent:
            request["postData"] = {"mimeType": _JSON, "text": self.sent}
        content: dict[str, Any] = {"size": len(self.body), "mimeType": self.kind}
        if self.body:
            content["text"] = self.body
        if self.encoding:
            content["encoding"] = self.encoding
        response = {
            "status": self.status,
            "statusText": _TEXTS[self.status],
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": [{"name": "Content-Type", "value": self.kind}],
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        }
        entry = {"startedDateTime": moment(self.at), "time": wait, "request": request}
        timings = {"send": 0, "wait": wait, "receive": 0}
        return written({**entry, "response": response, "cache": {}, "timings": timings})


@dataclass
class Message:
    """A message that is looked up."""

    dice: Dice
    channel: str
    key: str

    def status(self, status: str) -> dict[str, Any]:
        """Return what a look-up tells of it."""
        told = {"customerMessageId": self.key, "channel": self.channel, "deliveryStatus": status}
        return {**told, "deliveryStatusDescription": _WORDS.get(status)}

    def hook(self, event: str, at: float) -> dict[str, Any]:
        """Return a notification of it."""
        outcome = {} if event == "READ" else {"statusCode": int(event)}
        return {
            "eventType": "READ" if event == "READ" else "DELIVERY",
            "messageId": self.dice.uuid(),
            "customerMessageId": self.key,
            "channel": self.channel,
            "destination": f"+4477009000{int(self.dice.random() * 100):02}",
            **outcome,
            "timestamp": moment(at),
        }

    def told(self, script: Script, begins: float) -> Iterator[Told]:
        """Yield the exchanges of its script."""
        host = self.dice.pick(_HOSTS)
        at, posted = begins, ""
        for step in script.steps:
            at = round(at + (0.4 if step.same_time else self.dice.between(3, 30)), 3)
            notes = (Note(step.what, step.code, self.key, script.verdict),) if step.what else ()
            kind, _, detail = str(step.status).partition(":")
            if kind in ("hook", "again"):
                if kind == "hook":
                    payload = self.hook(detail, round(at - self.dice.between(0.2, 1.5), 3))
                    posted = written(changed(payload, step.change))
                url = "https://hooks.example.org/partner"
                yield Told(at, url, "POST", 204, sent=posted, notes=notes, about=self.key)
                continue
            url = f"{host}{_PATH}/{self.key}?channel={detail or self.channel}"
            if kind.isdigit():
                failed = "" if kind == "200" else written({"status": int(kind)})
                yield Told(at, url, status=int(kind), body=failed, notes=notes, about=self.key)
            else:
                body = written(changed(self.status(kind), step.change))
                yield Told(at, url, body=body, notes=notes, about=self.key)


def batch(plan: Batch, begins: float, keys: Iterator[str], dice: Dice) -> Iterator[Told]:
    """Yield the look-ups of a batch: items in any order, unknown ids left out."""
    members = [Message(dice, plan.channel, next(keys)) for _ in plan.rounds]
    ids = ",".join(each.key for each in members)
    url = f"{dice.pick(_HOSTS)}{_PATH}?customerMessageIds={ids}&channel={plan.channel}"
    for number, answers in enumerate(zip(*plan.rounds, strict=True)):
        found = [(m, m.status(s)) for m, s in zip(members, answers, strict=True) if s]
        notes: tuple[Note, ...] = ()
        if plan.what and number == len(plan.rounds[0]) - 1:
            found[-1] = (found[-1][0], changed(found[-1][1], dict(plan.change)))
            notes = (Note(plan.what, plan.code),)
        shuffled = sorted(found, key=lambda _: dice.random())
        body = written([payload for _, payload in shuffled])
        yield Told(begins + 15.0 * number, url, body=body, notes=notes, about=url)


def unrelated(at: float, dice: Dice) -> Iterator[Told]:
    """Yield what else was recorded: a page with its picture, and a message being sent."""
    console = "https://console.example.com"
    yield Told(at, f"{console}/messages", body=_HTML, kind="text/html")
    yield Told(at + 0.2, f"{console}/logo.png", body=_PNG, kind="image/png", encoding="base64")
    number = f"+4477009000{int(dice.random() * 100):02}"
    sent = written({"destination": number, "text": "Your order is ready"})
    body = written({"customerMessageId": f"order-{8000 + int(at) % 1000}"})
    url = "https://gateway.example.com/partner-gateway/v1/sms/messages"
    yield Told(at + 0.7, url, "POST", 200, body, sent=sent)


def session(dice: Dice) -> Iterator[Told]:
    """Yield every exchange, message by message."""
    keys = (f"order-{number}" for number in range(1001, 9000))
    scripts = [
        Script(channel, tuple(map(_step, statuses.split())))
        for channel, statuses, count in planted_partner.HEALTHY
        for _ in range(count)
    ]
    scripts = sorted([*scripts, *planted_partner.FAULTY], key=lambda _: dice.random())
    for position, script in enumerate(scripts):
        yield from Message(dice, script.kind, next(keys)).told(script, position * APART)
    span = len(scripts) * APART
    for position, plan in enumerate(planted_partner.BATCHES):
        yield from batch(plan, round(span * (position + 0.6) / 5, 3), keys, dice)
    for position, (key, query, what, code) in enumerate(planted_partner.REQUESTS):
        at = round(span * (position + 0.4) / 4, 3)
        url = f"{_HOSTS[position % 2]}{_PATH}/{key}{query}"
        yield Told(at, url, status=404, body=written({"status": 404}), notes=(Note(what, code),))
    for position in range(5):
        yield from unrelated(round(span * (position + 0.5) / 6, 3), dice)


def _step(status: str) -> Step:
    return healthy(status) if status.isdigit() else Step(status)


def lines() -> list[Line]:
    """Return the archive's lines: its head, an exchange a line, and its end."""
    dice = Dice(20260305)
    told = sorted(session(dice), key=lambda each: each.at)
    log = {"version": "1.2", "creator": {"name": "make_logs.py", "version": "1"}}
    result = [Line(-1, f'{{"log":{written(log)[:-1]},"entries":[')]
    for each in told:
        entry = each.entry(float(int(dice.between(20, 400))))
        result.append(Line(each.at, entry, each.notes, each.about))
    return [*result, Line(told[-1].at, "]}}")]


def archived(lines: list[Line]) -> str:
    """Return the archive's text: commas between the entries."""
    head, *entries, end = (each.text for each in lines)
    return "\n".join([head, ",\n".join(entries), end, ""])
