"""Captures, written: the forms of log in which generated payloads can be put."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from ...spec import Endpoint, Form, Lifecycle
from ..inventing.writing import FORM_TYPE, Writing
from ..results.times import format_time
from .generator import Sent
from .manners import PLAIN, Headers, Manner, Sides

_JSON: Final = "application/json"
_CONTENT_TYPE: Final = "content-type"
_API: Final = "https://api.example.com"
_WEBHOOK: Final = "https://customer.example.com/webhooks/status"

Wrap = Callable[[Sent, Lifecycle, Form, Manner], Any]


@dataclass(frozen=True, slots=True)
class Capture:
    """A form of log.

    Args:
        head, joint, tail: what stands before the records, between them and after them.
        wrap: makes a record of a payload.
        exchanges: its records tell of requests and responses.
        escaped: what must not stand in it as it is.
    """

    head: str
    joint: str
    tail: str
    wrap: Wrap
    exchanges: bool = False
    escaped: Mapping[int, str] | None = None


def written(
    sent: Iterable[Sent],
    lifecycle: Lifecycle,
    form: Form,
    capture: Capture,
    manner: Manner = PLAIN,
) -> Iterator[tuple[str, Sent]]:
    """Yield the text of each record, with what stands before it and, last, behind it.

    Args:
        sent: the payloads, one at least.
        lifecycle: what they are of.
        form: the form they have, where they do not say.
        capture: the form of log.
        manner: what stands around them, and how they are written.
    """
    before, last = capture.head, None
    for each in sent:
        if last is not None:
            yield before, last
            before = capture.joint
        manner.begin()
        text = manner.record(capture.wrap(each, lifecycle, each.form or form, manner))
        before += text.translate(capture.escaped) if capture.escaped else text
        last = each
    if last is not None:
        yield before + capture.tail, last


def endpoint_of(lifecycle: Lifecycle, form: Form) -> Endpoint | None:
    """Return where one message's status is asked for by its whole key, if that is documented."""
    if len(form.keys) > 1:
        return None
    return next(
        (each for each in lifecycle.endpoints if each.form == form.name and "{key}" in each.path),
        None,
    )


def _is_form(form: Form) -> bool:
    """Whether a form's payloads are written as forms are where they stand in exchanges."""
    return form.encoding == "form" and form.payload == "request"


def _exchanged(sent: Sent, form: Form, manner: Manner) -> tuple[str, Sides]:
    """Return the body of an exchange as it went over the wire, and the headers of both sides."""
    pushed = form.payload == "request"
    if not _is_form(form):
        body = manner.body(sent.payload)
        return body, manner.headers(body, pushed=pushed) or Sides({}, {})
    body = Writing(form).encoded(sent.payload)
    sides = manner.headers(body, pushed=pushed) or Sides({}, {})
    others = {name: each for name, each in sides.request.items() if name.lower() != _CONTENT_TYPE}
    return body, sides._replace(request={_CONTENT_TYPE: FORM_TYPE, **others})


def _bare(sent: Sent, _: Lifecycle, __: Form, ___: Manner) -> Any:
    return sent.payload


def _envelope(sent: Sent, lifecycle: Lifecycle, form: Form, manner: Manner) -> Any:
    request: dict[str, Any]
    response: dict[str, Any] = {"status": 200}
    pushed = form.payload == "request"
    if pushed:
        request = {"method": "POST", "url": manner.hook(_WEBHOOK)}
    else:
        method = _asking(lifecycle, form)
        request = {"method": method, "url": _url(sent, lifecycle, form, manner)}
    body, sides = _exchanged(sent, form, manner)
    if sides.request or sides.response:
        request["headers"], response["headers"] = sides
    (request if pushed else response)["body"] = body if _is_form(form) else sent.payload
    envelope = {"received_at": format_time(sent.arrived), "provider": lifecycle.provider}
    return {**envelope, "request": request, "response": response}


def _url(sent: Sent, lifecycle: Lifecycle, form: Form, manner: Manner) -> str:
    key = quote(sent.key, safe="")
    endpoint = endpoint_of(lifecycle, form)
    if endpoint is None:
        return manner.asked(_API, f"/messages/{key}", "")
    query = urlencode({endpoint.variant: lifecycle.variant}) if endpoint.variant else ""
    path = endpoint.path.replace("{key}", key).replace("{*}", "1")
    return manner.asked(_API, path, query, endpoint.host)


def _asking(lifecycle: Lifecycle, form: Form) -> str:
    """The method by which a status is asked for."""
    endpoint = endpoint_of(lifecycle, form)
    return "GET" if endpoint is None else endpoint.method


def _entry(sent: Sent, lifecycle: Lifecycle, form: Form, manner: Manner) -> Any:
    """An exchange as HAR 1.2 has it."""
    body, sides = _exchanged(sent, form, manner)
    pushed = form.payload == "request"
    request: dict[str, Any] = {
        "method": "POST" if pushed else _asking(lifecycle, form),
        "url": manner.hook(_WEBHOOK) if pushed else _url(sent, lifecycle, form, manner),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(sides.request),
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
    }
    if pushed:
        request["postData"] = {"mimeType": FORM_TYPE if _is_form(form) else _JSON, "text": body}
    content = {"size": -1, "mimeType": _JSON, "text": "" if pushed else body}
    response = {
        "status": 200,
        "statusText": "OK",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(sides.response),
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


def _named(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _interaction(sent: Sent, lifecycle: Lifecycle, form: Form, manner: Manner) -> Any:
    """An exchange as a VCR.py cassette has it; JSON is YAML, too."""
    body, sides = _exchanged(sent, form, manner)
    pushed = form.payload == "request"
    return {
        "recorded_at": format_time(sent.arrived),
        "request": {
            "method": "POST" if pushed else _asking(lifecycle, form),
            "uri": manner.hook(_WEBHOOK) if pushed else _url(sent, lifecycle, form, manner),
            "body": body if pushed else None,
            "headers": {name: [value] for name, value in sides.request.items()},
        },
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {name: [value] for name, value in sides.response.items()},
            "body": {"string": "" if pushed else body},
        },
    }


_NOT_IN_YAML: Final = {code: f"\\u{code:04x}" for code in (0x7F, 0x85, 0x2028, 0x2029)}
"""What JSON allows in a text, and YAML does not, or takes for the end of a line."""
_HAR_HEAD: Final = (
    '{"log":{"version":"1.2","creator":{"name":"msglife","version":"1"},"entries":[\n'
)

CAPTURES: Final[Mapping[str, Capture]] = {
    "bare": Capture("", "\n", "\n", _bare),
    "envelope": Capture("", "\n", "\n", _envelope, exchanges=True),
    "array": Capture("[\n", ",\n", "\n]\n", _bare),
    "cassette": Capture(
        "interactions:\n- ",
        "\n- ",
        "\nversion: 1\n",
        _interaction,
        exchanges=True,
        escaped=_NOT_IN_YAML,
    ),
    "har": Capture(_HAR_HEAD, ",\n", "\n]}}\n", _entry, exchanges=True),
}
"""The forms by name."""
