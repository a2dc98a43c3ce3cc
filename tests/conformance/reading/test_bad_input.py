"""Bad records: each costs itself and no more, is found where it stands, and nothing is raised.

Reading never stops at a bad record; each record is used, ignored or unread (DESIGN, Captured logs).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msglife.conformance.reading.documents as documents
import msglife.conformance.reading.json_lines as json_lines
import msglife.conformance.reading.text_window as text_window
import pytest
from msglife.conformance import Options, Report, Spot, Wanted

from support.envelopes import post
from support.outcomes import errors_by_line, judged

UUID = "fae05bc1-5324-4ba1-9535-cdfad5b444d"
SUBMITTED = {
    "message_uuid": f"{UUID}0",
    "to": "447700900013",
    "from": "15550100123",
    "channel": "sms",
    "timestamp": "2026-03-02T08:00:10Z",
    "status": "submitted",
}
DELIVERED = SUBMITTED | {"timestamp": "2026-03-02T08:00:18Z", "status": "delivered"}
SENT = {"short_message_id": 700123, "task_hash": "00ff", "message_status": 5}
DATA = {"data": SENT}


def text(value: Any) -> str:
    return json.dumps(value)


def escaped(value: Any, times: int) -> Any:
    for _ in range(times):
        value = text(value)
    return value


def errors_in_the_log(report: Report) -> list[tuple[str, int | None]]:
    """Code and line of each error; each stands in the log that was read."""
    errors = [each for each in report.findings if each.severity == "error"]
    assert {log.path for log in report.logs} >= {each.place.file for each in errors}
    return errors_by_line(report)


@dataclass(frozen=True)
class Bad:
    """A bad line between two good ones: what it is counted as, and its finding."""

    line: str | bytes
    code: str
    count: str = "unread"
    says: str = ""


SMUGGLED = "a\u202eb\x1b[31m<script>alert(1)</script>"
DEEP = '{"a":' * 10_000 + "1" + "}" * 10_000
LINES = {
    "not JSON": Bad("status=delivered", "LOGS001"),
    "cut": Bad(text(DELIVERED)[:60], "LOGS001"),
    "two objects": Bad(text(DATA) * 2, "LOGS001"),
    "NaN": Bad('{"data":{"message_status":NaN}}', "LOGS001"),
    "Infinity": Bad('{"data":{"message_status":-Infinity}}', "LOGS001"),
    "a number without end": Bad('{"data":{"message_status":%s}}' % ("9" * 5000), "LOGS001"),
    "nested without end": Bad(DEEP, "LOGS001"),
    "an unpaired surrogate": Bad('{"status":"\\ud800"}', "LOGS001"),
    "a NUL byte": Bad(b'{"channel":"s\0ms"}', "LOGS001"),
    "a vertical tab in a string": Bad(b'{"channel":"s\x0bms"}', "LOGS001"),
    "a no-break space": Bad('{\u00a0"state": "SENT"}', "LOGS001", says="U+00A0"),
    "a placeholder": Bad('{"company_id": [company_id]}', "LOGS001", says="a placeholder"),
    "an array": Bad("[1]", "LOGS002", says="an array"),
    "a string": Bad('"sent"', "LOGS002", says="a string"),
    "a number": Bad("6", "LOGS002", says="an integer"),
    "null": Bad("null", "LOGS002", says="null"),
    "invalid UTF-8": Bad(b'{"to":"\xff"}', "LOGS002", says="column 8"),
    "Latin-1": Bad('{"to":"é"}'.encode("latin-1"), "LOGS002"),
    "an empty object": Bad("{}", "LOGS003", "ignored"),
    "nothing known": Bad('{"hello":"world"}', "LOGS003", "ignored"),
    "an unknown channel": Bad(text(DELIVERED | {"channel": "telex"}), "LOGS003", "ignored"),
    "a near channel": Bad(
        text(DELIVERED | {"channel": "watsapp"}), "LOGS003", "ignored", "whatsapp"
    ),
    "a channel of a wrong type": Bad(text(DELIVERED | {"channel": ["sms"]}), "LOGS003", "ignored"),
    "another provider's": Bad(text(post(DELIVERED, provider="acme")), "LOGS003", "ignored"),
    "an envelope without a body": Bad('{"request":{"method":"POST"}}', "LOGS003", "ignored"),
    "an empty batch": Bad(text(post([])), "LOGS003", "ignored"),
    "a body that is a number": Bad(text(post(7)), "LOGS003", "ignored"),
    "a body that is not JSON": Bad(text(post("status: delivered")), "LOGS001"),
    "a form of another provider": Bad(
        text(post("status=delivered")), "LOGS003", "ignored", "form-encoded body at /request/body"
    ),
    "a body cut": Bad(text(post(text(DELIVERED)[:50])), "LOGS001"),
    "a body escaped four times": Bad(text(post(escaped(DELIVERED, 4))), "LOGS003", "ignored"),
    "no key": Bad(text({"channel": "sms", "status": "delivered"}), "LOGS004", "ignored", "/mess"),
    "a key that is an object": Bad(
        text(DELIVERED | {"message_uuid": {}}), "LOGS004", "ignored", "an object"
    ),
    "an empty key": Bad(text(DELIVERED | {"message_uuid": ""}), "LOGS004", "ignored"),
    "a key that is true": Bad(
        text({"data": SENT | {"short_message_id": True}}), "LOGS004", "ignored"
    ),
    "no status": Bad(text({"data": {"short_message_id": 1}}), "LOGS004", "ignored", "/data/mess"),
    "a status that is null": Bad(text(DELIVERED | {"status": None}), "LOGS004", "ignored"),
    "a status that is an array": Bad(text(DELIVERED | {"status": ["x"]}), "LOGS004", "ignored"),
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("name", LINES)
def test_a_bad_line(name: str, ending: str, tmp_path: Path) -> None:
    """The line is found; the two callbacks around it are judged as if it were not there."""
    bad = LINES[name]
    middle = bad.line if isinstance(bad.line, bytes) else bad.line.encode()
    log = tmp_path / "bad.jsonl"
    lines = [text(SUBMITTED).encode(), b"", middle, b"  ", text(DELIVERED).encode()]
    log.write_bytes(b"".join(each + ending.encode() for each in lines))
    report = judged(log)
    assert [(bad.code, 3)] == errors_in_the_log(report)
    assert bad.says in report.findings[0].message
    assert report.findings[0].message.isprintable()
    counts = {"unread": report.logs[0].unread, "ignored": report.logs[0].ignored}
    assert {"unread": 0, "ignored": 0, bad.count: 1} == counts
    assert ["conforms"] == [each.verdict for each in report.messages]
    assert 1 == report.exit_code()


USED = {
    "a status that is true": ({"data": SENT | {"message_status": True}}, ["LIFE001"]),
    "a status in words": ({"data": SENT | {"message_status": "6"}}, []),
    "a status nobody knows": (SUBMITTED | {"status": "cancelled"}, ["LIFE001"]),
    "a British spelling": ({"data": SENT | {"message_status": "Canceled"}}, ["LIFE001"]),
    "a huge status": ({"data": SENT | {"message_status": 10**30}}, ["LIFE001"]),
    "an empty status": (SUBMITTED | {"status": ""}, ["LIFE001"]),
    "a status in capitals": (SUBMITTED | {"status": "SUBMITTED"}, ["LIFE001"]),
    "a missing field": ({k: v for k, v in SUBMITTED.items() if k != "from"}, ["PAYL001"]),
    "a number for a string": (SUBMITTED | {"to": 447700900013}, ["PAYL001"]),
    "an object for a string": (SUBMITTED | {"to": {"a": [1, {}]}}, ["PAYL001"]),
    "a time without a zone": (SUBMITTED | {"timestamp": "2026-03-02T08:00:10"}, ["PAYL001"]),
    "no time at all": (SUBMITTED | {"timestamp": "yesterday"}, ["PAYL001"]),
    "a time that is a number": (SUBMITTED | {"timestamp": 10**18}, ["PAYL001"]),
    "markup in the key": (SUBMITTED | {"message_uuid": SMUGGLED}, ["PAYL001"]),
    "markup in a name": (SUBMITTED | {SMUGGLED: 1}, []),
    "markup in the status": (SUBMITTED | {"status": SMUGGLED}, ["LIFE001"]),
    "a NUL in a name": (SUBMITTED | {"a\0b": 1}, []),
    "escaped once": (post(escaped(SUBMITTED, 1)), []),
    "escaped twice": (post(escaped(SUBMITTED, 2)), []),
    "escaped three times": (post(escaped(SUBMITTED, 3)), []),
    "its own provider": (post(SUBMITTED, provider="vonage"), []),
    "strange reception": (post(SUBMITTED, received_at={"at": []}), []),
    "reception without a zone": (post(SUBMITTED, received_at="2026-03-02T08:00"), []),
    "an answer that is text": (post(SUBMITTED, response={"status": 200, "body": "ok"}), []),
    "an answer that is JSON": (post(SUBMITTED, response={"body": {"ok": True}}), []),
    "a batch": (post([SUBMITTED, DELIVERED]), []),
    "a batch with bad items": (post([1, SUBMITTED, {"a": 1}, None]), ["LOGS007"] * 3),
    "a batch without a status": (
        post([DATA, {"data": {"short_message_id": 5}}]),
        ["LOGS007"],
    ),
    "a nested unknown field": (SUBMITTED | {"zz": json.loads('{"a":' * 900 + "1" + "}" * 900)}, []),
    "a nested recipient": (
        SUBMITTED | {"to": json.loads('{"a":' * 300 + "1" + "}" * 300)},
        ["PAYL001"],
    ),
}


@pytest.mark.parametrize(
    "name",
    USED,
)
def test_a_strange_payload_is_used(name: str, tmp_path: Path) -> None:
    """What has a key and a status is judged, whatever else is wrong with it."""
    record, codes = USED[name]
    log = tmp_path / "strange.jsonl"
    log.write_text(text(record) + "\n" + text(SUBMITTED | {"message_uuid": f"{UUID}9"}))
    report = judged(log)
    assert [(code, 1) for code in codes] == errors_in_the_log(report)
    assert 2 == report.logs[0].used
    assert all(each.message.isprintable() for each in report.findings)
    assert f"{UUID}9" == report.messages[-1].key
    assert (1 if codes else 0) == report.exit_code()


FOREIGN = Options(wanted=Wanted((Spot.parse("/event/body"),), (Spot.parse("/meta/at"),)))


def test_a_foreign_envelope(tmp_path: Path) -> None:
    """Payload and reception are taken from where the user says they stand."""
    log = tmp_path / "foreign.jsonl"
    records = [
        {"event": {"body": DELIVERED}, "meta": {"at": "2026-03-02T08:00:19Z"}},
        {"event": {"body": text(SUBMITTED)}, "meta": {"at": 1772438411}},
        {"event": {"body": "status=delivered"}},
        {"event": {}},
        SUBMITTED,
    ]
    log.write_text("\n".join(map(text, records)))
    report = judged(log, options=FOREIGN)
    assert [("LOGS001", 3), ("LOGS003", 5)] == errors_in_the_log(report)
    # By its reception, `submitted` came first: nothing is late.
    assert ["conforms"] == [each.verdict for each in report.messages]


def test_the_last_line_was_cut(tmp_path: Path) -> None:
    """A capture that broke off: the rest is judged, and the message is open."""
    log = tmp_path / "cut.jsonl"
    log.write_text(f"{text(SUBMITTED)}\n{text(DELIVERED)[:-20]}")
    report = judged(log)
    assert [("LOGS001", 2)] == errors_in_the_log(report)
    assert ["open"] == [each.verdict for each in report.messages]


def test_providers_mixed(tmp_path: Path) -> None:
    """Messages of two providers in one log are told apart by what they hold."""
    log = tmp_path / "mixed.jsonl"
    records = [SUBMITTED, {"data": SENT | {"message_status": 2}}, DELIVERED]
    log.write_text("\n".join(map(text, records)))
    report = judged(log)
    assert [] == errors_in_the_log(report)
    assert {("vonage", "conforms"), ("go4network", "open")} == {
        (each.provider, each.verdict) for each in report.messages
    }


@pytest.mark.parametrize(
    ("lifecycle", "record", "code"),
    [
        ("vonage/sms", SUBMITTED, None),
        ("vonage/sms", {"hello": "world"}, "LOGS003"),
        ("vonage/sms", SUBMITTED | {"channel": "telex"}, "PAYL001"),
        ("vonage", SUBMITTED | {"channel": "telex"}, "LOGS003"),
        ("go4network", SUBMITTED, "LOGS004"),
        ("go4network", DATA, None),
    ],
)
def test_a_lifecycle_that_is_named(
    lifecycle: str, record: Any, code: str | None, tmp_path: Path
) -> None:
    """What the user names is what the payload is judged by."""
    log = tmp_path / "named.jsonl"
    log.write_text(text(record) + "\n")
    report = judged(log, options=Options(lifecycles=(lifecycle,)))
    assert ([(code, 1)] if code else []) == errors_in_the_log(report)


@pytest.mark.parametrize("length", [250, 600, 5000])
def test_a_line_beyond_the_limit(
    length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not read; the next one is."""
    monkeypatch.setattr(json_lines, "MAX_RECORD", 240)
    for module in (documents, text_window):
        monkeypatch.setattr(module, "MAX_RECORD", 240)
    log = tmp_path / "long.jsonl"
    long = text(SUBMITTED | {"client_ref": "x" * length})
    log.write_text("\n".join([text(SUBMITTED), long, text(DELIVERED), long]))
    report = judged(log)
    assert [("LOGS006", 2), ("LOGS006", 4)] == errors_in_the_log(report)
    assert (2, 2) == (report.logs[0].used, report.logs[0].unread)
