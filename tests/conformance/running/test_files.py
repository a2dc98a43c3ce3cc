"""The files of a check by rows: their parts and processes, and what memory has no room for."""

from __future__ import annotations

import json
import os
import tempfile
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import Options, check
from msglife.conformance.results.times import parse_duration, parse_moment
from msglife.conformance.running import chunks, processes, rereading, scanning, table_check
from msglife.conformance.table import partitions
from msglife.conformance.table.rows import PLACE

from support.callbacks import key_of, sms
from support.ways import (
    MISDEEDS,
    assert_same,
    by_rows,
    comparable,
    generated,
    record_by_record,
    write,
)


def divide(monkeypatch, part, chunk=2**20):
    """Divide files into parts of so many bytes, and read them by chunks."""
    monkeypatch.setattr(scanning, "SMALLEST", part)
    for module in (chunks, scanning):
        monkeypatch.setattr(module, "CHUNK", chunk)


def test_parts_and_processes(tmp_path, monkeypatch):
    """How a file is divided, and how many processes read it, changes nothing."""
    log = write(tmp_path / "log.jsonl", generated("vonage/rcs", 200, **MISDEEDS))
    whole = comparable(assert_same(log))
    divide(monkeypatch, 7_001, 5_003)
    monkeypatch.setattr(scanning, "LARGEST", 3_001)
    monkeypatch.setattr(scanning, "_TOGETHER", 3)
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
    divide(monkeypatch, 20_000)
    monkeypatch.setattr(rereading, "WORTH", 1)
    submit, tasks = processes.Workers.submit, []

    def noted(self, function, task):
        tasks.append(function.__name__)
        return submit(self, function, task)

    monkeypatch.setattr(processes.Workers, "submit", noted)
    report = assert_same(*logs, **{"jobs": 2, **options})
    assert len(report.messages) == 300
    assert tasks.count("_scanned") == tasks.count("examples") > 0
    shared = 0 if "details" in options else tasks.count("examples")
    assert shared == tasks.count("report")
    if "details" in options:
        whole = by_rows([str(log) for log in logs], Options(**options))
        assert whole.details == report.details


@pytest.mark.parametrize("seed", [None, "random", "7"])
@pytest.mark.parametrize("name", ["vonage/sms", "scg/message"])
def test_processes_that_are_no_copies(name, seed, tmp_path, monkeypatch):
    """Where a process cannot be copied, others are begun, and told by which seed to hash."""
    log = write(tmp_path / "log.jsonl", generated(name, 300, **MISDEEDS))
    whole = comparable(assert_same(log, details=2))
    divide(monkeypatch, 20_000)
    monkeypatch.setattr(rereading, "WORTH", 1)
    monkeypatch.setattr(processes, "_context", lambda: "spawn")
    if seed is None:
        monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    else:
        monkeypatch.setenv("PYTHONHASHSEED", seed)
    assert whole == comparable(assert_same(log, jobs=3, details=2))
    assert seed == os.environ.get("PYTHONHASHSEED")


def test_traces_of_which_every_message_is_told_in_detail(tmp_path):
    """Their numbers are the last, and no row has them any more."""
    lives = [(), ("delivered",), ("rejected",), ("undeliverable",)] * 2
    records = [
        sms(status, 5 * second, key_of(number))
        for number, life in enumerate(lives)
        for second, status in enumerate(["submitted", *life])
    ]
    log = write(tmp_path / "log.jsonl", map(json.dumps, records))
    report = assert_same(log, details=9)
    assert len(report.details) == len(report.messages) == 8


