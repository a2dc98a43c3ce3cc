"""A log of nothing known: what its records hold is said, so that a reader sees where to point."""

import json

import pytest
from msglife.conformance.judging.options import Options
from msglife.conformance.running.check import check

NOWHERE = "nothing in the log was recognised"
OPTIONS = "; --payload-at says where payloads stand, --lifecycle what they are"
BOTH = pytest.mark.parametrize("smallest", [0, 2**20], ids=["large", "small"])
CASES = {
    "flat": ({"Id": 1, "State": "sent"}, ": a record holds /Id, /State"),
    "nested": (
        {"at": 7, "note": {"id": "n1", "was": ["sent", "read"]}},
        ": a record holds /at, /note/id, /note/was/0",
    ),
    "exchange": (
        {"request": {"method": "POST", "url": "/x", "body": {"Id": 1}}},
        ": a record holds /request/body/Id",
    ),
    "many": ({f"m{n}": n for n in range(10)}, ": a record holds /m0, /m1, /m2, /m3, /m4"),
    "empty": ({}, ""),
    "no body": ({"request": {"method": "POST", "url": "/x"}}, ""),
    "a number for a name": ({"447700900123": {"seen": 1}}, ": a record holds /…123/seen"),
    "controls in a name": ({"a\x1b[31mb": 1}, ": a record holds /a\\x1b[31mb"),
    "slashes in a name": ({"a/b~c": 1}, ": a record holds /a~1b~0c"),
    "deep": ({"a" * 70: {"b": {"c": 1}}}, f": a record holds /{'a' * 70}"),
}


@BOTH
@pytest.mark.parametrize("case", CASES)
def test_what_a_record_holds_is_said(tmp_path, case, smallest):
    """The first of them, however the log is read; no number of a person, nothing that acts."""
    record, told = CASES[case]
    log = tmp_path / "log.jsonl"
    log.write_text(f"{json.dumps(record)}\n" * 3 + '{"later": 1}\n', encoding="utf-8")
    [report] = check([str(log)], Options(), smallest=smallest).logs
    assert report.problem.startswith(f"{NOWHERE}{told}")
    assert report.problem.endswith(OPTIONS)
    assert ("and more" in report.problem) == (case == "many")
    if not told:  # a later one holds something
        assert f"{NOWHERE}: a record holds /later{OPTIONS}" == report.problem


def test_a_near_miss_is_said_instead(tmp_path):
    """Where a form lacks little, that is of more use."""
    log = tmp_path / "log.jsonl"
    body = {"message_uuid": "m", "timestamp": "2025-02-03T12:14:25Z", "status": "sent"}
    log.write_text(json.dumps({**body, "channel": "fax"}), encoding="utf-8")
    [report] = check([str(log)], Options()).logs
    assert report.problem.startswith(NOWHERE)
    assert "a record holds" not in report.problem
