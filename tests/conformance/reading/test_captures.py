"""Captures of whole sessions: HAR, as browsers and proxies write it."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msglife.conformance import CODES, check

from support.callbacks import go4, key_of, sms
from support.outcomes import by_record, codes, judged, judged_input
from support.polls import scg_message
from support.sessions import (
    DELIVERED,
    HOOK,
    HTML,
    PACKED,
    PAGE,
    STATUS,
    answer,
    counts,
    lives_told,
)


def based(data: bytes | str) -> str:
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


def headers(**named: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in named.items()]


def posted(body: str | None, **post: str) -> dict[str, Any]:
    """An entry of a HAR: a callback that was received."""
    data = {"mimeType": "application/json", "text": body, **post} if body is not None else None
    request = {"method": "POST", "url": HOOK, "headers": [], "postData": data}
    return entry(request, {"status": 200, "headers": [], "content": {"size": 2, "text": "ok"}})


def got(body: str | None, url: str = STATUS, status: int = 200, **more: Any) -> dict[str, Any]:
    """An entry of a HAR: something that was asked for."""
    content = {"size": 0, "mimeType": "application/json", "text": body}
    content |= {"encoding": more["encoding"]} if "encoding" in more else {}
    packed = headers(Content_Encoding=more["packed"]) if "packed" in more else []
    return entry(
        {"method": "GET", "url": url, "headers": []},
        {
            "status": status,
            "headers": packed,
            "content": {k: v for k, v in content.items() if v is not None},
        },
    )


def entry(request: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    cut = {name: value for name, value in request.items() if value is not None}
    return {"startedDateTime": "2026-03-02T08:00:06.000Z", "time": 12.5, "request": cut} | {
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": 12, "receive": 0.5},
    }


def har(*entries: Any, browser: bool = True, indent: int | None = None) -> bytes:
    """A HAR as a browser writes it, with pages first, or a proxy."""
    log: dict[str, Any] = {"version": "1.2", "creator": {"name": "proxy", "version": "1"}}
    if browser:
        log |= {"browser": {"name": "B", "version": "9"}, "pages": [{"id": "page_1"}]}
    return json.dumps({"log": log | {"entries": entries}}, indent=indent).encode()


BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BARE_DEFLATE = BARE.compress(answer().encode()) + BARE.flush()
ANSWERS = {
    "plain": got(answer()),
    "plain, whatever the header says": got(answer(), packed="gzip"),
    "base64": got(based(answer()), encoding="base64"),
    "base64 of gzip": got(based(PACKED), encoding="base64", packed="gzip"),
    "base64 of gzip, no header": got(based(PACKED), encoding="base64"),
    "base64 of deflate": got(
        based(zlib.compress(answer().encode())), encoding="base64", packed="deflate"
    ),
    "base64 of bare deflate": got(based(BARE_DEFLATE), encoding="base64", packed="deflate"),
    "deflate announced, decoded": got(based(answer()), encoding="base64", packed="deflate"),
    "br announced, decoded": got(based(answer()), encoding="base64", packed="br"),
    "br announced, decoded as text": got(answer(), packed="br"),
    "with a byte-order mark": got(based("\ufeff" + answer()), encoding="base64"),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("browser", [True, False], ids=["browser", "proxy"])
@pytest.mark.parametrize("indent", [None, 2], ids=["compact", "pretty"])
def test_har_bodies(name, browser, indent, tmp_path):
    (tmp_path / "capture.har").write_bytes(har(ANSWERS[name], browser=browser, indent=indent))
    report = judged(tmp_path)
    assert (DELIVERED, [], (1, 0, 0), 0) == (
        lives_told(report),
        by_record(report),
        counts(report),
        report.exit_code(),
    )


UNUSABLE = {
    "HTML": (got(HTML), "LOGS001"),
    "no base64": (got("~" + answer(), encoding="base64"), "LOGS002"),
    "br, still packed": (
        got(based(b"\x1b\x0e\x00\xf8"), encoding="base64", packed="br"),
        "LOGS002",
    ),
    "no UTF-8": (got(based(b"\xff\xfe{"), encoding="base64"), "LOGS002"),
    "gzip, cut": (got(based(PACKED[:20]), encoding="base64", packed="gzip"), "LOGS001"),
    "no body": (got(None), "LOGS004"),
    "an empty body": (got(""), "LOGS004"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_answer_that_cannot_be_read_is_told(name):
    """At a documented endpoint, and elsewhere if it was said to be JSON."""
    here, code = UNUSABLE[name]
    elsewhere = json.loads(json.dumps(here).replace(STATUS, PAGE))
    report = judged_input(har(here, elsewhere, got(answer())))
    there = [(code, 0)] if code == "LOGS004" else [(code, 0), (code, 1)]
    assert there == by_record(report)
    assert DELIVERED == lives_told(report)
    assert ((1, 2, 0) if code == "LOGS004" else (1, 0, 2)) == counts(report)


def test_a_capture_tells_providers_callbacks_and_polls_apart():
    """What no selector matches is ignored, without a finding, unless it was said to be JSON."""
    entries = [
        got(HTML, PAGE),
        posted(json.dumps(sms("submitted"))),
        got(json.dumps({"access_token": "x"}), PAGE),
        posted(json.dumps(go4(2))),
        got(answer("SENT")),
        got("", PAGE, 302),
        got(json.dumps(scg_message("m-1", "SENT")), "https://api.example/scg/v1/messages/m-1"),
        got(
            json.dumps(sms("delivered", key=key_of(2))), PAGE
        ),  # a callback is received, not asked for
        got("", PAGE, 500),
        got(answer()),
    ]
    report = judged_input(har(*entries))
    assert ((5, 4, 1), [("LOGS001", 0)]) == (counts(report), by_record(report))
    assert sorted(lives_told(report)) == [
        ("go4network/message", "Pending", "open"),
        ("partner_gateway/sms", "DELIVERED", "conforms"),
        ("scg/message", "SENT", "open"),
        ("vonage/sms", "submitted", "open"),
    ]


@pytest.mark.parametrize("indent", [None, 2], ids=["compact", "pretty"])
def test_a_har_without_bodies_is_never_green(indent):
    """Many tools leave bodies out: then there is nothing to judge, and that is said."""
    report = judged_input(har(posted(None), posted(None), got(None, PAGE), indent=indent))
    assert ([], [], (0, 3, 0), 3) == (
        lives_told(report),
        by_record(report),
        counts(report),
        report.exit_code(),
    )
    [log] = report.logs
    assert log.problem.startswith("nothing in the log was recognised; --payload-at")


@pytest.mark.parametrize("data", [har(), b'{"log": {"version": "1.2"}}', b'{"log": {"entries": ['])
def test_a_har_without_entries_is_never_green(data):
    assert 3 == judged_input(data).exit_code()


@pytest.mark.parametrize("indent", [None, 2], ids=["compact", "pretty"])
def test_a_truncated_har(indent):
    """What stands before the end is judged; the cut is told once."""
    whole = har(got(answer("SENT")), got(answer()), got(answer()), indent=indent)
    last = whole.rindex(b"startedDateTime")
    for end in range(last, len(whole) - 30, 37):
        report = judged_input(whole[:end])
        assert (DELIVERED, [("LOGS005", 2)]) == (lives_told(report), by_record(report))
        assert ((2, 0, 1), 1) == (counts(report), report.exit_code())


def test_a_truncated_har_behind_its_last_entry():
    whole = har(got(answer()))
    report = judged_input(whole[: whole.rindex(b"]")])
    assert (DELIVERED, [("LOGS005", 1)]) == (lives_told(report), by_record(report))


@pytest.mark.parametrize("indent", [None, 2], ids=["compact", "pretty"])
def test_an_entry_that_is_none(indent):
    """It costs itself only."""
    report = judged_input(har(got(answer("SENT")), "cut", None, {}, got(answer()), indent=indent))
    assert ((2, 1, 2), [("LOGS002", 1), ("LOGS002", 2)]) == (counts(report), by_record(report))
    assert DELIVERED == lives_told(report)


def test_failures_and_redirects_in_a_har():
    """At a documented endpoint they are told; a page elsewhere is not looked at."""
    entries = [got("{}", status=404), got(None, status=302), got("{}", PAGE, 404), got(answer())]
    report = judged_input(har(*entries))
    assert ([("LOGS008", 0), ("LOGS008", 1)], (3, 1, 0)) == (by_record(report), counts(report))
    assert (DELIVERED, 0) == (lives_told(report), report.exit_code())


def form(fields: Any) -> bytes:
    """A HAR of a form whose fields stand as HAR 1.2 has them, in place of its text."""
    return har(posted("", mimeType="application/x-www-form-urlencoded", params=fields))


def test_a_form_that_stands_in_its_fields():
    """HAR 1.2 keeps either the text of what was posted, or its fields."""
    sid = "SM" + "0" * 32
    fields = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": "sent", "SmsStatus": "sent"}
    fields |= {"To": "+15005550006", "From": "+15005550001", "AccountSid": "AC" + "0" * 32}
    given = [{"name": name, "value": value} for name, value in fields.items()]
    report = judged_input(form(given))
    assert (1, ["sent"]) == (report.logs[0].used, [each.last for each in report.messages])
    assert 0 == judged_input(form([*given[2:], {"name": "id", "value": None}, 7])).logs[0].used
    assert 3 == judged_input(form("MessageSid")).exit_code()


def test_a_capture_in_gzip(tmp_path):
    (tmp_path / "session.har.gz").write_bytes(gzip.compress(har(got(answer()))))
    report = check([str(tmp_path)])
    assert DELIVERED == lives_told(report)
    cut = judged_input(gzip.compress(har(got(answer()), got(HTML * 999)))[:-40])
    assert "LOGS005" in codes(cut)


SESSION = har(
    posted(json.dumps(sms("delivered"))), got(answer()), ANSWERS["base64 of gzip"], got(HTML, PAGE)
)
TOKENS = [
    *(b"{", b"}", b"[", b"]", b'"', b",", b"\\", b"\0", b"\xff", b"null", b"1e400", b"[" * 999)
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_to_a_har(data):
    """Whatever the bytes, a check ends with a report that adds up."""
    capture = SESSION
    for _ in range(data.draw(st.integers(1, 4))):
        begin = data.draw(st.integers(0, len(capture)))
        end = min(len(capture), begin + data.draw(st.integers(0, 30)))
        capture = capture[:begin] + data.draw(st.sampled_from([b"", *TOKENS])) + capture[end:]
    report = judged_input(capture)
    assert report.exit_code() in (0, 1, 3)
    assert all(each.code in CODES and each.message.isprintable() for each in report.findings)
