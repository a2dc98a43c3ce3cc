"""Hostile logs: what has no end, grows beyond bounds, leads round in circles or is no file.

Each is told with its code, file and line, and what stands around it is judged.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msglife.conformance import Report
from msglife.conformance.reading import compressed, files_of, read_file

import msglife

UUID = "0e02ead2-5658-4e3b-900f-6f9ae7b7"


def callback(number: int, **more: Any) -> dict[str, Any]:
    """A callback that is a whole message."""
    return {
        "message_uuid": f"{UUID}{number:04x}",
        "to": "447700900039",
        "from": "Kiosk",
        "channel": "sms",
        "timestamp": f"2026-03-02T08:00:{number % 60:02}Z",
        "status": "undeliverable",
        "error": {"title": "1260", "detail": "x"},
        **more,
    }


def lines(*numbers: int) -> bytes:
    return b"".join(json.dumps(callback(number)).encode() + b"\n" for number in numbers)


def judged(*logs: Path | str) -> Report:
    """Check logs; every record of each is accounted for."""
    report = msglife.check([str(log) for log in logs])
    for log in report.logs:
        assert log.records == log.used + log.ignored + log.unread
    return report


def found(report: Report) -> list[tuple[str, int | None]]:
    return [(each.code, each.place.line) for each in report.findings if each.severity == "error"]


def keys(report: Report) -> list[int]:
    return [int(each.key[-4:], 16) for each in report.messages]


def zst(data: bytes) -> bytes:
    """Compress by whatever reads it, too."""
    compressed.zstd_unpacker()
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return bytes(zstd.compress(data))


PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "zst": zst}


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_packed_in_parts(kind: str, parts: int, tmp_path: Path) -> None:
    """A log of several members is one log, and its first member need not tell its form."""
    pretty = json.dumps([callback(number) for number in range(5)], indent=1).encode()
    for name, data in ("lines", lines(*range(5))), ("document", pretty):
        size = len(data) // parts + 1
        packed = [PACKERS[kind](data[at : at + size]) for at in range(0, len(data), size)]
        (tmp_path / f"{name}.json.{kind}").write_bytes(PACKERS[kind](b"") + b"".join(packed))
        report = judged(tmp_path / f"{name}.json.{kind}")
        assert ([0, 1, 2, 3, 4], []) == (keys(report), found(report))


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_log_that_ends_early(kind: str, tmp_path: Path) -> None:
    """Every record that was packed before the cut is judged; the cut is told once."""
    data = PACKERS[kind](lines(0, 1, 2)) + PACKERS[kind](lines(3, 4))[:-9]
    (tmp_path / "cut").write_bytes(data)
    report = judged(tmp_path / "cut")
    assert [("LOGS005", None)] == found(report)
    assert [0, 1, 2] == keys(report)[:3]
    assert "ends early" in report.findings[0].message


@pytest.mark.parametrize("kind", PACKERS)
def test_rubbish_behind_a_packed_log(kind: str, tmp_path: Path) -> None:
    """What was packed is judged, and the rubbish told; padding is none."""
    packed = PACKERS[kind](lines(0, 1))
    (tmp_path / "rubbish").write_bytes(packed + b"rubbish rubbish")
    (tmp_path / "padded").write_bytes(packed + bytes(1000))
    assert [0, 1] == keys(judged(tmp_path / "rubbish"))
    assert [("LOGS005", None)] == found(judged(tmp_path / "rubbish"))
    assert [] == found(judged(tmp_path / "padded"))


def test_without_zstandard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding names what to install; the other logs are judged."""
    (tmp_path / "a.jsonl.zst").write_bytes(zst(lines(0)))
    (tmp_path / "b.jsonl").write_bytes(lines(1))
    for name in ("backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delattr("backports.zstd", raising=False)
    report = judged(tmp_path)
    assert [("LOGS005", None)] == found(report)
    assert "msglife[capture]" in report.findings[0].message
    assert [1] == keys(report)


GROWN = """
import resource, sys
import msglife
msglife.check([{"status": "x"}])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
report = msglife.check(sys.argv[1])
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024, *sorted({each.code for each in report.findings}))
print(report.logs[0].records, len(report.messages))
"""


def memory(log: Path) -> tuple[int, list[str], str]:
    """How many MiB a check adds in a process of its own, the codes, and what came of the log."""
    done = subprocess.run(
        [sys.executable, "-c", GROWN, str(log)], capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    grown, *codes = first.split()
    return int(grown), codes, second


@pytest.mark.parametrize(("kind", "filler"), [("gz", b" "), ("zst", b"\0")])
def test_what_expands_a_thousandfold(kind: str, filler: bytes, tmp_path: Path) -> None:
    """160 MiB in a file of some 160 kB: memory holds a record's limit, not the log."""
    data = PACKERS[kind](lines(0) + filler * (160 * 2**20) + b"\n" + lines(1))
    assert len(data) < 2**18
    log = tmp_path / "bomb.jsonl"
    log.write_bytes(data)
    grown, codes, counts = memory(log)
    assert grown < 120
    assert (["LOGS006"], "3 2") == (codes, counts)


def test_a_line_of_50_megabytes(tmp_path: Path) -> None:
    """It is told by its line, and not held."""
    log = tmp_path / "long.jsonl"
    long = json.dumps(callback(7, client_ref="x" * 50_000_000)).encode()
    log.write_bytes(lines(0) + long + b"\n" + lines(1))
    assert [("LOGS006", 2)] == found(judged(log))
    assert memory(log)[0] < 120


def test_what_one_payload_can_say_is_bounded(tmp_path: Path) -> None:
    """A payload of 50,000 fields that no document names does not make as many findings."""
    strange = callback(0) | {f"k{number}": 0 for number in range(50_000)}
    report = msglife.check([strange])
    told = [each.message for each in report.findings if each.code == "PAYL003"]
    assert 101 == len(told)
    assert "and more like these, of which 100 are told" in told


def test_many_sensitive_values_are_not_searched_for() -> None:
    """Hiding 30,000 values in long texts would take long: nothing of them is shown instead."""
    numbers = [f"4477{number:08}" for number in range(30_000)]
    report = msglife.check([callback(0, to=numbers, status="4477" * 20_000 + " 447700000001")])
    assert "447700000001" not in "".join(each.message for each in report.findings)
    assert {"LIFE001", "PAYL001"} <= {each.code for each in report.findings}


@pytest.mark.parametrize("depth", [101, 200, 255, 1_000, 1_023, 1_025, 10_000])
@pytest.mark.parametrize("form", ["lines", "document", "body"])
def test_nesting(form: str, depth: int, tmp_path: Path) -> None:
    """However deep, the record is used or told, and its neighbours are judged."""
    deep = "[" * depth + "]" * depth
    text = json.dumps(callback(1, x="DEEP")).replace('"DEEP"', deep)
    if form == "body":
        text = json.dumps({"request": {"method": "POST", "url": "/x", "body": text}})
    whole = "\n".join([json.dumps(callback(0)), text, json.dumps(callback(2))])
    if form == "document":
        whole = "[\n" + whole.replace("\n", ",\n") + "\n]"
    log = tmp_path / "deep.json"
    log.write_text(whole)
    report = judged(log)
    assert {0, 2} <= set(keys(report))
    assert 1 in keys(report) or [3 if form == "document" else 2] == [at for _, at in found(report)]
    assert (1 in keys(report)) == (depth < 1_000) or depth in (1_000, 1_023)


TIMES = {
    "9999-12-31T23:59:59.999999Z": True,
    "9999-12-31T23:59:59-23:59": True,
    "0001-01-01T00:00:00+23:59": True,
    "0000-01-01T00:00:00Z": False,
    "10000-01-01T00:00:00Z": False,
    "2026-03-02T08:00:10+24:00": False,
    "2026-02-30T00:00:00Z": False,
}


@pytest.mark.parametrize("time", TIMES)
def test_times_at_the_end_of_time(time: str, tmp_path: Path) -> None:
    """A time that is one is accepted, whatever the year; another is told."""
    records = [callback(0), callback(1, timestamp=time), callback(2)]
    report = msglife.check(records)
    wrong = [each.place.record for each in report.findings if each.code == "PAYL001"]
    assert ([] if TIMES[time] else [1]) == wrong
    assert [0, 1, 2] == keys(report)


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a mark"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_other_encodings(encoding: str, mark: str, tmp_path: Path) -> None:
    """Text that is no UTF-8 is told once, by its first line, not line by line."""
    log = tmp_path / "wide.jsonl"
    log.write_bytes((mark + lines(0, 1, 2).decode()).encode(encoding))
    report = judged(log)
    assert ([("LOGS002", 1)], 3) == (found(report), report.exit_code())
    assert "expected UTF-8" in report.findings[0].message


def test_a_named_pipe(tmp_path: Path) -> None:
    """It is read as it is written, whatever it holds."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for data in (lines(0, 1, 2), gzip.compress(lines(0, 1, 2))):
        writer = threading.Thread(target=pipe.write_bytes, args=(data,))
        writer.start()
        report = judged(pipe)
        writer.join()
        assert ([0, 1, 2], []) == (keys(report), found(report))


def test_a_folder_of_things_that_are_no_files(tmp_path: Path) -> None:
    """A pipe in a folder is not waited for, no link leads round, and a file is read once."""
    (tmp_path / "log.jsonl").write_bytes(lines(0))
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "itself.jsonl").symlink_to(tmp_path / "itself.jsonl")
    (tmp_path / "nowhere.jsonl").symlink_to(tmp_path / "missing")
    (tmp_path / "latest.jsonl").symlink_to(tmp_path / "log.jsonl")
    report = judged(tmp_path)
    assert [0] == keys(report)
    assert 1 == report.messages[0].observations
    names = [Path(each.place.file).name for each in report.findings if each.code == "LOGS005"]
    assert ["itself.jsonl", "nowhere.jsonl"] == names


def test_a_deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders within folders, more than Python would call functions."""
    monkeypatch.chdir(tmp_path)
    for _ in range(1_200):
        Path("d").mkdir()
        os.chdir("d")
    Path("log.jsonl").write_bytes(lines(0))
    os.chdir(tmp_path)
    assert [0] == keys(judged(tmp_path))
    while not Path("log.jsonl").exists():
        os.chdir("d")
    Path("log.jsonl").unlink()
    for _ in range(1_200):  # pytest cannot remove what is so deep
        os.chdir("..")
        Path("d").rmdir()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can")
def test_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    """It is named, and so is a file; the others are read."""
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "closed.jsonl").touch(mode=0)
    (tmp_path / "log.jsonl").write_bytes(lines(0))
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755) if folder.is_relative_to("/tmp") and folder != Path("/tmp") else None
    os.seteuid(65534)
    try:
        records = [record for file in files_of(str(tmp_path)) for record in read_file(file)]
        with pytest.raises(Exception, match="Permission denied"):
            files_of(str(tmp_path / "closed" / "x.jsonl"))
    finally:
        os.seteuid(0)
    problems = [record.problem for record in records]
    assert 2 == len([each for each in problems if each and "Permission denied" in each.message])
    assert problems[-1] is None


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null"])
def test_a_device(device: str) -> None:
    """It may have no end, and is not begun."""
    report = judged(device)
    assert ([("LOGS005", None)], 3) == (found(report), report.exit_code())


def test_a_name_that_is_too_long() -> None:
    """The system's word is told."""
    assert "too long" in judged("x" * 5_000).logs[0].problem


def test_standard_input_that_is_closed() -> None:
    """A process may be started without one."""
    command = [sys.executable, "-m", "msglife", "check", "-"]
    script = " ".join(f"'{part}'" for part in command) + " <&-"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert 3 == done.returncode
    assert "standard input is closed" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_file_that_grows_or_shrinks_while_it_is_read(tmp_path: Path) -> None:
    """What was read of it counts."""
    log = tmp_path / "log.jsonl"
    log.write_bytes(lines(*range(2_000)))
    reading = read_file(str(log))
    first = next(reading)
    with log.open("ab") as more:
        more.write(lines(1) + lines(2)[:40])
    grown = [first, *reading]
    assert (2_002, 1) == (len(grown), sum(each.problem is not None for each in grown))
    reading = read_file(str(log))
    first = next(reading)
    os.truncate(log, 100)
    shrunk = [first, *reading]
    assert 1 <= len(shrunk) <= 2_002
    assert all(each.problem is None for each in shrunk[:-1])
