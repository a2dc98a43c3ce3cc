"""Envelopes: what a capture wraps around a payload."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

import orjson

from ...spec import MISSING, Pointer
from ..results.times import read_received_at
from .records import Problem

Side = Literal["request", "response", "bare"]

_SIDES: Final[tuple[Literal["request", "response"], ...]] = ("request", "response")
_ESCAPED_AT_MOST: Final = 3
"""How often a body may be escaped as a JSON string within a JSON string."""


class Exchange(NamedTuple):
    """The outer side of a request and its response.

    Args:
        method, url: of the request.
        status: the response's HTTP status; `None` if no response was captured.
    """

    method: str
    url: str
    status: int | None


class Body(NamedTuple):
    """One payload a record may hold, or several.

    Args:
        side: where in an exchange it stood.
        value: the JSON value, or the problem that keeps it from being one.
    """

    side: Side
    value: Any | Problem


class Capture(NamedTuple):
    """One record without its wrapping.

    Args:
        bodies: what it carries.
        received_at: when the capture received it, in microseconds; `None` if untold.
        provider: the provider the capture names.
        exchange: the exchange it is, if it is one.
    """

    bodies: tuple[Body, ...]
    received_at: int | None = None
    provider: str | None = None
    exchange: Exchange | None = None

    @property
    def answer(self) -> Any:
        """The response's body, or its problem; `None` if there is none."""
        return next((each.value for each in self.bodies if each.side == "response"), None)


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
            return Capture((Body("bare", payload),), read_received_at(received))
        if not is_envelope(record):
            moment = None if received is None else read_received_at(received)
            return Capture((Body("bare", record),), moment)
        return self._open_envelope(record, received)

    def _open_envelope(self, record: Any, received: Any) -> Capture:
        bodies = [Body(side, _body(record.get(side))) for side in _SIDES]
        if self.received_at is None:
            received = record.get("received_at")
        provider = record.get("provider")
        return Capture(
            tuple(body for body in bodies if body.value is not MISSING),
            read_received_at(received),
            provider if isinstance(provider, str) else None,
            _exchange(record),
        )


BARE: Final = Unwrapping()
"""Nothing is wrapped otherwise than in our own envelope."""


def is_envelope(record: dict[str, Any]) -> bool:
    """Whether a record is our envelope rather than a bare payload."""
    request = record.get("request")
    response = record.get("response")
    return (isinstance(request, dict) and not request.keys().isdisjoint(REQUEST)) or (
        isinstance(response, dict) and not response.keys().isdisjoint(RESPONSE)
    )


REQUEST: Final = ("method", "url", "headers", "body")
RESPONSE: Final = ("status", "headers", "body")
"""An object that is named so, and has one of these members, makes a record an envelope."""


def _exchange(record: dict[str, Any]) -> Exchange | None:
    request, response = record.get("request"), record.get("response")
    if not isinstance(request, dict):
        return None
    method, url = request.get("method"), request.get("url")
    if not isinstance(method, str) or not isinstance(url, str):
        return None
    status = response.get("status") if isinstance(response, dict) else None
    known = isinstance(status, int) and not isinstance(status, bool)
    return Exchange(method, url, status if known else None)


def _body(side: Any) -> Any:
    if not isinstance(side, dict) or side.get("body") in (None, ""):
        return MISSING
    body = side["body"]
    return body if isinstance(body, Problem) else _unescaped(body)


def _unescaped(value: Any) -> Any:
    """Decode a body that is a string of JSON, as cloud logs write them."""
    for _ in range(_ESCAPED_AT_MOST):
        if not isinstance(value, str):
            break
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            return Problem("LOGS001", f"the body is not JSON: {error.msg} at column {error.colno}")
    return value
