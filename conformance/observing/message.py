"""Messages while a log is read: what told of each, nothing judged yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...spec import Lifecycle
from ..judging.lookup_findings import Answer
from .observation import Observations


class MessageId(NamedTuple):
    """What makes a message one: its key, within its family, or within its variant."""

    family: str
    variant: str | None
    key: str


def message_id(lifecycle: Lifecycle, key: str) -> MessageId:
    """Return the id of a message that is read by a lifecycle."""
    variant = lifecycle.variant if lifecycle.key_by_variant else None
    return MessageId(lifecycle.family, variant, key)


@dataclass(slots=True)
class Message:
    """A message.

    Args:
        name: what makes it one.
        lifecycle: what first told of it was read by.
        resumed: it was judged and released before, and is told of again.
        observations: what told of it so far.
        answers: answers to requests for its status.
        worst: the rank of the gravest complaint about one of its payloads.
    """

    name: MessageId
    lifecycle: Lifecycle
    resumed: bool = False
    observations: Observations = field(default_factory=Observations)
    answers: Sequence[Answer] = ()
    worst: int = 0

    def answered(self, answer: Answer) -> None:
        """Add an answer to a request for its status."""
        if not isinstance(self.answers, list):  # most messages are never asked for
            self.answers = []
        self.answers.append(answer)

    @property
    def key(self) -> str:
        """Its key."""
        return self.name.key
