"""A handler behind a URL: callbacks are posted to it over HTTP."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from ..errors import BadOption

Headers = Mapping[str, str] | Callable[[bytes], Mapping[str, str]]


class Refused(Exception):
    """The handler did not take a callback; says what it answered."""


def http_handler(
    url: str,
    *,
    headers: Headers | None = None,
    host: str | None = None,
    time_limit: float = 5.0,
) -> Callable[[Any], None]:
    """Return a function that posts a payload, or a list of them, to a URL as JSON.

    An answer other than 2xx is a failure; no redirect is followed and no proxy asked.

    Args:
        url: where your handler listens: on loopback, unless ``host`` names another host.
        headers: further headers; or what makes them of the body, to sign it.
        host: the host to post to if it is not this one, named once more on purpose.
        time_limit: how many seconds an exchange may take.

    Raises:
        BadOption: the URL is none that may be posted to; a `ValueError`.
    """
    from ..exchange import Address, exchange, seconds

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadOption("url", f"expected http://… or https://…, not {url!r}")
    try:
        port = parts.port
    except ValueError as error:
        raise BadOption("url", str(error)) from None
    address = parts.hostname
    if host != address and not _is_loopback(address):
        raise BadOption(
            "url", f"{address} is not this machine: name it as the host to post to it on purpose"
        )
    try:
        timeout = seconds(time_limit)
    except ValueError as error:
        raise BadOption("time_limit", str(error)) from None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    to = Address(parts.scheme == "https", address, port, target)

    def handle(payload: Any) -> None:
        body = json.dumps(payload).encode()
        more = headers(body) if callable(headers) else headers or {}
        answer = exchange(to, "POST", body, {"Content-Type": "application/json", **more}, timeout)
        if answer.status is None:
            raise Refused(f"{url}: {answer.problem}")
        if not 200 <= answer.status < 300:
            raise Refused(f"{url}: answered {answer.status} {answer.problem}")

    return handle


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine, by every address it has."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(str(each[4][0]).split("%")[0]).is_loopback for each in found)
