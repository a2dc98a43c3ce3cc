"""Event times, as payloads write them: read in any unit of the format, and written in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Final, NamedTuple

from ...spec import EventTime, TimeUnit
from .times import LARGEST_TIME, format_time, parse_rfc3339

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LONGEST: Final = 64
"""No time has so many characters."""
_LOOSE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,32})?) ?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_ABSOLUTE: Final = re.compile(r"(\d{12})(\d)(\d\d)([+-])", re.ASCII)
"""A message centre's time: tenths of a second, and quarters of an hour ahead of UTC or behind."""
_QUARTERS: Final = 48
"""No zone is further from UTC."""
_NUMBER: Final = re.compile(r"-?\d{1,18}(?:\.\d{1,9})?", re.ASCII)

Told = Callable[[Any], int | None]
"""Reads a value as a time, in microseconds (UTC); `None` if it is none."""


class _Unit(NamedTuple):
    """A unit of times.

    Args:
        words: what it is called.
        reads: compiles what reads a value; it is given the zone of times that name none, in
            minutes, or `None`.
        written: the ways to write a moment, in microseconds (UTC), in such a zone.
    """

    words: str
    reads: Callable[[int | None], Told]
    written: Callable[[int, int | None], Iterator[str | int]]


def compile_event_time(place: EventTime) -> Told:
    """Compile what reads the value of an event time, in microseconds; `None` if it is unusable.

    Args:
        place: where it stands, and its units: the first that reads a value counts.
    """
    readers = [_UNITS[unit].reads(place.zone) for unit in place.units]
    if len(readers) == 1 and not place.untold:
        return readers[0]

    def read(value: Any) -> int | None:
        if value in place.untold:
            return None
        for each in readers:
            found = each(value)
            if found is not None:
                return found
        return None

    return read


def event_time_words(place: EventTime) -> str:
    """Say what is expected where an event time stands."""
    return " or ".join(_UNITS[unit].words for unit in place.units)


def written_times(place: EventTime, moment: int) -> Iterator[str | int]:
    """Yield the ways to write a moment where an event time stands, the likeliest first.

    Args:
        place: where it stands, and its units.
        moment: in microseconds (UTC).
    """
    for unit in place.units:
        yield from _UNITS[unit].written(moment, place.zone)


def _of_rfc3339(zone: int | None) -> Told:
    def read(value: Any) -> int | None:
        strict = parse_rfc3339(value)
        if strict is not None or not isinstance(value, str) or len(value) > _LONGEST:
            return strict
        loose = _LOOSE.fullmatch(value)
        if loose is None:
            return None
        day, clock, offset = loose.groups()
        if offset is None:
            offset = _offset(zone)
        elif len(offset) == len("+0000"):
            offset = f"{offset[:3]}:{offset[3:]}"
        return None if offset is None else parse_rfc3339(f"{day}T{clock}{offset}")

    return read


def _offset(zone: int | None) -> str | None:
    if zone is None:
        return None
    hours, minutes = divmod(abs(zone), 60)
    return f"{'-' if zone < 0 else '+'}{hours:02}:{minutes:02}"


