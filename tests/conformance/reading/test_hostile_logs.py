"""Hostile logs: what is packed to burst, has no end of a line, is deep, or tells of no such time.

Each is told with its code, file and line, and what stands around it is judged.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import msglife
from support.commands import run_python
from support.logs import keys, lines_of, whole_message, zst
from support.outcomes import codes, errors_by_line, findings_of, judged

PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "zst": zst}


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("parts", [1, 2, 5])
def test_packed_in_parts(kind: str, parts: int, tmp_path: Path) -> None:
    """A log of several members is one log, and its first member need not tell its form."""
    pretty = json.dumps([whole_message(number) for number in range(5)], indent=1).encode()
    for name, data in ("lines", lines_of(*range(5))), ("document", pretty):
        size = len(data) // parts + 1
        packed = [PACKERS[kind](data[at : at + size]) for at in range(0, len(data), size)]
        (tmp_path / f"{name}.json.{kind}").write_bytes(PACKERS[kind](b"") + b"".join(packed))
        report = judged(tmp_path / f"{name}.json.{kind}")
        assert ([0, 1, 2, 3, 4], []) == (keys(report), errors_by_line(report))


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_log_that_ends_early(kind: str, tmp_path: Path) -> None:
    """Every record that was packed before the cut is judged; the cut is told once."""
    data = PACKERS[kind](lines_of(0, 1, 2)) + PACKERS[kind](lines_of(3, 4))[:-9]
    (tmp_path / "cut").write_bytes(data)
    report = judged(tmp_path / "cut")
    assert [("LOGS005", None)] == errors_by_line(report)
    assert [0, 1, 2] == keys(report)[:3]
    assert "ends early" in report.findings[0].message


@pytest.mark.parametrize("kind", PACKERS)
def test_rubbish_behind_a_packed_log(kind: str, tmp_path: Path) -> None:
    """What was packed is judged, and the rubbish told; padding is none."""
    packed = PACKERS[kind](lines_of(0, 1))
    (tmp_path / "rubbish").write_bytes(packed + b"rubbish rubbish")
    (tmp_path / "padded").write_bytes(packed + bytes(1000))
    assert [0, 1] == keys(judged(tmp_path / "rubbish"))
    assert [("LOGS005", None)] == errors_by_line(judged(tmp_path / "rubbish"))
    assert [] == errors_by_line(judged(tmp_path / "padded"))


def test_without_zstandard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding names what to install; the other logs are judged."""
    (tmp_path / "a.jsonl.zst").write_bytes(zst(lines_of(0)))
    (tmp_path / "b.jsonl").write_bytes(lines_of(1))
    for name in ("backports.zstd", "compression.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delattr("backports.zstd", raising=False)
    report = judged(tmp_path)
    assert [("LOGS005", None)] == errors_by_line(report)
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
    done = run_python(GROWN, str(log), check=True)
    first, second = done.stdout.splitlines()
    grown, *found = first.split()
    return int(grown), found, second


@pytest.mark.parametrize(("kind", "filler"), [("gz", b" "), ("zst", b"\0")])
def test_what_expands_a_thousandfold(kind: str, filler: bytes, tmp_path: Path) -> None:
    """160 MiB in a file of some 160 kB: memory holds a record's limit, not the log."""
    data = PACKERS[kind](lines_of(0) + filler * (160 * 2**20) + b"\n" + lines_of(1))
    assert len(data) < 2**18
    log = tmp_path / "bomb.jsonl"
    log.write_bytes(data)
    grown, found, counts = memory(log)
    assert grown < 120
    assert (["LOGS006"], "3 2") == (found, counts)


def test_a_line_of_50_megabytes(tmp_path: Path) -> None:
    """It is told by its line, and not held."""
    log = tmp_path / "long.jsonl"
    long = json.dumps(whole_message(7, client_ref="x" * 50_000_000)).encode()
    log.write_bytes(lines_of(0) + long + b"\n" + lines_of(1))
    assert [("LOGS006", 2)] == errors_by_line(judged(log))
    assert memory(log)[0] < 120


def test_what_one_payload_can_say_is_bounded(tmp_path: Path) -> None:
    """A payload of 50,000 fields that no document names does not make as many findings."""
    strange = whole_message(0) | {f"k{number}": 0 for number in range(50_000)}
    report = msglife.check([strange])
    told = [each.message for each in findings_of(report, "PAYL003")]
    assert 101 == len(told)
    assert "and more like these; 100 are shown" in told


def test_many_sensitive_values_are_not_searched_for() -> None:
    """Hiding 30,000 values in long texts would take long: nothing of them is shown instead."""
    numbers = [f"4477{number:08}" for number in range(30_000)]
    report = msglife.check([whole_message(0, to=numbers, status="4477" * 20_000 + " 447700000001")])
    assert "447700000001" not in "".join(each.message for each in report.findings)
    assert {"LIFE001", "PAYL001"} <= set(codes(report))


@pytest.mark.parametrize("depth", [101, 200, 255, 1_000, 1_023, 1_025, 10_000])
@pytest.mark.parametrize("form", ["lines", "document", "body"])
def test_nesting(form: str, depth: int, tmp_path: Path) -> None:
    """However deep, the record is used or told, and its neighbours are judged."""
    deep = "[" * depth + "]" * depth
    text = json.dumps(whole_message(1, x="DEEP")).replace('"DEEP"', deep)
    if form == "body":
        text = json.dumps({"request": {"method": "POST", "url": "/x", "body": text}})
    whole = "\n".join([json.dumps(whole_message(0)), text, json.dumps(whole_message(2))])
    if form == "document":
        whole = "[\n" + whole.replace("\n", ",\n") + "\n]"
    log = tmp_path / "deep.json"
    log.write_text(whole)
    report = judged(log)
    assert {0, 2} <= set(keys(report))
    assert 1 in keys(report) or [3 if form == "document" else 2] == [
        at for _, at in errors_by_line(report)
    ]
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
    records = [whole_message(0), whole_message(1, timestamp=time), whole_message(2)]
    report = msglife.check(records)
    wrong = [each.place.record for each in findings_of(report, "PAYL001")]
    assert ([] if TIMES[time] else [1]) == wrong
    assert [0, 1, 2] == keys(report)


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no mark", "a mark"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_other_encodings(encoding: str, mark: str, tmp_path: Path) -> None:
    """Text that is no UTF-8 is told once, by its first line, not line by line."""
    log = tmp_path / "wide.jsonl"
    log.write_bytes((mark + lines_of(0, 1, 2).decode()).encode(encoding))
    report = judged(log)
    assert ([("LOGS002", 1)], 3) == (errors_by_line(report), report.exit_code())
    assert "expected UTF-8" in report.findings[0].message


@pytest.mark.parametrize("text", ['{"b "b [{"a"1', '{"a": {"\\q": [{"b": "c'])
def test_a_document_that_is_cut_and_damaged(text: str, tmp_path: Path) -> None:
    """What stands in the place of a name need not be one."""
    log = tmp_path / "cut.json"
    log.write_text(text, encoding="utf-8")
    report = judged(log)
    assert ([("LOGS001", 1)], 3) == (errors_by_line(report), report.exit_code())
