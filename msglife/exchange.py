"""One HTTP exchange with an endpoint that may do anything: it is over in time."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

_READ: Final = 1 << 16
"""So much of an answer is read: enough for an honest one to end."""
_LONGEST: Final = 86_400.0
"""No exchange may take longer, in seconds; longer times do not fit a socket's."""
_AGAIN: Final = 0.05


class Address(NamedTuple):
    """Whom to talk to.

    Args:
        secure: over TLS.
        host, port: whom to connect to.
        path: with the query.
    """

    secure: bool
    host: str
    port: int | None
    path: str


class Answer(NamedTuple):
    """What came of an exchange.

    Args:
        status: the answer's status; `None` if there was none.
        problem: why there was none; else the reason that stands beside the status.
        connected: the endpoint was reached, so that it may have taken what was sent.
        body: the beginning of the answer's body, as text.
    """

    status: int | None
    problem: str
    connected: bool
    body: str = ""


def seconds(value: float) -> float:
    """Return how long an exchange may take.

    Args:
        value: in seconds.

    Raises:
        ValueError: it is no number above 0, or more than a day.
    """
    if not 0 < value <= _LONGEST:  # no number is neither
        raise ValueError(f"expected seconds above 0, and {_LONGEST:g} at most, not {value!r}")
    return value


def exchange(
    to: Address, method: str, body: bytes | None, headers: Mapping[str, str], timeout: float
) -> Answer:
    """Make one request, and read its answer.

    Args:
        to: whom to ask.
        method: such as ``POST``.
        body: what is sent; nothing if `None`.
        headers: of the request.
        timeout: seconds that all of it may take once there is a connection, whatever drips in;
            and that connecting to each of the host's addresses may.
    """
    kind = http.client.HTTPSConnection if to.secure else http.client.HTTPConnection
    connection = kind(to.host, to.port, timeout=timeout)
    connected = False
    late = threading.Event()
    try:
        with _deadline(connection, timeout, late):
            connection.connect()
            connected = True
            connection.request(method, to.path, body, dict(headers))
            answer = connection.getresponse()
            text = answer.read(_READ).decode(errors="replace")
    # A length that is none is a ValueError: http.client believes an answer too much.
    except (OSError, ValueError, http.client.HTTPException) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            return Answer(None, f"no answer within {timeout:g} s", connected)
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Answer(None, str(reason), connected)
    finally:
        connection.close()
    if late.is_set():  # what was read was cut short
        return Answer(None, f"no answer within {timeout:g} s", connected)
    return Answer(answer.status, answer.reason, connected, text)


@contextmanager
def _deadline(
    connection: http.client.HTTPConnection, timeout: float, late: threading.Event
) -> Iterator[None]:
    """End a connection when time is up: a socket's own timeout begins anew with each byte."""
    done = threading.Event()

    def watch() -> None:
        wait = timeout
        while not done.wait(wait):
            wait = _AGAIN
            late.set()
            if connection.sock is not None:
                _shut(connection.sock)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _shut(connection: socket.socket) -> None:
    try:
        # Of a plain socket: over TLS, taking leave would wait for the other side.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:  # it is closed by now
        return
