"""Answers about something else than was asked (LOGS010)."""

from __future__ import annotations

import json

import pytest

from support.outcomes import codes
from support.pigeon_post import ENDPOINT, SCHEMA, planter
from support.ways import assert_same, write

ANSWERED = {
    "side": ('payload = "request"', 'payload = "response"'),
    "mode": ('mode = "announced"', 'mode = "sampled"'),
    "select": ('select = { required = ["id"] }', 'select = { required = ["status"] }'),
}
SPELLED = """
[[aliases]]
at = "/letter"
to = "/id"
basis = "documented"
cite = "guide: 1"

[[aliases]]
at = "/id"
values = [["L-1", "l-1"]]
basis = "documented"
cite = "guide: 1"
"""


def answer(asked, status="sent", **named):
    """An answer, with what it names the letter by."""
    body = {"status": status, "at": "2026-03-01T10:00:00Z", **named}
    return {
        "request": {"method": "GET", "url": f"https://x.example/letters/{asked}"},
        "response": {"status": 200, "body": body},
    }


def told(tmp_path, *records, number=False):
    """The report of records, both ways."""
    kind = {"type": ["string", "number"]} if number else SCHEMA["properties"]["id"]
    properties = {**SCHEMA["properties"], "id": kind, "letter": {"type": "string"}}
    folder = planter(tmp_path)(
        ENDPOINT, SPELLED, schema={**SCHEMA, "properties": properties}, **ANSWERED
    )
    return assert_same(write(tmp_path / "log", map(json.dumps, records)), specs=(folder,))


@pytest.mark.parametrize("named", [{"id": "l-1"}, {"id": "L-1"}, {"letter": "l-1"}], ids=str)
def test_another_spelling_is_no_other_letter(named, tmp_path):
    report = told(tmp_path, answer("l-1", **named))
    assert ["l-1"] == [each.key for each in report.messages]
    assert "LOGS010" not in codes(report)


@pytest.mark.parametrize("named", [{"id": "l-2"}, {"id": "L-2"}, {"letter": "L-1x"}], ids=str)
def test_another_letter_is_told_nothing_of(named, tmp_path):
    report = told(tmp_path, answer("l-1", **named))
    assert [[], ["LOGS010"], 3] == [[*report.messages], codes(report), report.exit_code()]
    assert report.logs[0].problem == "nothing in the log tells of a message"
    assert (1, 0) == (report.logs[0].used, report.logs[0].ignored)


def test_a_number_is_the_text_that_was_asked_for(tmp_path):
    report = told(tmp_path, answer("7", id=7), answer("7", id=7.0), number=True)
    assert [["7"], []] == [[each.key for each in report.messages], codes(report)]


def test_another_number_is_another_letter(tmp_path):
    assert ["LOGS010"] == codes(told(tmp_path, answer("7", id=7.5), number=True))


def test_it_changes_nothing_that_was_told_of_either(tmp_path):
    sound = [answer(name, status, id=name) for name in "ab" for status in ("queued", "sent")]
    report = told(tmp_path, *sound, answer("a", "lost", id="b"), answer("b", "arrived", id="b"))
    assert ["open", "conforms"] == [each.verdict for each in report.messages]
    assert [["LOGS010"], 1] == [codes(report), report.exit_code()]
    assert "asked for 'a', answered about 'b'" == report.findings[0].message
