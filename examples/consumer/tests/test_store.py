"""The store, by strategies and by a recorded log."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inbox.store import Store

from msglife.strategies import legal_traces, observed, payloads

LOG = Path(__file__).parent / "logs" / "whatsapp.jsonl"


@given(payloads("vonage/whatsapp"))
def test_every_payload_is_taken(payload):
    store = Store()
    store.sent(payload["message_uuid"])
    store.apply([payload])
    assert payload["status"] == store.status_of(payload["message_uuid"])
    store.close()


@given(st.data())
def test_the_order_of_arrival_does_not_matter(data):
    trace = data.draw(legal_traces("vonage/whatsapp"))
    arrived = data.draw(observed(trace, lost=False, repeated=False))
    store = Store()
    store.sent(trace.key)
    store.apply(list(arrived.records))
    assert trace.life[-1] == store.status_of(trace.key)
    store.close()


@pytest.mark.lifecycle("vonage/whatsapp")
def test_the_recorded_log(msglife, application):
    """What was recorded conforms, and the application believes what the judge says."""
    report = msglife.assert_conforms(LOG)
    tried = application()
    for message in report.messages:
        tried.store.sent(message.key)
    tried.post([json.loads(line) for line in LOG.read_text().splitlines()])
    for message in report.messages:
        assert message.last == tried.store.status_of(message.key)
