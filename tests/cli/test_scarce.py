"""Where there is no room: a defined exit and one line, nothing left behind, no log harmed."""

import os
import shlex
import subprocess
import sys

import pytest

from support.callbacks import callback, key_of
from support.commands import PROCESS
from support.logs import write_log

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs its limits")


@pytest.fixture
def here(here):
    """A log that is judged by rows, and a folder for temporary files."""
    pad = "x" * 300
    write_log(
        here / "log.jsonl",
        [callback("submitted", key=key_of(n), client_ref=pad) for n in range(4_000)],
    )
    (here / "tmp").mkdir()
    return here


def limited(limit, line, tmp="tmp"):
    """The command by a shell with a limit."""
    command = f"{limit}; exec {shlex.join(PROCESS)} {line}"
    # Python would leave half a file of compiled code, too, and read it the next time.
    env = {**os.environ, "TMPDIR": tmp, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, timeout=120, env=env
    )


def expect_one_line(done, status, words):
    """It ended as it should, and said one thing."""
    assert (status, "") == (done.returncode, done.stdout)
    assert words in done.stderr
    assert 1 == len(done.stderr.splitlines())


def expect_nothing_left(here):
    """The log and the folder are there, and nothing else."""
    assert {"log.jsonl", "tmp"} == {each.name for each in here.iterdir()}
    assert not list((here / "tmp").iterdir())
    assert 4_000 == len((here / "log.jsonl").read_bytes().splitlines())


def test_a_disk_without_room_for_temporary_files(here):
    """A stream has to be kept, and cannot be."""
    done = limited("ulimit -f 1", "check - < log.jsonl")
    expect_one_line(done, 2, "cannot go on: File too large")
    expect_nothing_left(here)


def test_a_disk_without_room_for_rows(here):
    """They have to be spilled, and cannot be."""
    done = limited("ulimit -f 1", "check log.jsonl --memory 1M -o json=/dev/null")
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
    expect_nothing_left(here)


def test_a_disk_without_room_for_the_report(here):
    """The old one stays, and no part of the new one."""
    done = limited("ulimit -f 1", "check log.jsonl -o jsonl=out.json")
    expect_one_line(done, 2, "out.json: cannot be written (File too large)")
    expect_nothing_left(here)


def test_no_folder_for_temporary_files(here):
    """Nor any other, where none can be written to."""
    code = "import tempfile; tempfile._candidate_tempdir_list = lambda: ['none']; "
    code += (
        "from msglife.cli import main; import sys; sys.argv[1:] = ['check', 'log.jsonl']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    expect_one_line(done, 2, "cannot go on: No usable temporary directory")
    expect_nothing_left(here)


@pytest.mark.parametrize("size", [60_000, 100_000, 150_000, 200_000, 300_000])
def test_little_memory(here, size):
    """It is enough, or it ends with a word; the system may end what cannot even begin."""
    done = limited(f"ulimit -v {size}", "check log.jsonl -j2 -o json=out.json")
    if done.returncode == 0:
        (here / "out.json").unlink()
    else:
        assert done.returncode in (70, 1, 127) or done.returncode < 0
        assert done.returncode != 1 or "msglife" not in done.stderr  # Python could not begin
        assert done.returncode != 70 or "msglife: memory ended" in done.stderr
    expect_nothing_left(here)
