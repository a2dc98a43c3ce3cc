"""Envelopes: what a capture wraps around a payload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import orjson

from ..results.times import read_received_at
from .bodies import header
from .forms import Fields, query_of, read_form
from .records import Problem

URLENCODED: Final = "x-www-form-urlencoded"

Side = Literal["request", "response", "bare"]
Body = tuple[Side, Any]
"""Where a payload, or several, stood in an exchange; and it, or the problem it has."""

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
    def query(self) -> Fields | None:
        """The query of a request without a body, as forms are read; `None` if there is none."""
        if self.request is None or any(side == "request" for side, _ in self.bodies):
            return None
        return query_of(*self.request)

    @property
    def answer(self) -> Any:
        """The response's body, or its problem; `None` if there is none."""
        return next((value for side, value in self.bodies if side == "response"), None)


def open_record(record: dict[str, Any]) -> Capture:
    """Take a record for our envelope, or for a bare payload.

    Args:
        record: a JSON object.
    """
    if not is_envelope(record):
        return Capture((("bare", record),))
    provider = record.get("provider")
    if not isinstance(provider, str):
        provider = None
    request, response = record.get("request"), record.get("response")
    bodies: list[Body] = []
    asked = status = None
    if isinstance(request, dict):
        _add("request", request, bodies)
        asked = _asked(request)
    if isinstance(response, dict):
        _add("response", response, bodies)
        if asked is not None:
            status = _status(response)
    received = read_received_at(record.get("received_at"))
    return Capture(bodies, received, provider, asked, status)


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


def _add(side: Side, exchanged: dict[str, Any], bodies: list[Body]) -> None:
    body = decoded_body(exchanged)
    if body is not None:
        bodies.append((side, body))


def decoded_body(exchanged: dict[str, Any]) -> Any:
    """Return the body of a request or a response, decoded if it is text.

    Args:
        exchanged: the request, or the response.

    Returns:
        A JSON value, or the problem if it cannot be read; `None` for no body.
    """
    body = exchanged.get("body")
    if not isinstance(body, str):
        return body
    declared = header(exchanged.get("headers"), "content-type") or ""
    return _unescaped(body, declared.lower()) if body else None


def _unescaped(value: Any, declared: str) -> Any:
    """Decode a body that is a string of JSON, as cloud logs write them, or of a form.

    Args:
        value: the body.
        declared: its content type in lower case, or empty: it decides where it names either.
    """
    for _ in range(_ESCAPED_AT_MOST):
        if not isinstance(value, str):
            break
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            form = None if "json" in declared else read_form(value, declared=URLENCODED in declared)
            if form is not None:
                return form
            return Problem("LOGS001", f"the body is not JSON: {error.msg} at column {error.colno}")
    return value
