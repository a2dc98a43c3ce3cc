"""Times as logs write them: of what a logger, a database or a cloud notes beside a payload."""

from __future__ import annotations

import re
from typing import Any, Final

from ..results.times import LARGEST_TIME, MONTHS, format_time, parse_rfc3339

_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{4}/\d\d/\d\d)[Tt _](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?"
    r"\s?(?:([Zz]|UTC|GMT)|([+-]\d\d):?(\d\d)?)?(?![\d:])",
    re.ASCII,
)
_PARTS: Final = tuple(re.compile(rb"%b\d\d[Tt _]\d\d:" % mark) for mark in (b"-", b"/"))
"""What stands in these, one or the other; a byte to begin with is sought quickly."""
_DAY: Final = r"(?P<day>\d{1,2})"
_MONTH: Final = r"(?P<month>[A-Z][a-z]{2})"
_YEAR: Final = r"(?P<year>\d{4})"
_CLOCK: Final = r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE: Final = r"(?P<zone>Z|UTC|GMT|(?:GMT)?[+-]\d\d:?\d\d)"
_HALF: Final = r"(?:[ \u00a0\u202f]?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
_NAMED_DAY: Final = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_END: Final = r"(?![\d:])(?! ?[A-Z][a-z]+/)"
"""Behind a time stands no name of a place, whose clock it would show."""
_FORMS: Final = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?<!\d){_DAY}/{_MONTH}/{_YEAR}:{_CLOCK} {_ZONE}",  # web servers
        # PHP, mails, HTTP, Log4j
        rf"(?:{_NAMED_DAY}, )?(?<!\d){_DAY}[ -]{_MONTH}[ -]{_YEAR},? {_CLOCK}(?: {_ZONE})?{_END}",
        # Kibana, Java's formatter
        rf"{_MONTH}[a-z]*\.? {_DAY}, {_YEAR},?(?: @| at)? {_CLOCK}{_HALF}(?: {_ZONE})?{_END}",
        rf"{_NAMED_DAY} {_MONTH} {{1,2}}{_DAY} {_CLOCK}(?: {_ZONE})? {_YEAR}(?!\d)",  # C
        rf"{_NAMED_DAY} {_MONTH} {_DAY} {_YEAR} {_CLOCK} {_ZONE}(?: \([^()]*\))?",  # JavaScript
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR},? {_CLOCK}{_END}",
        # ISO 8601 without marks
        r"(?<![\w.:+/-])(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)T(?P<digits>\d{4}(?:\d\d)?)"
        r"(?:[.,](?P<fraction>\d{1,9}))?(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?(?![\w:])",
        r"(?<=Time:)(?P<count>\d{13})(?!\d)",  # Kafka's consumer
    )
)
"""Where dots stand, days stand before months; where slashes do, it depends."""
_USUAL: Final = re.compile(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}", re.ASCII)
"""Most times of web servers."""
DATES: Final = ("m/d/y", "d/m/y")
"""What the parts of a date are, of which no other mark tells it."""
_SLASHED: Final = {
    dates: re.compile(
        rf"(?<![\d/.-])(?P<{first}>\d{{1,2}})(?P<mark>[/-])(?P<{second}>\d{{1,2}})(?P=mark){_YEAR}"
        rf",?[ T]{_CLOCK}{_HALF}(?: ?{_ZONE})?{_END}",
        re.ASCII,
    )
    for dates, first, second in (("m/d/y", "month", "day"), ("d/m/y", "day", "month"))
}
_WITHIN: Final = {
    "": (_ISO, *_FORMS),
    **{dates: (form, _ISO, *_FORMS) for dates, form in _SLASHED.items()},
}
"""What times in text are looked for by, first what the user or the log says of dates."""
_NO_YEAR: Final = re.compile(
    rf"(?:^|[\s\[(>\"']){_MONTH} {{1,2}}{_DAY},? {_CLOCK}(?![\d:])|^[IWEFD]\d{{4}} \d\d:\d\d:\d\d\."
)
_NO_DATE: Final = re.compile(r"(?<![\w:.+/-])\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?![\w:])")
_PLACE: Final = re.compile(r"\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})? ?[A-Z][a-z]+/[A-Z]")
_DIGITS: Final = re.compile(r"(\d{10})(?:\.(\d{1,9})|(\d{3}|\d{6}|\d{9}))?", re.ASCII)
NEAR: Final = 300
"""A logger's time stands so near to the beginning of its line, or its end."""
_SPACED: Final = len("2026-03-01 10:00:00")
PLAIN: Final = 30
"""A time of so many characters has as many digits as are read here."""
_LONGEST: Final = 72
"""No time has more characters: JavaScript's names its zone in full."""
_MANY: Final = 1024
_RECENT: Final[dict[tuple[str, re.Pattern[str]], str]] = {}
"""Times that were rewritten: many lines of a log have the same."""
_SECOND: Final = 10**6
SCALES: Final = ((_SECOND, 1), (1_000, 1), (1, 1), (1, 1_000))
"""By what numbers are multiplied and divided that count seconds, and ever smaller parts of them."""
EARLIEST: Final = 946_684_800 * _SECOND
LATEST: Final = 4_102_444_800 * _SECOND
"""From 2000 to 2100: what is beyond is a number, and no time of a log."""


