"""Broken callbacks in a captured session: told where others that went there were recognised."""

import copy
import json

import pytest
from msglife.conformance.judging.options import Options
from msglife.conformance.running.check import check

from support.callbacks import callback, key_of
from support.checkout import ROOT

HERE = ROOT / "tests" / "conformance" / "observing" / "captures"
BOTH = pytest.mark.parametrize("smallest", [0, 2**20], ids=["large", "small"])
HOOK = "https://shop.example/hooks/status"


def checked(path, smallest):
    """The report, and its findings about records that tell of no message."""
    report = check([str(path)], Options(), smallest=smallest)
    [log] = report.logs
    assert log.records == log.used + log.ignored + log.unread
    return report, [(each.code, each.place.record) for each in report.findings]


def entry(body, url=HOOK, kind="application/json", side="request"):
    """An exchange of a HAR, with a body on one side."""
    text = body if isinstance(body, str) else json.dumps(body)
    request = {"method": "POST", "url": url}
    response = {"status": 200, "content": {}}
    if side == "request":
        request["postData"] = {"mimeType": kind, "text": text}
    else:
        response["content"] = {"mimeType": kind, "text": text}
    return {"startedDateTime": "2025-02-03T12:14:25Z", "request": request, "response": response}


def har(path, *entries):
    """Write a HAR."""
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")
    return path


@BOTH
@pytest.mark.parametrize(
    ("name", "code"),
    [("65-har-no-channel.har", "LOGS003"), ("68-har-truncated-body.har", "LOGS001")],
)
def test_what_was_passed_over_in_silence_is_told(name, code, smallest):
    """The second exchange goes where the first went, which was recognised."""
    report, found = checked(HERE / name, smallest)
    assert [(code, 1)] == found
    assert 1 == report.exit_code()


SOUND = callback("submitted", key=key_of(1))
NO_CHANNEL = {name: value for name, value in SOUND.items() if name != "channel"}
FORM = "message_uuid=a&status=delivered&channel=sms"
VECTORS = [
    # what stands beside a sound callback, and what is told of it
    ("another status", entry({"a": 1}), ["LOGS003"]),
    ("no channel", entry(NO_CHANNEL), ["LOGS003"]),
    ("no channel, with a query", entry(NO_CHANNEL, f"{HOOK}?a=b#c"), ["LOGS003"]),
    ("no channel, elsewhere", entry(NO_CHANNEL, "https://shop.example/other"), []),
    ("cut", entry('{"message_uuid": "a', kind="text/plain"), ["LOGS003"]),
    ("cut, elsewhere", entry('{"a', "https://x.example/", "text/plain"), []),
    ("cut, elsewhere, said to be JSON", entry('{"a', "https://x.example/"), ["LOGS001"]),
    ("an answer that is cut", entry('{"a', "https://x.example/", side="response"), ["LOGS001"]),
    ("a page", entry("<html>", "https://x.example/", "text/html", "response"), []),
    ("form-encoded", entry(FORM, kind="application/x-www-form-urlencoded"), ["LOGS003"]),
    ("form-encoded, elsewhere", entry(FORM, "https://x.example/", "text/plain"), []),
    ("another callback", entry(callback("delivered", key=key_of(1))), []),
]


@BOTH
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
@pytest.mark.parametrize(
    ("other", "codes"), [each[1:] for each in VECTORS], ids=[v[0] for v in VECTORS]
)
def test_what_is_told_of_a_session(tmp_path, other, codes, first, smallest):
    """In any order: most of a session is about something else, of which nothing is said."""
    entries = [entry(SOUND), other]
    path = har(tmp_path / "a.har", *(entries if first else entries[::-1]))
    _, found = checked(path, smallest)
    assert codes == [code for code, _ in found]


@BOTH
def test_a_form_is_named(tmp_path, smallest):
    """So that nobody looks for a fault in the JSON."""
    report, _ = checked(har(tmp_path / "a.har", entry(SOUND), entry(FORM, kind="")), smallest)
    (finding,) = report.findings
    assert "a form-encoded body at /request/" in finding.message


@BOTH
def test_a_cassette_is_read_alike(tmp_path, smallest):
    """VCR.py's, with headers as lists."""
    exchanges = []
    for body in (json.dumps(SOUND), json.dumps(NO_CHANNEL), '{"message_uuid": "a'):
        headers = {"Content-Type": ["application/json"]}
        request = {"method": "POST", "uri": HOOK, "body": body, "headers": headers}
        exchanges.append({"request": request, "response": {"status": {"code": 200}}})
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"version": 1, "interactions": exchanges}), encoding="utf-8")
    _, found = checked(path, smallest)
    assert [("LOGS003", 1), ("LOGS001", 2)] == found


def test_recognition_does_not_depend_on_the_order(tmp_path):
    """A payload of a shape that was met before is asked by every selector all the same."""
    from support.pigeon_post import planter

    second = """
[[forms]]
name = "card"
mode = "announced"
payload = "request"
schema = "note.schema.json"
key = "/id"
status = "/status"
select = { required = ["id"], properties = { to = { const = "both" } } }
basis = "documented"
cite = "guide: 1"
"""
    spec = planter(tmp_path)(second, a=('{ required = ["id"] }', '{ required = ["id", "to"] }'))
    note = {"id": "a", "status": "queued", "at": "2025-02-03T12:14:25Z", "to": "note"}
    both = {**copy.deepcopy(note), "to": "both"}
    for records in ([note, both], [both, note]):
        report = check([records], Options(specs=(spec,)))
        told = [each.message for each in report.findings if each.code == "LOGS003"]
        assert ["pigeon/letter: it could be card or note; name one with --form"] == told


@pytest.mark.parametrize("name", ["scg/message", "scg"])
def test_what_no_form_selects_is_not_read_by_another(name):
    """Of several forms none is chosen: a status would be made up."""
    record = {"id": "a", "state": "DELIVERED", "status": "x", "event": {}, "a": 1}
    report = check([[record]], Options(lifecycles=(name,)))
    assert ["LOGS003"] == [each.code for each in report.findings]
    assert () == report.messages
    assert 3 == report.exit_code()
