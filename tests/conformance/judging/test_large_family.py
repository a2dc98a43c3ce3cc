"""Large families, counted in steps: what a child costs does not grow with its siblings."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msglife.conformance import Checker, Options
from msglife.conformance.judging import relations

import msglife
from support.callbacks import callback, key_of
from support.outcomes import findings_of
from support.polls import scg_message, scg_request

ROOM = Path(relations.__file__).parent
WATCHED = {str(ROOM / name) for name in ("relations.py", "legs.py", "units.py")}


def stamps(version):
    """A version, and a time that is its own."""
    return {"version_number": version, "last_updated_date": 1_656_704_989_000 + version}


def family(children, while_they_are_sent, at_the_end):
    """A request that is polled after each poll of one of its messages."""
    records, version = [], 0
    for number in range(children):
        for state in ("CREATED", "SENT"):
            version += 1
            records.append(scg_message(f"m{number}", state, "r", **stamps(version)))
            # Two polls of one version: the request was in that state between them.
            records.append(scg_request(while_they_are_sent, "r", **stamps(version // 4 * 4)))
    return [*records, scg_request(at_the_end, "r", **stamps(version + 9))]


def legs(count):
    """A workflow whose second leg stands in the log many times, and its first tells much."""
    first = [leg_with_text(0, 1, "submitted", second) for second in range(count)]
    first.append(leg_with_text(0, 1, "rejected", count))
    return [*first, *(leg_with_text(number, 2, "submitted", 5) for number in range(1, count + 1))]


def leg_with_text(name, number, status, second):
    workflow = {"id": "w", "items_number": str(number), "items_total": "2"}
    return callback(status, second, key_of(name), workflow=workflow)


def steps(records):
    """How many calls it takes to judge them together; and the report."""
    checker = Checker(Options(final_within=10**18))
    checker.read_records(records)
    count = 0

    def counting(frame, event, _):
        nonlocal count
        count += event == "call" and frame.f_code.co_filename in WATCHED

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        report = checker.finish()
    finally:
        sys.setprofile(before)
    return count, report


FAMILIES = {
    "paused": lambda count: family(count, "PAUSED", "COMPLETED"),
    "submitted": lambda count: family(count, "SUBMITTED", "SUBMITTED"),
    "canceled": lambda count: family(count, "TRANSMITTING", "CANCELED"),
    "legs": legs,
}


@pytest.mark.parametrize("name", FAMILIES)
def test_a_child_costs_the_same_among_many(name):
    few, report = steps(FAMILIES[name](25))
    many, _ = steps(FAMILIES[name](100))
    assert 25 < few
    assert many < 5 * few
    assert report.messages


def test_each_child_that_breaks_a_relation_is_told_of():
    report = msglife.check(family(300, "SUBMITTED", "SUBMITTED"))
    broken = [each.key for each in findings_of(report, "RELN001")]
    assert [f"m{number}" for number in range(300)] == broken
