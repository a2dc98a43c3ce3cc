"""Logs that are no plain file: pipes, devices, folders round in circles, files that change."""

from __future__ import annotations

import gzip
import os
import shlex
import subprocess
import threading
from pathlib import Path

import pytest
from msglife.conformance.reading import files_of, read_file

from support.commands import PROCESS
from support.logs import keys, lines_of
from support.outcomes import errors_by_line, findings_of, judged


def test_a_named_pipe(tmp_path: Path) -> None:
    """It is read as it is written, whatever it holds."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for data in (lines_of(0, 1, 2), gzip.compress(lines_of(0, 1, 2))):
        writer = threading.Thread(target=pipe.write_bytes, args=(data,))
        writer.start()
        report = judged(pipe)
        writer.join()
        assert ([0, 1, 2], []) == (keys(report), errors_by_line(report))


def test_a_folder_of_things_that_are_no_files(tmp_path: Path) -> None:
    """A pipe in a folder is not waited for, no link leads round, and a file is read once."""
    (tmp_path / "log.jsonl").write_bytes(lines_of(0))
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "itself.jsonl").symlink_to(tmp_path / "itself.jsonl")
    (tmp_path / "nowhere.jsonl").symlink_to(tmp_path / "missing")
    (tmp_path / "latest.jsonl").symlink_to(tmp_path / "log.jsonl")
    report = judged(tmp_path)
    assert [0] == keys(report)
    assert 1 == report.messages[0].observations
    names = [Path(each.place.file).name for each in findings_of(report, "LOGS005")]
    assert ["itself.jsonl", "nowhere.jsonl"] == names


def test_a_deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders within folders, more than Python would call functions."""
    monkeypatch.chdir(tmp_path)
    for _ in range(1_200):
        Path("d").mkdir()
        os.chdir("d")
    Path("log.jsonl").write_bytes(lines_of(0))
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
    (tmp_path / "log.jsonl").write_bytes(lines_of(0))
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
    assert ([("LOGS005", None)], 3) == (errors_by_line(report), report.exit_code())


def test_a_name_that_is_too_long() -> None:
    """The system's word is told."""
    assert "too long" in judged("x" * 5_000).logs[0].problem


def test_standard_input_that_is_closed() -> None:
    """A process may be started without one."""
    script = f"{shlex.join([*PROCESS, 'check', '-'])} <&-"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert 3 == done.returncode
    assert "standard input is closed" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_file_that_grows_or_shrinks_while_it_is_read(tmp_path: Path) -> None:
    """What was read of it counts."""
    log = tmp_path / "log.jsonl"
    log.write_bytes(lines_of(*range(2_000)))
    reading = read_file(str(log))
    first = next(reading)
    with log.open("ab") as more:
        more.write(lines_of(1) + lines_of(2)[:40])
    grown = [first, *reading]
    assert (2_002, 1) == (len(grown), sum(each.problem is not None for each in grown))
    reading = read_file(str(log))
    first = next(reading)
    os.truncate(log, 100)
    shrunk = [first, *reading]
    assert 1 <= len(shrunk) <= 2_002
    assert all(each.problem is None for each in shrunk[:-2])  # a line that is cut; the change
