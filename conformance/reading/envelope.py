"""Envelopes: what a capture wraps around a payload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

import orjson

from ...spec import MISSING, Pointer
from ..times import read_received_at
from .records import Problem

Side = Literal["request", "response", "bare"]

_SIDES: Final[tuple[Literal["request", "response"], ...]] = ("request", "response")
_ESCAPED_AT_MOST: Final = 3
"""How often a body may be escaped as a JSON string within a JSON string."""


class Capture(NamedTuple):
    """One record without its wrapping.

    Args:
        bodies: the payloads it may hold, each with the side of the exchange it stood on.
        received_at: when the capture received it, in microseconds; `None` if untold.
        provider: the provider the capture names.
    """

    bodies: tuple[tuple[Side, Any], ...]
    received_at: int | None
    provider: str | None


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
            return Capture((("bare", payload),), read_received_at(received), None)
        if not is_envelope(record):
            return Capture((("bare", record),), read_received_at(received), None)
        return self._open_envelope(record, received)

    def _open_envelope(self, record: Any, received: Any) -> Capture | Problem:
        bodies: list[tuple[Side, Any]] = []
        problem: Problem | None = None
        for side in _SIDES:
            body = _body(record.get(side))
            if isinstance(body, Problem):
                problem = problem or body
            elif body is not MISSING:
                bodies.append((side, body))
        if not bodies and problem:
            return problem
        if self.received_at is None:
            received = record.get("received_at")
        provider = record.get("provider")
        named = provider if isinstance(provider, str) else None
        return Capture(tuple(bodies), read_received_at(received), named)


BARE: Final = Unwrapping()
"""Nothing is wrapped otherwise than in our own envelope."""


def is_envelope(record: dict[str, Any]) -> bool:
    """Whether a record is our envelope rather than a bare payload."""
    request = record.get("request")
    response = record.get("response")
    return (isinstance(request, dict) and not request.keys().isdisjoint(_REQUEST)) or (
        isinstance(response, dict) and not response.keys().isdisjoint(_RESPONSE)
    )


_REQUEST: Final = ("method", "url", "headers", "body")
_RESPONSE: Final = ("status", "headers", "body")


def _body(side: Any) -> Any:
    if not isinstance(side, dict) or side.get("body") in (None, ""):
        return MISSING
    return _unescaped(side["body"])


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


def payloads(body: Any) -> Iterator[Any]:
    """Yield the payloads of a body: itself, or the items of a batch."""
    if isinstance(body, list):
        yield from body
    else:
        yield body
