"""Lives, judged from logs: what findings and reports say in fields, beside their words."""

from __future__ import annotations

from functools import cache

import pytest
from msglife.conformance import Options, check
from msglife.conformance.judging import judge
from msglife.conformance.judging.denials import weakest
from msglife.conformance.judging.families import last_told, verdict
from msglife.conformance.judging.judge import Judge
from msglife.conformance.judging.order import order
from msglife.conformance.lives.edits import Class
from msglife.conformance.observing.message import Message
from msglife.conformance.observing.observer import Observer
from msglife.conformance.results.finding import RANK, Place, message_id

from support.callbacks import go4, key_of, sms
from support.outcomes import findings_of
from support.provider_specs import lifecycle

SECOND = 10**6
NUMBERS = {"Scheduled": 1, "Pending": 2, "Sending": 3, "ReSending": 4}
NUMBERS |= {"Sent": 5, "Delivered": 6, "Failed": 7, "Cancelled": 8}


SENT = [sms("submitted", 1), sms("delivered", 2)]


def webhooks(*statuses):
    """Webhooks without any time."""
    return [go4(NUMBERS[status]) for status in statuses]


def found(records, code, **options):
    """The findings of one code that a check of records comes to."""
    return findings_of(check([records], Options(**options)), code)


def grounds(name, state):
    return next(each.grounds for each in lifecycle(name).states if each.name == state)


def related_records(finding):
    """The records a finding names beside its own."""
    return [place.record for place in finding.related]


@pytest.mark.parametrize(
    ("records", "code", "record", "before"),
    [
        ([sms("submitted", 1), sms("submitted", 1)], "DELV001", 1, [0]),
        ([sms("submitted", 1), sms("submitted", 1, client_ref="a")], "DELV001", 1, [0]),
        ([sms("submitted", 1), sms("delivered", 2), sms("rejected", 3)], "LIFE005", 2, [1]),
        ([sms("delivered", 2), sms("delivered", 3), sms("submitted", 4)], "LIFE003", 2, [1]),
        ([sms("unheard-of", 1)], "LIFE001", 0, []),
        ([sms("submitted", 1), sms("unheard-of", 2)], "LIFE001", 1, [0]),
        ([sms("submitted", 1), sms("x", 2), sms("y", 3)], "LIFE001", 1, [0]),
        ([sms("delivered", 5), sms("submitted", 1)], "DELV002", 1, [0]),
        ([sms("submitted", 1), sms("delivered", 2, to="447700900002")], "RULE001", 1, [0]),
        (webhooks("Pending", "Sending", "Pending"), "DELV004", 2, [1]),
        (webhooks("Pending", "Failed", "Sending"), "DELV004", 2, [1]),
    ],
)
def test_a_finding_names_the_record_it_is_held_against(records, code, record, before):
    finding = found(records, code)[0]
    assert (record, before) == (finding.place.record, related_records(finding))


def test_what_was_left_aside_is_no_record_to_hold_another_against():
    """A second unknown status stands against the last that the life took up."""
    first, second = found([sms("submitted", 1), sms("x", 2), sms("y", 3)], "LIFE001")
    assert [0] == related_records(first) == related_records(second)


@pytest.mark.parametrize(
    ("delivered", "further", "expected"),
    [
        (8, [], [("DELV004", 8)]),
        (8, ["unheard-of"], [("DELV004", 8), ("LIFE001", 9)]),
        (7, [], []),  # the eight of them are permuted
        (7, ["unheard-of"], [("LIFE001", 8)]),
    ],
)
def test_what_is_denied_in_a_crowd_is_undecided_unless_no_order_helps(delivered, further, expected):
    """The first of all states, told last of more callbacks of an instant than are permuted."""
    records = [sms("delivered", 2, client_ref=str(number)) for number in range(delivered)]
    records += [sms(status, 2) for status in ("submitted", *further)]
    given = [*found(records, "DELV004"), *found(records, "LIFE001"), *found(records, "LIFE003")]
    assert expected == [(each.code, each.place.record) for each in given]


def test_who_was_overtaken_names_the_first_of_an_instant():
    records = [sms("delivered", 5), sms("delivered", 5, client_ref="b"), sms("submitted", 1)]
    (finding,) = found(records, "DELV002")
    assert (2, [0]) == (finding.place.record, related_records(finding))


