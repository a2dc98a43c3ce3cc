"""The partner gateway as data, and the failover of Vonage: they say what the documents say."""

from __future__ import annotations

import pytest
from msglife.conformance import check
from msglife.spec import START, catalog

from support.provider_specs import accepts, form, lifecycle, selecting, without

CHANNELS = {"sms": "SMS", "rcs": "RCS", "whatsapp": "WHATSAPP"}
ENDS = ("DELIVERED", "ERROR", "EXPIRED")

EDGES = {
    (START, "UNKNOWN", "implied"),
    (START, "SENT", "implied"),
    *(("UNKNOWN", end, "implied") for end in ("SENT", "RECEIVED", *ENDS)),
    ("SENT", "RECEIVED", "implied"),
    *(("SENT", end, "documented") for end in ENDS),
    *(("RECEIVED", end, "documented") for end in ENDS),
    ("RECEIVED", "SENT", "assumed"),
    ("SENT", "UNKNOWN", "assumed"),
    ("RECEIVED", "UNKNOWN", "assumed"),
}
READ = {
    "sms": set(),
    "rcs": {("DELIVERED", "READ", "assumed")},
    # As a notification tells it, and as a poll does.
    "whatsapp": {("DELIVERED", "READ", "documented"), ("DELIVERED", "READ", "assumed")},
}

STATUS = {
    "customerMessageId": "order-1",
    "channel": "SMS",
    "deliveryStatus": "DELIVERED",
    "deliveryStatusDescription": "Message delivered",
}
DELIVERY = {
    "eventType": "DELIVERY",
    "messageId": "e76614d1-4ac1-4d94-89f0-d07f1b5a190c",
    "customerMessageId": "order-1",
    "destination": "+393401234567",
    "statusCode": 3,
    "description": "Message delivered",
    "channel": "SMS",
    "timestamp": "2026-04-09T10:30:00Z",
}
READ_EVENT = {"eventType": "READ", "customerMessageId": "order-1", "channel": "WHATSAPP"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_edges_and_finals_are_those_of_the_document(channel) -> None:
    life = lifecycle(f"partner_gateway/{channel}")
    found = [(e.source, e.target, e.grounds.basis) for e in life.edges]
    assert len(found) == len(set(found))
    assert set(found) == EDGES | READ[channel]
    assert life.finals == {*ENDS, *(edge[1] for edge in READ[channel])}
    assert life.absorbing == life.finals - {edge[0] for edge in READ[channel]}
    assert life.variant == CHANNELS[channel]
    assert life.key_by_variant


def test_canonical_states() -> None:
    assert {state.name: state.canonical for state in lifecycle("partner_gateway/rcs").states} == {
        "UNKNOWN": "unknown",
        "SENT": "sent",
        "RECEIVED": "sent",
        "DELIVERED": "delivered",
        "READ": "engaged",
        "ERROR": "failed",
        "EXPIRED": "expired",
    }


def test_read_is_known_of_other_channels_than_sms() -> None:
    assert "READ" in lifecycle("partner_gateway/sms").vocabulary
    assert "READ" not in {state.name for state in lifecycle("partner_gateway/sms").states}


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        (STATUS, "status"),
        ({"deliveryStatus": "SENT"}, "status"),
        ({**STATUS, "deliveryStatusDescription": None}, "status"),
        (DELIVERY, "webhook_delivery"),
        ({**DELIVERY, "statusCode": 6}, "webhook_delivery"),
        (without(DELIVERY, "messageId", "destination", "timestamp"), "webhook_delivery"),
        (READ_EVENT, "webhook_read"),
    ],
)
def test_an_example_is_recognised_and_accepted(payload, name) -> None:
    assert selecting(payload) == {("partner_gateway/messages", name)}
    assert accepts(form("partner_gateway/sms", name).schema, payload)


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        (without(STATUS, "deliveryStatus"), "status"),
        (without(STATUS, "deliveryStatus", "deliveryStatusDescription"), "status"),
        ({**STATUS, "deliveryStatus": "READ"}, "status"),
        ({**STATUS, "deliveryStatus": "delivered"}, "status"),
        ({**STATUS, "channel": "sms"}, "status"),
        ({**STATUS, "customerMessageId": 7}, "status"),
        (without(DELIVERY, "customerMessageId"), "webhook_delivery"),
        (without(DELIVERY, "statusCode"), "webhook_delivery"),
        (without(DELIVERY, "eventType"), "webhook_delivery"),
        ({**DELIVERY, "statusCode": 4}, "webhook_delivery"),
        ({**DELIVERY, "statusCode": "3"}, "webhook_delivery"),
        ({**DELIVERY, "timestamp": "yesterday"}, "webhook_delivery"),
        (without(READ_EVENT, "customerMessageId"), "webhook_read"),
        (without(READ_EVENT, "channel"), "webhook_read"),
    ],
)
def test_a_broken_payload_is_recognised_and_not_accepted(payload, name) -> None:
    assert selecting(payload) == {("partner_gateway/messages", name)}
    assert not accepts(form("partner_gateway/sms", name).schema, payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"customerMessageId": "order-1"},
        {"eventType": "INBOUND", "channel": "WHATSAPP", "text": "yes"},
        {"eventType": "READ"},
        {"statusCode": 500, "error": "x"},
        {"status": 404, "error": "Not Found"},
        [],
        None,
    ],
)
def test_what_tells_no_status_is_left_alone(payload) -> None:
    assert selecting(payload) == set()


