"""How made-up logs are written: headers, URLs, escapes, and the order of members."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.generating.capture_formats import CAPTURES, written
from msglife.conformance.generating.generator import Plan, generate
from msglife.conformance.generating.manners import PLAIN, Manner
from msglife.conformance.inventing.writing import FORM_TYPE

from support.generation import EACH_FORM, KNOWN
from support.json_values import JSON

RECORD = {"envelope": '{"received_at"', "har": '{"startedDateTime"', "cassette": '{"recorded_at"'}


def exchanges(lifecycle, form, name, manner):
    """Each record of a log, and the bodies of its sides as they are written, empty if none."""
    sent = generate(lifecycle, Plan(60, form=form.name))
    for text, _ in written(sent, lifecycle, form, CAPTURES[name], manner):
        text = text[text.index(RECORD[name]) :]
        record, _ = json.JSONDecoder().raw_decode(text)
        yield record, {side: BODIES[name](record[side], text) for side in ("request", "response")}


def body_of_envelope(side, text):
    """The piece of the line itself; of a form, the text that was sent stands in it as a string."""
    if "body" not in side:
        return ""
    if isinstance(side["body"], str):
        return side["body"]
    start = text.index('"body":') + len('"body":')
    return text[start : json.JSONDecoder().raw_decode(text, start)[1]]


def body_of_cassette(side, _):
    """The text in a request, or the one within a response's body."""
    body = side["body"] or ""
    return body if isinstance(body, str) else body["string"]


BODIES = {
    "envelope": body_of_envelope,
    "har": lambda side, _: (side.get("postData") or side.get("content") or {"text": ""})["text"],
    "cassette": body_of_cassette,
}


def headers_of(side):
    """The headers of a side by name, in whichever shape the log has them."""
    headers = side.get("headers", {})
    if isinstance(headers, list):
        headers = {each["name"]: each["value"] for each in headers}
    return {name: value[0] if isinstance(value, list) else value for name, value in headers.items()}


@pytest.mark.parametrize("name", RECORD)
@EACH_FORM
def test_headers_are_those_of_what_was_sent(lifecycle, form, name):
    """A content length is that of the body as it went over the wire, and a type that of its
    encoding; headers and URLs are of many kinds.
    """
    sent_as = FORM_TYPE if form.encoding == "form" else "application/json"
    kinds, urls, lengths = set(), set(), set()
    for record, bodies in exchanges(lifecycle, form, name, Manner(3)):
        urls.add(record["request"].get("url") or record["request"]["uri"])
        for side, body in bodies.items():
            headers = headers_of(record[side])
            kinds.add(tuple(headers))
            known = {each.lower(): value for each, value in headers.items()}
            lengths.add(len(known.get("authorization", "")))
            told = known.get("content-length")
            assert told in (None, str(len(body.encode())))
            assert told or not body
            assert known.get("content-type", "").startswith(sent_as if body else "")
            assert body or "content-type" not in known
    assert len(kinds) > 20
    assert len(urls) > 4
    assert len(lengths) > 5


@pytest.mark.parametrize("name", RECORD)
def test_a_plain_log_has_no_headers(name):
    """Nothing is drawn where nothing varies, and each URL is the one there was."""
    lifecycle = KNOWN["vonage/sms"]
    for record, _ in exchanges(lifecycle, lifecycle.forms[0], name, PLAIN):
        assert {} == headers_of(record["request"])
        url = record["request"].get("url") or record["request"]["uri"]
        assert "https://customer.example.com/webhooks/status" == url


@given(JSON, st.integers(0, 2**32), st.booleans(), st.booleans())
def test_what_is_written_is_read_again(value, seed, varied, shuffle):
    """Whatever the escapes and the order, it is the same value on one line."""
    manner = Manner(seed, varied=varied, shuffled=shuffle)
    for _ in range(8):
        manner.begin()
        text = manner.record(value)
        assert value == json.loads(text)
        assert "\n" not in text
        assert value == json.loads(manner.body(value))


def test_escapes_are_of_every_style():
    """Letters stand as they are or as escapes, slashes bare or not, and so what HTML reads."""
    manner, found = Manner(1), set()
    for _ in range(60):
        manner.begin()
        found.add(manner.record(["ü/<", 'a"b']))
    assert {
        '["ü/<","a\\"b"]',
        '["\\u00fc/<","a\\"b"]',
        '["\\u00fc\\/<","a\\"b"]',
        '["ü/\\u003c","a\\"b"]',
    } == found


def test_the_same_seed_writes_the_same():
    """And another seed other headers."""
    lifecycle = KNOWN["vonage/sms"]
    form, capture, plan = lifecycle.forms[0], CAPTURES["envelope"], Plan(20)
    first, again, other = (
        [text for text, _ in written(generate(lifecycle, plan), lifecycle, form, capture, manner)]
        for manner in (Manner(seed, shuffled=True) for seed in (1, 1, 2))
    )
    assert first == again
    assert first != other
