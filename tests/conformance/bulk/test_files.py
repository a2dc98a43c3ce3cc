"""The files of a check in bulk: their parts and processes, and what memory has no room for."""

from __future__ import annotations

import json
import tempfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import Options, check
from msglife.conformance.bulk import (
    check_files,
    chunks,
    one_by_one,
    partitions,
    parts,
    scan,
    two_phases,
    workers,
)
from msglife.conformance.bulk.rows import PLACE
from msglife.conformance.bulk.traced import Divided
from msglife.conformance.results.times import parse_duration, parse_moment

from support.bulk import MISDEEDS, assert_same, comparable, generated, line_by_line, write


def test_parts_and_processes(tmp_path, monkeypatch):
    """How a file is divided, and how many processes read it, changes nothing."""
    log = write(tmp_path / "log.jsonl", generated("vonage/rcs", 200, **MISDEEDS))
    whole = comparable(assert_same(log))
    monkeypatch.setattr(parts, "SMALLEST", 7_001)
    monkeypatch.setattr(chunks, "CHUNK", 5_003)
    monkeypatch.setattr(scan, "_BATCH", 3)
    assert whole == comparable(assert_same(log))
    assert whole == comparable(assert_same(log, jobs=2))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"jobs": 3},
        {"final_within": parse_duration("1m")},
        {"since": parse_moment("2026-01-01T00:02:00Z")},
        {"select": ("DELV",), "show_numbers": True},
        {"details": 2},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["vonage/sms", "scg/message"])
def test_what_is_judged_one_by_one_is_judged_by_all(name, options, tmp_path, monkeypatch):
    """Which process judges a message changes nothing; but the worst are chosen by one."""
    lines = generated(name, 300, **MISDEEDS)
    logs = [write(tmp_path / f"{n}.jsonl", lines[n::2]) for n in range(2)]
    monkeypatch.setattr(parts, "SMALLEST", 20_000)
    monkeypatch.setattr(one_by_one, "WORTH", 1)
    submit, tasks = workers.Workers.submit, []

    def noted(self, function, task):
        tasks.append(function.__name__)
        return submit(self, function, task)

    monkeypatch.setattr(workers.Workers, "submit", noted)
    report = assert_same(*logs, **{"jobs": 2, **options})
    assert len(report.messages) == 300
    assert tasks.count("_scanned") == tasks.count("outcomes") > 0
    shared = 0 if "details" in options else tasks.count("outcomes")
    assert shared == tasks.count("report")
    if "details" in options:
        whole = check_files([str(log) for log in logs], Options(**options), smallest=0)
        assert whole is not None
        assert whole.details == report.details


def test_processes_that_are_no_copies(tmp_path, monkeypatch):
    """Where a process cannot be copied, another is begun, and told what it needs."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 300, **MISDEEDS))
    whole = comparable(assert_same(log))
    monkeypatch.setattr(parts, "SMALLEST", 20_000)
    monkeypatch.setattr(one_by_one, "WORTH", 1)
    monkeypatch.setattr(workers, "_context", lambda: "spawn")
    assert whole == comparable(assert_same(log, jobs=2))


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(0, 300), st.integers(1, 5))
def test_a_message_is_judged_by_one(counts, besides, ways):
    """Nothing is lost where lines are shared, and no message is cut in two."""
    lines = np.zeros(sum(counts), PLACE)
    lines["line"] = np.repeat(np.arange(len(counts)), counts)
    found = Divided([], lines[:0], lines, np.array(counts, np.uint32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_by_one, "WORTH", 0)
        shares = one_by_one.shared(found, besides, ways)
    assert ways == len(shares)
    assert lines.tolist() == np.concatenate(shares).tolist()
    known = [set(share["line"].tolist()) for share in shares]
    assert len(counts) == sum(map(len, known))
    fair = (besides + len(lines)) / ways
    assert all(len(share) <= fair + 9 * ways for share in shares[1:])


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_memory_has_no_room_for_is_spilled(jobs, tmp_path, monkeypatch):
    """To files that are gone afterwards; it changes nothing."""
    log = write(tmp_path / "log.jsonl", generated("scg/message", 300, **MISDEEDS))
    whole = comparable(assert_same(log, details=3))
    monkeypatch.setattr(parts, "SMALLEST", 20_000)
    monkeypatch.setattr(chunks, "CHUNK", 9_001)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spilled"))
    (tmp_path / "spilled").mkdir()
    spilled = []
    original = partitions.Partitions.spill

    def spilling(self):
        original(self)
        spilled.append(len(list((tmp_path / "spilled").glob("*/*"))))

    monkeypatch.setattr(partitions.Partitions, "spill", spilling)
    assert whole == comparable(assert_same(log, jobs=jobs, memory=20_000, details=3))
    assert max(spilled) > 1
    assert not list((tmp_path / "spilled").iterdir())


@pytest.mark.parametrize("jobs", [1, 2])
def test_where_nothing_can_be_spilled_logs_are_judged_line_by_line(jobs, tmp_path, monkeypatch):
    """Neither a full disk nor the want of a temporary folder stops a check."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 200))
    options = Options(memory=10_000, jobs=jobs)
    monkeypatch.setattr(parts, "SMALLEST", 20_000)
    monkeypatch.setattr(chunks, "CHUNK", 9_001)
    assert check_files([str(log)], options, smallest=0) is not None
    monkeypatch.setattr(partitions.Partitions, "_file", lambda self, _: tmp_path / "no" / "file")
    assert check_files([str(log)], options, smallest=0) is None
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert check_files([str(log)], Options(), smallest=0) is None


