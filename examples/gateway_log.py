"""The logs of two gateways, Jasmin and Kannel: reports that are got, as queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from planted import Script, Step, mixed, plant
from scribe import START, Dice, Line, Note, changed, moment, written

APART = 151.0
"""Seconds between the beginnings of two messages; Jasmin's times have whole minutes."""

JASMIN_HEALTHY = (
    ("3", "ESME_ROK DELIVRD", 56),
    ("3", "ESME_ROK ACCEPTD DELIVRD", 14),
    ("3", "ESME_ROK UNKNOWN DELIVRD", 2),
    ("3", "ESME_ROK UNDELIV", 4),
    ("3", "ESME_ROK EXPIRED", 3),
    ("3", "ESME_RINVDSTADR", 3),
    ("2", "DELIVRD", 10),
)
JASMIN = (
    plant("3", "open", Step("ESME_ROK", what="the last word of this message")),
    plant("3", "undecided", "DELIVRD", Step("ESME_ROK", "DELV004", "the centre's answer, late")),
    plant("3", "conforms", "ESME_ROK", "DELIVRD", Step("again", "DELV001", "not acknowledged")),
    plant("3", "violates", "ESME_ROK DELIVRD", Step("UNDELIV", "LIFE005", "another end")),
    plant("3", "violates", "ESME_ROK", Step("FAILED", "LIFE001", "a word the gateway has not")),
    plant(
        "3",
        "tolerated",
        "ESME_ROK",
        Step("DELIVRD", "PAYL004", "a time that is none", {"donedate": "yesterday"}),
    ),
    plant(
        "3",
        "tolerated",
        "ESME_ROK ACCEPTD",
        Step("DELIVRD", "RULE001", "another id of the centre", {"id_smsc": "B7"}),
    ),
    plant("3", "violates", "ESME_ROK", Step("DELIVRD", "PAYL001", "no id", {"id_smsc": None})),
)
KANNEL_HEALTHY = (
    ("31", "8 1", 56),
    ("31", "8 4 1", 16),
    ("31", "8 4 4 2", 2),
    ("31", "8 2", 4),
    ("31", "16", 3),
    ("19", "1", 8),
    ("31", "8 34", 2),
)
KANNEL = (
    plant("31", "open", Step("8", what="the last word of this message")),
    plant(
        "31",
        "undecided",
        "8",
        Step("1", "DELV004", "a clock an hour behind", {"ts": "1772433000"}),
    ),
    plant("31", "conforms", "8", "1", Step("again", "DELV001", "not fetched")),
    plant("31", "violates", "8 1", Step("2", "LIFE005", "another end")),
    plant("31", "violates", "8", Step("32", "LIFE001", "a bit of the mask, no report")),
    plant("31", "tolerated", "8", Step("66", "LIFE006", "a report no driver sends")),
    plant("31", "violates", "8", Step("1", "PAYL001", "a time in words", {"ts": "now"})),
)
_INBOUND = {"id": "c1a2", "from": "447700900077", "to": "1234", "origin-connector": "smppc-1"}

Told = Callable[[Dice, str, str, float], dict[str, Any]]


def jasmin(_: Dice, key: str, status: str, at: float) -> dict[str, Any]:
    """Return the report of Jasmin that tells a status."""
    if status.startswith("ESME_"):
        return {"id": key, "message_status": status, "level": "1", "connector": "smppc-1"}
    centre = key[:8].upper()
    date = (START + timedelta(seconds=at)).strftime("%y%m%d%H%M")
    told = {"id": key, "message_status": status, "level": "2", "connector": centre}
    told |= {"id_smsc": centre, "sub": "ND", "dlvrd": "ND", "subdate": "ND", "donedate": date}
    return told | {"err": "000" if status == "DELIVRD" else "034", "text": ""}


def kannel(_: Dice, key: str, status: str, at: float) -> dict[str, Any]:
    """Return the report of Kannel that tells a kind."""
    ts = int((START + timedelta(seconds=at)).timestamp())
    return {"id": f"order-{key[:6]}", "type": status, "ts": str(ts), "smsc": "carrier-1"}


def got(arrives: float, fields: dict[str, Any], answer: int, body: str) -> str:
    """Return a report on one line, as it is got."""
    request = {"method": "GET", "url": f"/hooks/dlr?{urlencode(fields)}"}
    response = {"status": answer, "body": body}
    return written({"received_at": moment(arrives), "request": request, "response": response})


def lines_of(script: Script, tell: Told, name: str, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    key, at, fields = dice.uuid(), begins, dict[str, Any]()
    for position, step in enumerate(script.steps):
        at += dice.between(61, 75)
        if step.status != "again":
            fields = changed(tell(dice, key, step.status, at), step.change)
        following = script.steps[position + 1 : position + 2]
        again = bool(following) and following[0].status == "again"
        text = got(at, fields, 503 if again else 200, "" if again else "ACK/Jasmin")
        note = Note(step.what, step.code, fields[name], script.verdict)
        yield Line(at, text, (note,) if step.what else (), key)


def log(seed: int, healthy: Any, faulty: tuple[Script, ...], tell: Told) -> list[Line]:
    """Return a log's lines in the order in which they arrived."""
    dice = Dice(seed)
    scripts = mixed(healthy, faulty, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, tell, "id", position * APART, dice)
    ]
    return sorted(told, key=lambda each: each.arrives)


def jasmin_lines() -> list[Line]:
    """Return the log of Jasmin's reports, with an inbound message among them."""
    told = log(20260307, JASMIN_HEALTHY, JASMIN, jasmin)
    at = told[len(told) // 2].arrives + 1
    inbound = Line(
        at, got(at, _INBOUND, 200, "ACK/Jasmin"), (Note("an inbound message", "LOGS011"),)
    )
    return sorted([*told, inbound], key=lambda each: each.arrives)


def kannel_lines() -> list[Line]:
    """Return the log of Kannel's reports."""
    return log(20260308, KANNEL_HEALTHY, KANNEL, kannel)
