"""What is observed of a message: one payload, as the judge keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from ...spec import Form, Lifecycle, Rule
from ..payloads.links import Facts
from ..results.finding import Complaint, Key, Place


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """Who speaks in an observation: a form of a lifecycle. There is one for each, and it is data.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
        event_rules: what is asked of several observations together, `constant` rules first, those
            that ask it of one version last.
        constants: how many of an observation's facts must not change; they come first.
        rising: how many numbers among its facts must not fall; they come next.
    """

    lifecycle: Lifecycle
    form: Form
    event_rules: tuple[Rule, ...]
    constants: int
    rising: int


class Telling(NamedTuple):
    """What an observation tells of its message's life; few are told, time and again.

    Args:
        voice: the form of the lifecycle that tells it.
        state: the state it tells, or `None` if nobody documents what it tells.
        told: the status as it may be shown.
        guards: the bits of the edge guards it satisfies.
        previous: the state it says came before.
        split: it says that the message has parts which may differ.
    """

    voice: Voice
    state: str | None
    told: str
    guards: int
    previous: str | None
    split: bool


@dataclass(slots=True)
class Observation:
    """One payload as the judge keeps it.

    Args:
        telling: what it tells of its message's life.
        place: its record.
        time: its event time, in microseconds, if usable.
        received: when the capture received it, in microseconds, if told.
        version: its version number, if its form has one.
        digest: equal for copies of one callback.
        facts: what stood where the rules over several observations look.
        facts_of: what it says about other messages.
        serial: its number among all that the logs tell, in their order.
        parts: of how many parts it says its message is; 0 if it does not say.
    """

    telling: Telling
    place: Place
    time: int | None
    received: int | None
    version: int | None
    digest: int
    facts: tuple[Any, ...]
    facts_of: Facts
    serial: int = 0
    parts: int = 0

    @property
    def voice(self) -> Voice:
        """The form of the lifecycle that tells it."""
        return self.telling.voice

    @property
    def state(self) -> str | None:
        """The state it tells, or `None` if nobody documents what it tells."""
        return self.telling.state

    @property
    def told(self) -> str:
        """The status as it may be shown."""
        return self.telling.told

    @property
    def guards(self) -> int:
        """The bits of the edge guards it satisfies."""
        return self.telling.guards

    @property
    def previous(self) -> str | None:
        """The state it says came before."""
        return self.telling.previous

    @property
    def split(self) -> bool:
        """It says that the message has parts which may differ."""
        return self.telling.split

    @property
    def moment(self) -> int | None:
        """When it was made, in microseconds: by the capture's clock, else by its own."""
        return self.time if self.received is None else self.received


@dataclass(slots=True)
class Reading:
    """What an observer makes of a payload."""

    key: Key
    observation: Observation
    complaints: list[Complaint]
