"""Captures of whole sessions: cassettes of VCR.py, and our own envelopes."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import CODES

from support.callbacks import sms
from support.envelopes import exchange
from support.logs import json_lines
from support.outcomes import by_record, codes, judged_input
from support.sessions import (
    DELIVERED,
    HOOK,
    HTML,
    PACKED,
    PAGE,
    answer,
    counts,
    lives_told,
)

STATUS = "https://gateway.example/partner-gateway/v1/messages/status/order-1?channel=SMS"
"""Behind a gateway with another prefix than that of `support.sessions`."""


def interaction(
    received: Any, sent: Any = None, uri: str = STATUS, code: int = 200, packed: str = ""
) -> dict[str, Any]:
    """One interaction as VCR.py records it: bytes that are no text become ``!!binary``."""
    named = {"Content-Encoding": [packed]} if packed else {}
    method = "POST" if sent is not None else "GET"
    return {
        "request": {"body": sent, "headers": {"Accept": ["*/*"]}, "method": method, "uri": uri},
        "response": {
            "body": received if isinstance(received, dict) else {"string": received},
            "headers": {"Server": ["x"], **named},
            "status": {"code": code, "message": "x"},
        },
    }


def cassette(*interactions: Any) -> bytes:
    return yaml.safe_dump({"interactions": list(interactions), "version": 1}).encode()


CALLBACK = sms("rejected")
REJECTED = [("vonage/sms", "rejected", "conforms")]
BODIES = {
    "text": interaction(answer()),
    "bytes": interaction(answer().encode()),
    "gzip": interaction(PACKED, packed="gzip"),
    "gzip, no header": interaction(PACKED),
    "base64 of gzip": interaction({"base64_string": base64.b64encode(PACKED).decode()}),
    "br announced, decoded": interaction(answer().encode(), packed="br"),
    "bare, as old versions write it": {
        "request": {"method": "GET", "url": STATUS},
        "response": {"status": 200, "body": answer()},
    },
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies(name):
    report = judged_input(cassette(BODIES[name]))
    assert (DELIVERED, [], (1, 0, 0), 0) == (
        lives_told(report),
        by_record(report),
        counts(report),
        report.exit_code(),
    )


def test_a_compressed_body_is_recorded_as_binary():
    """What this file feeds in is what VCR.py writes out."""
    assert b"!!binary" in cassette(BODIES["gzip"])


def test_what_no_selector_matches_is_ignored():
    """Callbacks and polls are told apart; the rest of the session is nobody's business."""
    entries = [
        interaction(HTML, uri=PAGE),
        interaction("ok", json.dumps(CALLBACK), HOOK),
        interaction("", uri=STATUS, code=302),
        interaction(json.dumps({"access_token": "x"}), "grant=y", PAGE),
        interaction(json.dumps(CALLBACK), uri=PAGE),
        interaction(answer()),
        interaction(HTML),
    ]
    for data in (cassette(*entries), as_json(*entries)):
        report = judged_input(data)
        assert ((3, 3, 1), REJECTED + DELIVERED) == (counts(report), lives_told(report))
        assert [("LOGS008", 2), ("LOGS001", 6)] == by_record(report)


def as_json(*interactions: Any, indent: int | None = 4) -> bytes:
    document = {"version": 1, "interactions": interactions}
    return json.dumps(document, indent=indent).encode()


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_json_cassettes(indent):
    entries = interaction(answer("SENT")), interaction(answer())
    assert DELIVERED == lives_told(judged_input(as_json(*entries, indent=indent)))
    cut = judged_input(as_json(*entries, indent=indent)[:-150])
    assert ([("LOGS005", 1)], (1, 0, 1)) == (by_record(cut), counts(cut))
    flipped = json.dumps({"interactions": entries, "version": 1}, indent=indent).encode()
    assert DELIVERED == lives_told(judged_input(flipped))


