"""Texts in which something is broken beside what is sound: it is told, whatever else is read."""

from __future__ import annotations

import json

import pytest

from support.checkout import ROOT
from support.found import about_records, written
from support.ways import assert_same, generated

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
PAYLOADS = [json.loads(line) for line in BARE.read_text(encoding="utf-8").splitlines()]
FIRST, SECOND = (json.dumps(each) for each in PAYLOADS[:2])
HEADERS = '{"host": "example.com", "content-type": "application/json"}'
INBOUND = [json.loads(each) for each in generated("infobip/sms", 3)]
PAGES = [json.dumps({"results": each.get("results", [each])}) for each in INBOUND]

TEXTS = {
    "headers before it": f"headers={HEADERS} body={SECOND[:-30]}",
    "context behind it": f'got {SECOND[:-30]} {{"ip": "10.0.0.1"}}',
    "printed by Python": f"headers={HEADERS} body={PAYLOADS[1]!r}",
    "the second": f"a={FIRST} b={SECOND[:-30]}",
    "behind braces that begin nothing": f"{'{ a b: {} } ' * 20} a={FIRST} b={SECOND[:-30]}",
    "the first": f"a={SECOND[:-30]} b={FIRST}",
    "the last of a list": f"events: [{FIRST}, {FIRST}, {SECOND[:-30]}",
    "an item of a list in a body": f"body={PAGES[0][:-2]}, {PAGES[1][14:-40]}",
    "the second body": f"a={PAGES[0]} b={PAGES[1][:-30]}",
    "the first body": f"a={PAGES[1][:-30]} b={PAGES[0]}",
}
"""By what is broken."""
SOUND = {
    **dict.fromkeys(TEXTS, f"headers={HEADERS} body={FIRST}"),
    **{name: f"body={PAGES[2]}" for name in TEXTS if "body" in name},
}
"""A line as those beside it are."""


def inserted(texts):
    """Statements of a row each."""
    quoted = (text.replace("'", "''") for text in texts)
    return [f"INSERT INTO hooks VALUES ({number}, '{text}');" for number, text in enumerate(quoted)]


WRITERS = {
    "lines": lambda texts: [f"INFO {each}" for each in texts],
    "members": lambda texts: [json.dumps({"msg": each}) for each in texts],
    "cells": lambda texts: [
        "msg,host",
        *(f'"{each.replace(chr(34), chr(34) * 2)}",web' for each in texts),
    ],
    "rows": inserted,
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_broken_is_told(name, kind, tmp_path):
    """Once, with its line; and all that is sound is read."""
    lines = WRITERS[kind]([SOUND[name], TEXTS[name], SOUND[name]])
    report = assert_same(written(tmp_path, "".join(f"{each}\n" for each in lines)))
    told = [each.place.line for each in report.findings if each.code.startswith("LOGS")]
    assert [len(lines) - 1] == told
    assert ["LOGS001"] == about_records(report)
    assert (1, 1) == (report.logs[0].unread, report.exit_code())


FRIENDS = {
    "braces that begin nothing": f"got {FIRST} for /users/{{id}} in {{x: 1}}",
    "a list of another manner": f"got [{FIRST} {SECOND}]",
    "a list that goes on": f"callback([{FIRST},",
    "a dictionary around it": f"{{'id': 7, 'body': {FIRST!r}, 'done': True}}",
    "a dictionary of bytes": f"{{'body': {FIRST.encode()!r}, 'status': 200, 'timestamp': 7}}",
    "another object, cut": f'got {FIRST} answer={{"error": {{"title": "Too ma',
    "braces around it": f"{{{{ {FIRST} }}}}",
}
"""Texts in which what is broken is no payload."""


@pytest.mark.parametrize("name", FRIENDS)
def test_what_is_no_payload_is_not_told(name, tmp_path):
    """Beside a sound payload, only what is like one is of concern."""
    report = assert_same(written(tmp_path, f"INFO {FRIENDS[name]}\nINFO {SOUND['the second']}\n"))
    assert [] == about_records(report)
    assert report.logs[0].used == 1 + FRIENDS[name].count("message_uuid")


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("behind", [SECOND, SECOND[:-30]])
def test_two_objects_where_others_hold_one(kind, behind, tmp_path):
    """Records are numbered alike, however the log is read."""
    odd = json.dumps(PAYLOADS[0] | {"status": "odd"})
    report = assert_same(
        written(tmp_path, "\n".join(WRITERS[kind]([FIRST, f"{FIRST} {behind}", odd])))
    )
    assert report.logs[0].used == 3 + (behind == SECOND)
    assert (behind != SECOND) == ("LOGS001" in about_records(report))


NAMES = ["App\\Hook", 'the "body"', "two\nlines", "a\tb"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_json_escapes(name, tmp_path):
    """Of a payload's member, of one beside it, of a list around all."""
    for around in (lambda p: {name: p}, lambda p: {name: 1, "body": p}, lambda p: p | {name: 1}):
        records = [around(each) for each in PAYLOADS]
        logs = ["\n".join(map(json.dumps, records)), json.dumps({name: records})]
        for log in (*logs, "\n".join(f"INFO {json.dumps(each)}" for each in records)):
            report = assert_same(written(tmp_path, log))
            assert len(PAYLOADS) == report.logs[0].used
