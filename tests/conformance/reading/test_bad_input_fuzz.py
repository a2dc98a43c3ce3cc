"""Damage of any kind to a small valid log: nothing is raised, and every record is accounted for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msglife.conformance import CODES, VERDICTS, Options, check

from support.callbacks import callback, go4
from support.envelopes import post
from support.outcomes import accounted, judged_input

UUID = "7d0d126a-6f5f-46ca-8475-7f25b0f3b54"


def rcs(number: int, status: str) -> dict[str, Any]:
    """A callback of an RCS message, at a fraction of a second."""
    return callback(
        status,
        key=f"{UUID}{number}",
        channel="rcs",
        timestamp=f"2026-03-02T08:00:1{number}.5Z",
        usage={"currency": "EUR", "price": "0"},
        workflow={"item_number": 1},
    )


def received(body: object) -> dict[str, Any]:
    """A record of a body, with the time at which it was received."""
    return post(body, received_at="2026-03-02T08:00:20Z")


RECORDS = [
    rcs(1, "submitted"),
    go4(2, 1),
    received(rcs(1, "delivered")),
    received(json.dumps(rcs(2, "rejected"))),
    received([go4(3, 1), go4(7, 2)]),
    go4(6, 1),
]
FORMS: list[Callable[[list[object]], str]] = [
    lambda records: "\n".join(map(json.dumps, records)),
    lambda records: json.dumps(records),
    lambda records: json.dumps(records, indent=1),
    lambda records: "\n".join(json.dumps(each, indent=1) for each in records),
]
TOKENS = [
    *(b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\n", b"\r\n", b" ", b"\0", b"\xff"),
    *(b"null", b"true", b"NaN", b"-1e400", b"1" * 400, b'"\\ud800"', b"\xc2\xa0", b"\xef\xbb\xbf"),
    *(b"\xe2\x80\xae", b"6", b'"6"', b"6.0", b"[]", b"{}", b'""', b"\x1f\x8b", b"\xff\xfe"),
    *(b"[" * 300, b'{"a":' * 1100, b"[" * 10_000, b'{"to":' * 300),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A log with a few of its bytes changed, cut, moved, doubled or replaced."""
    data = draw(st.sampled_from(FORMS))(RECORDS).encode()
    packed = draw(st.booleans()) and draw(st.booleans())
    if packed:
        data = gzip.compress(data, mtime=0)
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, len(data)))
        end = min(len(data), begin + draw(st.integers(0, 40)))
        kind = draw(st.sampled_from(["flip", "cut", "truncate", "token", "replace", "splice"]))
        if kind == "flip" and begin < len(data):
            flipped = data[begin] ^ (1 << draw(st.integers(0, 7)))
            data = data[:begin] + bytes([flipped]) + data[begin + 1 :]
        elif kind == "cut":
            data = data[:begin] + data[end:]
        elif kind == "truncate" and draw(st.booleans()):
            data = data[:begin]
        elif kind == "token":
            data = data[:begin] + draw(st.sampled_from(TOKENS)) + data[begin:]
        elif kind == "replace":
            data = data[:begin] + draw(st.sampled_from(TOKENS)) + data[end:]
        elif kind == "splice":
            where = draw(st.integers(0, len(data)))
            data = data[:where] + data[begin:end] + data[where:]
    return data


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=damaged(), forced=st.sampled_from([(), ("vonage",), ("go4network",)]))
def test_damage(data: bytes, forced: tuple[str, ...]) -> None:
    """Whatever the bytes, a check ends with a report that adds up."""
    report = judged_input(data, Options(lifecycles=forced))
    (log,) = report.logs
    assert report.observations >= log.used
    assert len(report.messages) == sum(report.verdicts.values())
    assert set(report.verdicts) == set(VERDICTS)
    assert report.exit_code() in (0, 1, 3)
    for finding in report.findings:
        assert finding.code in CODES
        assert finding.message.isprintable(), finding.message
        assert 0 <= finding.place.record < max(log.records, 1)
        assert (
            finding.place.line is None
            or 1 <= finding.place.line <= data.count(b"\n") + 1
            or (data.startswith(b"\x1f\x8b"))
        )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    | st.sampled_from(["sms", "delivered", "2026-03-02T08:00:10Z", "6", 6, 1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(max_examples=200)
@given(data=st.data())
def test_any_value_anywhere(data: st.DataObject) -> None:
    """A payload with any JSON value in any field is used or told, never raised."""
    records = []
    for _ in range(3):
        record = json.loads(json.dumps(data.draw(st.sampled_from(RECORDS))))
        inner = record.get("data", record.get("request", record))
        name = data.draw(st.sampled_from([*inner, "error", "sms", "client_ref"]))
        inner[name] = data.draw(VALUES)
        records.append(record)
    report = accounted(check([records]))
    (log,) = report.logs
    assert 3 == log.records
    assert all(finding.message.isprintable() for finding in report.findings)
