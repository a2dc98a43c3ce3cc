"""Observers: what they compile, and when."""

import pytest
from msglife.conformance.judging import options as checker
from msglife.conformance.observing import complaints
from msglife.conformance.payloads.schema import PayloadSchema

import msglife
from support.callbacks import callback
from support.outcomes import codes

SMS = callback("delivered")


@pytest.fixture
def compiled(monkeypatch):
    """The schemas of which validators are made from now on, each with how often."""
    made = []

    class Noted(PayloadSchema):
        def __init__(self, schema):
            made.append(schema)
            super().__init__(schema)

    monkeypatch.setattr(complaints, "PayloadSchema", Noted)
    checker.observers_of.cache_clear()
    yield made
    checker.observers_of.cache_clear()


def test_only_the_validators_of_what_is_in_the_log_are_made(compiled):
    """There are two dozen forms, and each validator takes a while."""
    report = msglife.check([SMS, {**SMS, "message_uuid": "b"}])
    assert ["vonage/sms"] * 2 == [message.lifecycle for message in report.messages]
    [form, *_] = [form for form in msglife.load("vonage/sms").forms if form.schema in compiled]
    assert [form.schema] == compiled


@pytest.mark.parametrize("record", [{}, {"status": "delivered"}, {**SMS, "channel": "pigeon"}])
def test_none_is_made_for_what_is_not_recognised(compiled, record):
    """Selectors alone say that."""
    assert ["LOGS003"] == codes(msglife.check([record]))
    assert [] == compiled
