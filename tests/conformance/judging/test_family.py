"""Messages that belong together, and answers to look-ups: where the limits lie."""

from __future__ import annotations

import pytest
from msglife.conformance import check
from msglife.conformance.judging.lookup_findings import lookup_findings
from msglife.conformance.observing.message import Answer
from msglife.conformance.results.finding import Place, message_id

from support.callbacks import callback, key_of
from support.outcomes import findings_of
from support.polls import scg_message, scg_request
from support.provider_specs import lifecycle

SECOND = 10**6


def lookups(*answers):
    life = lifecycle("partner_gateway/sms")
    given = [
        Answer(Place("log", None, number), received, status)
        for number, (received, status) in enumerate(answers)
    ]
    return [
        (each.code, each.place.record, [place.record for place in each.related])
        for each in lookup_findings(message_id(life, "key"), life, given, [])
    ]


@pytest.mark.parametrize(
    ("answers", "hasty"),
    [
        ([(1000, 500), (1000, 500)], [(1, [0])]),
        ([(1000, 500), (1000 + SECOND - 1, 200)], [(1, [0])]),
        ([(1000, 500), (1000 + SECOND, 200)], []),
        ([(1000, 500), (999, 500)], [(0, [1])]),
        ([(1000, 500), (999, 200), (None, 200)], []),
        ([(1000, 503), (1001, 200)], []),
        ([(1000, 200), (1001, 500), (1002, 200)], [(2, [1])]),
        ([(None, 500), (1000, 200)], []),
        ([(1000, 500), (None, 200)], []),
    ],
)
def test_after_a_failure_a_second_is_waited(answers, hasty):
    """The gateway's document: wait a second after a 500; where no clock tells, nothing is said."""
    found = lookups(*answers)
    assert [("RULE001", *each) for each in hasty] == [
        each for each in found if each[0] != "LOGS008"
    ]


def test_what_was_found_is_not_lost_again():
    found = lookups((1, 404), (2, 200), (3, 404))
    assert [("LOGS008", 0, []), ("RULE001", 2, [1])] == found


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ((404, 200), ["404 before the message was first found: it may not have been known yet"]),
        ((200, 404), ["404 after the message was found: it may have been deleted"]),
        ((404, 404), ["404: the message was never found"] * 2),
    ],
)
def test_a_404_is_told_by_what_came_before_it(statuses, words):
    """Where no rule of the lifecycle forbids it."""
    life = lifecycle("twilio/message")
    answers = [Answer(Place("log", None, n), n, status) for n, status in enumerate(statuses)]
    found = lookup_findings(message_id(life, "key"), life, answers, [])
    assert words == [each.message for each in found]


def relations_broken(*records):
    return [
        (each.place.record, each.rule, [place.record for place in each.related])
        for each in findings_of(check([list(records)]), "RELN001")
    ]


@pytest.mark.parametrize(("first", "second"), [("r-1", "r-2"), ("r-2", "r-1")])
def test_a_message_has_one_request_whatever_the_requests_are_called(first, second):
    found = relations_broken(scg_message("m-1", "SENT", first), scg_message("m-1", "SENT", second))
    assert [(1, "belongs-to-request", [0])] == found


def test_each_message_sent_too_early_is_told_of_once():
    """One that was not sent stands before it, and the request is polled twice after it."""
    found = relations_broken(
        scg_message("m-0", "CREATED"),
        scg_message("m-1", "SENT"),
        scg_request("SUBMITTED"),
        scg_request("SUBMITTED", last_updated_date=1656705002000, version_number=2),
    )
    assert [(1, "sent-after-preparing", [2])] == found


@pytest.mark.parametrize(
    ("requests", "found"),
    [(("r-1", "r-2", "r-3"), (1, [0])), ((None, "r-1", "r-2"), (2, [1]))],
)
def test_a_change_of_the_request_is_told_of_once(requests, found):
    """Against the first that was named."""
    record, before = found
    messages = [scg_message("m-1", "SENT", request) for request in requests]
    assert [(record, "belongs-to-request", before)] == relations_broken(*messages)


def paused(after, version=1):
    """A message that is sent and delivered between two polls of a request."""
    stamps = [{"last_updated_date": 1656705002000 + step} for step in range(3)]
    told = [
        scg_message("m-1", "CREATED", **stamps[0]),
        scg_message("m-1", "SENT", **stamps[1]),
        scg_message("m-1", "DELIVERED", delivered_date=1656705000900, **stamps[2]),
    ]
    later = scg_request(after, last_updated_date=1656705009000) | {"version_number": version}
    return relations_broken(scg_request("PAUSED"), *told, later)


def test_a_message_sent_during_a_pause_is_told_of_once():
    """Its delivery is no second sending."""
    assert [(2, "none-sent-while-paused", [0])] == paused("PAUSED")


@pytest.mark.parametrize(
    ("after", "version"), [("TRANSMITTING", 1), ("COMPLETED", 1), ("PAUSED", 0), ("PAUSED", 2)]
)
def test_a_pause_lasts_between_equal_states_of_one_version(after, version):
    assert [] == paused(after, version)


def test_a_count_is_judged_though_another_is_missing():
    completed = scg_request("COMPLETED", recipient_count=1, delivered_count=1)
    later = scg_message("m-1", "SENT", last_updated_date=1656705002000)
    assert [(0, "counts-agree", [])] == relations_broken(completed, later)


def leg(key, number, total, second):
    """A callback of one leg of a workflow; what is `None` is not told of it."""
    workflow = {"id": "w-1", "item_number": number, "items_total": total}
    told = {name: value for name, value in workflow.items() if value is not None}
    return callback("submitted", second, key_of(key), workflow=told)


@pytest.mark.parametrize(
    ("legs", "breaches"),
    [
        ([(1, 2), (2, 3)], [(1, [0])]),
        ([(1, 3), (2, 2)], [(1, [0])]),
        ([(None, 2), (1, 2), (1, 2)], [(2, [1])]),
        ([(1, 3), (None, 2)], [(0, [1])]),
        ([(0, 3), (None, 2)], [(0, [1])]),
        ([(3, 2)], [(0, [])]),
        ([(2, 2)], []),
        ([(1, None), (2, None)], []),
    ],
)
def test_legs_agree_on_their_number_and_their_total(legs, breaches):
    records = [leg(key, *each, second=key) for key, each in enumerate(legs, start=1)]
    assert [(record, "failover", other) for record, other in breaches] == relations_broken(*records)


def test_a_version_that_is_no_number_does_not_hide_one_that_falls():
    """SCG: version_number grows; the string between two of them is another fault."""
    records = [
        scg_message("m-1", "CREATED", version_number=number, last_updated_date=1656705001000 + step)
        for step, number in enumerate((3, "x", 2))
    ]
    findings = findings_of(check([records]), "RULE001")
    assert [(2, "version-grows")] == [(each.place.record, each.rule) for each in findings]
