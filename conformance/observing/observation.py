"""What is observed of a message: one payload, as the judge keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from struct import Struct
from typing import Any, Final, NamedTuple

from ...spec import Form, Lifecycle, Rule
from ..payloads.links import Facts
from ..results.finding import Complaint, Place

_NUMBERS: Final = Struct("7q")
_NONE: Final = -(2**63)
"""In the place of a number that is not told; no line, time or version is so small."""
_COMMON: Final = 3
"""So much of an observation is no number, and most often that of the one before."""
_CHANGED: Final = object()
"""What is in common follows, since it changes."""


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """Who speaks in an observation: a form of a lifecycle. There is one for each, and it is data.

    Args:
        lifecycle: the lifecycle.
        form: one of its forms.
        event_rules: what is asked of several observations together, `constant` rules first.
        constants: how many of an observation's facts must not change; they come first.
        changing: how many others there are.
    """

    lifecycle: Lifecycle
    form: Form
    event_rules: tuple[Rule, ...]
    constants: int
    changing: int


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
        digest: equal for payloads of equal content.
        facts: what stood where the rules over several observations look.
        facts_of: what it says about other messages.
        serial: its number among all that the logs tell, in their order.
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

    key: str
    observation: Observation
    complaints: list[Complaint]


class Observations:
    """What is observed of one message, in the order of the logs; packed.

    Open messages are most of what a checker holds, and objects would take three times the
    memory. What observations have in common with those before is kept once.
    """

    __slots__ = ("_common", "_numbers", "_others")

    def __init__(self) -> None:
        self._numbers = bytearray()
        self._others: list[Any] = []
        self._common = 0

    def append(self, observation: Observation) -> None:
        """Add the next one."""
        place, telling, facts = observation.place, observation.telling, observation.facts
        others, at, count = self._others, self._common, telling.voice.constants
        constants, facts_of = facts[:count], observation.facts_of
        if not (
            others
            and place.file == others[at]
            and _is_same(constants, others[at + 1])
            and _is_same(facts_of, others[at + 2])
        ):
            self._common = len(others) + 1
            others += (_CHANGED, place.file, constants, facts_of)
        others += (telling, *facts[count:])
        line, time = place.line, observation.time
        received, version = observation.received, observation.version
        self._numbers += _NUMBERS.pack(
            _NONE if line is None else line,
            place.record,
            _NONE if time is None else time,
            _NONE if received is None else received,
            _NONE if version is None else version,
            observation.digest,
            observation.serial,
        )

    @property
    def begins(self) -> Place:
        """The record of the first."""
        line, record, *_ = _NUMBERS.unpack_from(self._numbers)
        return Place(self._others[1], None if line == _NONE else line, record)

    @property
    def last_serial(self) -> int:
        """The number of the last."""
        *_, serial = _NUMBERS.unpack_from(self._numbers, len(self._numbers) - _NUMBERS.size)
        assert isinstance(serial, int)
        return serial

    @property
    def facts_of(self) -> Iterator[Facts]:
        """What they say about other messages: of the first, and of each that says else."""
        others = self._others
        return (others[at + _COMMON] for at, it in enumerate(others) if it is _CHANGED)

    def __len__(self) -> int:
        return len(self._numbers) // _NUMBERS.size

    def __iter__(self) -> Iterator[Observation]:
        others = iter(self._others)
        for numbers in _NUMBERS.iter_unpack(self._numbers):
            telling = next(others)
            if telling is _CHANGED:
                file, constants, facts_of, telling = islice(others, _COMMON + 1)
            changing = telling.voice.changing
            facts = constants + tuple(islice(others, changing)) if changing else constants
            yield _unpacked(telling, file, facts, facts_of, *numbers)


def _unpacked(
    telling: Telling,
    file: str,
    facts: tuple[Any, ...],
    facts_of: Facts,
    line: int,
    record: int,
    time: int,
    received: int,
    version: int,
    digest: int,
    serial: int,
) -> Observation:
    return Observation(
        telling,
        Place(file, None if line == _NONE else line, record),
        None if time == _NONE else time,
        None if received == _NONE else received,
        None if version == _NONE else version,
        digest,
        facts,
        facts_of,
        serial,
    )


def _is_same(value: Any, other: Any) -> bool:
    """Whether facts are equal, and of one kind: 1 is not 1.0."""
    if value is other:
        return True
    if type(value) is not type(other) or value != other:
        return False
    return not isinstance(value, tuple) or all(map(_is_same, value, other))