def test_a_file_that_shrinks_while_read(tmp_path, monkeypatch):
    """Lines that are no longer there are told of, and the others judged."""
    lines = generated("vonage/sms", 100)
    log = write(tmp_path / "log.jsonl", [*lines, "{"])
    shrunk = parts.scan_jobs

    def shrinking(*args):
        yield from shrunk(*args)
        log.write_text("\n".join(lines[:10]), encoding="utf-8")

    monkeypatch.setattr("msglife.conformance.bulk.two_phases.scan_jobs", shrinking)
    report = check_files([str(log)], Options(), smallest=0)
    assert "LOGS005" in {finding.code for finding in report.findings}
    assert sum(log.records for log in report.logs) == len(lines) + 1


def test_small_logs_and_others_are_not_for_bulk(tmp_path):
    """What is small, or no file of JSON Lines, is read line by line."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 3))
    array = tmp_path / "array.json"
    array.write_text("[" + ",\n".join(generated("vonage/sms", 3)) + "]", encoding="utf-8")
    assert check_files([str(log)], Options()) is None
    assert check_files([str(array)], Options(), smallest=0) is None
    assert check_files([str(tmp_path / "none")], Options(), smallest=0) is None
    assert check_files([str(log)], Options(), smallest=0) is not None


def test_large_logs_are_for_bulk(tmp_path):
    """`check` takes the fast way by itself."""
    lines = generated("vonage/sms", 60)
    many = [
        line.replace('"message_uuid":"', f'"message_uuid":"{n:08x}', 1)
        for n in range(90)
        for line in lines
    ]
    shortened = [line[:25] + line[33:] for line in many]
    log = write(tmp_path / "log.jsonl", shortened)
    report = check([str(log)])
    assert not isinstance(report.messages, tuple)
    assert comparable(report) == comparable(line_by_line([str(log)], Options()))


@pytest.mark.parametrize("head", [b"{\0", b"\0{", b"\xff\xfe{\0"])
def test_what_begins_as_no_utf_8_is_not_for_bulk(head, tmp_path):
    """It is one finding, as it is line by line."""
    log = tmp_path / "log.jsonl"
    lines = generated("vonage/sms", 30)
    log.write_bytes(head + "\n".join(lines).encode())
    assert check_files([str(log)], Options(), smallest=0) is None
    log.write_bytes("\n".join(lines).encode())
    assert check_files([str(log)], Options(), smallest=0) is not None


def test_where_much_is_to_be_said_logs_are_judged_line_by_line(tmp_path, monkeypatch):
    """There messages are let go when they are over; here they are held."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 100, late=0.5))
    count = sum(each.observations for each in assert_same(log).judged)
    monkeypatch.setattr(two_phases, "MOST_ALONE", count)
    assert check_files([str(log)], Options(), smallest=0) is not None
    monkeypatch.setattr(two_phases, "MOST_ALONE", count - 1)
    assert check_files([str(log)], Options(), smallest=0) is None


def test_a_very_long_key(tmp_path):
    """No row has as long a one; it is judged line by line, as its neighbours are not."""
    lines = generated("vonage/sms", 60)
    record = json.loads(lines[0])
    lines.append(json.dumps({**record, "message_uuid": "a" * 2**20}))
    report = assert_same(write(tmp_path / "log.jsonl", lines))
    assert max(len(each.key) for each in report.judged) == 2**20
    assert len(report.messages) == 61
