"""Logs of what was delivered to a handler: JSON Lines that can be checked, and replayed.

Each line is an envelope as any capture has it, with a member ``handler`` beside: the number of
the delivery it came in, whether the application was told of the message before, and what may be
believed of the message afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..conformance.judging.possible_states import PossibleStates
from ..conformance.reading import Problem, files_of, open_record, read_file
from ..spec import Lifecycle
from .trial import Delivered, Handler, Trial

_URL: Final = "http://127.0.0.1/"


class UnusableLog(Exception):
    """There is nothing in a log that could be delivered; says why."""


@dataclass(slots=True)
class Replayed:
    """What came of a replay.

    Args:
        delivered: how many callbacks were delivered.
        passed_by: how many records hold no callback, or cannot be read.
    """

    delivered: int = 0
    passed_by: int = 0


def write_log(path: Path, log: Sequence[Delivered]) -> None:
    """Write what was delivered, as JSON Lines.

    Raises:
        OSError: it cannot be written.
    """
    lines = [
        {
            "request": {"method": "POST", "url": _URL, "body": each.payload},
            "handler": {
                "delivery": each.delivery,
                "sent": each.sent,
                "believe": list(each.believe),
            },
        }
        for each in log
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def replay_log(path: str, handler: Handler, lifecycles: Sequence[Lifecycle]) -> Replayed:
    """Deliver the callbacks of a log to a handler in order, and compare after each delivery.

    Any log of callbacks will do, not only one that was saved here; what records say of their
    delivery is used, what they say of beliefs is worked out anew.

    Args:
        path: a log.
        handler: the application.
        lifecycles: what may be in the log.

    Raises:
        HandlerFailure: the handler does not do what it should.
        UnreadableLog: the log cannot be read.
        UnusableLog: it holds no callback.
    """
    trial, names, done = Trial(handler, lifecycles), PossibleStates(lifecycles), Replayed()
    batch: list[Any] = []
    current: Any = None
    for file in files_of(path):
        for record in read_file(file):
            payload = None if record.problem else _callback(record.value)
            if payload is None:
                done.passed_by += 1
                continue
            about = record.value.get("handler")
            about = about if isinstance(about, dict) else {}
            delivery = about.get("delivery")
            if batch and (delivery is None or delivery != current or not handler.batches):
                trial.deliver(batch)
                batch = []
            current = delivery
            if about.get("sent", True) is True:
                for heard in names.take(payload):
                    trial.send(heard.key)
            batch.append(payload)
            done.delivered += 1
    if batch:
        trial.deliver(batch)
    if not done.delivered:
        raise UnusableLog(f"{path}: no callback is in it")
    return done


def _callback(record: Any) -> Any:
    """The payload of a record that is a callback; `None` if it is none."""
    capture = open_record(record)
    sides = dict(capture.bodies)
    payload = sides.get("bare", sides.get("request", capture.query))
    return None if isinstance(payload, Problem) else payload
