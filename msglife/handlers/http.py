"""A handler behind a URL: callbacks are sent to it over HTTP."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import BadOption

if TYPE_CHECKING:
    from ..exchange import Address
    from ..posting import Posting
    from ..spec import Form, Lifecycle

Headers = Mapping[str, str] | Callable[[bytes], Mapping[str, str]]


class Refused(Exception):
    """The handler did not take a callback; says what it answered."""


class HttpHandler:
    """Posts callbacks to a URL; `http_handler` makes it.

    Args:
        url: as the user named it.
        to: whom to post to.
        headers: what makes further headers of the body.
        timeout: seconds that an exchange may take.
        posting: how callbacks are sent; as JSON that is posted if `None`.
    """

    def __init__(
        self,
        url: str,
        to: Address,
        headers: Callable[[bytes], Mapping[str, str]],
        timeout: float,
        posting: Posting | None = None,
    ) -> None:
        self._given = url, to, headers, timeout
        self._posting = posting

    def of(self, lifecycle: Lifecycle, form: Form) -> HttpHandler:
        """Return what sends callbacks as the provider of a lifecycle does.

        Args:
            lifecycle: the lifecycle.
            form: the form of the callbacks.
        """
        from ..posting import posting_of

        return HttpHandler(*self._given, posting_of(lifecycle.delivery, form))

    def __call__(self, payload: Any) -> None:
        """Send a payload, or a list of them.

        Raises:
            Refused: the answer is no 2xx, or not what the provider wants to hear; or the payload
                cannot be sent as the provider sends it.
        """
        from ..posting import Posting, Unwritable

        url, to, headers, timeout = self._given
        posting = self._posting or Posting()
        try:
            answer = posting.send(to, payload, timeout, headers)
        except Unwritable as error:
            raise Refused(f"{url}: {posting.method} of fields: {error}") from None
        if answer.status is None:
            raise Refused(f"{url}: {answer.problem}")
        if not 200 <= answer.status < 300:
            raise Refused(f"{url}: answered {answer.status} {answer.problem}")
        delivery = posting.delivery
        if delivery is not None and not delivery.hears(answer.body):
            raise Refused(f"{url}: answered {answer.status} without {delivery.answer!r}")


def http_handler(
    url: str,
    *,
    headers: Headers | None = None,
    host: str | None = None,
    time_limit: float = 5.0,
) -> HttpHandler:
    """Return a function that sends a payload, or a list of them, to a URL.

    It is posted as JSON; `check_handler` and `handler_machine` have it sent as the provider of
    the lifecycle sends it. An answer other than 2xx is a failure; no redirect is followed and no
    proxy asked.

    Args:
        url: where your handler listens: on loopback, unless ``host`` names another host.
        headers: further headers; or what makes them of the body, to sign it.
        host: the host to post to if it is not this one, named once more on purpose.
        time_limit: how many seconds an exchange may take.

    Raises:
        BadOption: the URL is none that may be posted to; a `ValueError`.
    """
    from ..exchange import Address, seconds

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
    make = headers if callable(headers) else lambda _: headers or {}
    return HttpHandler(url, to, make, timeout)


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine, by every address it has."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(str(each[4][0]).split("%")[0]).is_loopback for each in found)
