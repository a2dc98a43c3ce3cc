"""Packed files by rows: unpacked for as long as somebody asks for their lines."""

from __future__ import annotations

import gc
import gzip
import json
import shutil
import sys
import tempfile
from collections import namedtuple

import pytest
from msglife.conformance import Options, check
from msglife.conformance.opening import compressed
from msglife.conformance.running import inputs, scanning

from support.logs import zst
from support.ways import MISDEEDS, assert_same, by_rows, generated, write

LINES = "".join(f"{line}\n" for line in generated("vonage/sms", 200, **MISDEEDS)).encode()
HALF = LINES.index(b"\n", len(LINES) // 2) + 1
PACKED = {
    "gz": gzip.compress(LINES),
    "gz of two members": gzip.compress(LINES[:HALF]) + gzip.compress(LINES[HALF:]),
    "zst": zst(LINES),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where temporary folders are made."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_packed_file_is_judged_as_its_lines_are(name, jobs, tmp_path, folder, monkeypatch):
    """Beside one that is not packed, too; the keys are read when the report asks for them."""
    monkeypatch.setattr(scanning, "SMALLEST", 20_000)
    packed = tmp_path / "a.jsonl.packed"
    packed.write_bytes(PACKED[name])
    plain = write(tmp_path / "b.jsonl", generated("vonage/sms", 50, seed=1))
    report = assert_same(packed, plain, jobs=jobs)
    assert {str(packed), str(plain)} == {each.place.file for each in report.messages}
    assert len(report.messages) > len(list(report.judged)) > 0


def test_unpacked_lines_are_there_as_long_as_the_report(tmp_path, folder):
    """In files without names: none is ever left behind."""
    log = tmp_path / "a.jsonl.gz"
    log.write_bytes(PACKED["gz"])
    report = by_rows([str(log)], Options())
    messages = report.messages
    del report
    assert 200 == len({each.key for each in messages})
    assert sys.platform != "linux" or [] == list(folder.iterdir())
    del messages
    gc.collect()
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        PACKED["gz"][:-9],
        PACKED["gz"] + b"rubbish rubbish",
        PACKED["zst"][:-9],
        gzip.compress(json.dumps([{}] * 9, indent=1).encode()),
        gzip.compress(b"\xff\xfe" + LINES),
        gzip.compress(b""),
        b"\x1f\x8b",
    ],
    ids=["cut", "rubbish", "cut zst", "document", "wide", "empty", "two bytes"],
)
def test_what_is_damaged_or_no_lines_is_read_as_it_is_packed(data, tmp_path, folder):
    """Its records up to the damage are judged, and nothing is left behind."""
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(data)
    report = assert_same(log)
    assert report.findings or any(report.problems)
    del report
    gc.collect()
    assert [] == list(folder.iterdir())


@pytest.fixture
def unpacked(monkeypatch):
    """Whether each packed file was unpacked, in the order in which they were met."""
    told, original = [], inputs._Inputs._unpacked

    def noted(self, *args):
        found = original(self, *args)
        told.append(found is not None)
        return found

    monkeypatch.setattr(inputs._Inputs, "_unpacked", noted)
    return told


def test_what_grows_beyond_what_a_log_does_is_not_unpacked(tmp_path, folder, unpacked, monkeypatch):
    """It could fill a disk; its lines are judged all the same."""
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(gzip.compress(LINES + b" " * 2**23))
    assert_same(log)
    monkeypatch.setattr(inputs, "_LEAST", 2**20)
    assert 200 == len(assert_same(log).messages)
    assert [True, False] == unpacked
    gc.collect()
    assert [] == list(folder.iterdir())


def test_no_more_than_a_part_of_the_room_is_taken(tmp_path, folder, unpacked, monkeypatch):
    """Where there is none, the file is read as it is packed."""
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(PACKED["gz"])
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 2 * len(LINES)))
    assert_same(log)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 2 * len(LINES) - 2))
    assert_same(log)
    assert [True, False] == unpacked


def test_without_zstandard_nothing_is_unpacked(tmp_path, monkeypatch):
    """It is said what to install."""
    log = tmp_path / "log.jsonl.zst"
    log.write_bytes(PACKED["zst"])
    for name in ("backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delattr("backports.zstd", raising=False)
    with pytest.raises(compressed.NoZstandard):
        compressed.zstd_unpacker()
    assert ["LOGS005"] == [each.code for each in assert_same(log).findings]


def test_progress_is_told_in_bytes_of_the_packed_file(tmp_path):
    """They are told while it is unpacked, and lines while they are read."""
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(PACKED["gz"])
    told = []
    check([str(log)], smallest=0, progress=lambda *each: told.append(each))
    records, read = map(sum, zip(*told, strict=True))
    assert (LINES.count(b"\n"), len(PACKED["gz"])) == (records, read)


def test_a_large_packed_log_is_judged_by_rows(tmp_path):
    """`check` sees how large it is, unpacked."""
    times = 2**21 // len(LINES)
    shortened = b"".join(
        line.replace(b'_uuid":"' + line[17:19], b'_uuid":"%02x' % number, 1)
        for number in range(times)
        for line in LINES.splitlines(keepends=True)
        if line.startswith(b'{"message_uuid":"')
    )
    log = tmp_path / "log.jsonl.gz"
    log.write_bytes(gzip.compress(shortened))
    assert 2**17 < log.stat().st_size < 2**20
    report = check([str(log)])
    assert not isinstance(report.messages, tuple)
    assert 200 * times == len(report.messages)
