"""Messages while a log is read: what told of each, nothing judged yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ...spec import Lifecycle
from ..results.finding import Finding, MessageId, Place
from .observation import Observation

FOUND: Final = 200
"""The HTTP status of an answer that tells a message's status."""


class Answer(NamedTuple):
    """One answer to a request for a message's status.

    Args:
        place: its record.
        received: when the capture received it, in microseconds, if told.
        status: its HTTP status.
    """

    place: Place
    received: int | None
    status: int


@dataclass(slots=True)
class Message:
    """A message.

    Args:
        name: what makes it one.
        lifecycle: what first told of it was read by.
        observations: what told of it so far.
        answers: answers to requests for its status.
        worst: the rank of the gravest complaint about one of its payloads.
        mistakes: what is wrong with requests for its status, or for that of a message of the same
            key: they do not say of which variant.
    """

    name: MessageId
    lifecycle: Lifecycle
    observations: list[Observation] = field(default_factory=list)
    answers: Sequence[Answer] = ()
    worst: int = 0
    mistakes: tuple[Finding, ...] = ()

    def answered(self, answer: Answer) -> None:
        """Add an answer to a request for its status."""
        if not isinstance(self.answers, list):  # most messages are never asked for
            self.answers = []
        self.answers.append(answer)

    @property
    def key(self) -> str:
        """Its key."""
        return self.name.key
