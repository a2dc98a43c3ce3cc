"""How a provider delivers its callbacks over HTTP, and when it tries again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from .errors import SpecError
from .grounds import Grounds
from .names import Names

Encoding = Literal["json", "form"]

FORM: Final = "application/x-www-form-urlencoded"
"""The content type of fields, as a browser sends them."""
_AGAIN: Final = ("waits_s", "retried", "attempts", "give_up_after_s")
"""What says that a callback is sent again."""
ASSUMED_WAIT: Final = 60.0
"""Seconds before each further attempt where no document says how many."""
ASSUMED_ATTEMPTS: Final = 3
"""How many attempts there are where no document says it, nor when they end."""


class Delivery(NamedTuple):
    """The rules by which callbacks are sent.

    Args:
        method: the HTTP method; of a GET, the payload is the query.
        encoding: how the payload is written; as its form says if `None`.
        content_type: of the body; by the encoding if empty.
        accepted: the answers after which a callback is delivered: ``200``, or ``2xx``.
        answer: what the answer's body must be, too, but for white space around it.
        retried: the answers after which it is sent again, as no answer at all is; every
            one that is not accepted, if empty.
        waits: seconds before the second attempt, the third and so on; the last goes on.
            They are not documented if empty.
        repeats: a callback is sent again; else it is sent once.
        attempts: how many there are at most; any number if `None`.
        give_up_after: seconds after the first attempt from which none is made; `None` if
            that is no reason.
        timeout: seconds an answer is waited for; `None` if that is not documented.
    """

    method: str
    encoding: Encoding | None
    content_type: str
    accepted: tuple[str, ...]
    answer: str | None
    retried: tuple[str, ...]
    waits: tuple[float, ...]
    repeats: bool
    attempts: int | None
    give_up_after: float | None
    timeout: float | None
    grounds: Grounds

    @property
    def schedule(self) -> str:
        """The waits in words."""
        if not self.repeats:
            return "once"
        waits = f"{', '.join(f'{wait:g}' for wait in self.waits)} s" if self.waits else "untold"
        until = "" if self.give_up_after is None else f", given up after {self.give_up_after:g} s"
        most = "" if self.attempts is None else f", {self.attempts} attempts at most"
        return f"{waits}{most}{until}"

    def accepts(self, status: int | None, body: str = "") -> bool:
        """Whether an answer says that a callback arrived.

        Args:
            status: its HTTP status; `None` if there was none.
            body: its body.
        """
        return self.hears(body) and _among(status, self.accepted)

    def hears(self, body: str) -> bool:
        """Whether an answer's body is what the provider wants to hear."""
        return self.answer is None or body.strip() == self.answer.strip()

    def next_wait(self, status: int | None, attempt: int, elapsed: float) -> float | None:
        """Return how many seconds to wait before another attempt; `None` if none follows.

        What is not documented, but that callbacks are sent again, is assumed.

        Args:
            status: the answer to the last attempt, `None` for none.
            attempt: the number of the last attempt, from 1.
            elapsed: seconds from the first attempt to the last.
        """
        lasting = status is not None and self.retried and not _among(status, self.retried)
        attempts, waits = self.attempts, self.waits or (ASSUMED_WAIT,)
        if attempts is None and self.give_up_after is None:
            attempts = ASSUMED_ATTEMPTS
        if lasting or not self.repeats or attempt == attempts:
            return None
        wait = waits[min(attempt, len(waits)) - 1]
        late = self.give_up_after is not None and elapsed + wait > self.give_up_after
        return None if late else wait


def _among(status: int | None, patterns: tuple[str, ...]) -> bool:
    return status is not None and (str(status) in patterns or f"{status // 100}xx" in patterns)


def delivery(names: Names, entry: Mapping[str, Any]) -> Delivery:
    """Build the delivery from its table.

    Args:
        names: what it may refer to.
        entry: its data.

    Raises:
        SpecError: it cites no listed source, or says how what it does not send is written.
    """
    method, encoding = entry.get("method", "POST"), entry.get("encoding")
    content_type, waits = entry.get("content_type", ""), entry.get("waits_s", ())
    if method == "GET" and (encoding == "json" or content_type):
        name = "content_type" if content_type else "encoding"
        expected = "expected none: a GET has no body, its query is the payload"
        raise SpecError(names.file, f"delivery.{name}", expected)
    if content_type and (content_type == FORM) != (encoding == "form"):
        expected = f"expected {FORM} where encoding is form, and only there"
        raise SpecError(names.file, "delivery.content_type", expected)
    return Delivery(
        method=method,
        encoding="form" if method == "GET" else encoding,
        content_type=content_type,
        accepted=tuple(entry.get("accepted", ("2xx",))),
        answer=entry.get("answer"),
        retried=tuple(entry.get("retried", ())),
        waits=() if waits == "untold" else tuple(waits),
        repeats=not entry.keys().isdisjoint(_AGAIN),
        attempts=entry.get("attempts"),
        give_up_after=entry.get("give_up_after_s"),
        timeout=entry.get("timeout_s"),
        grounds=names.grounds("delivery", entry),
    )
