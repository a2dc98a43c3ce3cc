"""Whatever ends the command: its status, no process left, no file left, no log harmed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.callbacks import callback, key_of
from support.commands import PROCESS
from support.logs import json_lines

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
MESSAGES = 4_000
LONG = 60
"""Seconds after which something hangs."""


def eventually(holds):
    """Wait until something holds; what it is then."""
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
    raise AssertionError("it never held")


def children(process):
    """The processes that a process began, and theirs."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(each) for each in found] + [more for each in found for more in children(each)]


def lives(process):
    """Whether a process goes on."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def holds_temporary(process, folder):
    """Whether a process has a file open in a folder."""
    opened = Path(f"/proc/{process}/fd").iterdir()
    return any(str(folder) in str(each.readlink()) for each in opened if each.is_symlink())


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A log that several processes read for a while: each has a finding, and a share of bytes."""
    log = tmp_path_factory.mktemp("large") / "log.jsonl"
    text = "x" * 1_000
    records = (callback("submitted", key=key_of(n), client_ref=text) for n in range(MESSAGES))
    log.write_text(json_lines(records).replace("\n", " " * 4_000 + "\n"), encoding="utf-8")
    return log


@pytest.fixture
def start(here):
    """Starts the command in a folder of its own, with one for temporary files."""
    started = []
    (here / "tmp").mkdir()

    def begin(*args):
        env = {**os.environ, "TMPDIR": str(here / "tmp")}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        started.append(subprocess.Popen([*PROCESS, *map(str, args)], env=env, **pipes))
        return started[-1]

    yield begin
    for each in started:
        each.kill()
        each.communicate()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_workers_end_with_their_parent(here, start, large, name):
    """By a signal that can be heeded, and by the one that cannot."""
    number = getattr(signal, name)
    before = large.read_bytes()
    process = start("check", large, "-j2", "-o", "json=out.json")
    workers = eventually(lambda: children(process.pid))
    process.send_signal(number)
    _, error = process.communicate(timeout=LONG)
    expected = 128 + number if name == "SIGINT" else -number
    assert expected == process.returncode
    assert name == "SIGINT" or not error
    eventually(lambda: not any(map(lives, workers)))
    out = here / "out.json"
    if out.exists():  # Python may pass over an interrupt: then the report is whole
        assert "SIGINT" == name
        assert MESSAGES == json.loads(out.read_bytes())["summary"]["messages"]
        out.unlink()
    assert ["tmp"] == [each.name for each in here.iterdir()]
    assert not list((here / "tmp").iterdir())
    assert before == large.read_bytes()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_what_was_spooled_is_gone(here, start, name):
    """A stream that is long enough to be kept in a file."""
    process = start("check", "-", "-o", "out.json")
    lines = json_lines([callback("submitted", client_ref="x" * 2**16)] * 48).encode()
    process.stdin.write(lines)
    process.stdin.flush()
    eventually(lambda: holds_temporary(process.pid, here / "tmp"))
    process.send_signal(getattr(signal, name))
    process.communicate(timeout=LONG)
    assert process.returncode in (-9, -15)
    assert ["tmp"] == [each.name for each in here.iterdir()]
    assert not list((here / "tmp").iterdir())


def test_a_check_that_nobody_ends(here, start, large):
    """The near twin: a report, and nothing else."""
    process = start("check", large, "-j2", "-o", "json=out.json")
    _, error = process.communicate(timeout=LONG)
    assert (0, b"") == (process.returncode, error)
    assert MESSAGES == json.loads((here / "out.json").read_bytes())["summary"]["messages"]
    assert {"out.json", "tmp"} == {each.name for each in here.iterdir()}
    assert not list((here / "tmp").iterdir())
