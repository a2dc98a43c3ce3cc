"""The same payloads in each form of log, and each way to hand it over: the same is said of them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import sys
import threading
from types import SimpleNamespace

import pytest
from msglife.conformance import Checker, Options, check
from msglife.conformance.generating.capture_formats import CAPTURES, endpoint_of, written
from msglife.conformance.generating.generator import Plan, form_of, generate
from msglife.conformance.running import scanning
from msglife.spec import catalog

from support.callbacks import callback
from support.logs import zst
from support.ways import MISDEEDS, assert_same, comparable

MESSAGES = 40
FORMS = [("vonage/sms", ""), ("scg/message", "event"), ("partner_gateway/rcs", "status")]
MORE = [("scg/message", "snapshot"), ("go4network/message", "")]
EACH = pytest.mark.parametrize(
    ("name", "form"), [*FORMS, *(pytest.param(*each, marks=pytest.mark.slow) for each in MORE)]
)


def in_form(capture, name, form):
    """The text of a generated log in a form of capture, and its payloads."""
    lifecycle = catalog().get(name)
    of = form_of(lifecycle, form)
    asked = CAPTURES[capture].exchanges and endpoint_of(lifecycle, of) is not None
    sent = list(generate(lifecycle, Plan(MESSAGES, 3, form=of.name, asked=asked, **MISDEEDS)))
    texts = (text for text, _ in written(sent, lifecycle, of, CAPTURES[capture]))
    return "".join(texts), [each.payload for each in sent]


PLACE = re.compile(r"(?:, )?(?:line \d+|record \d+|[^ (]+(?:[:#]\d+|…))(?=\))")
"""Where another observation stands, as the words of a finding name it."""


def said(report):
    """What is said of messages, but for places."""
    found = comparable(report)
    told = {key: found["summary"][key] for key in ("observations", "verdicts")}
    for kind in ("messages", "findings"):
        each_told = [
            {
                key: PLACE.sub("", value) if key == "message" else value
                for key, value in each.items()
                if key not in ("file", "line", "record", "related")
            }
            for each in found[kind]
        ]
        told[kind] = sorted(json.dumps(each, sort_keys=True) for each in each_told)
    return told


@EACH
def test_bare_payloads(name, form, tmp_path, monkeypatch):
    """In lines, an array or a document; packed or not; in one file or more."""
    text, payloads = in_form("bare", name, form)
    lines = text.encode()
    half = lines.index(b"\n", len(lines) // 2) + 1
    files = {
        "a.jsonl": lines,
        "b.jsonl": lines[:half],
        "c.jsonl": lines[half:],
        "log.jsonl.gz": gzip.compress(lines),
        "log.jsonl.zst": zst(lines),
        "array.json": in_form("array", name, form)[0].encode(),
        "array.json.gz": gzip.compress(in_form("array", name, form)[0].encode()),
        "document.json": json.dumps({"list": payloads}, indent=1).encode(),
        "pretty.json": "\n".join(json.dumps(each, indent=1) for each in payloads).encode(),
        "end.jsonl": lines.removesuffix(b"\n"),
        "windows.jsonl": lines.replace(b"\n", b"\r\n"),
        "bom.jsonl": b"\xef\xbb\xbf" + lines,
        "blank.jsonl": lines.replace(b"\n", b"\n\n \n"),
    }
    for file, data in files.items():
        (tmp_path / file).write_bytes(data)
    expected = said(assert_same(tmp_path / "a.jsonl"))
    assert MESSAGES == len(expected["messages"])
    assert expected == said(assert_same(tmp_path / "b.jsonl", tmp_path / "c.jsonl"))
    monkeypatch.setattr(scanning, "SMALLEST", 4_000)
    others = sorted(
        file for file in files if file[0] not in "bc" or file in ("bom.jsonl", "blank.jsonl")
    )
    for file in others:
        if file == "document.json" and not name.startswith("scg"):
            continue  # the others have no form that may stand in a list
        for more in ({}, {"jobs": 2, "memory": 5_000}):
            found = said(assert_same(tmp_path / file, **more))
            if file == "document.json":  # what is unusable there is an item, not a record
                found["findings"] = expected["findings"]
            assert expected == found, (file, more)


@EACH
def test_exchanges(name, form, tmp_path, monkeypatch):
    """In envelopes, a HAR or a cassette."""
    monkeypatch.setattr(scanning, "SMALLEST", 4_000)
    expected = None
    for capture in ("envelope", "har", "cassette"):
        text, _ = in_form(capture, name, form)
        for packed in (False, True):
            data = gzip.compress(text.encode()) if packed else text.encode()
            log = tmp_path / f"{capture}-{packed}.{'har' if capture == 'har' else 'json'}"
            log.write_bytes(data)
            found = said(assert_same(log))
            expected = expected or found
            assert expected == found
            assert found == said(assert_same(log, jobs=2, memory=5_000))
    assert MESSAGES == len(expected["messages"])


@EACH
def test_records_of_python(name, form):
    """An iterable is read once; more than one are told apart."""
    _, payloads = in_form("bare", name, form)
    odd = [
        None,
        5,
        "text",
        {1: 2},
        {"a": object()},
        [payloads[0]],
        {"a": float("inf")},
        {"a": "\ud800"},
    ]
    records = [*payloads[:50], *odd, *payloads[50:]]
    plain = Checker(Options())
    plain.read_records(records)
    report = check([iter(records)], smallest=0)
    assert comparable(plain.finish()) == comparable(report)
    again = Checker(Options())
    again.read_records(payloads[:50])
    again.read_records(payloads[50:])
    assert comparable(again.finish()) == comparable(
        check([payloads[:50], payloads[50:]], smallest=0)
    )


@pytest.mark.parametrize("least", [0, 1, 100, 2**20])
@pytest.mark.parametrize("capture", [*CAPTURES, "packed", "none"])
def test_standard_input(capture, least, tmp_path, monkeypatch):
    """Whatever is piped in, however much of it is looked at first."""
    if capture in CAPTURES:
        data = in_form(capture, "vonage/sms", "")[0].encode()
    else:
        data = (
            gzip.compress(in_form("bare", "vonage/sms", "")[0].encode())
            if capture == "packed"
            else b""
        )
    log = tmp_path / "log"
    log.write_bytes(data)

    def piped(**more):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        return check(["-"], **more)

    expected = said(check([str(log)], smallest=2**30))
    assert expected == said(piped(smallest=2**30))
    assert expected == said(piped(smallest=least))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipes(tmp_path):
    """They are read once, beside files."""
    text, _ = in_form("bare", "vonage/sms", "")
    log, pipe = tmp_path / "log.jsonl", tmp_path / "pipe"
    half = text.index("\n", len(text) // 2) + 1
    log.write_text(text[half:], encoding="utf-8")
    os.mkfifo(pipe)
    writer = threading.Thread(
        target=pipe.write_text, args=(text[:half],), kwargs={"encoding": "utf-8"}
    )
    writer.start()
    report = check([str(pipe), str(log)], smallest=0)
    writer.join()
    whole = tmp_path / "whole.jsonl"
    whole.write_text(text, encoding="utf-8")
    assert said(check([str(whole)])) == said(report)
    assert {str(pipe), str(log)} == {each.place.file for each in report.messages}


def test_all_together(tmp_path):
    """Files of all forms, folders, records, and what is no log, in one check."""
    for number, capture in enumerate(CAPTURES):
        text, _ = in_form(capture, *[*FORMS, *MORE][number])
        (tmp_path / f"{number}.{'har' if capture == 'har' else 'json'}").write_text(
            text, encoding="utf-8"
        )
    (tmp_path / "readme.txt").write_text("no log\n", encoding="utf-8")
    (tmp_path / "empty.jsonl").write_bytes(b"")
    report = assert_same(tmp_path, tmp_path / "0.json", tmp_path / "none", tmp_path / "readme.txt")
    assert report.messages
    assert [False, False, True, True] == [bool(each.problem) for each in report.logs]


LATE = {
    "a cell that is two objects": ("csv", "{payload}{payload}"),
    "a record of several lines": ("log", '{{"channel": "sms",\n{rest}'),
}


@pytest.mark.parametrize("name", LATE)
def test_what_is_read_once_more_is_told_once(name, tmp_path):
    """Records and bytes, of a log that is read again."""
    suffix, odd = LATE[name]
    payloads = [json.dumps(callback("submitted", key=f"k{number}")) for number in range(2000)]
    payloads[-1] = odd.format(payload=payloads[-1], rest=payloads[-1][1:])
    log = tmp_path / f"log.{suffix}"
    with log.open("w", encoding="utf-8", newline="") as file:
        if suffix == "csv":
            csv.writer(file).writerows([("id", "payload"), *enumerate(payloads)])
        else:
            file.writelines(f"2026-01-01T00:00:00Z got {each}\n" for each in payloads)
    told = []
    check([str(log)], smallest=0, progress=lambda *each: told.append(each))
    records, read = map(sum, zip(*told, strict=True))
    assert (2000 <= records <= 2001, read) == (True, log.stat().st_size)


def test_progress_is_told_of_all(tmp_path):
    """Records and bytes, as record by record."""
    for capture in CAPTURES:
        log = tmp_path / f"{capture}.{'har' if capture == 'har' else 'json'}"
        log.write_text(in_form(capture, "vonage/sms", "")[0], encoding="utf-8")
        ways = []
        for smallest in (0, 2**30):
            told = []
            check(
                [str(log)], smallest=smallest, progress=lambda *each, told=told: told.append(each)
            )
            ways.append(tuple(map(sum, zip(*told, strict=True))))
        assert ways[0] == ways[1]
        assert ways[0][1] == log.stat().st_size
