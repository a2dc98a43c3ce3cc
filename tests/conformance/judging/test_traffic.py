"""What a log did on a machine, counted: taken, unseen, missed, late, denied."""

from __future__ import annotations

from collections import Counter

from msglife.conformance import check
from msglife.conformance.judging.traffic_count import (
    MAX_UNKNOWN,
    OTHER,
    count,
    count_late,
    traffic_of,
)
from msglife.conformance.lives.edits import Letter
from msglife.conformance.lives.explanation import explain
from msglife.machines import automaton_of
from msglife.spec import catalog

from msglife.overlay import counts_of
from support.callbacks import callback, go4, key_of

SMS = automaton_of(catalog().get("vonage/sms"))


def traffic(*records):
    return check([list(records)]).traffic["vonage/sms"]


def test_a_direct_step_is_a_passage_and_nothing_else():
    found = traffic(callback("submitted", 1), callback("delivered", 2))
    expected = {("start", "submitted"): 1, ("submitted", "delivered"): 1}
    assert expected == dict(found.passages)
    assert not (found.unseen or found.missed or found.late or found.denied)


def test_a_missed_status_counts_the_skip_and_the_edges_under_it():
    found = traffic(callback("delivered", 2))
    assert {("start", "delivered"): 1} == dict(found.missed)
    assert {("start", "submitted"): 1, ("submitted", "delivered"): 1} == dict(found.unseen)
    assert not found.passages


def test_a_jump_no_life_explains_is_denied_from_where_the_life_was():
    found = traffic(callback("submitted", 1), callback("delivered", 2), callback("rejected", 3))
    assert {("delivered", "rejected"): 1} == dict(found.denied)


def test_an_unknown_status_is_denied_by_its_own_word():
    found = traffic(callback("submitted", 1), callback('<b>"\n', 2))
    ((pair, times),) = found.denied.items()
    assert ("submitted", 1) == (pair[0], times)
    assert "<b>" in pair[1]


def test_a_callback_late_by_its_time_is_late():
    found = traffic(callback("delivered", 5), callback("submitted", 1))
    assert {("delivered", "submitted"): 1} == dict(found.late)


def test_a_callback_late_without_a_time_is_late():
    found = check([[go4(2), go4(3), go4(2)]]).traffic["go4network/message"]
    assert {("Sending", "Pending"): 1} == dict(found.late)


def test_what_a_poll_passes_is_unseen_and_not_missed():
    stamps = {"created_date": 1656704989000, "last_updated_date": 1656704999000}
    poll = {"id": "m-1", "state": "SENT", "direction": "MT", "version_number": 1, **stamps}
    found = check([[poll]]).traffic["scg/message"]
    assert [1, 1] == [
        sum(times for pair, times in found.unseen.items() if state == pair[place])
        for state, place in (("start", 0), ("SENT", 1))
    ]
    assert not (found.missed or found.passages)


def test_undocumented_statuses_are_counted_by_name_up_to_a_bound():
    """A log with a new status on every line does not grow the counts without end."""
    found = traffic(*(callback(f"status-{n}", 1, key=key_of(n)) for n in range(MAX_UNKNOWN + 20)))
    assert MAX_UNKNOWN + 1 == len(found.denied)
    assert 20 == found.denied["start", OTHER]


def test_a_cached_explanation_may_be_counted_many_times_at_once():
    """Weights add up as single counts do."""
    trace = tuple(Letter(SMS.number[state]) for state in ("submitted", "delivered", "rejected"))
    told = ("submitted", "delivered", "rejected")
    explanation = explain(SMS, trace)
    once, thrice = traffic_of(SMS), traffic_of(SMS)
    for _ in range(3):
        count(once, SMS, explanation, told)
        count_late(once, "delivered", "submitted")
    count(thrice, SMS, explanation, told, weight=3)
    count_late(thrice, "delivered", "submitted", weight=3)
    assert once == thrice
    assert Counter({("delivered", "rejected"): 3}) == thrice.denied


def test_counts_are_what_a_report_tells_of_one_lifecycle():
    report = check(
        [
            [
                callback("submitted", 1),
                callback("rejected", 2),
                callback("read", 3, key_of(1), channel="whatsapp"),
            ]
        ]
    )
    counts = counts_of(report, "vonage/sms")
    assert {"submitted": 1, "rejected": 1} == counts.visits
    assert ("submitted", "rejected") in counts.passages
    assert {("start", "read"): 1} == counts_of(report, "vonage/whatsapp").missed
    assert {} == counts_of(report, "vonage/rcs").visits