def _of_number(unit: int) -> Callable[[int | None], Told]:
    def read(value: Any) -> int | None:
        if isinstance(value, str):
            if _NUMBER.fullmatch(value) is None:
                return None
            value = float(value) if "." in value else int(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        try:
            scaled = int(value * unit)
        except (ValueError, OverflowError):
            return None
        return scaled if abs(scaled) < LARGEST_TIME else None

    return lambda _: read


def _of_rfc2822(zone: int | None) -> Told:
    def read(value: Any) -> int | None:
        if not isinstance(value, str) or len(value) > _LONGEST:
            return None
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        return _since(moment, zone)

    return read


def _of_digits(years: int, seconds: bool) -> Callable[[int | None], Told]:
    """Digits in pairs; a year of two is of this century."""
    pairs = years // 2 + (5 if seconds else 4)
    century = 2000 if years == len("yy") else 0

    def compiled(zone: int | None) -> Told:
        def read(value: Any) -> int | None:
            if not isinstance(value, str) or len(value) != 2 * pairs:
                return None
            if not (value.isascii() and value.isdigit()):
                return None
            year, rest = int(value[:years]), value[years:]
            month, day, hour, minute, second = (
                int(rest[at : at + 2] or "0") for at in range(0, len("mmddhhmmss"), 2)
            )
            try:
                moment = datetime(century + year, month, day, hour, minute, second)
            except ValueError:
                return None
            return _since(moment, zone)

        return read

    return compiled


def _of_quarters(_: int | None) -> Told:
    digits = _of_digits(2, True)(None)

    def read(value: Any) -> int | None:
        found = _ABSOLUTE.fullmatch(value) if isinstance(value, str) else None
        shown = None if found is None else digits(found[1])
        if found is None or shown is None or int(found[3]) > _QUARTERS:
            return None
        ahead = int(f"{found[4]}{found[3]}") * 15 * 60 * 10**6
        return shown + int(found[2]) * 10**5 - ahead

    return read


def _since(moment: datetime, zone: int | None) -> int | None:
    """Microseconds since the epoch; a moment without a zone is in the one that is given, or UTC."""
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC) - timedelta(minutes=zone or 0)
        return (moment - _EPOCH) // _MICROSECOND
    except OverflowError:
        return None


def _at(moment: int, zone: int | None) -> datetime:
    """What a calendar in a zone shows."""
    shown = moment + (zone or 0) * 60 * 10**6
    return _EPOCH + timedelta(microseconds=max(0, min(shown, LARGEST_TIME - 1)))


def _digits_of(form: str) -> Callable[[int, int | None], Iterator[str | int]]:
    def written(moment: int, zone: int | None) -> Iterator[str | int]:
        yield _at(moment, zone).strftime(form)

    return written


def _number_of(unit: int) -> Callable[[int, int | None], Iterator[str | int]]:
    def written(moment: int, _: int | None) -> Iterator[str | int]:
        yield moment // unit
        yield str(moment // unit)

    return written


def _as_rfc3339(moment: int, zone: int | None) -> Iterator[str | int]:
    exact = format_time(moment)
    day, _, clock = exact.partition("T")
    yield exact
    yield f"{day}T{clock[:8]}Z"
    for bare in (clock[:12], clock[:8]):
        yield from (f"{day}T{bare}+00:00", f"{day}T{bare}+0000", f"{day} {bare}+0000")
    if zone is not None:
        local = _at(moment, zone).replace(tzinfo=None)
        for mark in "T ":
            yield local.isoformat(mark, "milliseconds")
            yield local.isoformat(mark, "seconds")


def _as_rfc2822(moment: int, _: int | None) -> Iterator[str | int]:
    yield format_datetime(_at(moment, 0))
    yield format_datetime(_at(moment, 0), usegmt=True)


def _as_quarters(moment: int, _: int | None) -> Iterator[str | int]:
    shown = _at(moment, 0)
    yield f"{shown:%y%m%d%H%M%S}{shown.microsecond // 10**5}00+"


_UNITS: Final[dict[TimeUnit, _Unit]] = {
    "rfc3339": _Unit("an RFC 3339 time", _of_rfc3339, _as_rfc3339),
    "s": _Unit("seconds since 1970", _of_number(10**6), _number_of(10**6)),
    "ms": _Unit("milliseconds since 1970", _of_number(1_000), _number_of(1_000)),
    "rfc2822": _Unit("an RFC 2822 time", _of_rfc2822, _as_rfc2822),
    "yymmddhhmm": _Unit("a time as YYMMDDhhmm", _of_digits(2, False), _digits_of("%y%m%d%H%M")),
    "yymmddhhmmss": _Unit(
        "a time as YYMMDDhhmmss", _of_digits(2, True), _digits_of("%y%m%d%H%M%S")
    ),
    "yyyymmddhhmmss": _Unit(
        "a time as YYYYMMDDhhmmss", _of_digits(4, True), _digits_of("%Y%m%d%H%M%S")
    ),
    "yymmddhhmmsstnnp": _Unit("a time as YYMMDDhhmmsstnnp", _of_quarters, _as_quarters),
}
