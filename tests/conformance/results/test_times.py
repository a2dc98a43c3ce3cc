"""Times are read in parts that are remembered; what they tell is that of the whole."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.results.times import parse_rfc3339

DAYS = st.sampled_from(["2026-01-01", "1969-12-31", "0001-01-01", "9999-12-31", "2024-02-29"])
TWO = st.integers(0, 61).map(lambda number: f"{number:02}")
ENDS = st.sampled_from(
    [
        "Z",
        "z",
        ".5Z",
        ".863Z",
        ".863999Z",
        ".8639999Z",
        "+05:30",
        "-23:59",
        "+24:00",
        ".1+00:01",
        "",
    ]
)
TEXTS = st.builds("{}{}{}:{}:{}{}".format, DAYS, st.sampled_from("Tt "), TWO, TWO, TWO, ENDS)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")


@given(TEXTS, st.booleans())
def test_a_time_tells_what_the_standard_library_reads(text, again):
    """By its own parser, which knows neither leap seconds nor that a zone is needed."""
    if again:
        parse_rfc3339(text)
    if text[10] == " " or text[19:] == "" or text[17:19] == "60":
        return
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        assert parse_rfc3339(text) is None
        return
    since = moment - EPOCH
    expected = (since.days * 86400 + since.seconds) * 10**6 + since.microseconds
    assert expected == parse_rfc3339(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T24:30:00Z"),
        *("2026-01-01T00:00:61Z", "٢٠٢٦-01-01T00:00:00Z", "2026-01-01T00:00:00Z" + "0" * 100),
    ],
)
def test_no_time_is_made_up_of_parts_that_are_known(text):
    parse_rfc3339("2026-01-01T00:00:00Z")
    parse_rfc3339("2026-01-01T00:00:01Z")
    assert parse_rfc3339(text) is None
    assert parse_rfc3339(text) is None


def test_a_leap_second_is_the_first_of_the_next_minute():
    assert parse_rfc3339("2017-01-01T00:00:00Z") == parse_rfc3339("2016-12-31T23:59:60Z")
