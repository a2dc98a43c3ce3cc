"""Captures, written: the forms of log in which generated payloads can be put."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from ...spec import Endpoint, Form, Lifecycle
from ..results.times import format_time
from .generator import Sent

_API: Final = "https://api.example.com"
_WEBHOOK: Final = "https://customer.example.com/webhooks/status"

Wrap = Callable[[Sent, Lifecycle, Form], Any]


@dataclass(frozen=True, slots=True)
class Capture:
    """A form of log.

    Args:
        head, joint, tail: what stands before the records, between them and after them.
        wrap: makes a record of a payload.
        exchanges: its records tell of requests and responses.
    """

    head: str
    joint: str
    tail: str
    wrap: Wrap
    exchanges: bool = False


def written(
    sent: Iterable[Sent], lifecycle: Lifecycle, form: Form, capture: Capture
) -> Iterator[tuple[str, Sent]]:
    """Yield the text of each record, with what stands before it and, last, behind it.

    Args:
        sent: the payloads, one at least.
        lifecycle: what they are of.
        form: the form they have.
        capture: how to write them.
    """
    before, last = capture.head, None
    for each in sent:
        if last is not None:
            yield before, last
            before = capture.joint
        record = capture.wrap(each, lifecycle, form)
        before += json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        last = each
    if last is not None:
        yield before + capture.tail, last


def endpoint_of(lifecycle: Lifecycle, form: Form) -> Endpoint | None:
    """Return where one message's status is asked for, if that is documented."""
    return next(
        (each for each in lifecycle.endpoints if each.form == form.name and "{key}" in each.path),
        None,
    )


def _bare(sent: Sent, _: Lifecycle, __: Form) -> Any:
    return sent.payload


def _envelope(sent: Sent, lifecycle: Lifecycle, form: Form) -> Any:
    request: dict[str, Any]
    envelope = {"received_at": format_time(sent.arrived), "provider": lifecycle.provider}
    if form.payload == "request":
        request = {"method": "POST", "url": _WEBHOOK, "body": sent.payload}
        return {**envelope, "request": request, "response": {"status": 200}}
    request = {"method": "GET", "url": _url(sent, lifecycle, form)}
    return {**envelope, "request": request, "response": {"status": 200, "body": sent.payload}}


def _url(sent: Sent, lifecycle: Lifecycle, form: Form) -> str:
    key = quote(sent.key, safe="")
    endpoint = endpoint_of(lifecycle, form)
    if endpoint is None:
        return f"{_API}/messages/{key}"
    query = f"?{urlencode({endpoint.variant: lifecycle.variant})}" if endpoint.variant else ""
    return f"{_API}{endpoint.path.replace('{key}', key)}{query}"


def _entry(sent: Sent, lifecycle: Lifecycle, form: Form) -> Any:
    """An exchange as HAR 1.2 has it."""
    body = json.dumps(sent.payload, ensure_ascii=False)
    pushed = form.payload == "request"
    request: dict[str, Any] = {
        "method": "POST" if pushed else "GET",
        "url": _WEBHOOK if pushed else _url(sent, lifecycle, form),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    if pushed:
        request["postData"] = {"mimeType": "application/json", "text": body}
    content = {"size": -1, "mimeType": "application/json", "text": "" if pushed else body}
    response = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [],
        "content": content,
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    return {
        "startedDateTime": format_time(sent.arrived),
        "time": 1,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": 1, "receive": 0},
    }


def _interaction(sent: Sent, lifecycle: Lifecycle, form: Form) -> Any:
    """An exchange as a VCR.py cassette has it; JSON is YAML, too."""
    body = json.dumps(sent.payload, ensure_ascii=False)
    pushed = form.payload == "request"
    return {
        "recorded_at": format_time(sent.arrived),
        "request": {
            "method": "POST" if pushed else "GET",
            "uri": _WEBHOOK if pushed else _url(sent, lifecycle, form),
            "body": body if pushed else None,
            "headers": {},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {},
            "body": {"string": "" if pushed else body},
        },
    }


_HAR_HEAD: Final = (
    '{"log":{"version":"1.2","creator":{"name":"msglife","version":"1"},"entries":[\n'
)

CAPTURES: Final[Mapping[str, Capture]] = {
    "bare": Capture("", "\n", "\n", _bare),
    "envelope": Capture("", "\n", "\n", _envelope, exchanges=True),
    "array": Capture("[\n", ",\n", "\n]\n", _bare),
    "cassette": Capture(
        "interactions:\n- ", "\n- ", "\nversion: 1\n", _interaction, exchanges=True
    ),
    "har": Capture(_HAR_HEAD, ",\n", "\n]}}\n", _entry, exchanges=True),
}
"""The forms by name."""
