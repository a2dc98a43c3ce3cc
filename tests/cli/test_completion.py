"""Shell completion: lifecycles, codes, statuses and files, as a shell asks for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from msglife.cli import cli
from support.pigeon_post import planter

pytestmark = pytest.mark.usefixtures("here")

BASH = """
source <(_MSGLIFE_COMPLETE=bash_source msglife)
COMP_WORDS=(msglife show vonage/s) COMP_CWORD=2
_msglife_completion msglife
printf '%s\\n' "${COMPREPLY[@]}"
complete -p msglife
"""


def completed(*words):
    """What completes the last of the words, each with its kind."""
    shell = ShellComplete(cli, {}, "msglife", "_MSGLIFE_COMPLETE")
    found = shell.get_completions(list(words[:-1]), words[-1])
    return [(each.type, each.value) for each in found]


def values(*words):
    return [value for kind, value in completed(*words) if kind == "plain"]


@pytest.mark.parametrize("command", ["schema", "generate", "play"])
def test_one_lifecycle(command):
    """By its id: these take no family."""
    assert ["go4network/message"] == values(command, "go4")


@pytest.mark.parametrize(
    "words",
    [("diagram", ""), ("show", ""), ("check", "--lifecycle", ""), ("replay", "--lifecycle", "")],
)
def test_several_lifecycles(words):
    """Ids, families and providers."""
    assert {"vonage", "vonage/sms", "scg", "scg/message"} <= set(values(*words))


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("LIFE00", {"LIFE001", "LIFE006"}),
        ("li", {"LIFE", "LIFE001"}),
        ("DELV,PAYL0", {"DELV,PAYL001"}),
        ("", {"DELV", "LOGS", "RULE001"}),
        ("X", set()),
    ],
)
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_codes(option, typed, some):
    """In any case; the last of several."""
    found = values("check", option, typed)
    assert some <= set(found)
    last = typed.rpartition(",")[2].upper()
    assert all(each.rpartition(",")[2].startswith(last) for each in found)


@pytest.mark.parametrize(
    ("typed", "some"),
    [
        ("life005", ["LIFE005"]),
        ("vonage/sms:deli", ["vonage/sms:delivered"]),
        ("vonage/sm", ["vonage/sms"]),
        ("undeliverab", ["undeliverable"]),
    ],
)
def test_what_can_be_explained(typed, some):
    """A code, a lifecycle, a status, or that of one lifecycle."""
    assert some == values("explain", typed)


def test_folders_of_further_lifecycles_are_looked_into(tmp_path):
    """What `--spec` names before; a folder that holds none gives nothing, and no error."""
    folder = planter(tmp_path)()
    assert "pigeon/letter" in values("show", "--spec", str(folder), "pig")
    assert [] == values("show", "--spec", str(tmp_path / "none"), "pig")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("check", "lo"), "file"),
        (("check", "-o", "re"), "file"),
        (("check", "--baseline", "k"), "file"),
        (("check", "--spec", "d"), "dir"),
        (("verify", "d"), "dir"),
        (("diagram", "-o", "a"), "file"),
        (("generate", "vonage/sms", "--labels", "a"), "file"),
        (("new", "acme", "--from", "a"), "file"),
        (("replay", "a"), "file"),
    ],
)
def test_files_are_left_to_the_shell(words, kind):
    """Of whichever kind is asked for."""
    assert [(kind, words[-1])] == completed(*words)


def test_bash_itself():
    """The script is understood, and completes."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", BASH],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    assert "vonage/sms" == done.stdout.splitlines()[0]
    assert "_msglife_completion" in done.stdout
