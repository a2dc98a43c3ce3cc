"""Times as logs write them: of what a logger, a database or a cloud notes beside a payload."""

from __future__ import annotations

import re
from typing import Any, Final

from ..results.times import LARGEST_TIME, parse_rfc3339

_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{4}/\d\d/\d\d)[Tt _](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?"
    r"\s?(?:([Zz]|UTC|GMT)|([+-]\d\d):?(\d\d)?)?(?![\d:])",
    re.ASCII,
)
_CLF: Final = re.compile(
    r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)", re.ASCII
)
_NAMED: Final = re.compile(
    r"(?:(\d\d)-([A-Z][a-z]{2})-(\d{4})|([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @)"
    r" (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?: UTC| GMT)?(?! ?[A-Za-z\d])",
    re.ASCII,
)
"""As PHP and Kibana write times; in no zone that has a name."""
_DOTTED: Final = re.compile(
    r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4}),? (\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?![\d:])",
    re.ASCII,
)
"""Where days stand before months, which they do wherever dots stand between them."""
_COUNTED: Final = re.compile(r"(?<=Time:)\d{13}(?!\d)", re.ASCII)
"""As Kafka's consumer writes them."""
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_DIGITS: Final = re.compile(r"(\d{10})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?", re.ASCII)
_NEAR: Final = 300
"""A logger's time stands so near to the beginning of its line, or its end."""
_PLAIN: Final = 30
"""A time of so many characters has as many digits as are read here."""
_SECOND: Final = 10**6
EARLIEST: Final = 946_684_800 * _SECOND
LATEST: Final = 4_102_444_800 * _SECOND
"""From 2000 to 2100: what is beyond is a number, and no time of a log."""


def read_moment(value: Any) -> int | None:
    """Read a time of a log, in microseconds since 1970 (UTC); `None` if it is none.

    Without a zone it is taken for UTC. A number, or its digits, counts seconds, milliseconds,
    microseconds or nanoseconds, whichever makes a time of this century.

    Args:
        value: a JSON value.

    >>> read_moment("2026-03-01 10:00:00,123") == read_moment(1772359200123)
    True
    >>> read_moment("1772359200000000000") == read_moment("01/Mar/2026:10:00:00 +0000")
    True
    >>> read_moment("01-Mar-2026 10:00:00 UTC") == read_moment("Mar 1, 2026 @ 10:00:00.000")
    True
    >>> read_moment("1.3.2026, 10:00:00") == read_moment("2026/03/01 10:00")
    True
    >>> read_moment("447700900031")
    """
    if isinstance(value, str):
        found = _of_text(value.strip())
        return found if found is not None and EARLIEST <= found < LATEST else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _scaled(value)


def moment_in(text: str) -> int | None:
    """Read the first time in a text that stands before its first brace, or behind its last.

    >>> moment_in('[2026-03-01 10:00:00] status {"at": "1999"}') == read_moment(1772359200)
    True
    >>> moment_in('{"at": "2026-03-01T10:00:00Z"}')
    """
    begin, end = text.find("{"), text.rfind("}")
    around = (text, "") if begin < 0 else (text[:begin][:_NEAR], text[end + 1 :][:_NEAR])
    for part in around:
        for pattern in (_ISO, _CLF, _NAMED, _DOTTED, _COUNTED):
            found = pattern.search(part)
            if found is not None:
                return _iso(found) if pattern is _ISO else _of_text(found[0])
    return None


def iso_within(text: str) -> str:
    """Return the first time in what stands before a brace, as RFC 3339 writes it.

    It may be no time at all, as the 31st of February is none. Empty if there is nothing like one:
    then `moment_in` is to be asked.

    >>> iso_within("[2026-03-01 10:00:00,5 +0100] got ")
    '2026-03-01T10:00:00.5+01:00'
    """
    found = first_iso(text)
    return "" if found is None else _written(found)


def first_iso(text: str) -> re.Match[str] | None:
    """Return the first time in what stands before a brace, as ISO 8601 has it, or nearly so.

    Its groups are what `read_stamps` asks for; what matches does so with any other digits, too.
    """
    return _ISO.search(text, 0, _NEAR)


def iso_of(text: str) -> str:
    """Return a log's time as RFC 3339 writes it; what is none as it is, or empty.

    >>> iso_of("2026-03-01 10:00"), iso_of("yesterday, at ten in the morning or later")
    ('2026-03-01T10:00:00Z', '')
    """
    if text[10:11] == "T" and text[-1:] == "Z":
        return text if len(text) <= _PLAIN else ""
    found = _ISO.fullmatch(text.strip())
    return "" if found is None else _written(found)


def _of_text(text: str) -> int | None:
    if not text or len(text) > 64:
        return None
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _iso(iso)
    common = _CLF.fullmatch(text)
    if common is not None:
        day, month, year, clock, hours, minutes = common.groups()
        return parse_rfc3339(f"{_date(year, month, day)}T{clock}{hours}:{minutes}")
    named = _NAMED.fullmatch(text)
    if named is not None:
        first, second, (clock, fraction) = (
            named.groups()[:3],
            named.groups()[3:6],
            named.groups()[6:],
        )
        day, month, year = first if first[0] else (second[1], second[0], second[2])
        return parse_rfc3339(f"{_date(year, month, day)}T{clock}.{fraction or 0}Z")
    dotted = _DOTTED.fullmatch(text)
    if dotted is not None:
        written = "-".join(f"{each:0>2}" for each in dotted.group(3, 2, 1))
        return parse_rfc3339(f"{written}T{dotted[4]}:{dotted[5] or '00'}.{dotted[6] or 0}Z")
    if _DIGITS.fullmatch(text):
        return _scaled(float(text) if "." in text else int(text))
    return None


def _date(year: str, month: str, day: str) -> str:
    return f"{year}-{_MONTHS.find(month) // 3 + 1:02}-{day:0>2}"


def _iso(found: re.Match[str]) -> int | None:
    return parse_rfc3339(_written(found))


def _written(found: re.Match[str]) -> str:
    shown = found[0]
    if shown[4:11:6] == "-T" and shown[-1] == "Z" and shown[19:20] in (".", "Z"):
        return shown
    date, clock, fraction, _, hours, minutes = found.groups()
    clock = clock if len(clock) == 8 else f"{clock}:00"
    zone = "Z" if hours is None else f"{hours}:{minutes or '00'}"
    date = date.replace("/", "-")
    return f"{date}T{clock}{f'.{fraction}' if fraction else ''}{zone}"


def _scaled(value: float) -> int | None:
    for multiply, divide in ((_SECOND, 1), (1_000, 1), (1, 1), (1, 1_000)):
        try:
            moment = int(value * multiply) // divide
        except (ValueError, OverflowError):
            return None
        if EARLIEST <= moment < min(LATEST, LARGEST_TIME):
            return moment
    return None
