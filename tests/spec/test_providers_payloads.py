"""The payload schemas and rules of Vonage and GO4 accept what the documents show, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.payloads import changed
from support.provider_specs import accepts, form, lifecycle, selecting

CALLBACK = json.loads("""
{
  "message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
  "to": "447700900000",
  "from": "447700900001",
  "timestamp": "2023-05-01T14:00:00.000Z",
  "status": "submitted",
  "usage": {"currency": "EUR", "price": "0.0333"},
  "client_ref": "string",
  "channel": "sms",
  "destination": {"network_code": "12345"},
  "sms": {"total_count": "2"}
}
""")

CALLBACK_V0_1 = {
    "message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "to": {"type": "sms", "number": "447700900000"},
    "from": {"type": "sms", "number": "447700900001"},
    "timestamp": "2020-01-01T14:00:00.000Z",
    "status": "rejected",
    "error": {"code": 1300, "reason": "Not part of the provider network"},
    "usage": {"currency": "EUR", "price": "0.0333"},
    "client_ref": "string",
}

WEBHOOK = {
    "data": {
        "short_message_id": 1,
        "task_hash": "xxxxYYYYzzzz1234",
        "message_status": 6,
        "error_code": 0,
    }
}

EXAMPLES: dict[tuple[str, str], dict[str, Any]] = {
    ("vonage/sms", "callback"): CALLBACK,
    ("vonage/sms", "callback_v0_1"): CALLBACK_V0_1,
    ("go4network/message", "webhook"): WEBHOOK,
}

FOREIGN: dict[str, Any] = {
    "an inbound message": {
        "channel": "sms",
        "message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": "2020-01-01T14:00:00.000Z",
        "message_type": "text",
        "text": "hello",
    },
    "an inbound v0.1 message": {
        "message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
        "to": {"type": "sms", "number": "447700900000"},
        "from": {"type": "sms", "number": "447700900001"},
        "message": {"content": {"type": "text", "text": "hello"}},
    },
    "an answer to a request": {"message_uuid": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"},
    "an SCG resource": {
        "id": "x",
        "state": "SENT",
        "created_date": 1,
        "last_updated_date": 2,
        "version_number": 1,
        "direction": "MT",
    },
    "a partner gateway answer": {
        "customerMessageId": "x",
        "channel": "SMS",
        "deliveryStatus": "DELIVERED",
    },
    "other data": {"data": {"id": 1}},
    "data in a list": {"data": [{"message_status": 6}]},
    "a list": [],
    "text": "delivered",
    "nothing": None,
}


def names_selecting(payload: Any) -> set[str]:
    """The names of the forms of these two providers that recognise `payload`."""
    ours = ("vonage", "go4network")
    return {form for family, form in selecting(payload) if family.partition("/")[0] in ours}


@pytest.mark.parametrize(("name", "form_name"), EXAMPLES)
def test_the_example_is_recognised_and_accepted(name: str, form_name: str) -> None:
    example = EXAMPLES[name, form_name]
    assert names_selecting(example) == {form_name}
    assert accepts(form(name, form_name).schema, example)


@pytest.mark.parametrize(
    ("form_name", "example", "pointer", "value"),
    [
        ("callback", CALLBACK, "/message_uuid", ...),
        ("callback", CALLBACK, "/message_uuid", 7),
        ("callback", CALLBACK, "/status", ...),
        ("callback", CALLBACK, "/status", "expired"),
        ("callback", CALLBACK, "/status", 3),
        ("callback", CALLBACK, "/channel", "pigeon"),
        ("callback", CALLBACK, "/timestamp", "yesterday"),
        ("callback", CALLBACK, "/to", {"type": "sms", "number": "447700900000"}),
        ("callback_v0_1", CALLBACK_V0_1, "/message_uuid", ...),
        ("callback_v0_1", CALLBACK_V0_1, "/status", ...),
        ("callback_v0_1", CALLBACK_V0_1, "/from", "447700900001"),
        ("webhook", WEBHOOK, "/data/short_message_id", ...),
        ("webhook", WEBHOOK, "/data/message_status", ...),
        ("webhook", WEBHOOK, "/data/message_status", 9),
        ("webhook", WEBHOOK, "/data/message_status", None),
        ("webhook", WEBHOOK, "/data/short_message_id", "1"),
    ],
)
def test_a_broken_payload_is_recognised_and_not_accepted(
    form_name: str, example: dict[str, Any], pointer: str, value: Any
) -> None:
    name = "go4network/message" if form_name == "webhook" else "vonage/sms"
    broken = changed(example, pointer, value)
    assert names_selecting(broken) == {form_name}
    assert not accepts(form(name, form_name).schema, broken)


@pytest.mark.parametrize("what", FOREIGN)
def test_what_is_no_status_callback_is_left_alone(what: str) -> None:
    assert names_selecting(FOREIGN[what]) == set()


@pytest.mark.parametrize(
    ("pointer", "value", "fine"),
    [
        ("/timestamp", "2023-05-01T14:00:00Z", True),
        ("/timestamp", "2023-05-01 14:00", False),
        ("/message_uuid", "AAAAAAAA-BBBB-CCCC-DDDD-0123456789AB", True),
        ("/message_uuid", "aaaaaaaa-bbbb-cccc-dddd", False),
        ("/client_ref", ..., True),
        ("/usage/price", "0", True),
        ("/usage/price", 0.0333, False),
        ("/usage/price", "free", False),
        ("/usage/currency", "euro", False),
        ("/destination/network_code", "23x", True),
        ("/sms/total_count", 2, True),
        ("/sms/total_count", "two", False),
        ("/error", None, True),
        ("/error", {"type": "about:blank", "title": 1000, "detail": "x", "instance": "y"}, True),
        ("/error", {"title": "1000"}, True),
        ("/error", "late", False),
        ("/workflow", {}, True),
        ("/workflow", {"id": "w", "item_number": 1, "items_total": 2}, True),
        ("/workflow", {"id": "w", "item_number": "1", "total_items": "2"}, True),
        ("/workflow", {"workflow_id": "w", "items_number": "1", "items_total": "2"}, True),
        ("/workflow", {"id": "w", "item_number": "first"}, False),
        ("/status", "read", False),
        ("/something_new", {"a": 1}, True),
    ],
)
def test_callback_fields(pointer: str, value: Any, fine: bool) -> None:
    schema = form("vonage/sms", "callback").schema
    assert accepts(schema, changed(CALLBACK, pointer, value)) is fine


@pytest.mark.parametrize(
    ("name", "statuses"), [("sms", 4), ("mms", 4), ("rcs", 5), ("messenger", 5)]
)
def test_a_channel_accepts_its_own_statuses_only(name: str, statuses: int) -> None:
    life = lifecycle(f"vonage/{name}")
    payload = changed(CALLBACK, "/channel", name)
    for found in (form(life.id, "callback"), form(life.id, "callback_v0_1")):
        if found.name == "callback_v0_1":
            payload = changed(CALLBACK_V0_1, "/to/type", name)
        fine = {s for s in life.vocabulary if accepts(found.schema, changed(payload, "/status", s))}
        assert fine == {state.value for state in life.states}
        assert len(fine) == statuses


@pytest.mark.parametrize("code", [-1, 6, "3"])
def test_an_error_code_outside_the_table_is_refused(code: Any) -> None:
    schema = form("go4network/message", "webhook").schema
    assert not accepts(schema, changed(WEBHOOK, "/data/error_code", code))
    assert accepts(schema, changed(WEBHOOK, "/data/error_code", ...))


@pytest.mark.parametrize(
    ("state", "code", "broken"),
    [
        *[(state, 0, None) for state in (1, 2, 3, 4, 5, 6, 8)],
        *[(state, ..., None) for state in (1, 2, 3, 4, 5, 6, 8)],
        *[(state, 2, ("error-code-only-on-failed", "warning")) for state in (1, 2, 3, 4, 5, 8)],
        (6, 2, ("delivered-without-error-code", "error")),
        (7, 0, ("failed-has-error-code", "warning")),
        (7, ..., ("failed-has-error-code", "warning")),
        (7, 1, None),
    ],
)
def test_one_rule_speaks_of_an_error_code(
    state: int, code: Any, broken: tuple[str, str] | None
) -> None:
    life = lifecycle("go4network/message")
    payload = changed(changed(WEBHOOK, "/data/message_status", state), "/data/error_code", code)
    found = [
        (rule.id, rule.severity)
        for rule in life.rules
        if rule.kind == "schema"
        and life.vocabulary[state] in rule.states
        and not accepts(rule.schema, payload)
    ]
    assert found == ([] if broken is None else [broken])


@pytest.mark.parametrize(
    ("name", "paid"),
    [("sms", "submitted"), ("mms", "submitted"), ("rcs", "delivered"), ("whatsapp", "delivered")],
)
def test_the_paid_event_depends_on_the_channel(name: str, paid: str) -> None:
    severity = "info" if name == "whatsapp" else "warning"
    rules = [
        rule
        for rule in lifecycle(f"vonage/{name}").rules
        if "/usage/price" in [field.text for field in rule.fields]
    ]
    assert [(rule.states, rule.severity) for rule in rules] == [((paid,), severity)]
    prices = ["0", "0.00", "0.0333", "1", "10.0"]
    assert [accepts(rules[0].schema, price) for price in prices] == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("count", "several"), [("0", False), ("1", False), ("01", False), ("2", True), ("10", True)]
)
def test_parts_may_end_differently_when_there_are_several(count: str, several: bool) -> None:
    (rule,) = [r for r in lifecycle("vonage/sms").rules if r.kind == "undecided_when"]
    assert accepts(rule.schema, changed(CALLBACK, "/sms/total_count", count)) is several
    assert not accepts(rule.schema, changed(CALLBACK, "/sms", ...))
    assert not [r for r in lifecycle("vonage/mms").rules if r.kind == "undecided_when"]
