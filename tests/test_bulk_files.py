"""The files of a check in bulk: their parts and processes, and what memory has no room for."""

from __future__ import annotations

import json
import tempfile

import pytest
from msglife.conformance import Options, check
from msglife.conformance.bulk import check_files, chunks, partitions, parts, scan, two_phases

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