@pytest.mark.parametrize(
    ("records", "code", "state", "then"),
    [
        ([*SENT, sms("submitted", 3)], "LIFE003", "delivered", ()),
        ([*SENT, sms("rejected", 3)], "LIFE005", "delivered", ()),
    ],
)
def test_a_denial_rests_on_the_state_before_and_says_what_could_follow(records, code, state, then):
    (finding,) = found(records, code)
    why = grounds(finding.lifecycle, state)
    basis = weakest("implied", why.basis)  # no document says that there is no edge
    assert (basis, why.cite, then) == (finding.basis, finding.cite, finding.expected)
    assert finding.explanation


def test_an_unknown_status_rests_on_what_says_which_there_are():
    (finding,) = found([sms("unheard-of", 1)], "LIFE001")
    cited = {each.grounds.first_cite for each in lifecycle("vonage/sms").states}
    assert cited == set(finding.cite.split("; "))
    assert ("submitted", "rejected", "undeliverable") == finding.expected


def test_a_missed_status_rests_on_its_own_state():
    finding = found(webhooks("Pending", "Sent"), "DELV003")[0]
    why = grounds("go4network/message", "Sending")
    assert (why.basis, why.cite, "warning") == (finding.basis, finding.cite, finding.severity)
    assert ["error"] == [
        each.severity for each in found(webhooks("Pending", "Sent"), "DELV003", complete=True)
    ]


@pytest.mark.parametrize(("strict", "severity"), [(False, "warning"), (True, "error")])
def test_an_assumed_edge_is_told_of_with_its_own_basis(strict, severity):
    records = webhooks("Pending", "Sending", "Cancelled")
    (finding,) = found(records, "LIFE006", strict=strict)
    pairs = {(each.source, each.target): each for each in lifecycle("go4network/message").edges}
    why = pairs["Sending", "Cancelled"].grounds
    assert ("assumed", why.cite, severity, 2) == (
        finding.basis,
        finding.cite,
        finding.severity,
        finding.place.record,
    )


def test_only_the_assumed_edges_of_a_way_are_told_of():
    (finding,) = found(webhooks("Pending", "Cancelled", "ReSending", "Cancelled"), "LIFE006")
    assert 3 == finding.place.record


@pytest.mark.parametrize(("within", "count"), [(9 * SECOND, 0), (9 * SECOND - 1, 1)])
def test_a_final_is_overdue_after_the_time_that_was_set_and_not_at_it(within, count):
    other = sms("delivered", 10, key=key_of(0))
    overdue = found([sms("submitted", 1), other], "OPEN001", final_within=within)
    assert count == len(overdue)
    for finding in overdue:
        assert ("warning", 0) == (finding.severity, finding.place.record)
        assert finding.explanation


def test_what_is_overdue_is_told_at_the_last_record_by_the_clock():
    other = sms("delivered", 50, key=key_of(0))
    records = [sms("submitted", 3), sms("submitted", 1), other]
    (finding,) = found(records, "OPEN001", final_within=SECOND)
    assert 0 == finding.place.record


def test_a_report_tells_of_a_message_where_it_began_and_how_much_was_seen():
    (message,) = check([[sms("delivered", 5), sms("submitted", 1)]]).messages
    assert (0, 2, "", "vonage") == (
        message.place.record,
        message.observations,
        message.parent,
        message.provider,
    )
    assert message.explanation


def test_a_child_names_its_parent_and_a_parent_nobody():
    stamps = {"created_date": 1656704989000, "last_updated_date": 1656704999000}
    request = {"id": "r-1", "state": "ACCEPTED", "version_number": 1, **stamps}
    child = {"id": "m-1", "state": "CREATED", "direction": "MT", "version_number": 1, **stamps}
    report = check([[request, child | {"message_request_id": "r-1"}]])
    parents = {each.key: each.parent for each in report.messages}
    assert {"r-1": "", "m-1": "scg/message_request r-1"} == parents


def test_traffic_counts_states_told_and_direct_steps():
    """A way with a gap passes no edge, and what is denied visits no state."""
    unknown = go4(99)
    records = [*webhooks("Pending", "Sending", "Sending", "Delivered"), unknown]
    traffic = check([records]).traffic["go4network/message"]
    assert {"Pending": 1, "Sending": 2, "Delivered": 1} == dict(+traffic.visits)
    assert {("start", "Pending"): 1, ("Pending", "Sending"): 1} == dict(+traffic.passages)
    assert tuple(NUMBERS) == traffic.states
    edges = [(each.source, each.target) for each in lifecycle("go4network/message").edges]
    assert set(edges) == set(traffic.edges)