def read_moment(value: Any, dates: str = "") -> int | None:
    """Read a time of a log, in microseconds since 1970 (UTC); `None` if it is none.

    Without a zone it is taken for UTC. A number, or its digits, counts seconds, milliseconds,
    microseconds or nanoseconds, whichever makes a time of this century.

    Args:
        value: a JSON value.
        dates: what the parts of a date are that does not tell it, one of `DATES`; without it such
            a time is none.

    >>> read_moment("2026-03-01 10:00:00,123") == read_moment(1772359200123)
    True
    >>> read_moment("1772359200000000000") == read_moment("01/Mar/2026:10:00:00 +0000")
    True
    >>> read_moment("01-Mar-2026 10:00:00 UTC") == read_moment("Mar 1, 2026 @ 10:00:00.000")
    True
    >>> read_moment("1.3.2026, 10:00:00") == read_moment("2026/03/01 10:00")
    True
    >>> read_moment("3/1/2026, 10:00:00 AM", "m/d/y") == read_moment("1.3.2026 10:00")
    True
    >>> read_moment("447700900031"), read_moment("3/1/2026 10:00")
    (None, None)
    """
    if isinstance(value, str):
        found = _of_text(value.strip(), dates)
        return found if found is not None and EARLIEST <= found < LATEST else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _scaled(value)


def moment_in(text: str, dates: str = "") -> int | None:
    """Read the first time in a text that stands before its first brace, or behind its last.

    Args:
        text: such as a line of a log.
        dates: see `read_moment`.

    >>> moment_in('[2026-03-01 10:00:00] status {"at": "1999"}') == read_moment(1772359200)
    True
    >>> moment_in('{"at": "2026-03-01T10:00:00Z"}')
    """
    for part in _around(text):
        for pattern in _WITHIN[dates]:
            found = pattern.search(part)
            if found is not None:
                return parse_rfc3339(_told(found, pattern))
    return None


def _around(text: str) -> tuple[str, str]:
    """What stands near a line's ends, before its first brace and behind its last."""
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0:
        return text, ""
    return text[:begin][:NEAR], text[end + 1 :][:NEAR]


def why_untold(text: str, *, around: bool = False) -> str:
    """Say what a time lacks that is none by that; empty if there is nothing like one.

    Args:
        text: it, or a line of a log.
        around: it is a line: it stands before its first brace, or behind its last.

    >>> why_untold("Nov 29 06:44:52"), why_untold("06:44:52 INFO {}", around=True)
    ('no year', 'no date')
    >>> why_untold("2026-11-29 06:44:52"), why_untold("yesterday")
    ('', '')
    """
    for part in _around(text) if around else (text[:NEAR],):
        if _NO_YEAR.search(part):
            return "no year"
        if _PLACE.search(part):
            return "its zone by name only"
        if _NO_DATE.search(part) and not re.search(r"\d{4}", part):
            return "no date"
    return ""


def time_within(text: str, dates: str = "") -> str:
    """Return the first time in what stands before a brace, as RFC 3339 writes it.

    It may be no time at all, as the 31st of February is none. Empty if there is nothing like one:
    then `moment_in` is to be asked, which looks behind the last brace, too.

    Args:
        text: what stands before the brace.
        dates: see `read_moment`.

    >>> time_within("[2026-03-01 10:00:00,5 +0100] got "), time_within("at 1/Mar/2026:10:00:00 Z")
    ('2026-03-01T10:00:00.5+01:00', '2026-03-01T10:00:00Z')
    """
    for pattern in _WITHIN[dates]:
        found = pattern.search(text, 0, NEAR)
        if found is not None:
            return _told(found, pattern)
    return ""


