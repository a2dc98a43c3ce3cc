"""What is said of other messages in an observation."""

from __future__ import annotations

from msglife.conformance.payloads.links import Facts


def test_facts_are_found_by_their_names():
    facts = Facts([("sent-by", "/sent_count"), "r-1", None])
    assert [("sent-by", "r-1"), ("/sent_count", None)] == list(facts.items())
    assert ["r-1", None, None] == [facts.get(it) for it in ("sent-by", "/sent_count", "else")]
