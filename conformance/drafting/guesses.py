"""Where key, status and time stand in recorded payloads: guessed by names, and by what repeats."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, Final, NamedTuple

from ...spec import EventTime, Pointer, TimeUnit
from ..results.event_times import compile_event_time
from ..spots.spot import pointer_text
from .looks import KEY, STATUS, is_key, is_name, is_status, leaves, status_rank

_MOST_STATUSES: Final = 40
"""A member with more values tells no status."""
_COVERED: Final = 0.5
"""A member that fewer payloads have is not what all are told by."""
_NEAR: Final = 0.8
"""What explains nearly as much as the best is chosen among by name."""
_COMPARED: Final = 20
"""So many likely keys are tried with so many likely statuses."""
_NAMED: Final = 3
_OWN: Final = re.compile(r"(?:message|msg|sms)[_-]?(?:id|uuid|guid|sid)$", re.I)
_TIME: Final = re.compile(r"time|date|stamp|_at$|At$|^at$|^ts$|^when$", re.I)
_UNITS: Final[tuple[TimeUnit, ...]] = (
    *("rfc3339", "rfc2822", "s", "ms", "yyyymmddhhmmss", "yymmddhhmmss", "yymmddhhmm"),
)
_SPELLED: Final = ("rfc3339", "rfc2822")
_FROM, _TO = 946_684_800 * 10**6, 4_102_444_800 * 10**6
"""From 2000 to 2100, in microseconds: what is beyond is a number, and no time."""


class Unguessed(ValueError):
    """Payloads do not look as if a draft could be made of them.

    Args:
        words: what is lacking.
        option: the option that would say it; empty if none would.
    """

    def __init__(self, words: str, option: str = "") -> None:
        super().__init__(words)
        self.option = option


class Guess(NamedTuple):
    """Where a form's key, status and time stand.

    Args:
        key, status: their places.
        time: the place of the time, and its unit; `None` if there is none.
        others: for each of ``key``, ``status`` and ``time``, the next likely places.
    """

    key: Pointer
    status: Pointer
    time: EventTime | None
    others: Mapping[str, tuple[str, ...]]


class _Column(NamedTuple):
    """The values at one place.

    Args:
        path: the names that lead there.
        values: by the number of its payload.
    """

    path: tuple[str, ...]
    values: Mapping[int, Any]

    @property
    def place(self) -> str:
        return pointer_text(self.path)


def guess(payloads: Sequence[Mapping[str, Any]], key: str = "", status: str = "") -> Guess:
    """Guess where key, status and time stand.

    Args:
        payloads: of one form, in the order in which they arrived.
        key: where the key stands, if the user says so.
        status: the same of the status.

    Raises:
        Unguessed: nothing looks like a key, or like a status.
    """
    columns = _columns(payloads)
    count = len(payloads)
    keys = [each for each in columns if (each.place == key if key else _may_be_key(each, count))]
    statuses = [
        each
        for each in columns
        if (each.place == status if status else _may_be_status(each, count))
    ]
    for found, name, told in ((keys, "key", key), (statuses, "status", status)):
        if not found:
            raise Unguessed(_lacking(columns, name, told), f"--{name}")
    keys, statuses = sorted(keys, key=_likely_key), sorted(statuses, key=_likely_status)
    if status and not _tells_statuses(statuses[0]):
        words = f"what stands at {status!r} is no status: it differs too much, or is too long,"
        raise Unguessed(f"{words} or looks like a number of a telephone", "--status")
    pairs = [
        (_explained(one, other), one, other)
        for one in keys[:_COMPARED]
        for other in statuses[:_COMPARED]
    ]
    most = max(score for score, _, _ in pairs)
    near = [pair for pair in pairs if pair[0] >= _NEAR * most]
    _, key_column, status_column = min(
        near, key=lambda pair: (_likely_status(pair[2]), _likely_key(pair[1]), -pair[0])
    )
    times = _times(columns, key_column, count)
    used = {key_column.place, status_column.place, *(str(time.at) for time in times[:1])}
    others = {
        "key": _others((each.place for each in keys), used),
        "status": _others((each.place for each in statuses), used),
        "time": _others((str(time.at) for time in times), used),
    }
    return Guess(
        Pointer(key_column.place),
        Pointer(status_column.place),
        times[0] if times else None,
        others,
    )


def _columns(payloads: Iterable[Mapping[str, Any]]) -> list[_Column]:
    found: dict[tuple[str, ...], dict[int, Any]] = {}
    for number, payload in enumerate(payloads):
        for path, value in leaves(payload):
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                found.setdefault(path, {})[number] = value
    return [_Column(path, values) for path, values in found.items() if all(map(is_name, path))]


def _lacking(columns: Sequence[_Column], name: str, told: str) -> str:
    there = ", ".join(each.place for each in columns[:8]) or "nothing"
    more = ", …" if len(columns) > 8 else ""
    if told:
        return f"no payload has a value at {told!r}; there are {there}{more}"
    return f"no member of the payloads looks like a {name}; there are {there}{more}"


def _may_be_key(column: _Column, count: int) -> bool:
    if len(column.values) < _COVERED * count or not KEY.search(column.path[-1]):
        return False
    return all(map(is_key, column.values.values()))


def _may_be_status(column: _Column, count: int) -> bool:
    if len(column.values) < _COVERED * count or status_rank(column.path) is None:
        return False
    if KEY.search(column.path[-1]) and len(column.path) == 1:
        return False
    return _tells_statuses(column)


def _tells_statuses(column: _Column) -> bool:
    told = set(column.values.values())
    return len(told) <= _MOST_STATUSES and all(map(is_status, told))


def _likely_status(column: _Column) -> tuple[int, int, int]:
    rank = status_rank(column.path)
    worst = len(STATUS) if rank is None or KEY.search(column.path[-1]) else 0
    return -len(column.values), worst + (rank or 0), len(column.path)


def _likely_key(column: _Column) -> tuple[int, int, int]:
    name = column.path[-1]
    rank = 0 if _OWN.search(name) else 1 if name.lower() == "id" else 2
    return -len(column.values), rank, len(column.path)


def _others(places: Iterable[str], used: set[str]) -> tuple[str, ...]:
    return tuple([place for place in places if place not in used][:_NAMED])


def _explained(keys: _Column, statuses: _Column) -> int:
    """How many changes of status lie within messages, less repeats, and twice what comes back.

    What an account or a batch has in common repeats and comes back; an event's id changes nothing.
    """
    lives: dict[Hashable, list[Any]] = {}
    for number, value in statuses.values.items():
        if number in keys.values:
            lives.setdefault(keys.values[number], []).append(value)
    score = 0
    for life in lives.values():
        steps = [value for value, _ in groupby(life)]
        score += len(set(steps)) - 1 - (len(life) - len(steps)) - 2 * (len(steps) - len(set(steps)))
    return max(score, 0)


def _times(columns: Iterable[_Column], keys: _Column, count: int) -> list[EventTime]:
    """Places of times, the likeliest first: those that change within a message, and never fall."""
    found = []
    for column in columns:
        if column.path == keys.path or len(column.values) < _COVERED * count:
            continue
        time = _time_of(column)
        if time is None:
            continue
        told = compile_event_time(time)
        moments = {number: told(value) for number, value in column.values.items()}
        lives: dict[Hashable, list[int]] = {}
        for number, moment in moments.items():
            if number in keys.values and moment is not None:
                lives.setdefault(keys.values[number], []).append(moment)
        changes = sum(len(set(life)) - 1 for life in lives.values())
        falls = sum(a > b for life in lives.values() for a, b in pairwise(life))
        named = _TIME.search(column.path[-1]) is not None
        if named or time.units[0] in _SPELLED:  # bare digits may be anything
            found.append((changes == 0, falls, not named, len(column.path), time))
    return [each[-1] for each in sorted(found, key=lambda each: each[:-1])]


def _time_of(column: _Column) -> EventTime | None:
    """The first unit in which every value is a time of this century."""
    at = Pointer(column.place)
    for unit in _UNITS:
        for zone in (None, 0):
            time = EventTime(at, (unit,), 0, zone)
            if _reads(compile_event_time(time), column.values.values()):
                return time
    return None


def _reads(told: Callable[[Any], int | None], values: Iterable[Any]) -> bool:
    moments = map(told, values)
    return all(moment is not None and _FROM <= moment < _TO for moment in moments)
