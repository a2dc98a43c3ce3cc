"""What the guide to ``msglife play`` shows is what happens."""

import re

import pytest

from support.checkout import ROOT
from support.commands import run_msglife
from support.documents import code_blocks
from support.endpoints import play

GUIDE = ROOT.joinpath("docs", "play.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", re.findall(r"^msglife (play .*)$", GUIDE, re.MULTILINE))
def test_the_guides_commands_run(recorder, tmp_path, monkeypatch, command):
    """Each is sent to an endpoint that takes all, without waiting."""
    monkeypatch.chdir(tmp_path)
    words = [recorder.url if word.startswith("http:") else word for word in command.split()]
    done = run_msglife(*words, "--speed=inf")
    assert 0 == done.exit_code, done.output
    assert len(recorder) > 0


def test_the_guide_shows_what_is_printed(recorder):
    """One refusal, then accepted."""
    recorder.answer(500, times=1)
    done = play("vonage/sms", "--to", recorder.url, "--speed=inf")
    assert done.output.endswith(code_blocks(GUIDE, "text")[0])


def test_the_guides_table_names_every_option():
    """But those of every command."""
    options = set(re.findall(r"--[\w-]+", play("--help").output)) - {"--to", "--spec", "--help"}
    assert set() == {name for name in options if f"`{name}`" not in GUIDE}
