"""The command as a process: what it loads, and how it ends."""

import json
import os
import shlex
import signal
import subprocess
import sys

import pytest

from support.callbacks import KEY, callback
from support.commands import PROCESS, run_python
from support.logs import write_log

HEAVY = {
    *("graphviz", "hypothesis", "jsonschema", "jsonschema_rs", "numpy", "orjson"),
    *("pyarrow", "rich", "transitions"),
}


@pytest.fixture(autouse=True)
def here(here):
    """A working directory of its own, with a faulty log in it."""
    write_log(here / "bad.jsonl", [callback("submitted"), callback("deliverd")])
    return here


def start(*args, **more):
    """The command as a process, with pipes for all it reads and writes."""
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([*PROCESS, *args], env=env, **{**pipes, **more})


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
    done = run_python(code, check=True)
    assert done.stdout
    assert set() == (HEAVY - needed) & set(done.stderr.split())


LATER = {
    *("importlib.metadata", "importlib.resources", "difflib", "logging", "asyncio"),
    *("jsonschema", "numpy", "rich", "transitions", "junitparser", "jinja2", "graphviz"),
    *("msglife.machines.machine", "msglife.conformance.running.inputs", "msglife.html_report"),
    *("msglife.conformance.reading.cassette", "msglife.conformance.reading.documents"),
    "msglife.conformance.reading.har",
}
"""What a check of a small sound log has no use for."""


def loaded_by(*args):
    """The modules that the command holds at its end, without those of a bare interpreter."""
    code = (
        "import atexit, sys; bare = {*sys.modules}; "
        "atexit.register(lambda: print(*{*sys.modules} - bare, file=sys.stderr)); "
        "from msglife.cli import main; main()"
    )
    done = run_python(code, *args)
    assert done.stdout
    assert "Traceback" not in done.stderr
    return set(done.stderr.split())


def test_the_version_is_told_without_a_parser():
    """Not even `typing` is imported: all of it takes as long as the interpreter's start."""
    loaded = loaded_by("--version") - {"__future__", *sys.builtin_module_names}
    assert {"msglife", "msglife.cli"} == loaded


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("ending", [">&-", "| true", "| cat"])
def test_the_version_where_nobody_reads_it(ending):
    """A closed output is no reason for a traceback."""
    command = f"{shlex.join(PROCESS)} --version {ending}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert ("msglife, version" in done.stdout) == (ending == "| cat")


def test_a_check_of_a_sound_log_is_light(here):
    """Ten lines of one form load what reads, judges and reports them, and no more."""
    life = [callback("submitted"), callback("delivered")]
    keys = [f"{KEY[:-1]}{number}" for number in range(5)]
    records = [{**each, "message_uuid": key} for key in keys for each in life]
    write_log(here / "ten.jsonl", records)
    loaded = loaded_by("check", "ten.jsonl")
    assert {"click", "jsonschema_rs", "msglife.conformance.judging.judge"} <= loaded
    assert set() == LATER & loaded


@pytest.mark.parametrize(
    ("args", "later"),
    [
        (["check", "bad.jsonl"], {"difflib", "jsonschema"}),
        (["check", "all.json"], {"msglife.conformance.reading.documents"}),
        (["generate", "vonage/sms", "-n1"], {"msglife.conformance.generating.generator"}),
    ],
)
def test_what_is_needed_is_loaded_then(here, args, later):
    """The list above names what may be loaded."""
    (here / "all.json").write_text(json.dumps([callback("delivered")], indent=1), encoding="utf-8")
    assert later <= loaded_by(*args)


def test_garbage_is_looked_for_once_the_command_runs():
    """Until then nothing that was made is dropped; what was imported is not looked at again."""
    code = (
        "import atexit, gc, sys; sys.argv[1:] = ['list']; from msglife.cli import main; "
        "atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 1000)); main()"
    )
    done = run_python(code, check=True)
    assert "True True" == done.stdout.splitlines()[-1]


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
    write_log(here / "many.jsonl", many)
    with start("check", "many.jsonl", "--max", "all") as process:
        process.stdout.read(10)
        process.stdout.close()
        assert (b"", 141) == (process.stderr.read(), process.wait(timeout=60))


@pytest.fixture
def _interruptible():
    """Whoever started the tests may have them ignore interrupts; a process inherits that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.usefixtures("_interruptible")
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
    done = run_python(code, text=False)
    assert (1, b"") == (done.returncode, done.stderr)
    assert b"submitted; deliverd" in done.stdout
    assert done.stdout.isascii()
