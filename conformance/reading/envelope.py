"""Envelopes: what a capture wraps around a payload."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import orjson

from ...spec import MISSING, Pointer
from ..results.times import read_received_at
from .bodies import header
from .records import Problem

Side = Literal["request", "response", "bare"]
Body = tuple[Side, Any]
"""Where a payload, or several, stood in an exchange; and it, or the problem it has."""

_FORM: Final = re.compile(r"[\w.~*+%-]+=[\w.~*+%-]*(?:&[\w.~*+%-]+=[\w.~*+%-]*)*", re.ASCII)
_ESCAPED_AT_MOST: Final = 3
"""How often a body may be escaped as a JSON string within a JSON string."""


class Capture(NamedTuple):
    """One record without its wrapping.

    Args:
        bodies: what it carries.
        received_at: when the capture received it, in microseconds; `None` if untold.
        provider: the provider the capture names.
        request: the method and URL of the exchange it is, if it is one.
        status: the response's HTTP status; `None` if no response was captured.
    """

    bodies: Sequence[Body]
    received_at: int | None = None
    provider: str | None = None
    request: tuple[str, str] | None = None
    status: int | None = None

    @property
    def answer(self) -> Any:
        """The response's body, or its problem; `None` if there is none."""
        return next((value for side, value in self.bodies if side == "response"), None)


class Unwrapping(NamedTuple):
    """Where a foreign capture keeps things.

    Args:
        payload_at: where the payload stands; `None` for bare payloads and our envelope.
        received_at: where the time of reception stands.
    """

    payload_at: Pointer | None = None
    received_at: Pointer | None = None

    def open(self, record: Any) -> Capture | Problem:
        """Unwrap a record, or say what it lacks.

        Args:
            record: a JSON object.
        """
        received = self.received_at.get(record) if self.received_at else None
        if self.payload_at is not None:
            payload = _unescaped(self.payload_at.get(record))
            if isinstance(payload, Problem):
                return payload
            if payload is MISSING:
                return Problem("LOGS003", f"nothing stands at {self.payload_at}")
            return Capture((("bare", payload),), read_received_at(received))
        if not is_envelope(record):
            moment = None if received is None else read_received_at(received)
            return Capture((("bare", record),), moment)
        return self._open_envelope(record, received)

    def _open_envelope(self, record: dict[str, Any], received: Any) -> Capture:
        if self.received_at is None:
            received = record.get("received_at")
        provider = record.get("provider")
        if not isinstance(provider, str):
            provider = None
        request, response = record.get("request"), record.get("response")
        bodies: list[Body] = []
        asked = status = None
        if isinstance(request, dict):
            _add("request", request.get("body"), bodies)
            asked = _asked(request)
        if isinstance(response, dict):
            _add("response", response.get("body"), bodies)
            if asked is not None:
                status = _status(response)
        return Capture(bodies, read_received_at(received), provider, asked, status)


BARE: Final = Unwrapping()
"""Nothing is wrapped otherwise than in our own envelope."""


def is_envelope(record: dict[str, Any]) -> bool:
    """Whether a record is our envelope rather than a bare payload."""
    if "request" not in record and "response" not in record:
        return False
    request, response = record.get("request"), record.get("response")
    return (isinstance(request, dict) and not request.keys().isdisjoint(REQUEST)) or (
        isinstance(response, dict) and not response.keys().isdisjoint(RESPONSE)
    )


def declares_json(record: dict[str, Any], side: Side) -> bool:
    """Whether an envelope says that the body on one side is JSON."""
    exchanged = record.get(side)
    headers = exchanged.get("headers") if isinstance(exchanged, dict) else None
    return "json" in (header(headers, "content-type") or "").lower()


REQUEST: Final = ("method", "url", "headers", "body")
RESPONSE: Final = ("status", "headers", "body")
"""An object that is named so, and has one of these members, makes a record an envelope."""


def _asked(request: dict[str, Any]) -> tuple[str, str] | None:
    method, url = request.get("method"), request.get("url")
    return (method, url) if isinstance(method, str) and isinstance(url, str) else None


def _status(response: dict[str, Any]) -> int | None:
    status = response.get("status")
    return status if isinstance(status, int) and not isinstance(status, bool) else None


def _add(side: Side, body: Any, bodies: list[Body]) -> None:
    if isinstance(body, str):
        if body:
            bodies.append((side, _unescaped(body)))
    elif body is not None:
        bodies.append((side, body))


def _unescaped(value: Any) -> Any:
    """Decode a body that is a string of JSON, as cloud logs write them."""
    for _ in range(_ESCAPED_AT_MOST):
        if not isinstance(value, str):
            break
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            if _FORM.fullmatch(value):
                return Problem("LOGS001", "the body is form-encoded, which is not read")
            return Problem("LOGS001", f"the body is not JSON: {error.msg} at column {error.colno}")
    return value