GOOD = cassette(interaction(answer("SENT")), interaction(answer())).decode()
FIRST, SECOND = (f"- request:{part}" for part in GOOD.split("version")[0].split("- request:")[1:])
BOMB = "".join(
    f"    x{level}: &x{level} [{', '.join([f'*x{level - 1}'] * 9)}]\n" for level in range(1, 40)
)
MERGE = "".join(
    f"    m{level}: &m{level} {{<<: [{', '.join([f'*m{level - 1}'] * 9)}]}}\n"
    for level in range(1, 40)
)
REFUSED = {
    "a Python object": "- request: !!python/object/apply:os.system ['echo hello > /dev/null']\n",
    "a Python name": "- request: {method: !!python/name:os.system ''}\n",
    "a Python module": "- !!python/module:antigravity ''\n",
    "a Python tuple": "- request: !!python/tuple [GET]\n",
    "a tag of its own": "- request: !request {method: GET}\n",
    "an alias of itself": "- &self\n  request: {method: GET, body: *self}\n",
    "a list of itself": "- request: &self [*self]\n",
    "merge keys without bound": f"- request:\n    m0: &m0 {{a: 1}}\n{MERGE}",
    "an integer that is none": '- request: {method: !!int ""}\n',
    "a float that is none": '- request: {method: !!float ""}\n',
    "a boolean that is none": "- request: {method: !!bool maybe}\n",
    "a time that is none": "- request: {method: !!timestamp now}\n",
    "a day that is none": "- recorded_at: 2026-13-41\n",
    "binary that is none": "- request: {body: !!binary 'a'}\n",
    "a number beyond bounds": f"- request: {{body: 1{':1' * 400}.5}}\n",
    "a key that is a list": "- request: {[a, b]: c}\n",
    "a number": "- 7\n",
    "nothing": "-\n",
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_interaction_that_is_refused(name, monkeypatch):
    """Nothing is executed, and what stands around it is judged."""
    monkeypatch.setattr("os.system", lambda _: pytest.fail("executed"))
    report = judged_input(f"interactions:\n{FIRST}{REFUSED[name]}{SECOND}version: 1\n".encode())
    code = "LOGS002" if name in ("a number", "nothing") else "LOGS005"
    assert (DELIVERED, [(code, 1)]) == (lives_told(report), by_record(report))
    assert ((2, 0, 1), 1) == (counts(report), report.exit_code())
    assert "\n" not in report.findings[0].message


def test_an_alias_bomb_is_harmless():
    """What is shared is read once, however often it is told."""
    bomb = f"- request:\n    x0: &x0 [lol]\n{BOMB}    body: *x39\n    method: *x38\n"
    report = judged_input(f"interactions:\n{FIRST}{bomb}{SECOND}".encode())
    assert ((2, 1, 0), []) == (counts(report), by_record(report))
    assert DELIVERED == lives_told(report)


def test_aliases_between_interactions_are_read():
    """Hand-made cassettes share what they repeat."""
    shared = FIRST.replace("- request:", "- request: &r", 1)
    body = json.dumps({"string": answer()})
    again = f"- request: *r\n  response: {{status: {{code: 200}}, body: {body}}}\n"
    assert DELIVERED == lives_told(judged_input(f"interactions:\n{shared}{again}".encode()))


DAMAGED = {
    "cut in a text": GOOD[: GOOD.index("customerMessageId")],
    "a tab": GOOD.replace("  headers", "\theaders", 1),
    "an alias of nothing": GOOD.replace("method: GET", "method: *nothing", 1),
    "a tag without a handle": GOOD.replace("method: GET", "method: !a!b GET", 1),
    "a control character": GOOD.replace("GET", "G\x07T", 1),
    "nested too deeply": "interactions: " + "[" * 20_000,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_cassette_that_is_no_yaml(name):
    """Reading ends there: one fault is told, nothing is judged."""
    report = judged_input(DAMAGED[name].encode())
    assert ([("LOGS005", 0)], (0, 0, 1), 3) == (
        by_record(report),
        counts(report),
        report.exit_code(),
    )


def test_what_stands_before_a_fault_in_the_yaml_is_judged():
    """A second document is no part of a cassette; the first one's interactions count."""
    report = judged_input(f"{GOOD}---\n{GOOD}".encode())
    assert ([("LOGS005", 2)], (2, 0, 1), DELIVERED) == (
        by_record(report),
        counts(report),
        lives_told(report),
    )


@pytest.mark.parametrize("what", ["", " []", " {a: b}", " 7", " {a: {b: c}}", " ~"])
def test_a_cassette_without_interactions_is_never_green(what):
    assert 3 == judged_input(f"interactions:{what}\nversion: 1\n".encode()).exit_code()


TOKENS = [
    *(" ", "\n", ":", "-", "'", '"', "*a", "&a ", "!!int ", "!!x ", "<<: ", "[", "{", "\0"),
    "? ",
]


@settings(max_examples=150)
@given(st.data())
def test_damage_to_a_cassette(data):
    """Whatever the text, a check ends with a report that adds up."""
    capture = data.draw(st.sampled_from([GOOD, as_json(BODIES["text"]).decode()]))
    for _ in range(data.draw(st.integers(1, 4))):
        begin = data.draw(st.integers(0, len(capture)))
        end = min(len(capture), begin + data.draw(st.integers(0, 30)))
        capture = capture[:begin] + data.draw(st.sampled_from(["", *TOKENS])) + capture[end:]
    report = judged_input(capture.encode())
    assert report.exit_code() in (0, 1, 3)
    assert all(each.code in CODES and each.message.isprintable() for each in report.findings)


def envelope(sent: Any, received: Any = None, url: str = HOOK, status: int = 200) -> bytes:
    """A log of one record, which has a request and its answer."""
    return json_lines([exchange(sent, received, url, status)]).encode()


ENVELOPES: dict[str, tuple[bytes, list[tuple[str, str, str]], list[str]]] = {
    "a callback, answered with text": (envelope(json.dumps(CALLBACK), "ok"), REJECTED, []),
    "a callback, answered with HTML": (envelope(json.dumps(CALLBACK), HTML), REJECTED, []),
    "a callback, answered with 500": (
        envelope(json.dumps(CALLBACK), "", HOOK, 500),
        REJECTED,
        [],
    ),
    "a callback as an object": (envelope(CALLBACK), REJECTED, []),
    "a callback as JSON in JSON": (envelope(json.dumps(json.dumps(CALLBACK))), REJECTED, []),
    "an answer": (envelope(None, answer(), STATUS), DELIVERED, []),
    "an answer in HTML": (envelope(None, HTML, STATUS), [], ["LOGS001"]),
    "a redirect": (envelope(None, None, STATUS, 307), [], ["LOGS008"]),
    "HTML posted": (envelope(HTML), [], ["LOGS001"]),
    "something else": (envelope({"a": 1}), [], ["LOGS003"]),
}


@pytest.mark.parametrize("name", ENVELOPES)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_envelopes(name, pack):
    """In a log of envelopes each record is meant: what is not recognised is told."""
    data, expected, findings = ENVELOPES[name]
    report = judged_input(pack(data))
    assert (expected, findings) == (lives_told(report), codes(report))
