"""Syniverse SCG as data: requests, messages and their relations say what its document says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msglife.conformance import check
from msglife.spec import START, Rule

from support.provider_specs import accepts, form, lifecycle, selecting, without

# The document's examples, with a number for the placeholder [company_id].
REQUEST = json.loads("""
{
  "application_id": 11407, "company_id": 1, "version_number": 3,
  "created_date": 1656704873258, "last_updated_date": 1656705000283,
  "id": "nyXggPzDpBtO320SPPkbC", "from": "channel:Bxn9SHBYhl89KnuDllO2L4",
  "to": ["+5066173XXXX", "+5066016XXXX"], "body": "Test message to multiple msisdn",
  "scheduled_delivery_time": 1656705000000, "state": "COMPLETED",
  "channel_id": "Bxn9SHBYhl89KnuDllO2L4", "recipient_count": 2, "sent_count": 2,
  "delivered_count": 2, "media_requested_count": 0, "read_count": 0, "click_thru_count": 0,
  "converted_count": 0, "canceled_count": 0, "failed_count": 0, "sender_id_sort_criteria": [],
  "contact_delivery_address_priority": [], "scheduled": false,
  "request_start_time": 1656705000000
}
""")
MESSAGE = json.loads("""
{
  "application_id": 11407, "company_id": 1, "version_number": 3,
  "created_date": 1656704873495, "last_updated_date": 1656705005553,
  "id": "FA5jsLtprXTKRspsyJqEv6", "message_request_id": "nyXggPzDpBtO320SPPkbC",
  "direction": "MT", "customer_sender_id": "FVwXNFWghnXyBazsR1HxQ3", "from_address": "7777",
  "to_address": "+5066173XXXX", "state": "DELIVERED", "body": "Test message for sample",
  "sent_date": 1656705000214, "delivered_date": 1656705000000, "attachments": [],
  "scheduled_delivery_time": 1656705000000, "channel_id": "Bxn9SHBYhl89KnuDllO2L4",
  "type": "SMS", "destination_country": "CRI", "price": 0.024,
  "sender_id_alias": "FVwXNFWghnXyBazsR1HxQ3",
  "fragments_info": [
    {
      "fragment_id": "HNcMwq97VnTph3d8ar2CF1", "fragment_state": "DELIVERED", "charge": 0.024,
      "external_id": "102420229621653156486968",
      "delivery_report_reference": "FA5jsLtprXTKRspsyJqEv6"
    }
  ],
  "consent_requirement": "NONE", "standalone": false, "request_start_time": 1656705000000
}
""")
CHANGE = {"message_id": "m", "previous_state": "QUEUED", "new_state": "SENT"}
BODY = {
    "fld-val-list": CHANGE,
    "evt-tp": "message_state_change",
    "timestamp": "2019-08-16T01:28:44.526Z",
}
EVENT = {"topic": "SCG-Message", "attempt": 1, "event": BODY, "event-id": "e"}
BARE = {"id": "x", "created_date": 1, "last_updated_date": 2, "version_number": 1}

UNENDED = ("SUBMITTED", "ACCEPTED", "PREPARING", "TRANSMITTING", "PAUSED")
UNSENT = ("CREATED", "QUEUED", "SCHEDULED", "PAUSED")
SENT = ("SENT", "DELIVERED", "READ", "CLICKTHRU", "CONVERTED")
MESSAGE_STATES = (*UNSENT, *SENT, "FAILED", "EXPIRED", "TEST", "RECEIVED", "PROCESSED", "DELETED")

# target and basis: sources
REQUEST_EDGES = {
    ("SUBMITTED", "documented"): (START,),
    ("ACCEPTED", "documented"): ("SUBMITTED",),
    ("REJECTED", "documented"): ("SUBMITTED",),
    ("PREPARING", "implied"): ("ACCEPTED",),
    ("TRANSMITTING", "implied"): ("PREPARING",),
    ("TRANSMITTING", "documented"): ("PAUSED",),
    ("PAUSED", "implied"): ("PREPARING",),
    ("PAUSED", "assumed"): ("ACCEPTED", "TRANSMITTING"),
    ("COMPLETED", "implied"): ("TRANSMITTING",),
    ("CANCELED", "documented"): UNENDED,
    ("CANCELED", "assumed"): ("COMPLETED",),
    ("DELETED", "implied"): ("REJECTED", "COMPLETED", "CANCELED"),
    ("DELETED", "assumed"): UNENDED,
}
MESSAGE_EDGES = {
    ("CREATED", "documented"): (START, "PAUSED"),
    ("CREATED", "implied"): ("SCHEDULED",),
    ("SCHEDULED", "documented"): (START,),
    ("PAUSED", "documented"): (START,),
    ("PAUSED", "assumed"): ("CREATED", "QUEUED", "SCHEDULED"),
    ("PROCESSED", "assumed"): ("RECEIVED", "CREATED"),
    ("TEST", "documented"): (START,),
    ("RECEIVED", "documented"): (START,),
    ("QUEUED", "implied"): ("CREATED", "SCHEDULED"),
    ("SENT", "implied"): ("CREATED", "SCHEDULED", "QUEUED"),
    ("EXPIRED", "implied"): UNSENT,
    ("EXPIRED", "assumed"): ("SENT",),
    ("FAILED", "implied"): ("CREATED", "QUEUED", "SENT"),
    ("DELIVERED", "documented"): ("SENT",),
    ("READ", "implied"): ("DELIVERED",),
    ("READ", "assumed"): ("CLICKTHRU", "CONVERTED"),
    ("CLICKTHRU", "implied"): ("DELIVERED", "READ"),
    ("CLICKTHRU", "assumed"): ("CONVERTED",),
    ("CONVERTED", "implied"): ("DELIVERED", "READ", "CLICKTHRU"),
    ("DELETED", "documented"): MESSAGE_STATES[:-1],
}
REQUEST_FINALS = {"REJECTED", "COMPLETED", "CANCELED", "DELETED"}
MESSAGE_FINALS = {*SENT[1:], "FAILED", "EXPIRED", "TEST", "PROCESSED", "DELETED", "RECEIVED"}

LIFECYCLES = ("scg/message_request", "scg/message")


def rule_of(name: str, rule_id: str) -> Rule:
    return next(rule for rule in lifecycle(name).rules if rule.id == rule_id)


def event_with(**change: Any) -> dict[str, Any]:
    """The event with another change in it."""
    return {**EVENT, "event": {**BODY, "fld-val-list": {**CHANGE, **change}}}


@pytest.mark.parametrize(
    ("name", "edges", "finals"),
    [
        ("scg/message_request", REQUEST_EDGES, REQUEST_FINALS),
        ("scg/message", MESSAGE_EDGES, MESSAGE_FINALS),
    ],
)
def test_edges_and_finals_are_those_of_the_document(name, edges, finals) -> None:
    expected = {
        (source, target, basis) for (target, basis), sources in edges.items() for source in sources
    }
    found = [(e.source, e.target, e.grounds.basis) for e in lifecycle(name).edges]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert lifecycle(name).finals == finals
    assert lifecycle(name).absorbing == {"DELETED"}


def test_canonical_states() -> None:
    found = {state.name: state.canonical for state in lifecycle("scg/message").states}
    assert found == {
        **dict.fromkeys(UNSENT, "accepted"),
        "SENT": "sent",
        "DELIVERED": "delivered",
        **dict.fromkeys(("READ", "CLICKTHRU", "CONVERTED"), "engaged"),
        "FAILED": "failed",
        "EXPIRED": "expired",
        "DELETED": "removed",
        "TEST": None,
        "RECEIVED": None,
        "PROCESSED": None,
    }
    assert not any(state.canonical for state in lifecycle("scg/message_request").states)


@pytest.mark.parametrize("state", ["CANCELED", "CANCELLED", "ARCHIVED"])
def test_what_is_no_state_of_a_message(state) -> None:
    assert state not in lifecycle("scg/message").vocabulary
    assert "CANCELLED" not in lifecycle("scg/message_request").vocabulary


@pytest.mark.parametrize(
    ("payload", "name", "form_name"),
    [
        (REQUEST, "scg/message_request", "snapshot"),
        (MESSAGE, "scg/message", "snapshot"),
        (EVENT, "scg/message", "event"),
        ({**without(EVENT, "event-id"), "event_id": "e", "attempt": "2"}, "scg/message", "event"),
        ({**BARE, "state": "PREPARING", "recipient_count": 0}, "scg/message_request", "snapshot"),
        ({**BARE, "state": "RECEIVED", "direction": "MO"}, "scg/message", "snapshot"),
    ],
)
def test_an_example_is_recognised_and_accepted(payload, name, form_name) -> None:
    assert selecting(payload) == {(name, form_name)}
    assert accepts(form(name, form_name).schema, payload)


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        *[(without(REQUEST, field), "scg/message_request") for field in ("id", "state")],
        (without(REQUEST, "recipient_count"), "scg/message_request"),
        ({**BARE, "state": "PREPARING"}, "scg/message_request"),
        ({**REQUEST, "state": "CANCELLED"}, "scg/message_request"),
        ({**REQUEST, "state": "SENT"}, "scg/message_request"),
        ({**REQUEST, "version_number": "3"}, "scg/message_request"),
        ({**REQUEST, "sent_count": -1}, "scg/message_request"),
        *[(without(MESSAGE, field), "scg/message") for field in ("id", "state", "direction")],
        (without(MESSAGE, "message_request_id"), "scg/message"),
        (without(MESSAGE, "version_number"), "scg/message"),
        ({**BARE, "state": "QUEUED"}, "scg/message"),
        ({**MESSAGE, "state": "COMPLETED"}, "scg/message"),
        ({**MESSAGE, "direction": "UP"}, "scg/message"),
        ({**MESSAGE, "sent_date": "2022-07-01T19:50:00Z"}, "scg/message"),
    ],
)
def test_a_broken_snapshot_is_recognised_and_not_accepted(payload, name) -> None:
    assert selecting(payload) == {(name, "snapshot")}
    assert not accepts(form(name, "snapshot").schema, payload)


@pytest.mark.parametrize(
    "payload",
    [
        event_with(message_id=7),
        event_with(new_state="ARCHIVED"),
        {**EVENT, "attempt": "twice"},
        {**EVENT, "event": without(BODY, "evt-tp")},
        {**EVENT, "event": without(BODY, "timestamp")},
        {**EVENT, "event": without(BODY, "fld-val-list")},
    ],
)
def test_a_broken_event_is_recognised_and_not_accepted(payload) -> None:
    assert selecting(payload) == {("scg/message", "event")}
    assert not accepts(form("scg/message", "event").schema, payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"from": "x", "to": ["+1"], "body": "a request to send"},
        {**BARE, "state": "ACTIVE", "name": "another resource"},
        {"event": {"evt-tp": "mo_message_received", "fld-val-list": {"message_id": "m"}}},
        {"event": {"evt-tp": "message_request_state_change", "fld-val-list": CHANGE}},
        {"event": "x"},
        [],
        None,
    ],
)
def test_what_is_neither_is_left_alone(payload) -> None:
    assert selecting(payload) == set()


def graded(*payloads: Any) -> list[tuple[str, str, str]]:
    """Code, severity and rule of what is found of payloads."""
    found = check([payloads]).findings
    return [(finding.code, finding.severity, finding.rule or "") for finding in found]


def test_the_examples_pass_with_a_warning_about_their_dates() -> None:
    assert graded(REQUEST, MESSAGE) == [("RULE001", "warning", "sent-before-delivered")]


@pytest.mark.parametrize(
    ("rule_id", "payload", "kept"),
    [
        ("fragment-states", MESSAGE, True),
        ("fragment-states", {"fragments_info": [{"fragment_state": "CANCELED"}]}, False),
    ],
)
def test_rules_over_one_snapshot(rule_id, payload, kept) -> None:
    assert accepts(rule_of("scg/message", rule_id).schema, payload) is kept


def test_the_direction_decides_where_a_message_begins() -> None:
    begins: dict[str, set[str]] = {"MT": set(), "MO": set(), "": set()}
    for edge in lifecycle("scg/message").edges:
        if edge.source != START:
            continue
        for direction, states in begins.items():
            if accepts(edge.guard.schema, {"direction": direction} if direction else EVENT):
                states.add(edge.target)
    outbound = {"CREATED", "SCHEDULED", "PAUSED", "TEST"}
    assert begins == {"MT": outbound, "MO": {"RECEIVED"}, "": outbound | {"RECEIVED"}}


def test_severities() -> None:
    rules = [rule for name in LIFECYCLES for rule in lifecycle(name).rules]
    warnings = {rule.id for rule in rules if rule.severity == "warning"}
    assert warnings == {
        *("sent-before-delivered", "charges-add-up", "fragment-states", "sent-has-date"),
        *("delivered-has-date", "none-sent-before-preparing", "counters-never-fall"),
        *("one-version-one-state", "none-sent-while-paused", "all-accounted-for"),
    }
    assert {relation.severity for relation in lifecycle("scg/message").relations} == {"error"}


def test_relations_name_states_of_the_request() -> None:
    states = {state.name for state in lifecycle("scg/message_request").states}
    for relation in lifecycle("scg/message").relations:
        assert relation.parent == "scg/message_request"
        assert {*relation.parent_states, *relation.closed_by} <= states
    (belongs, after, *whiles, counts) = lifecycle("scg/message").relations
    assert set(belongs.closes) == set(UNSENT)
    assert all(set(each.states) == set(SENT) for each in (after, *whiles))
    assert [count.field.text for count in counts.counts] == ["/sent_count", "/delivered_count"]
