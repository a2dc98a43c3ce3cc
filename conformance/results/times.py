"""Times and durations, as whole microseconds since 1970-01-01T00:00:00Z (UTC)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""The names of months, as programs write them."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_RFC3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,32})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_UNITS: Final = {"ms": 1_000, "s": 10**6, "m": 60 * 10**6, "h": 3600 * 10**6, "d": 86400 * 10**6}
_MS_FROM: Final = 10**11
"""A bare number from here on counts milliseconds: as seconds it would be the year 5138."""
LARGEST_TIME: Final = 253_402_300_800 * 10**6
"""The first moment, in microseconds, beyond what a calendar of four digits knows."""
_FIRST: Final = -62_135_596_800 * 10**6
"""The beginning of year 1."""


def parse_rfc3339(text: Any) -> int | None:
    """Read an RFC 3339 time; `None` if it is none or names no zone.

    >>> parse_rfc3339("1970-01-01T00:00:01.5Z")
    1500000
    >>> parse_rfc3339("1970-01-01T01:00:00+01:00")
    0
    >>> parse_rfc3339("1970-01-01T00:00:01")
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None
    known = _RECENT.get(text)
    if known is not None:
        return known
    minute, second, rest = _MINUTES.get(text[:17]), _SECONDS.get(text[17:19]), _RESTS.get(text[19:])
    if minute is None or second is None or rest is None:
        return _learned(text)
    if len(_RECENT) >= _MANY:
        _RECENT.clear()
    found = _RECENT[text] = minute + second + rest
    return found


_LONGEST: Final = 64
"""No time has so many characters."""
_MANY: Final = 1024
_RECENT: Final[dict[str, int]] = {}
"""A time is asked for twice: by its format, and as the event's time."""
_MINUTES: Final[dict[str, int]] = {}
"""Minutes in which something happened, as times begin: those of a log are near to one another."""
_RESTS: Final[dict[str, int]] = {}
"""What a fraction of a second and a zone add, as times end."""
_FINE: Final = 7
"""An end that tells more than milliseconds, or those and a zone, is hardly told again."""
_SECONDS: Final = {f"{each:02}": each * 10**6 for each in range(60)}
_ZERO: Final = "1970-01-01T00:00:00"


def _learned(text: str) -> int | None:
    """Read a time, and learn its parts for those that are like it."""
    found = _parse_rfc3339(text)
    begin, second, end = text[:17], _SECONDS.get(text[17:19]), text[19:]
    # An hour 24, where Python knows one, has but one minute.
    if found is None or second is None or begin[11:13] == "24":
        return found
    minute, rest = _MINUTES.get(begin), _RESTS.get(end)
    if rest is None and len(end) < _FINE:
        if minute is not None:
            rest = _kept(_RESTS, end, found - minute - second)
        elif (rest := _parse_rfc3339(f"{_ZERO}{end}")) is not None:
            _kept(_RESTS, end, rest)
    if minute is None and rest is not None:
        _kept(_MINUTES, begin, found - second - rest)
    return _kept(_RECENT, text, found)


def _kept(known: dict[str, int], text: str, value: int) -> int:
    if len(known) >= _MANY:
        known.clear()
    known[text] = value
    return value


def _parse_rfc3339(text: str) -> int | None:
    if _RFC3339.fullmatch(text) is None:
        return None
    text = text.upper()
    leap = text[17:19] == "60"
    try:
        moment = datetime.fromisoformat(f"{text[:17]}59{text[19:]}" if leap else text)
        if moment.tzinfo is None:
            return None
        return (moment - _EPOCH) // _MICROSECOND + (10**6 if leap else 0)
    except (ValueError, OverflowError):
        return None


def read_received_at(value: Any) -> int | None:
    """Read a capture's own time: RFC 3339, or a number of seconds or milliseconds.

    >>> read_received_at(1656705000) == read_received_at(1656705000000)
    True
    """
    if value is None or isinstance(value, str):
        return parse_rfc3339(value)
    small = isinstance(value, int | float) and abs(value) < _MS_FROM
    return _number(value, 10**6 if small else 1_000)


def _number(value: Any, unit: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        scaled = int(value * unit)
    except (ValueError, OverflowError):
        return None
    return scaled if abs(scaled) < LARGEST_TIME else None


def parse_duration(text: str) -> int:
    """Read a duration such as ``90s``, ``15m``, ``24h`` or ``3d``, in microseconds.

    Raises:
        ValueError: it is none.

    >>> parse_duration("15m") // 10**6
    900
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"expected a duration such as 90s, 15m, 24h or 3d, not {text!r}")
    span = float(match[1]) * _UNITS[match[2]]
    if span > LARGEST_TIME:
        raise ValueError(f"expected a shorter duration than {text[:40]!r}")
    return round(span)


def parse_moment(text: str) -> int:
    """Read a moment a user names: RFC 3339, or a date (its first instant, UTC).

    Raises:
        ValueError: it is neither.
    """
    moment = parse_rfc3339(text if len(text) > 10 else f"{text}T00:00:00Z")
    if moment is None:
        raise ValueError(f"expected a date or an RFC 3339 time with its zone, not {text!r}")
    return moment


def format_time(moment: int) -> str:
    """Write a time as RFC 3339, to the millisecond.

    >>> format_time(1500000)
    '1970-01-01T00:00:01.500Z'
    """
    # A zone may take a time out of the years that Python counts: the nearest one is written.
    moment = max(_FIRST, min(moment, LARGEST_TIME - 1))
    text = (_EPOCH + timedelta(microseconds=moment)).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def format_duration(span: int) -> str:
    """Write a duration in its largest whole unit.

    >>> format_duration(90 * 10**6)
    '90s'
    """
    for unit in ("d", "h", "m", "s"):
        if span >= _UNITS[unit] and span % _UNITS[unit] == 0:
            return f"{span // _UNITS[unit]}{unit}"
    return f"{span / 10**6:g}s"


def format_span(span: int) -> str:
    """Write a short duration in the unit that suits it.

    >>> format_span(1_000), format_span(1_500_000), format_span(90 * 10**6)
    ('1 ms', '1.5 s', '90 s')
    """
    if span < 10**6:
        return f"{span / 1_000:g} ms"
    return f"{span / 10**6:.10g} s"


def format_clocks(one: int, other: int) -> tuple[str, str]:
    """Write two times so that they can be compared: days only where these differ.

    >>> format_clocks(1_500_000, 2_000_000)
    ('00:00:01.500', '00:00:02.000')
    >>> format_clocks(1_000_000, 86_402_000_000)
    ('1970-01-01 00:00:01', '1970-01-02 00:00:02')
    """
    times = [_EPOCH + timedelta(microseconds=each) for each in (one, other)]
    fine = any(each % 10**6 for each in (one, other))
    exact = any(each % 1_000 for each in (one, other))
    spec = "microseconds" if exact else "milliseconds" if fine else "seconds"
    days = {each.date() for each in times}
    if len(days) == 1:
        first, second = (each.time().isoformat(timespec=spec) for each in times)
    else:
        first, second = (each.replace(tzinfo=None).isoformat(" ", timespec=spec) for each in times)
    return first, second
