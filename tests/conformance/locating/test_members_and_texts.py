"""Payloads in members of objects, and many in a text: all are read, or told."""

from __future__ import annotations

import json

import pytest

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
