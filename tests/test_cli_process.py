"""The command as a process: what it loads, and how it ends."""

import json
import os
import signal
import subprocess
import sys

import pytest

from support.callbacks import KEY, callback

HEAVY = {
    *("graphviz", "hypothesis", "jsonschema", "jsonschema_rs", "numpy", "orjson"),
    *("pyarrow", "rich", "transitions"),
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A working directory of its own, with a faulty log in it."""
    monkeypatch.chdir(tmp_path)
    records = [callback("submitted"), callback("deliverd")]
    (tmp_path / "bad.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return tmp_path


def start(*args, **more):
    command = [sys.executable, "-m", "msglife", *args]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, env=env, **{**pipes, **more})


@pytest.mark.parametrize(
    ("args", "needed"), [("--version", set()), ("--help", set()), ("list", {"jsonschema_rs"})]
)
def test_start_up_is_light(args, needed):
    """What a command does not need, it does not load."""
    code = (
        "import sys; from msglife.cli import cli; "
        f"cli.main([{args!r}], standalone_mode=False); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout
    assert set() == (HEAVY - needed) & set(done.stderr.split())


def test_the_module_runs():
    """As the command does, with its exit status."""
    with start("check", "bad.jsonl") as process:
        out, err = process.communicate(timeout=60)
    assert (1, b"") == (process.returncode, err)
    assert b"LIFE001" in out


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_ends_it_quietly(here, monkeypatch, unbuffered):
    """As `head` closes it: no traceback, and no status that means findings."""
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    many = [callback("deliverd", key=f"{KEY}{number}") for number in range(2000)]
    (here / "many.jsonl").write_text("\n".join(map(json.dumps, many)), encoding="utf-8")
    with start("check", "many.jsonl") as process:
        process.stdout.read(10)
        process.stdout.close()
        assert (b"", 141) == (process.stderr.read(), process.wait(timeout=60))


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_an_interrupt_ends_it_quietly():
    """With the status a shell gives: 128 and the signal."""
    with start("check", "-") as process:
        process.stdin.write(json.dumps(callback("submitted")).encode())
        process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert 130 == process.returncode
    assert b"Traceback" not in err


def test_a_terminal_without_unicode():
    """What its encoding lacks is escaped."""
    code = "import sys; sys.stdout.reconfigure(encoding='ascii'); from msglife.cli import main; "
    code += "sys.argv = ['msglife', 'check', 'bad.jsonl']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (1, b"") == (done.returncode, done.stderr)
    assert b"submitted; deliverd" in done.stdout
    assert done.stdout.isascii()
