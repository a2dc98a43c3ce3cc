"""No file of the user's is lost: not a log, not a lifecycle file, not one report to another."""

import json
import os
import subprocess

import pytest

from support.callbacks import callback
from support.commands import PROCESS, run_msglife
from support.logs import write_log

LOG = [callback("submitted"), callback("delivered")]
VECTORS = [
    # description, arguments after the log was written, what stands in the error
    ("a log in the folder", "check logs -o json=logs/a.jsonl", "logs/a.jsonl is one of the logs"),
    ("a hard link to a log", "check logs -o json=hard", "hard is one of the logs"),
    ("a link to a log", "check logs/a.jsonl -o soft", "soft is one of the logs"),
    ("another spelling", "check logs/a.jsonl -o logs/../logs/a.jsonl", "is one of the logs"),
    ("a drawing over its log", "diagram vonage/sms --log logs -o hard", "is one of the logs"),
    ("one file twice", "check logs -o json=o -o sarif=logs/../o", "o is named twice"),
    ("one file by a link to it", "check logs -o json=o.json -o html=link", "link is named twice"),
    ("one file by a hard link", "check logs -o json=two -o html=one", "one is named twice"),
    ("a log and its labels", "generate vonage/sms -o l --labels logs/../l", "is named twice"),
    ("a lifecycle file", "check logs --spec s -o json=s/x.toml", "read as a lifecycle file"),
    ("a lifecycle file, drawn over", "diagram x/y --spec s -o s/x.toml", "as a lifecycle file"),
    ("one made up over", "generate x/y --spec s -o s/x.toml", "read as a lifecycle file"),
    ("one played over", "play x/y --spec s --to http://[::1] --save s/x.toml", "a lifecycle file"),
    ("the configuration", "check logs -o json=pyproject.toml", "read as well"),
]


@pytest.fixture(autouse=True)
def here(here):
    """A log in a folder, and other names of it."""
    (here / "logs").mkdir()
    (here / "s").mkdir()
    log = write_log(here / "logs" / "a.jsonl", LOG)
    (here / "hard").hardlink_to(log)
    (here / "soft").symlink_to(log)
    (here / "link").symlink_to("o.json")
    (here / "one").write_text("old", encoding="utf-8")
    (here / "two").hardlink_to(here / "one")
    (here / "s" / "x.toml").write_text("name = 'y'", encoding="utf-8")
    (here / "pyproject.toml").write_text("[tool.msglife]\nstrict = true\n", encoding="utf-8")
    return here


def contents(folder):
    """What every file below a folder holds."""
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize(("words", "said"), [each[1:] for each in VECTORS], ids=lambda x: None)
def test_nothing_is_written_over(here, words, said):
    """Whatever name leads there; nothing is read, and nothing written beside."""
    before = contents(here)
    done = run_msglife(*words.split())
    assert (2, "") == (done.exit_code, done.stdout)
    assert said in done.stderr
    assert before == contents(here)


def test_other_files_are_written(here):
    """The near twins: a new file in the folder of the logs, and two outputs side by side."""
    words = ["check", "logs", "-o", "json=logs/report.json", "-o", "json=one", "-o", "jsonl=other"]
    assert 0 == run_msglife(*words).exit_code
    assert "old" == (here / "two").read_text(encoding="utf-8")  # a link to what was there
    assert 1 == json.loads((here / "logs" / "report.json").read_bytes())["version"]
    assert 2 == run_msglife(*words).exit_code  # by now it is one of the logs


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("check - -o json=logs/a.jsonl < logs/a.jsonl", "logs/a.jsonl is one of the logs"),
        ("check logs -o json=out > out", "out is standard output, too"),
        ("check logs -o json=out 2> out", ""),
    ],
)
def test_an_open_file_counts(here, line, said):
    """What the shell opened is no other file for having no name."""
    command = f"{' '.join(PROCESS)} {line}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert 2 == done.returncode
    assert said in done.stderr
    assert len(LOG) == len((here / "hard").read_bytes().splitlines())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no devices here")
def test_where_nothing_can_be_lost_all_may_go():
    """A device is no file."""
    done = run_msglife(*["check", "logs", "-o", "json=/dev/null", "-o", "sarif=/dev/null"])
    assert 0 == done.exit_code


def test_links_in_a_circle_are_a_mistake(here):
    """As an output, as a log, as a folder of lifecycle files."""
    (here / "l.jsonl").symlink_to("m.jsonl")
    (here / "m.jsonl").symlink_to("l.jsonl")
    before = contents(here)
    done = run_msglife("check", "logs", "-o", "json=l.jsonl")
    assert (2, "") == (done.exit_code, done.stdout)
    assert "l.jsonl: cannot be written" in done.stderr
    assert 3 == run_msglife("check", "l.jsonl", "-o", "json=x.json").exit_code
    assert 2 == run_msglife("check", "logs", "--spec", "l.jsonl").exit_code
    assert 2 == run_msglife("verify", "l.jsonl").exit_code
    assert {*before, str(here / "x.json")} == contents(here).keys()
