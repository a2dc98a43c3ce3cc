"""Times before payloads are read at once as they are one by one."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.columns import stamps
from msglife.conformance.columns.lines import Lines
from msglife.conformance.columns.time_column import read_texts
from msglife.conformance.table.rows import UNTOLD
from msglife.conformance.unwrapping.moments import first_iso, time_within

TIMED = (
    "2026-03-01T10:00:00.123456Z stdout F ",
    "2026-03-01 10:00:00,123 INFO [worker-4] ",
    "[2026-03-01 10:00:00] ",
    "worker-7 2026-03-01T10:00:00.5+02:00 got ",
    "<134>1 2026-03-01 10:00 UTC: ",
    "2026-03-01T10:00:00.123 -0530|",
    "at=2026-03-01_10:00:00",
    "2026/03/01 10:00:00 ",
)
UNTIMED = ("10:00:00 2026-03-0 no date ", "")


def read_stamps(texts):
    """The times of texts, each with a brace behind it, by where the first has its own."""
    lines = [each + b"{" for each in texts]
    first = next((each for each in lines if each[1:]), b"").decode("utf-8", "replace")
    ends = np.cumsum([len(each) + 1 for each in lines], dtype=np.intp)
    starts = np.append(np.zeros(1, np.intp), ends)[: len(lines)]
    return stamps.read_stamps(b"".join(each + b"\n" for each in lines), starts, first_iso(first))


def written(shape, digits):
    """A shape with other digits."""
    return re.sub(r"\d", lambda _: next(digits), shape).encode()


def alone(texts):
    """What each text tells by itself."""
    return read_texts([time_within(each.decode("utf-8", "replace")) for each in texts]).tolist()


@pytest.mark.parametrize("shape", [*TIMED, *UNTIMED])
@given(
    digits=st.lists(st.text("0123456789", min_size=30, max_size=30), min_size=1, max_size=6),
    odd=st.lists(st.binary(max_size=40).filter(lambda each: b"\n" not in each), max_size=2),
)
def test_what_is_read_is_what_each_tells(shape, digits, odd):
    """Whatever digits stand there, and whatever stands between."""
    texts = [shape.encode(), *(written(shape, iter(each)) for each in digits), *odd]
    pairs = zip(read_stamps(texts).tolist(), alone(texts), strict=True)
    assert all(mine in (UNTOLD, other) for mine, other in pairs)


@pytest.mark.parametrize("shape", TIMED)
def test_usual_times_are_read(shape):
    """All of them, of lines that are alike but for their digits."""
    texts = [shape.replace("00:00", f"00:0{each}").encode() for each in range(9)]
    told = read_stamps(texts).tolist()
    assert alone(texts) == told
    assert UNTOLD not in told


def test_others_are_left():
    """A line of another shape, and one without a time, are for who reads each by itself."""
    texts = [b"", b"2026-03-01T10:00:00Z a", b"2026-03-01T10:00:00 Z", b"2026-03-01T10:00:01Z"]
    assert [1] == (read_stamps(texts) != UNTOLD).nonzero()[0].tolist()
    assert [UNTOLD] == read_stamps([b"none"]).tolist()
    assert [] == read_stamps([]).tolist()


PIECES = (
    *("10.0.0.1 - - ", "[", "]", "/", " ", "7", "-", "é", "31/Feb/2026:10:00:00 +0000]"),
    *("01/Mar/2026:10:00:00 +0000]", "[29/Feb/2024:23:59:59 -0730]"),
    *("[12/Dec/2026:24:00:00 +0000]", "[1/Jan/2026:10:00:00 +0000]"),
    *("[01/Foo/2026:10:00:00 +0000]", "[01/Sep/2026:10:00:00 +0130]"),
    *("[01/May/2026:10:00:60 +0000]", "[03/Mar/2026:10:00:00 UTC]"),
)


def read_bracketed(texts):
    """The times of web servers in texts, each a line."""
    block = Lines("".join(f"{each}\n" for each in texts).encode())
    return stamps.read_bracketed(block.data, block.starts, block.ends).tolist()


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=4).map("".join), min_size=1, max_size=4))
def test_times_of_web_servers_are_what_each_tells(texts):
    """Whatever stands around them."""
    pairs = zip(read_bracketed(texts), alone([each.encode() for each in texts]), strict=True)
    assert all(mine in (UNTOLD, other) for mine, other in pairs)


@pytest.mark.parametrize(
    "month", ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
)
def test_usual_times_of_web_servers_are_read(month):
    """Of every month, behind addresses of any length."""
    texts = [
        f'{address} - - [{day}/{month}/2026:23:59:07 {zone}] "POST / HTTP/1.1" 200'
        for address in ("::1", "10.0.0.1", "203.0.113.199")
        for day in ("01", "28")
        for zone in ("+0000", "-0730")
    ]
    told = read_bracketed(texts)
    assert told == alone([each.encode() for each in texts])
    assert UNTOLD not in told
