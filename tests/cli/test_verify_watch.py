"""``msglife verify --watch``: faults told afresh after each edit; no test waits for a clock."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import click
import pytest

from msglife.cli import cli, watching
from support.commands import PROCESS, run_msglife
from support.pigeon_post import OWN, edge, narrowed

PLANTED = edge("lost", "queued", "resend")


class Editor:
    """Stands for the clock: at each wait an edit is made, and at the end Ctrl-C is pressed."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps = iter(steps)

    def __call__(self) -> None:
        """Make the next edit."""
        step = next(self.steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()


def nothing() -> None:
    """Wait, while nobody edits anything."""


def looks(folder: Path, *steps: Callable[[], object]) -> int:
    """How often a folder is verified while it is edited, until Ctrl-C."""
    count = 0
    with pytest.raises(KeyboardInterrupt):
        for _ in watching.edits([folder], Editor(*steps)):
            count += 1
    return count


def writes(path: Path, text: str) -> Callable[[], object]:
    """An edit: a file is written."""
    return lambda: path.write_text(text, encoding="utf-8")


def test_a_folder_is_verified_at_once_and_after_each_edit(tmp_path: Path):
    """A file made, changed and removed is an edit each; one that is no part of it is none."""
    file = tmp_path / "inner" / "a.toml"
    file.parent.mkdir()
    assert 1 == looks(tmp_path, nothing, nothing)
    assert 2 == looks(tmp_path, writes(file, "a"), nothing, nothing)
    assert 2 == looks(tmp_path, nothing, writes(file, "changed"), nothing)
    assert 2 == looks(tmp_path, file.unlink, nothing)
    assert 1 == looks(tmp_path, writes(tmp_path / "notes.md", "b"), nothing)
    assert 3 == looks(
        tmp_path, writes(file, "a"), nothing, nothing, writes(tmp_path / "b.json", "{}"), nothing
    )


def test_an_edit_in_steps_is_one(tmp_path: Path):
    """It is told when the folder has come to rest."""
    steps = [writes(tmp_path / "a.toml", "a" * length) for length in range(1, 5)]
    assert 2 == looks(tmp_path, *steps, nothing)


def test_what_is_edited_during_a_look_is_noticed(tmp_path: Path):
    """Before the first wait, even."""
    found = watching.edits([tmp_path], Editor(nothing))
    next(found)
    (tmp_path / "a.toml").write_text("a", encoding="utf-8")
    assert [None] == list(islice(found, 1))


def watched(folder: Path, monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> Any:
    """The command while a folder is edited, until Ctrl-C."""
    monkeypatch.setattr(watching, "wait", Editor(*steps))
    with pytest.raises(click.Abort):  # the boundary makes it a quiet end
        cli.main(["verify", "--watch", str(folder)], standalone_mode=False)


def test_the_command_tells_the_faults_of_each_edit(
    planted: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Sound, then faulty, then broken, then faulty in a schema, then sound again."""
    folder = planted(own=OWN)
    file, schema = folder / "letter.toml", folder / "note.schema.json"
    sound = file.read_text(encoding="utf-8")
    kept = schema.read_text(encoding="utf-8")
    narrow = json.dumps(narrowed(status={"enum": ["queued", "sent", "arrived"]}))
    edits = [
        writes(file, f"{sound}\n{PLANTED}"),
        writes(file, "format = 1"),
        writes(file, sound),
        writes(schema, narrow),
        writes(schema, kept),
    ]
    watched(folder, monkeypatch, *(each for edit in edits for each in (edit, nothing)))
    told = capsys.readouterr()
    heads = [
        line
        for line in told.out.splitlines()
        if line.startswith(("pigeon/letter: ", "  undeclared", "  untold", str(file)))
    ]
    assert [
        "pigeon/letter: sound; refines the canonical life, 0 exceptions",
        "pigeon/letter: 2 faults; does not refine the canonical life",
        "  undeclared-reopening  edge lost → queued: it leaves a final for a state that is not"
        " final; expected reopens = true",
        f"{file}: 'provider' is a required property",
        "pigeon/letter: sound; refines the canonical life, 0 exceptions",
        "pigeon/letter: 1 fault; refines the canonical life, 0 exceptions",
        "  untold-state  state lost: no payload of any form could be built that tells it",
        "pigeon/letter: sound; refines the canonical life, 0 exceptions",
    ] == heads
    assert 6 * "watching for edits; Ctrl-C ends\n" + "\n" == told.err


@pytest.mark.parametrize("args", [[], [".", "--manifest"], ["nowhere"]])
def test_the_command_refuses(args: Iterable[str], here: Path):
    """What cannot be watched is a mistake in the call."""
    del here
    done = run_msglife("verify", "--watch", *args)
    assert 2 == done.exit_code
    assert "expected" in done.output


def test_ctrl_c_ends_it_quietly(planted: Any):
    """With the status that shells give to what was interrupted, and no word about it."""
    command = [*PROCESS, "verify", "--watch", str(planted(own=OWN))]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        assert process.stderr is not None
        assert "watching for edits; Ctrl-C ends\n" == process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (130, "\n") == (process.returncode, err)
    assert out.endswith("1 lifecycle, 0 faults\n")