@pytest.mark.parametrize(("channel", "statuses"), [("sms", 6), ("rcs", 7), ("whatsapp", 7)])
def test_a_channel_accepts_its_own_statuses_only(channel, statuses) -> None:
    life = lifecycle(f"partner_gateway/{channel}")
    payload = {**STATUS, "channel": life.variant}
    schema = form(f"partner_gateway/{channel}", "status").schema
    fine = {s for s in life.vocabulary if accepts(schema, {**payload, "deliveryStatus": s})}
    assert fine == {state.value for state in life.states}
    assert len(fine) == statuses


def test_translated_names_are_read() -> None:
    found = {alias.at.text: alias.to.text for alias in lifecycle("partner_gateway/sms").aliases}
    assert found == {
        "/deliveryStato": "/deliveryStatus",
        "/deliveryStatoDescription": "/deliveryStatusDescription",
    }


def test_endpoints() -> None:
    found = [
        (e.method, e.path, e.variant, e.form) for e in lifecycle("partner_gateway/sms").endpoints
    ]
    path = "/partner-gateway/v1/messages/status"
    expected = [("GET", f"{path}/{{key}}", "channel", "status"), ("GET", path, None, "status")]
    assert expected == found


def test_rules_over_answers() -> None:
    rules = {rule.kind: rule for rule in lifecycle("partner_gateway/sms").rules}
    lost, hasty = rules["forbidden_after"], rules["min_interval"]
    assert (lost.answer, lost.after, lost.severity) == (404, 200, "error")
    assert (hasty.answer, hasty.milliseconds, hasty.severity) == (500, 1000, "warning")
    assert ("documented", "assumed") == (lost.grounds.basis, hasty.grounds.basis)


UNDESCRIBED = {**STATUS, "deliveryStatus": "ERROR", "deliveryStatusDescription": None}


@pytest.mark.parametrize(
    ("payloads", "verdict"),
    [
        ([STATUS], "conforms"),
        ([DELIVERY], "conforms"),
        ([{**DELIVERY, "statusCode": 6}], "conforms"),
        ([{**STATUS, "deliveryStatus": "RECEIVED"}, DELIVERY], "conforms"),
        ([UNDESCRIBED], "tolerated"),
        ([STATUS, {**STATUS, "deliveryStatus": "SENT"}], "violates"),
        ([{**STATUS, "channel": "WHATSAPP"}, READ_EVENT], "conforms"),
        ([{**STATUS, "channel": "RCS"}, {**READ_EVENT, "channel": "RCS"}], "tolerated"),
    ],
)
def test_short_logs(payloads, verdict) -> None:
    assert [verdict] == [each.verdict for each in check([payloads]).messages]


@pytest.mark.parametrize("channel", ["sms", "rcs", "whatsapp", "messenger"])
def test_failover_knows_each_spelling_of_a_workflow(channel) -> None:
    (relation,) = catalog().get(f"vonage/{channel}").relations
    assert ("legs_in_order", ("rejected",)) == (relation.kind, relation.states)
    for workflow in (
        {"id": "w", "item_number": "1", "items_total": "2"},
        {"id": "w", "item_number": "1", "total_items": "2"},
        {"workflow_id": "w", "items_number": "1", "items_total": "2"},
    ):
        payload = {"workflow": workflow}
        places = (relation.fields, relation.number, relation.total)
        first = [next(filter(None, (place.get(payload) for place in each))) for each in places]
        assert ["w", "1", "2"] == first
