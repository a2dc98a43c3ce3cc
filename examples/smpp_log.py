"""The log of SMPP sessions: answers to submissions, receipts by text and parameters, queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from planted import Script, Step, mixed, plant
from scribe import START, Dice, Line, Note, changed, moment, written

APART = 131.0
"""Seconds between the beginnings of two messages; receipts have whole minutes."""

STATES = {
    "ENROUTE": (1, "ENROUTE"),
    "DELIVERED": (2, "DELIVRD"),
    "EXPIRED": (3, "EXPIRED"),
    "UNDELIVERABLE": (5, "UNDELIV"),
    "ACCEPTED": (6, "ACCEPTD"),
    "UNKNOWN": (7, "UNKNOWN"),
    "REJECTED": (8, "REJECTD"),
}
HEALTHY = (
    ("both", "@ DELIVERED", 38),
    ("text", "@ DELIVERED", 30),
    ("both", "@ ~ENROUTE DELIVERED", 12),
    ("both", "@ ?ENROUTE DELIVERED", 6),
    ("text", "@ UNDELIVERABLE", 4),
    ("both", "@ EXPIRED", 3),
    ("both", "@ REJECTED", 3),
    ("text", "@ ?DELIVERED", 4),
)
"""Steps: @ is the answer to submit_sm, ? one to query_sm, ~ an intermediate notification."""

_FAILED = {"short_message": {"message": {"stat": "FAILED"}}}
_BLIST = {"short_message": {"message": {"stat": "BLIST"}}}
_UNDELIV = {"short_message": {"message": {"stat": "UNDELIV"}}}
_NO_TIME = {"short_message": {"message": {"done date": "tomorrow"}}}
_UNQUOTED = {"source_addr": 447700900001}
FAULTY = (
    plant("both", "open", Step("@", what="the last word of this message")),
    plant("text", "open", "@", Step("UNKNOWN", what="the centre does not know")),
    plant("both", "undecided", "DELIVERED", Step("@", "DELV004", "the answer after the receipt")),
    plant("both", "conforms", "@ DELIVERED", Step("again", "DELV001", "not acknowledged")),
    plant(
        "text", "violates", "@ DELIVERED", Step("UNDELIVERABLE", "LIFE005", "another end", delay=70)
    ),
    plant("both", "violates", "@ DELIVERED", Step("~ENROUTE", "LIFE003", "on its way", delay=70)),
    plant("text", "violates", "@", Step("UNDELIVERABLE", "LIFE001", "no list has it", _BLIST)),
    plant("both", "tolerated", "@ ACCEPTED", Step("DELIVERED", "LIFE006", "ACCEPTD, no end here")),
    plant("text", "tolerated", "@", Step("UNDELIVERABLE", "PAYL002", "a centre's word", _FAILED)),
    plant("text", "tolerated", "@", Step("DELIVERED", "PAYL004", "a time in words", _NO_TIME)),
    plant("both", "tolerated", "@", Step("DELIVERED", "RULE001", "the text denies it", _UNDELIV)),
    plant("both", "violates", "@", Step("DELIVERED", "PAYL001", "a number, unquoted", _UNQUOTED)),
)


@dataclass
class Message:
    """What is told of one message: ``both`` text and parameters, or the ``text`` alone."""

    dice: Dice
    kind: str

    def __post_init__(self) -> None:
        """Make up the message."""
        self.id = 900_000_000 + int(self.dice.random() * 99_999_999)
        self.to = f"4477009000{int(self.dice.random() * 90):02}"
        self.sequence = 1 + int(self.dice.random() * 9_000)

    def answer(self) -> dict[str, Any]:
        """Return the answer to submit_sm, whose id is hexadecimal."""
        return {**self._head("submit_sm_resp"), "message_id": f"{self.id:x}"}

    def query(self, state: str, at: float) -> dict[str, Any]:
        """Return the answer to query_sm."""
        final = "" if state == "ENROUTE" else moment(at)
        told = {"message_id": f"{self.id:x}", "final_date": final}
        told |= {"message_state": STATES[state][0], "error_code": 0}
        return {**self._head("query_sm_resp"), **told}

    def receipt(self, state: str, at: float, esm_class: int = 4) -> dict[str, Any]:
        """Return a receipt, whose id is decimal; its text is still in fields."""
        number, stat = STATES[state]
        there = state == "DELIVERED"
        text = {"id": str(self.id), "sub": "001", "dlvrd": "001" if there else "000"}
        text |= {"submit date": digits(at - 60), "done date": digits(at), "stat": stat}
        text |= {"err": "000" if there else "034", "text": "Your parcel"}
        told = {**self._head("deliver_sm"), "source_addr": self.to}
        told |= {"destination_addr": "15550100123", "esm_class": esm_class, "data_coding": 0}
        told["short_message"] = {"message": text}
        if self.kind == "both":
            told |= {"receipted_message_id": text["id"], "message_state": number}
        return told

    def _head(self, command: str) -> dict[str, Any]:
        self.sequence += 1
        return {"command": command, "command_status": 0, "sequence_number": self.sequence}

    def tell(self, status: str, at: float) -> dict[str, Any]:
        """Return the PDU that a step means."""
        if status == "@":
            return self.answer()
        if status.startswith("?"):
            return self.query(status[1:], at)
        return self.receipt(status.lstrip("~"), at, 32 if status.startswith("~") else 4)


def digits(at: float) -> str:
    """Return a time as receipts have it: YYMMDDhhmm."""
    return (START + timedelta(seconds=at)).strftime("%y%m%d%H%M")


def logged(pdu: dict[str, Any]) -> str:
    """Return a PDU on one line, its text written out."""
    text = pdu.get("short_message", {}).get("message")
    if isinstance(text, dict):
        joined = " ".join(f"{label}:{value}" for label, value in text.items())
        pdu = {**pdu, "short_message": {"message": joined}}
    return written(pdu)


def lines_of(script: Script, begins: float, dice: Dice) -> Iterable[Line]:
    """Yield the lines that tell of one message."""
    message = Message(dice, script.kind)
    at, pdu = begins, dict[str, Any]()
    for step in script.steps:
        at += dice.between(65, 80) + step.delay
        if step.status == "again":
            pdu = {**pdu, "sequence_number": message.sequence + 40}
        else:
            pdu = changed(message.tell(step.status, at), step.change)
        note = Note(step.what, step.code, str(message.id), script.verdict)
        yield Line(at, logged(pdu), (note,) if step.what else (), str(message.id))


def strays(end: float) -> Iterable[Line]:
    """Yield what a session says besides."""
    head = {"command_status": 0, "sequence_number": 1}
    inbound = {"source_addr": "447700900077", "destination_addr": "15550100123", "esm_class": 0}
    text = {"short_message": {"message": "STOP"}}
    refused = {"command": "submit_sm_resp", "command_status": 88, "sequence_number": 2}
    for part, pdu, what in (
        (0.2, {"command": "enquire_link", **head}, "is the line alive"),
        (0.4, {"command": "deliver_sm", **head, **inbound, **text}, "an inbound message"),
        (0.6, refused, "throttled: not taken"),
    ):
        yield Line(end * part, written(pdu), (Note(what, "LOGS011"),))


def lines() -> list[Line]:
    """Return the log's lines in the order in which they arrived."""
    dice = Dice(20260309)
    scripts = mixed(HEALTHY, FAULTY, dice)
    told = [
        each
        for position, script in enumerate(scripts)
        for each in lines_of(script, position * APART, dice)
    ]
    told += strays(len(scripts) * APART)
    return sorted(told, key=lambda each: each.arrives)
