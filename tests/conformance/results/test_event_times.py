"""Event times, in each unit: what is read as which moment, and what is none."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.results.event_times import compile_event_time, written_times
from msglife.conformance.results.times import LARGEST_TIME, format_time, parse_rfc3339
from msglife.spec import EventTime, Pointer, TimeUnit

UNITS = get_args(TimeUnit)
NOON = "2026-03-02T12:00:00Z"
HOUR = 60
"""A zone an hour east of UTC, in minutes."""


def read(value, *units, zone=None):
    """A value as RFC 3339 writes its time; `None` if it is none."""
    moment = compile_event_time(EventTime(Pointer("/at"), units, zone=zone))(value)
    return None if moment is None else format_time(moment).replace(".000", "")


@pytest.mark.parametrize(
    ("unit", "value", "twin"),
    [
        ("rfc3339", "2026-03-02T12:00:00Z", "2026-03-02T12:00:00"),
        ("rfc3339", "2026-03-02 12:00:00Z", "2026-03-02  12:00:00Z"),
        ("rfc3339", "2026-03-02 14:00:00 +0200", "2026-03-02 14:00:00 +020"),
        ("rfc3339", "2026-03-02T13:00:00.000+0100", "2026-03-02T13:00:00.+0100"),
        ("rfc3339", "2026-03-02T12:00:00z", "2026-02-30T12:00:00z"),
        ("s", 1772452800, True),
        ("s", 1772452800.0, float("nan")),
        ("s", "1772452800", "1772452800s"),
        ("s", "1772452800.000", "1,772,452,800"),
        ("ms", 1772452800000, None),
        ("ms", "1772452800000", ""),
        ("ms", 1772452800000, 10**400),
        ("ms", "1772452800000", "9" * 400),
        ("rfc2822", "Mon, 02 Mar 2026 12:00:00 +0000", "Mon, 02 Mar 2026"),
        ("rfc2822", "2 Mar 2026 13:00:00 +0100", "2 Mrz 2026 13:00:00 +0100"),
        ("rfc2822", "Mon, 02 Mar 2026 12:00:00 GMT", "x" * 100),
        ("yymmddhhmm", "2603021200", "260302120"),
        ("yymmddhhmm", "2603021200", 2603021200),
        ("yymmddhhmmss", "260302120000", "260302126000"),
        ("yyyymmddhhmmss", "20260302120000", "00000302120000"),
        ("yyyymmddhhmmss", "20260302120000", "２0260302120000"),
        ("yymmddhhmmsstnnp", "260302120000000+", "260302120000000R"),
        ("yymmddhhmmsstnnp", "260302133000006+", "260302120000049+"),
        ("yymmddhhmmsstnnp", "260302070000020-", "260302120000000"),
        ("yymmddhhmmsstnnp", "260302120000000-", 260302120000),
    ],
)
def test_units(unit, value, twin):
    """Each reads its own; a near twin is no time."""
    assert read(value, unit) == NOON
    assert read(twin, unit) is None


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("rfc3339", "2026-03-02T13:00:00"),
        ("rfc3339", "2026-03-02 13:00:00.000"),
        ("yymmddhhmm", "2603021300"),
        ("yyyymmddhhmmss", "20260302130000"),
        ("rfc2822", "Mon, 02 Mar 2026 13:00:00"),
    ],
)
def test_a_zone_that_is_not_named(unit, value):
    """The file gives it; a time that names its own keeps that."""
    assert read(value, unit, zone=HOUR) == NOON
    assert read("2026-03-02 12:00:00Z", "rfc3339", zone=HOUR) == NOON


def test_the_first_unit_that_reads_a_value_counts():
    """Ten digits are a date, or seconds."""
    assert read("2603021200", "yymmddhhmm", "s") == NOON
    assert read("2603021200", "s", "yymmddhhmm") == "2052-06-26T13:26:40Z"
    assert read("1772452800", "yymmddhhmm", "s") == NOON  # there is no month 72


@given(
    unit=st.sampled_from(UNITS),
    moment=st.integers(950_000_000 // 60, 4_000_000_000 // 60).map(
        lambda minute: minute * 60 * 10**6
    ),
    zone=st.sampled_from([None, 0, HOUR, -90]),
)
def test_what_is_written_is_read(unit, moment, zone):
    """In every way there is to write it."""
    time = EventTime(Pointer("/at"), (unit,), zone=zone)
    ways = list(written_times(time, moment))
    assert ways
    assert [moment] * len(ways) == [compile_event_time(time)(way) for way in ways]


@given(
    unit=st.sampled_from(UNITS),
    value=st.one_of(
        st.text(max_size=80),
        st.from_regex(r"[0-9 T:+,.Z-]{1,40}", fullmatch=True),
        st.integers(),
        st.floats(),
        st.sampled_from([None, True, [], {}, "9" * 5000, "Mon, 99 Mar 99999 1:1:1 +99999"]),
    ),
    zone=st.sampled_from([None, 0, HOUR]),
)
def test_anything_is_a_time_or_none(unit, value, zone):
    """Never an error, and never beyond what a calendar knows by much."""
    moment = compile_event_time(EventTime(Pointer("/at"), (unit,), zone=zone))(value)
    assert moment is None or abs(moment) < 2 * LARGEST_TIME
    strict = parse_rfc3339(value)
    assert unit != "rfc3339" or strict is None or moment == strict
