"""The log's clock: what a wrong year in one record cannot move; both ways to check say the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.results.clock import MOST, passed_over
from msglife.conformance.results.times import format_time, parse_duration, parse_moment

from support.callbacks import callback, key_of
from support.outcomes import codes
from support.ways import assert_same, write

DAY = 86_400
WEEK = 7 * DAY * 10**6
START = parse_moment("2026-03-01")


def clock_by_the_text(times):
    """The clock's time, and how many times are passed over: the documented rule, word by word."""
    left = sorted(times)
    while len(left) > 2:
        *earlier, latest = left
        gap = latest - earlier[-1]
        if gap <= WEEK or gap <= earlier[-1] - earlier[0]:
            break
        left = earlier
    return left[-1], len(times) - len(left)


FAR = st.sampled_from(
    [0, 1, 60, DAY, 6 * DAY, 7 * DAY, 7 * DAY + 1, 15 * DAY, 400 * DAY, 9000 * DAY]
)
TOLD = st.tuples(FAR, st.sampled_from([0, 1, 2]), st.none() | FAR)


@settings(max_examples=250)
@given(
    st.lists(st.integers(0, 2**62) | FAR.map(lambda each: each * 10**6), min_size=1, max_size=60)
)
def test_the_latest_times_decide(times):
    """Asked for the latest of them only, the answer is the one that all would give."""
    latest = sorted(times, reverse=True)[:MOST]
    over = passed_over(latest, min(times))
    assert clock_by_the_text(times) == (latest[over], over)


def record(number, seconds, status, received=None, key=None):
    """A callback of a message, so many seconds after the beginning."""
    payload = callback(status, key=key_of(number if key is None else key))
    payload["timestamp"] = format_time(START + seconds * 10**6)
    if received is None:
        return payload
    moment = format_time(START + received * 10**6)
    return {"received_at": moment, "request": {"method": "POST", "url": "/", "body": payload}}


@settings(max_examples=150)
@given(told=st.lists(TOLD, min_size=1, max_size=9))
def test_both_ways_by_the_text(told, tmp_path_factory):
    """Who is overdue, and whose time is passed over, is as the text has it."""
    records = [record(key, at, "submitted", received) for at, key, received in told]
    log = write(tmp_path_factory.mktemp("clock") / "log", map(json.dumps, records))
    report = assert_same(log, final_within=parse_duration("1h"))
    if all(received is not None for *_, received in told):
        times = [received for *_, received in told]
    else:
        moments = {}
        for at, key, received in told:
            moments.setdefault(key, []).append(at if received is None else received)
        times = list(map(max, moments.values()))
    _, over = clock_by_the_text([START + each * 10**6 for each in times])
    assert over == codes(report).count("LOGS012")


@pytest.mark.parametrize("count", [3, MOST + 8, 5_000])
def test_a_far_time_among_many(count, tmp_path):
    """It moves no clock, however many others there are, in whatever part of them it stands."""
    records = [record(number, number, "submitted") for number in range(count)]
    records[count // 2] = record(count // 2, 9000 * DAY, "submitted")
    log = write(tmp_path / "log", map(json.dumps, records))
    report = assert_same(log, final_within=parse_duration("24h"), memory=2**15)
    assert ["LOGS012"] == codes(report)
    assert count // 2 == report.findings[0].place.record
    assert {"open"} == {each.verdict for each in report.messages}


def test_a_record_has_one_time_of_reception(tmp_path):
    """One that tells of many messages is one record, which is passed over as others are."""
    many = [callback("submitted", key=key_of(number)) for number in range(2 * MOST)]
    records = [record(100 + each, 0, "submitted", each) for each in range(3)]
    far = {**records[0], "received_at": "2050-01-01T00:00:00Z"}
    far["request"] = {**far["request"], "body": many}
    log = write(tmp_path / "log", map(json.dumps, [*records, far]))
    report = assert_same(log, final_within=parse_duration("1h"))
    assert ["LOGS012"] == codes(report)


def test_what_was_never_received_is_awaited_by_no_clock(tmp_path):
    """Without any time nothing is overdue."""
    payload = {"data": {"short_message_id": 1, "task_hash": "a" * 16, "message_status": 2}}
    log = write(tmp_path / "log", [json.dumps(payload)] * 3)
    assert "OPEN001" not in codes(assert_same(log, final_within=1))