def first_iso(text: str) -> re.Match[str] | None:
    """Return the first time in what stands before a brace, as ISO 8601 has it, or nearly so.

    Its groups are what `read_stamps` asks for; what matches does so with any other digits, too.

    Args:
        text: what stands before the brace.
    """
    return _ISO.search(text, 0, NEAR)


def may_hold_iso(text: bytes) -> bool:
    """Whether a time as `first_iso` finds it may stand anywhere in a text."""
    return any(each.search(text) for each in _PARTS)


def iso_of(text: str, dates: str = "") -> str:
    """Return a log's time as RFC 3339 writes it; of what is none, something that is none.

    Args:
        text: it.
        dates: see `read_moment`.

    >>> iso_of("2026-03-01 10:00"), iso_of("yesterday, at ten in the morning or later")
    ('2026-03-01T10:00:00Z', '')
    """
    if text[10:11] == "T" and text[-1:] == "Z":
        return text if len(text) <= PLAIN else ""
    if len(text) == _SPACED and text[4] == "-" and text[10] == " ":  # as databases write them
        return f"{text[:10]}T{text[11:]}Z"
    for pattern in (_ISO, *_slashed(dates)):
        found = pattern.fullmatch(text.strip())
        if found is not None:
            return _told(found, pattern)
    return ""


def _slashed(dates: str) -> tuple[re.Pattern[str], ...]:
    return (_SLASHED[dates],) if dates else ()


def _of_text(text: str, dates: str) -> int | None:
    if not text or len(text) > _LONGEST:
        return None
    if text.endswith(" +0000 UTC"):  # as Go prints it
        text = text[:-4]
    for pattern in (_ISO, *_FORMS, *_slashed(dates)):
        found = pattern.fullmatch(text)
        if found is not None:
            return parse_rfc3339(_told(found, pattern))
    if _DIGITS.fullmatch(text):
        return _scaled(float(text) if "." in text else int(text))
    return None


def _told(found: re.Match[str], pattern: re.Pattern[str]) -> str:
    """A time as RFC 3339 writes it."""
    if pattern is _ISO:
        return _written(found)
    shown = found[0]
    usual = pattern is _FORMS[0] and _USUAL.fullmatch(shown) is not None
    # Of most only the clock is new, which is written alike.
    key = f"{shown[:11]}{shown[20:]}" if usual else shown
    known = _RECENT.get((key, pattern))
    if known is None:
        if len(_RECENT) >= _MANY:
            _RECENT.clear()
        known = _RECENT[key, pattern] = _rewritten(found)
    return f"{known[:11]}{shown[12:20]}{known[19:]}" if usual else known


def _rewritten(found: re.Match[str]) -> str:
    """A time of another form, as RFC 3339 writes it."""
    part = found.groupdict()
    if "count" in part:
        return format_time(int(part["count"]) * 1_000)
    month = part["month"]
    if not month.isdigit():
        month = str(MONTHS.index(month) + 1 if month in MONTHS else 0)
    digits = part.get("digits")
    clock = part["clock"] if digits is None else ":".join(re.findall("..", digits))
    hour, _, rest = clock.partition(":")
    if part.get("half"):
        hour = str(int(hour) % 12 + 12 * (part["half"] in "Pp")) if 0 < int(hour) <= 12 else "99"
    clock = f"{hour:0>2}:{rest if len(rest) > 2 else f'{rest}:00'}"
    zone = (part.get("zone") or "Z").removeprefix("GMT").replace("UTC", "Z") or "Z"
    if len(zone) in (3, 5):
        zone = f"{zone[:3]}:{zone[3:] or '00'}"
    fraction = part.get("fraction")
    date = f"{part['year']}-{month:0>2}-{part['day']:0>2}"
    return f"{date}T{clock}{f'.{fraction}' if fraction else ''}{zone}"


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
    for multiply, divide in SCALES:
        try:
            moment = int(value * multiply) // divide
        except (ValueError, OverflowError):
            return None
        if EARLIEST <= moment < min(LATEST, LARGEST_TIME):
            return moment
    return None
