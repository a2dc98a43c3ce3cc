"""How a provider delivers its callbacks over HTTP, and when it tries again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .grounds import Grounds
from .names import Names


class Delivery(NamedTuple):
    """The rules by which callbacks are posted.

    Args:
        method: the HTTP method.
        content_type: of the body.
        accepted: the answers after which a callback is delivered: ``200``, or ``2xx``.
        retried: the answers after which it is sent again, as no answer at all is; every
            one that is not accepted, if empty.
        waits: seconds before the second attempt, the third and so on; the last goes on.
            Nothing is documented, and one attempt is made, if empty.
        attempts: how many there are at most; any number if `None`.
        give_up_after: seconds after the first attempt from which none is made; `None` if
            that is no reason.
        timeout: seconds an answer is waited for; `None` if that is not documented.
    """

    method: str
    content_type: str
    accepted: tuple[str, ...]
    retried: tuple[str, ...]
    waits: tuple[float, ...]
    attempts: int | None
    give_up_after: float | None
    timeout: float | None
    grounds: Grounds

    @property
    def schedule(self) -> str:
        """The waits in words."""
        if not self.waits:
            return "once"
        until = "" if self.give_up_after is None else f", given up after {self.give_up_after:g} s"
        most = "" if self.attempts is None else f", {self.attempts} attempts at most"
        return f"{', '.join(f'{wait:g}' for wait in self.waits)} s{most}{until}"

    def accepts(self, status: int | None) -> bool:
        """Whether an answer, `None` for none, says that a callback arrived."""
        return _among(status, self.accepted)

    def next_wait(self, status: int | None, attempt: int, elapsed: float) -> float | None:
        """Return how many seconds to wait before another attempt; `None` if none follows.

        Args:
            status: the answer to the last attempt, `None` for none.
            attempt: the number of the last attempt, from 1.
            elapsed: seconds from the first attempt to the last.
        """
        lasting = status is not None and self.retried and not _among(status, self.retried)
        if lasting or not self.waits or attempt == self.attempts:
            return None
        wait = self.waits[min(attempt, len(self.waits)) - 1]
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
        SpecError: it cites no listed source.
    """
    return Delivery(
        method=entry.get("method", "POST"),
        content_type=entry.get("content_type", "application/json"),
        accepted=tuple(entry.get("accepted", ("2xx",))),
        retried=tuple(entry.get("retried", ())),
        waits=tuple(entry.get("waits_s", ())),
        attempts=entry.get("attempts"),
        give_up_after=entry.get("give_up_after_s"),
        timeout=entry.get("timeout_s"),
        grounds=names.grounds("delivery", entry),
    )
