"""Versions by rows: they may differ from line to line, but not fall within a message."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msglife.conformance.table import rows
from msglife.conformance.typed import kinds

from support.pigeon_post import LIFECYCLE, edge, rule, state
from support.ways import assert_same, write

POLL = """
[[forms]]
name = "poll"
mode = "sampled"
payload = "request"
schema = "any.schema.json"
key = "/id"
status = "/seen"
version = "/version"
time = { at = "/at", unit = "rfc3339" }
select = { required = ["seen"] }
basis = "documented"
cite = "guide: 1"

[[relations]]
id = "of"
kind = "belongs_to"
says = "…"
parent = "pigeon/loft"
fields = ["/of"]
basis = "implied"
cite = "guide: 3"
"""
STATES = ("queued", "sent", "arrived")
TEXT = "\n".join(
    [
        LIFECYCLE.replace('["id"]', '["status"]').replace("note.schema", "any.schema"),
        POLL,
        *(state(name, name) for name in STATES[:2]),
        state("arrived", "delivered", "final = true"),
        edge("start", "queued", "enqueue"),
        edge("queued", "sent", "send"),
        edge("sent", "arrived", "arrive"),
        rule("grows", "non_decreasing", 'fields = ["/version"]'),
    ]
)
LOFT = "\n".join(
    [
        LIFECYCLE.replace('"letter"', '"loft"')
        .replace('["id"]', '["loft"]')
        .replace("note.schema", "any.schema"),
        state("open", "accepted", "final = true"),
        edge("start", "open", "unlock"),
    ]
)
FIELDS = ("id", "at", "status", "seen", "version", "of", "to", "recipient", "loft")
VERSIONS = (None, 0, 1, 2, 3, 9, 10, 9_999, 10_000, 65_535, 70_000, 1.5, 2.0, -1, "2", True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The invented provider's folder."""
    place = tmp_path_factory.mktemp("pigeon") / "pigeon"
    place.mkdir()
    schema = {"properties": dict.fromkeys(FIELDS, True)}
    (place / "any.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (place / "letter.toml").write_text(TEXT, encoding="utf-8")
    (place / "loft.toml").write_text(LOFT, encoding="utf-8")
    return place


def told(number, status, second, version, form="seen", of=None):
    """A line that tells of a letter."""
    more = {} if version is None else {"version": version}
    parent = {} if of is None else {"of": of}
    time = {"at": f"2026-03-01T10:00:{second:02}Z"}
    return json.dumps({"id": f"l-{number:03}", form: status, **time, **more, **parent})


def lives(*versions, seconds=(0, 1, 2), start=0, **more):
    """Twenty letters, polled at each of their states."""
    return [
        told(number, status, second, version, **more)
        for number in range(start, start + 20)
        for status, second, version in zip(STATES, seconds, versions, strict=True)
    ]


def options(folder):
    return {"specs": (folder,), "lifecycles": ("pigeon",)}


@pytest.mark.parametrize(
    ("versions", "usual", "as_others"),
    [
        ((4, 5, 5), (1, 2, 3), True),
        ((9, 9, 9), (1, 2, 3), True),
        ((0, None, 7), (1, None, 2), True),
        ((None, 3, None), (None, 1, None), True),
        ((3, 2, 4), (1, 2, 3), False),
        ((1, 3, 2), (1, 2, 3), False),
        ((3, None, 2), (1, None, 2), False),
        ((3, 1.5, 1.5), (1, 1.5, 1.5), True),
        ((9_999, 10_000, 10_000), (1, 10_000, 10_000), True),
    ],
    ids=str,
)
@pytest.mark.parametrize("seconds", [(0, 1, 2), (0, 1, 1)], ids=str)
def test_a_letter_whose_versions_fall(seconds, versions, usual, as_others, folder, tmp_path):
    """It is judged by itself, unless all are, since their versions cannot be compared."""
    odd = [
        told(99, status, second, version)
        for status, second, version in zip(STATES, seconds, versions, strict=True)
    ]
    log = write(tmp_path / "log.jsonl", [*lives(*usual, seconds=seconds), *odd])
    report = assert_same(log, **options(folder))
    judged = {each.key for each in report.judged}
    assert as_others == (("l-099" in judged) == ("l-000" in judged))


def test_letters_with_other_versions_are_alike(folder, tmp_path):
    """What is judged of one holds for all, whatever their versions are."""
    lines = [
        told(number, status, second, (number + 3 * second) % 10 + (10 * second))
        for number in range(20)
        for second, status in enumerate(STATES)
    ]
    report = assert_same(write(tmp_path / "log.jsonl", lines), **options(folder))
    assert not list(report.judged)
    assert {"conforms"} == {each.verdict for each in report.messages}


def test_a_letter_that_names_another_parent(folder, tmp_path):
    """It is told of, though it is like the others but for that."""
    lines = [*lives(1, 2, 3, of="p-1"), *lives(1, 2, 3, of="p-2", start=20)]
    lines[4] = told(1, "sent", 1, 2, of="p-2")
    report = assert_same(write(tmp_path / "log.jsonl", lines), **options(folder))
    assert [("RELN001", "l-001", 5)] == [
        (each.code, each.key, each.place.line) for each in report.findings
    ]
    assert ["l-001"] == [each.key for each in report.judged]


TELLING = st.tuples(
    st.sampled_from(STATES),
    st.integers(0, 3),
    st.sampled_from(VERSIONS),
    st.sampled_from(["seen", "seen", "status"]),
    st.sampled_from([None, "p-1", "p-2"]),
)


@settings(max_examples=200)
@given(letters=st.lists(st.lists(TELLING, min_size=1, max_size=5), min_size=1, max_size=6))
@example(letters=[[("queued", 1, 3, "seen", None), ("sent", 1, None, "seen", None)]])
def test_whatever_the_versions_are(letters, folder, tmp_path_factory):
    """Polls and events, with versions and parents of every kind, are judged as line by line."""
    lines = [told(n, *each) for n, letter in enumerate(letters) for each in letter]
    log = write(tmp_path_factory.mktemp("versions") / "log.jsonl", [*lines, *lives(1, 2, 3)])
    assert_same(log, **options(folder))


def test_no_more_kinds_than_there_are_numbers(folder, tmp_path, monkeypatch):
    """Messages of which lines of further kinds tell are judged each by itself."""
    log = write(tmp_path / "log.jsonl", lives(1, 2, 3))
    assert 0 == len(list(assert_same(log, **options(folder)).judged))
    monkeypatch.setattr(kinds, "MOST_KINDS", 2)
    assert 20 == len(list(assert_same(log, **options(folder)).judged))


def test_a_row_is_no_larger_than_what_is_promised():
    """The documentation tells what a line that was recognised takes."""
    assert (100, 12, 28) == tuple(each.itemsize for each in (rows.ROW, rows.PLACE, rows.MESSAGE))