def test_processes_that_cannot_be_told(monkeypatch):
    """Where no seed can be told, there is one process, whatever is wanted."""
    assert 3 == processes.most_processes(3)
    flags = SimpleNamespace(ignore_environment=True)
    monkeypatch.setattr(processes, "sys", SimpleNamespace(flags=flags))
    monkeypatch.setattr(processes, "_context", lambda: "spawn")
    assert 1 == processes.most_processes(3)


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(0, 300), st.integers(1, 5))
def test_a_message_is_judged_by_one(counts, besides, ways):
    """Nothing is lost where lines are shared, and no message is cut in two."""
    messages = [(key, np.full(count, key, PLACE)) for key, count in enumerate(counts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rereading, "WORTH", 0)
        shares = list(rereading.shared(messages, besides, ways))
    assert 1 <= len(shares) <= ways
    assert list(range(len(counts))) == [key for share in shares for key, _ in share]
    fair = (besides + sum(counts)) / ways
    assert all(sum(len(rows) for _, rows in share) <= fair + 9 for share in shares)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_memory_has_no_room_for_is_spilled(jobs, tmp_path, monkeypatch):
    """To files that are gone afterwards; it changes nothing."""
    log = write(tmp_path / "log.jsonl", generated("scg/message", 300, **MISDEEDS))
    whole = comparable(assert_same(log, details=3))
    divide(monkeypatch, 20_000, 9_001)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spilled"))
    (tmp_path / "spilled").mkdir()
    spilled = []
    original = partitions.Partitions.spill

    def spilling(self):
        original(self)
        spilled.append(self.file.stat().st_size)

    monkeypatch.setattr(partitions.Partitions, "spill", spilling)
    assert whole == comparable(assert_same(log, jobs=jobs, memory=20_000, details=3))
    assert max(spilled) > 20_000
    assert not list((tmp_path / "spilled").iterdir())


@pytest.mark.parametrize("jobs", [1, 2])
def test_where_nothing_can_be_spilled_it_is_said(jobs, tmp_path, monkeypatch):
    """A full disk, or the want of a temporary folder, is no silent loss."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 200))
    options = Options(memory=10_000, jobs=jobs)
    divide(monkeypatch, 20_000, 9_001)
    assert by_rows([str(log)], options).messages
    spill = partitions.Partitions.spill

    def nowhere(self):
        self.file = tmp_path / "no" / "file"
        spill(self)

    with monkeypatch.context() as patch, pytest.raises(partitions.NoRoom):
        patch.setattr(partitions.Partitions, "spill", nowhere)
        by_rows([str(log)], options)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(OSError):
        by_rows([str(log)], Options())


def test_a_file_that_shrinks_while_read(tmp_path, monkeypatch):
    """Lines that are no longer there are told of, and the others judged."""
    lines = generated("vonage/sms", 100, **MISDEEDS)
    log = write(tmp_path / "log.jsonl", [*lines, "{"])
    shrunk = table_check.scan_jobs

    def shrinking(*args):
        yield from shrunk(*args)
        log.write_text("\n".join(lines[:10]), encoding="utf-8")

    monkeypatch.setattr(table_check, "scan_jobs", shrinking)
    report = by_rows([str(log)], Options())
    assert "LOGS005" in {finding.code for finding in report.findings}
    assert len(lines) + 1 == sum(log.records for log in report.logs)


def test_small_logs_are_read_record_by_record(tmp_path):
    """Their messages are all there at once."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 3))
    assert isinstance(check([str(log)]).messages, tuple)
    assert not isinstance(by_rows([str(log)], Options()).messages, tuple)


def test_a_path_that_is_none(tmp_path):
    """It is a problem of one argument; the others are judged."""
    log = write(tmp_path / "log.jsonl", generated("vonage/sms", 3))
    report = assert_same(tmp_path / "none", log)
    assert ["LOGS005"] == [each.code for each in report.findings]
    assert [True, False] == [bool(each.problem) for each in report.logs]


def test_large_logs_are_judged_by_rows(tmp_path):
    """`check` takes that way by itself."""
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
    assert comparable(record_by_record([str(log)], Options())) == comparable(report)


@pytest.mark.parametrize("head", [b"{\0", b"\0{", b"\xff\xfe{\0"])
def test_what_begins_as_no_utf_8(head, tmp_path):
    """It is one finding, as it is record by record."""
    log = tmp_path / "log.jsonl"
    lines = generated("vonage/sms", 30)
    log.write_bytes(head + "\n".join(lines).encode())
    assert assert_same(log).findings


def test_a_very_long_key(tmp_path):
    """It is judged as its neighbours are."""
    lines = generated("vonage/sms", 60)
    record = json.loads(lines[0])
    lines.append(json.dumps({**record, "message_uuid": "a" * 2**20}))
    report = assert_same(write(tmp_path / "log.jsonl", lines))
    assert 2**20 == max(len(each.key) for each in report.messages)
    assert 61 == len(report.messages)


@pytest.mark.parametrize("behind", [b"", b"x", b" ", b" x", b"{}"])
def test_a_line_of_which_only_a_part_fits(behind, tmp_path, monkeypatch):
    """Its beginning may be a record, of which it is none."""
    divide(monkeypatch, 2**30, 4_096)
    lines = [line.encode() for line in generated("vonage/sms", 12)]
    for size in (4_095, 4_096, 4_097, 9_000):
        log = tmp_path / "log.jsonl"
        log.write_bytes(b"\n".join([*lines, lines[5].ljust(size) + behind, *lines[6:]]))
        report = assert_same(log)
        assert (behind.strip() != b"") == ("LOGS001" in {each.code for each in report.findings})
