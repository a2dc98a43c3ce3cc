"""What is observed of a message: one payload, as the judge keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import is_
from struct import Struct
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from .findings import Complaint, Place
from .relation_facts import Facts

if TYPE_CHECKING:
    from .observer import Observer


_NUMBERS: Final = Struct("7q")
_NONE: Final = -(2**63)
"""In the place of a number that is not told; no line, time or version is so small."""
_OTHERS: Final = 4
"""So much of an observation is no number."""


class Telling(NamedTuple):
    """What an observation tells of its message's life; few are told, time and again.

    Args:
        observer: what read it; it knows the lifecycle and the form.
        state: the state it tells, or `None` if nobody documents what it tells.
        told: the status as it may be shown.
        guards: the bits of the edge guards it satisfies.
        previous: the state it says came before.
        split: it says that the message has parts which may differ.
    """

    observer: Observer
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
    def observer(self) -> Observer:
        """What read it; it knows the lifecycle and the form."""
        return self.telling.observer

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


class Observations(Sequence[Observation]):
    """What is observed of one message, in the order of the logs; packed.

    Open messages are most of what a checker holds, and objects would take three times the
    memory. What one observation has in common with the one before is kept once.
    """

    __slots__ = ("_numbers", "_others")

    def __init__(self) -> None:
        self._numbers = bytearray()
        self._others: list[Any] = []

    def append(self, observation: Observation) -> None:
        """Add the next one."""
        place, facts, facts_of = observation.place, observation.facts, observation.facts_of
        others = self._others
        if others:
            facts = _sharing(facts, others[-2])
            if facts_of is not others[-1] and _are_same(facts_of, others[-1]):
                facts_of = others[-1]
        others += (observation.telling, place.file, facts, facts_of)
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
    def facts_of(self) -> Sequence[Facts]:
        """What each says about other messages."""
        return self._others[_OTHERS - 1 :: _OTHERS]

    def __len__(self) -> int:
        return len(self._numbers) // _NUMBERS.size

    @overload
    def __getitem__(self, index: int) -> Observation: ...
    @overload
    def __getitem__(self, index: slice) -> list[Observation]: ...
    def __getitem__(self, index: int | slice) -> Observation | list[Observation]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        numbers = _NUMBERS.unpack_from(self._numbers, index * _NUMBERS.size)
        return _unpacked(*self._others[index * _OTHERS : (index + 1) * _OTHERS], *numbers)

    def __iter__(self) -> Iterator[Observation]:
        others = iter(self._others)
        for numbers in _NUMBERS.iter_unpack(self._numbers):
            yield _unpacked(next(others), next(others), next(others), next(others), *numbers)


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


def _sharing(facts: tuple[Any, ...], before: tuple[Any, ...]) -> tuple[Any, ...]:
    """The facts, with the objects of those before where they are the same."""
    if len(facts) != len(before):  # another form told them
        return facts
    shared = tuple(
        [old if _is_same(new, old) else new for new, old in zip(facts, before, strict=True)]
    )
    return before if all(map(is_, shared, before)) else shared


def _are_same(facts: Facts, before: Facts) -> bool:
    return facts.keys() == before.keys() and all(
        _is_same(each, before[name]) for name, each in facts.items()
    )


def _is_same(value: Any, other: Any) -> bool:
    """Whether two facts are equal and of one kind: 1 is not 1.0."""
    return type(value) is type(other) and value == other