@cache
def observer_of(name):
    life = lifecycle(name)
    return Observer(life, life.forms[0])


def message_observed(*records, name="vonage/sms", received=None):
    observer = observer_of(name)
    life = observer.lifecycle
    message = Message(message_id(life, "key"), life)
    for number, record in enumerate(records):
        reading = observer.read(record, Place("log", None, number), received)
        reading.observation.serial = number
        message.observations.append(reading.observation)
    return message


def test_polls_of_one_instant_stand_in_the_order_of_their_versions():
    """A version 0 comes before a version 1, whichever arrived first."""
    stamps = {"created_date": 1656704989000, "last_updated_date": 1656704999000}
    polls = [
        {"id": "m", "state": "CREATED", "direction": "MT", "version_number": number, **stamps}
        for number in (2, 1, 0)
    ]
    timeline = order(message_observed(*polls, name="scg/message").observations)
    assert [0, 1, 2] == [each.version for each in timeline.observations]
    assert not timeline.overtaken


@pytest.mark.parametrize(
    ("gravest", "severities", "worst", "ended", "expected"),
    [
        (Class.STEP, [], 0, True, "conforms"),
        (Class.STEP, [], 0, False, "open"),
        (Class.REPEAT, ["info"], 0, True, "conforms"),
        (Class.DIFFERING_REPEAT, [], 0, True, "tolerated"),
        (Class.MISS, [], 0, False, "tolerated"),
        (Class.STEP, ["info", "warning"], 0, True, "tolerated"),
        (Class.STEP, [], RANK["warning"], False, "tolerated"),
        (Class.LATE, ["warning"], 0, True, "undecided"),
        (Class.LATE, ["warning", "error"], 0, True, "violates"),
        (Class.STEP, [], RANK["error"], True, "violates"),
        (Class.DENY, ["error"], 0, True, "violates"),
    ],
)
def test_a_verdict_is_composed_of_the_gravest_that_is_said(
    gravest, severities, worst, ended, expected
):
    (some,) = found([sms("unheard-of", 1)], "LIFE001")
    findings = [some._replace(severity=severity) for severity in severities]
    assert expected == verdict(gravest, findings, worst, ended)


def test_the_last_told_is_the_latest_by_the_clock_and_what_has_none_is_first():
    timed = message_observed(sms("submitted", 5), sms("submitted", 3), sms("submitted", 4))
    assert 0 == last_told(timed).place.record
    mixed = message_observed(
        sms("submitted", timestamp="2026-03-01T10:00:0xZ"), sms("submitted", 3)
    )
    assert next(iter(mixed.observations)).moment is None
    assert 1 == last_told(mixed).place.record


def test_a_plain_judge_is_lenient_and_masks():
    assert Judge(strict=False, complete=False, since=None, reveal=False) == Judge()


def test_the_same_trace_is_explained_once():
    plain = Judge()
    one = plain.life(message_observed(sms("submitted", 1), sms("delivered", 2)))
    two = plain.life(message_observed(sms("submitted", 3), sms("delivered", 4)))
    assert one.explanation is two.explanation


@pytest.mark.parametrize(("length", "kept"), [(63, 1), (64, 1), (65, 0), (70, 0)])
def test_long_traces_are_not_kept(length, kept):
    plain = Judge()
    plain.life(message_observed(*[sms("submitted", 1)] * length))
    assert kept == len(plain._known)


def test_what_is_kept_of_traces_is_bounded_and_the_oldest_goes(monkeypatch):
    monkeypatch.setattr(judge, "_CACHED", 2)
    plain = Judge()
    for count in (1, 2, 3, 4):
        plain.life(message_observed(*[sms("submitted", 1)] * count))
        assert min(count, 2) == len(plain._known)
    assert [3, 4] == [len(tellings) for _, _, tellings, *_ in plain._known]


@pytest.mark.parametrize("shown", [False, True])
def test_numbers_that_changed_are_masked_unless_asked_for(shown):
    records = [sms("submitted", 1), sms("delivered", 2, to="447700900002")]
    (finding,) = found(records, "RULE001", show_numbers=shown)
    for number in ("447700900000", "447700900002"):
        assert shown == (number in str(finding))
