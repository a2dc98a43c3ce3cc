"""What is judged by rows is judged as record by record."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance.judging.options import parse_final_within
from msglife.conformance.results.times import parse_duration, parse_moment
from msglife.conformance.table import grouping, hashing
from msglife.spec import catalog

from support.checkout import EXAMPLES
from support.ways import MISDEEDS, assert_same, generated, write
from vectors import reader

LOGS = sorted(EXAMPLES.glob("*.jsonl"))
LIFECYCLES = sorted(each.id for each in catalog())


CASES = reader.cases()


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted({case.path.name for case in CASES}))
def test_vectors(name, step, tmp_path):
    """Each vector, a file a case."""
    read = {"since": parse_moment, "final_within": parse_final_within}
    cases = [case for case in CASES if case.path.name == name][::step]
    for number, case in enumerate(cases):
        log = write(tmp_path / f"{number}.jsonl", map(json.dumps, case.records))
        options = case.case.get("options", {})
        options = {key: read.get(key, lambda value: value)(options[key]) for key in options}
        assert_same(log, **options)


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_examples(path):
    """The examples, with faults of every kind."""
    assert_same(path)


def test_examples_together():
    """Messages of several files are told apart and together alike."""
    report = assert_same(*LOGS, LOGS[0])
    assert report.verdicts["violates"]


@pytest.mark.parametrize("name", LIFECYCLES)
def test_generated(name, tmp_path):
    """Generated logs with misdeeds of every kind."""
    report = assert_same(write(tmp_path / "log.jsonl", generated(name, 150, **MISDEEDS)))
    assert report.findings


@pytest.mark.parametrize(
    "name", ["vonage/sms", "go4network/message", "scg/message", "partner_gateway/sms"]
)
def test_sound_messages_are_not_judged_one_by_one(name, tmp_path):
    """What rows are for: of a sound log of even lines, nothing is left to the plain way."""
    log = write(tmp_path / "log.jsonl", generated(name, 400, varied=False))
    report = assert_same(log)
    assert not list(report.judged)
    assert len(report.messages) == 400
    assert report.messages[3] == list(report.messages)[3]


@pytest.mark.parametrize(
    "options",
    [
        {"final_within": parse_duration("1m")},
        {"final_within": "documented"},
        {"since": parse_moment("2026-01-01T00:02:00Z")},
        {"strict": True, "complete": True},
        {"lifecycles": ("vonage/sms",)},
        {"lifecycles": ("vonage",), "show_numbers": True},
        {"select": ("LIFE",)},
        {"ignore": ("DELV",)},
    ],
    ids=str,
)
def test_options(options, tmp_path):
    """Each option means the same by rows."""
    assert_same(write(tmp_path / "log.jsonl", generated("vonage/sms", 200, **MISDEEDS)), **options)


@pytest.mark.parametrize("bits", [0b1_1111, 2**64 - 2**32 + 1, 2**32 - 1], ids=bin)
def test_keys_of_one_hash_are_told_apart(bits, tmp_path, monkeypatch):
    """Where hashes are equal, messages are judged by themselves; half a hash may be equal."""
    monkeypatch.setattr(hashing, "_MASK", bits)
    report = assert_same(write(tmp_path / "log.jsonl", generated("vonage/sms", 120)))
    assert 120 == len(report.messages)
    assert (bits < 2**8) == bool(list(report.judged))


def test_many_traces(tmp_path, monkeypatch):
    """Beyond the most traces that are kept apart, messages are judged one by one."""
    monkeypatch.setattr(grouping, "_MOST_NODES", 3)
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 120))
    report = assert_same(log)
    assert 0 < len(list(report.judged)) < 120


EDITS = (
    lambda line, dice: line.replace("0", "9", 1),
    lambda line, dice: line[: dice.randrange(len(line))],
    lambda line, dice: line + line,
    lambda line, dice: "",
    lambda line, dice: "  " + line + "\r",
    lambda line, dice: json.dumps(dict(sorted(json.loads(line).items()))),
    lambda line, dice: line.replace("{", '{"status":"read",', 1),
    lambda line, dice: line.replace("{", '{"new":1,', 1),
    lambda line, dice: line.replace("a", "\\u0061"),
    lambda line, dice: line.replace(":", ": "),
    lambda line, dice: line.replace("-", "é"),
    lambda line, dice: line.replace("1", "01"),
    lambda line, dice: line.replace("1", "1e5"),
    lambda line, dice: line.replace('"', "", dice.randrange(1, 4)),
    lambda line, dice: line.replace("2026-01-01", "2026-13-41"),
    lambda line, dice: line.replace("T00:", "T24:"),
    lambda line, dice: line.replace("Z", "+02:00"),
)


@settings(max_examples=40)
@given(
    name=st.sampled_from(LIFECYCLES),
    seed=st.integers(0, 10**6),
    edits=st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(EDITS)), max_size=12),
)
def test_damaged(name, seed, edits, tmp_path_factory):
    """Damage of any kind is found by both ways, or by neither."""
    lines = generated(name, 25, seed, repeated=0.2, late=0.2)
    dice = Random(seed)
    for place, edit in edits:
        index = place % len(lines)
        if lines[index].startswith("{"):
            try:
                lines[index] = edit(lines[index], dice)
            except ValueError:  # an edit before made it no JSON
                continue
    assert_same(write(tmp_path_factory.mktemp("damaged") / "log.jsonl", lines))


@settings(max_examples=30)
@given(
    name=st.sampled_from(LIFECYCLES),
    seed=st.integers(0, 10**6),
    changes=st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 255)),
        min_size=1,
        max_size=6,
    ),
)
def test_one_byte(name, seed, changes, tmp_path_factory):
    """One byte changed in a line that others are like."""
    lines = [line.encode() for line in generated(name, 12, seed % 50)]
    for which, place, char in changes:
        index = which % len(lines)
        line = bytearray(lines[index])
        line[place % len(line)] = char
        lines.insert(index, bytes(line))
    log = tmp_path_factory.mktemp("byte") / "log.jsonl"
    log.write_bytes(b"\n".join(lines))
    assert_same(log)


def test_the_key_of_one_that_is_escaped_is_read(tmp_path):
    """A key that stands in each line alike, in escapes, is read as JSON has it."""
    lines = generated("vonage/sms", 1)
    key = json.loads(lines[0])["message_uuid"]
    escaped = [line.replace(key, f"\\u{ord(key[0]):04x}{key[1:]}") for line in lines]
    report = assert_same(write(tmp_path / "log.jsonl", escaped))
    assert [each.key for each in report.messages] == [key]
