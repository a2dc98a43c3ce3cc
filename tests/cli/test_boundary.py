"""However the command ends: a status that is defined, one line, and never a traceback."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from msglife.cli import boundary, group
from support.callbacks import callback
from support.commands import PROCESS
from support.logs import write_log

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
COMMANDS = [
    "check sound.jsonl",
    "check sound.jsonl --format json",
    "list",
    "show vonage/sms",
    "explain LIFE005",
    "schema vonage/sms",
    "diagram vonage/sms",
    "generate vonage/sms",
    "verify spec",
    "--help",
    "check --help",
    "--version",
]


@pytest.fixture(autouse=True)
def here(here):
    """A log of which nothing is wrong, and one that nobody can read."""
    write_log(here / "sound.jsonl", [callback("submitted"), callback("delivered")])
    (here / "empty.jsonl").touch()
    (here / "spec").mkdir()
    (here / "spec" / "broken.toml").write_text("=", encoding="utf-8")
    return here


def shell(line):
    """The command by a shell, its streams as the line says."""
    command = f"{shlex.join(PROCESS)} {line}"
    return subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, timeout=60
    )


def called(monkeypatch, capsys, *args):
    """The command's own entry point, in this process: its status, and what it printed."""
    monkeypatch.setattr(sys, "argv", ["msglife", *args])
    monkeypatch.setattr(boundary, "_heed_interrupts", lambda _: None)
    status = boundary.run()
    return status, *capsys.readouterr()


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_standard_output(command):
    """Exit 2 and one line, as for a file."""
    done = shell(f"{command} > /dev/full")
    assert 2 == done.returncode
    said = "broken.toml" if "verify" in command else "(No space left on device)"
    assert said in done.stderr or "No space left on device" in done.stderr
    assert 1 == len(done.stderr.splitlines())


@POSIX
@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("check sound.jsonl >&-", 2, "standard output: cannot be written (it is closed)"),
        ("check sound.jsonl 2>&-", 0, ""),
        ("check sound.jsonl 2>/dev/full", 0, ""),
        ("check empty.jsonl 2>/dev/full", 3, ""),
        ("check nowhere 2>&-", 3, ""),
        ("check sound.jsonl --nonsense 2>/dev/full", 2, ""),
        ("check sound.jsonl <&- >&- 2>&-", 2, ""),
        ("check - <&-", 3, "standard input is closed"),
        ("check sound.jsonl -o json=out.json >&- 2>&-", 2, ""),
        ("check sound.jsonl -o out.json >&- 2>&- <&-", 0, ""),
    ],
)
def test_closed_and_full_streams(here, line, status, said):
    """What can be done is done; what is said is never written into a file of the user's."""
    before = (here / "sound.jsonl").read_bytes()
    done = shell(line)
    assert status == done.returncode
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert before == (here / "sound.jsonl").read_bytes()
    if "out.json" in line:
        assert (here / "out.json").read_bytes().endswith((b"}\n", b"none\n"))


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ZeroDivisionError("447700900000"), 70, r"msglife: a fault of ours, ZeroDivisionError at "),
        (RecursionError(), 70, "a fault of ours, RecursionError"),
        (MemoryError(), 70, "msglife: memory ended"),
        (SystemError("error return without exception set"), 70, "msglife: memory ended"),
        (SystemError("bad argument to internal function"), 70, "a fault of ours, SystemError"),
        (OSError(28, "No space left on device"), 2, "cannot go on: No space left on device"),
        (FileNotFoundError(2, "No usable temporary directory found in []"), 2, "cannot go on"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(32, "gone"), 141, ""),
    ],
)
def test_whatever_is_raised_has_its_status(monkeypatch, capsys, error, status, said):
    """Of a fault of ours the words are not told, which may hold what a log holds."""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(group.cli, "main", fail)
    monkeypatch.setattr(boundary, "silence", lambda: None)
    found, out, err = called(monkeypatch, capsys, "list")
    assert (status, "") == (found, out)
    assert re.search(said, err)
    assert (1 if said else 0) == len(err.splitlines())
    assert "447700900000" not in err


def test_a_fault_is_told_in_full_where_that_is_asked_for(monkeypatch, capsys):
    """By a variable of the environment."""

    def fail(*_, **__):
        raise ZeroDivisionError("why")

    monkeypatch.setattr(group.cli, "main", fail)
    monkeypatch.setenv(boundary.TRACEBACK, "1")
    status, _, err = called(monkeypatch, capsys, "list")
    assert 70 == status
    assert "ZeroDivisionError: why" in err


def test_a_fault_names_the_place_in_our_files(monkeypatch, capsys):
    """The last of ours that it went through."""
    monkeypatch.setattr("msglife.cli.check.check", None)
    status, _, err = called(monkeypatch, capsys, "check", "sound.jsonl")
    assert 70 == status
    assert re.search(r"TypeError at msglife.cli.check\.py:\d+: please open an issue", err)


def test_a_sound_check_through_the_boundary(monkeypatch, capsys):
    """Its near twin: nothing is wrong."""
    status, out, err = called(monkeypatch, capsys, "check", "sound.jsonl", "--format", "json")
    assert (0, "") == (status, err)
    assert 1 == json.loads(out)["summary"]["messages"]
