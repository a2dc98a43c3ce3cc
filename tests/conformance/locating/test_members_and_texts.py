"""Payloads in members of objects, and many in a text: all are read, or told."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from msglife.spec import catalog

from support.checkout import ROOT
from support.found import about_records, written
from support.ways import assert_same, generated

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
PAYLOADS = [json.loads(line) for line in BARE.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("names", [["raw", "parsed", "body"], ["raw", "body"]])
def test_copies_are_one(names, tmp_path):
    """Members that hold the same are no list."""
    records = [dict.fromkeys(names, each) for each in PAYLOADS]
    report = assert_same(written(tmp_path, "".join(f"{json.dumps(each)}\n" for each in records)))
    assert len(PAYLOADS) == report.logs[0].used
    assert "payloads at /raw," in report.logs[0].found


def test_members_of_a_fixed_name_are_no_list(tmp_path):
    """Each record holds what was received, and what became of it, whoever asks."""
    records = [
        {name: each | {"client_ref": name} for name in ("raw", "normal", "stored")}
        for each in PAYLOADS
    ]
    report = assert_same(written(tmp_path, "".join(f"{json.dumps(each)}\n" for each in records)))
    assert len(PAYLOADS) == report.logs[0].used
    assert "payloads at /raw," in report.logs[0].found


@pytest.mark.parametrize("around", ["{}", "{{ a: {} }}", "{{{{{}"])
def test_a_text_holds_many_payloads(around, tmp_path):
    """However many braces before them begin nothing."""
    texts = [around.format(json.dumps(each)) for each in PAYLOADS * 200]
    for text in (" ".join(texts), json.dumps({"text": "\n".join(texts)})):
        report = assert_same(written(tmp_path, f"INFO got {text}\n" if text[0] != "{" else text))
        assert len(texts) == report.logs[0].used


def test_what_begins_nothing_is_given_up(tmp_path):
    """After so many braces in a row, and it is told if nothing was found."""
    report = assert_same(written(tmp_path, "INFO got " + '{"a' * 100_000))
    assert (3, ["LOGS001"]) == (report.exit_code(), about_records(report))


def test_a_broken_object_is_told_though_one_within_is_sound(tmp_path):
    """The line before it was read, and one whose objects are of no concern is passed over."""
    sound, other = json.dumps(PAYLOADS[0]), 'INFO {x: 1} {"up": true}'
    broken = sound.replace('"status"', '"usage": {"price": "0.1"}, status')
    report = assert_same(written(tmp_path, f"INFO {sound}\n{other}\nINFO {broken}\n"))
    assert [3] == [each.place.line for each in report.findings if each.code == "LOGS001"]
    assert ["LOGS001"] == about_records(report)


def test_a_list_in_an_object_that_is_broken_is_told(tmp_path):
    """Where records hold the lines of an object each, beside some that hold a whole one."""
    body = json.loads(generated("infobip/sms", 1)[0])
    whole = {"results": body.get("results", [body])}
    texts = [json.dumps(whole), *json.dumps(whole, indent=1).split("\n"), json.dumps(whole)]
    log = "".join(f"{json.dumps({'log': each, 'stream': 'stdout'})}\n" for each in texts)
    report = assert_same(written(tmp_path, log))
    assert "payloads at /log/results/*" in report.logs[0].found
    assert ["LOGS001"] == [each.code for each in report.findings if each.place.line == 2]
    assert 1 == report.exit_code()


LISTS = sorted(
    {
        place.parts[0]
        for lifecycle in catalog()
        for form in lifecycle.forms
        for place in form.items
        if place.parts[1:] == ("*",)
    }
)
"""What bodies call the lists in which they send payloads."""


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_a_name_that_others_use(name, tmp_path):
    """Pages of one provider's payloads, whose list has the name of another's."""
    pages = [{"count": 2, name: PAYLOADS[at : at + 2]} for at in range(0, len(PAYLOADS), 2)]
    report = assert_same(written(tmp_path, "".join(f"{json.dumps(each)}\n" for each in pages)))
    assert len(PAYLOADS) == report.logs[0].used
    assert [] == about_records(report)


@pytest.mark.parametrize("name", ["twilio/message", "jasmin/message"])
@pytest.mark.parametrize("lists", [True, False])
def test_forms_that_a_library_decoded(name, lists, tmp_path):
    """Fields as texts, or as lists of texts; in a member that others name so, too."""
    fields = [json.loads(each) for each in generated(name, 5)]
    decoded = [
        {key: [str(value)] if lists else str(value) for key, value in each.items()}
        for each in fields
    ]
    for around in ("data", "form"):
        records = [json.dumps({"event": "dlr", around: each}) for each in decoded]
        report = assert_same(written(tmp_path, "".join(f"{each}\n" for each in records)))
        assert len(fields) == report.logs[0].used
        assert {each.verdict for each in report.messages} <= {"conforms", "open"}


def test_lists_of_one_text_are_no_form_beside_others(tmp_path):
    """Lists of JSON texts are read, however many members hold one."""
    records = [{"a": ["x"], "b": ["y"], "hooks": [json.dumps(each)]} for each in PAYLOADS]
    report = assert_same(written(tmp_path, "".join(f"{json.dumps(each)}\n" for each in records)))
    assert len(PAYLOADS) == report.logs[0].used


COPIES = {
    "lists": lambda body: {"body": body, "rawBody": json.dumps(body)},
    "three of them": lambda body: {
        "message": json.dumps(body),
        "event": {"original": json.dumps(body)},
        "http": {"request": {"body": body}},
    },
}


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("count", [1, 6])
def test_copies_of_lists_are_one(name, count, tmp_path):
    """A body that holds a list of payloads, kept more than once."""
    bodies = [{"results": [json.loads(each)]} for each in generated("infobip/sms", count)]
    log = "".join(f"{json.dumps(COPIES[name](each))}\n" for each in bodies)
    report = assert_same(written(tmp_path, log))
    assert (len(bodies), len(bodies)) == (report.logs[0].used, report.observations)


def test_what_is_sent_twice_is_no_copy(tmp_path):
    """Payloads by the names of an object, of which two are the same."""
    events = {f"evt_{number}": PAYLOADS[number // 2] for number in range(6)}
    report = assert_same(written(tmp_path, json.dumps(events)))
    assert len(events) == report.logs[0].used


@pytest.mark.parametrize("prefix", [True, False])
def test_known_traffic_of_whole_bodies_beside_lists(prefix, tmp_path):
    """One is recognised by its body, the others by what their lists hold: each is told once."""
    inbound = {"results": [{"messageId": "m", "from": "447700900001", "receivedAt": "x"}]}
    bodies = [{"results": [json.loads(each)]} for each in generated("infobip/sms", 3)]
    bodies.insert(1, inbound | {"messageCount": 1, "pendingMessageCount": 0})
    texts = [json.dumps(each) for each in bodies]
    lines = [f"INFO got {each}" if prefix else f'{{"body": {each}}}' for each in texts]
    bare = assert_same(written(tmp_path, "".join(f"{each}\n" for each in texts), "bare.jsonl"))
    report = assert_same(written(tmp_path, "".join(f"{each}\n" for each in lines)))
    assert about_records(bare) == about_records(report) == ["LOGS011"]
    assert bare.observations == report.observations == len(bodies) - 1


FORMS = {
    "behind a label": 'INFO {{app="hooks", pod="web-0"}} {}',
    "behind headers": 'INFO headers={{"host": "example.com"}} body={}',
    "before an object": 'INFO {} took {{"ms": 5}}',
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_beside_braces(name, tmp_path):
    """A form in a text that holds an object, or what is like one."""
    fields = [json.loads(each) for each in generated("jasmin/message", 4)]
    lines = [FORMS[name].format(urlencode(each)) for each in fields]
    report = assert_same(written(tmp_path, "".join(f"{each}\n" for each in lines)))
    assert len(fields) == report.logs[0].used


def test_no_form_is_looked_for_in_an_object(tmp_path):
    """A query in a URL is no payload beside the payload that holds it."""
    query = urlencode(json.loads(generated("jasmin/message", 1)[0]))
    lines = [f"INFO {json.dumps(each | {'url': f'https://x/?{query}'})}" for each in PAYLOADS]
    report = assert_same(written(tmp_path, "".join(f"{each}\n" for each in lines)))
    assert len(PAYLOADS) == report.logs[0].used


@pytest.mark.parametrize("count", [1, 6])
def test_texts_in_a_sequence(count, tmp_path):
    """As RFC 7464 has them: each behind a mark, whatever Python takes that for."""
    lines = [f"\x1e{json.dumps(each)}\n" for each in PAYLOADS[:count]]
    report = assert_same(written(tmp_path, "".join(lines)))
    assert count == report.logs[0].used


def test_what_is_sent_twice_in_two_ways_is_no_copy(tmp_path):
    """Items of one list hold payloads at two places, some of them the same again."""
    ways = (lambda p: {"message": json.dumps(p)}, lambda p: {"body": p})
    sent = [way(each) for way in ways for each in PAYLOADS]
    both = [{"message": json.dumps(each), "body": each} for each in PAYLOADS]
    for events in (sent, sent + both):
        by_name = {"events": {f"evt_{number}": each for number, each in enumerate(events)}}
        logs = json.dumps({"events": events}), "\n".join(map(json.dumps, events))
        for log in (*logs, json.dumps(by_name)):
            report = assert_same(written(tmp_path, log))
            assert len(events) == report.logs[0].used
