"""The player: callbacks sent over HTTP as a provider sends them, its attempts included.

Time is that of the callbacks: an attempt is due so many seconds after another by the
provider's rules, and the waits between are slept through a given number of times faster.
Attempts are made one after the other, in the order in which they are due.
"""

from __future__ import annotations

import heapq
import ipaddress
import itertools
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from .conformance.generating.generator import CannotGenerate, Sent, form_of
from .conformance.results.times import format_time
from .exchange import Address, Answer
from .posting import Posting, Unwritable, with_query
from .redaction import without_secrets
from .spec import Form, Lifecycle

TIMEOUT: Final = 10.0
"""Seconds an answer is waited for where no document says how long."""
_SECOND: Final = 10**6


class CannotPlay(Exception):
    """What was asked for cannot be played; says why."""


class Target(NamedTuple):
    """Where callbacks are sent.

    Args:
        url: as the user named it.
        address: whom to connect to.
    """

    url: str
    address: Address

    @property
    def shown(self) -> str:
        """The URL without its query, which may hold secrets."""
        return self.url.partition("?")[0]


def target(url: str, allowed: Collection[str] = ()) -> Target:
    """Read where to send to.

    Args:
        url: ``http`` or ``https``; to this machine, or to a host that is allowed.
        allowed: further hosts.

    Raises:
        CannotPlay: it is no such URL, or leads to another host.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise CannotPlay(f"{url}: expected a URL: {error}") from None
    readable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not host or not readable:
        raise CannotPlay(f"{url}: expected a URL such as http://127.0.0.1:8000/webhooks/status")
    if parts.username is not None:
        raise CannotPlay("expected a URL without a user name or password")
    if not _is_loopback(host) and host.lower() not in {each.lower() for each in allowed}:
        raise CannotPlay(f"{host} is not this machine: to send there, name it: --allow-host {host}")
    query = f"?{parts.query}" if parts.query else ""
    return Target(url, Address(parts.scheme == "https", host, port, f"{parts.path or '/'}{query}"))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def playable_form(lifecycle: Lifecycle, name: str = "") -> Form:
    """Return the form to send: the one named, or the first that is pushed and tells lives.

    Raises:
        CannotPlay: there is none, or it is polled.
    """
    pushed = [each for each in lifecycle.forms if each.mode == "announced"]
    pushed = [each for each in pushed if each.payload == "request"]
    if not pushed:
        raise CannotPlay(
            f"{lifecycle.id} is only polled: its provider sends nothing that could be played"
        )
    if not name:
        able = (each for each in pushed if _tells_lives(lifecycle, each))
        name = next(able, pushed[0]).name
    try:
        form = form_of(lifecycle, name)
    except CannotGenerate as error:
        raise CannotPlay(str(error)) from None
    if form not in pushed:
        others = ", ".join(each.name for each in pushed)
        raise CannotPlay(f"{lifecycle.id}: the form {name} is polled; {others} can be played")
    return form


def _tells_lives(lifecycle: Lifecycle, form: Form) -> bool:
    try:
        form_of(lifecycle, form.name)
    except CannotGenerate:
        return False
    return True


class Attempt(NamedTuple):
    """One attempt to deliver a callback.

    Args:
        due: when, in microseconds, in the time of the callbacks.
        number: which attempt at it, from 1.
        sent: the callback.
        status: the answer's status; `None` if there was none.
        problem: why there was none, or why it will not do; empty else.
        connected: the endpoint was reached, so that it may have taken the callback.
        accepted: the answer says that it arrived.
        again: seconds until the next attempt; `None` if it is not tried again.
    """

    due: int
    number: int
    sent: Sent
    status: int | None
    problem: str
    connected: bool
    accepted: bool
    again: float | None


@dataclass(frozen=True, slots=True)
class Player:
    """Sends callbacks, again and again until they are accepted or given up.

    Args:
        target: where to.
        posting: how they are sent, and by which rules; where none is documented, once each.
        speed: how many times faster than life; no time passes at all if infinite.
        timeout: seconds, not made shorter, that an answer is waited for; by default
            what the rules say.
        sleep: waits so many seconds.
    """

    target: Target
    posting: Posting
    speed: float
    timeout: float | None = None
    sleep: Callable[[float], None] = time.sleep

    def play(self, sent: Iterable[Sent]) -> Iterator[Attempt]:
        """Send callbacks, and yield each attempt once it was made.

        Args:
            sent: the callbacks, in order of arrival.

        Raises:
            CannotPlay: nothing listens there: the very first attempt finds no connection.
        """
        waiting: list[tuple[int, int, int, int, Sent]] = []
        serials = itertools.count()
        now: int | None = None
        for each in itertools.chain(sent, [None]):
            while waiting and (each is None or waiting[0][0] <= each.arrived):
                due, _, first, number, again = heapq.heappop(waiting)
                begins = now is None
                now = self._wait(now, due)
                attempt = self._attempt(due, first, number, again)
                if begins and not attempt.connected:
                    words = f"nothing takes connections at {self.target.shown}"
                    raise CannotPlay(f"{words} ({attempt.problem}): start your endpoint first")
                self._plan(waiting, serials, first, attempt)
                yield attempt
            if each is not None:
                heapq.heappush(waiting, (each.arrived, next(serials), each.arrived, 1, each))

    def envelope(self, attempt: Attempt, provider: str) -> dict[str, Any]:
        """Return what was sent and answered, as a record of a log."""
        url, payload = without_secrets(self.target.url), attempt.sent.payload
        request: dict[str, Any] = {"method": self.posting.method, "url": url}
        request["headers"] = self.posting.headers()
        if self.posting.method == "GET":
            request["url"] = with_query(url, self.posting.written(payload))
        elif self.posting.encoding == "form":
            request["body"] = self.posting.written(payload)
        else:
            request["body"] = payload
        record: dict[str, Any] = {
            "received_at": format_time(attempt.due),
            "provider": provider,
            "request": request,
        }
        if attempt.status is not None:
            record["response"] = {"status": attempt.status}
        return record

    def _wait(self, now: int | None, due: int) -> int:
        """Let the time between two attempts pass."""
        if now is not None and due > now:
            pause = (due - now) / _SECOND / self.speed
            if pause:
                self.sleep(pause)
        return due

    def _plan(
        self,
        waiting: list[tuple[int, int, int, int, Sent]],
        serials: Iterator[int],
        first: int,
        attempt: Attempt,
    ) -> None:
        if attempt.again is not None:
            due = attempt.due + round(attempt.again * _SECOND)
            entry = (due, next(serials), first, attempt.number + 1, attempt.sent)
            heapq.heappush(waiting, entry)

    def _attempt(self, due: int, first: int, number: int, sent: Sent) -> Attempt:
        delivery = self.posting.delivery
        answer = self._post(sent.payload)
        status, accepted = answer.status, self.posting.accepts(answer)
        problem = answer.problem if status is None else ""
        again = None
        if delivery is not None and not accepted:
            again = delivery.next_wait(status, number, (due - first) / _SECOND)
            if not delivery.hears(answer.body) and status is not None:
                problem = f"{status} without {delivery.answer!r}"
        return Attempt(due, number, sent, status, problem, answer.connected, accepted, again)

    def _post(self, payload: Any) -> Answer:
        """Make one request.

        Raises:
            CannotPlay: the payload cannot be sent so.
        """
        delivery = self.posting.delivery
        timeout = self.timeout or (delivery and delivery.timeout) or TIMEOUT
        try:
            return self.posting.send(self.target.address, payload, timeout)
        except Unwritable as error:
            raise CannotPlay(f"a callback that is sent as fields: {error}") from None
