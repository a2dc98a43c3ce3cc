"""What docs/diagrams.md shows is what happens."""

from __future__ import annotations

import contextlib
import io
import shlex
import shutil

import pytest
from msglife.diagrams.gallery import FOLDER
from msglife.diagrams.graph import TERMS
from msglife.diagrams.look import LABELS, MEANING

from support.checkout import EXAMPLES, ROOT
from support.commands import run_msglife
from support.documents import code_blocks

GUIDE = (ROOT / "docs" / "diagrams.md").read_text(encoding="utf-8")
LINES = [line for block in code_blocks(GUIDE, "sh") for line in block.splitlines()]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder with the example logs, so that what commands write stays out of the tree."""
    shutil.copytree(EXAMPLES, tmp_path / "examples" / "logs")
    (tmp_path / "docs" / "images").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("msglife ")])
def test_every_command_runs(checkout, line):
    """Each command is run as it stands, and what it should write is there."""
    arguments = shlex.split(line)[1:]
    result = run_msglife(*arguments)
    assert 0 == result.exit_code, result.output
    if "-o" in arguments:
        assert (checkout / arguments[arguments.index("-o") + 1]).stat().st_size > 500
    else:
        assert "stateDiagram-v2" in result.output


def test_the_gallerys_command_is_the_one_that_makes_it():
    """The only other command shown; what it writes is tested with the gallery."""
    assert ["python -m msglife.diagrams.gallery"] == [
        line for line in LINES if not line.startswith("msglife ")
    ]
    assert (ROOT / FOLDER / "README.md").exists()


def test_the_overlay_shown_is_not_stale(checkout):
    """The picture in the guide is what its command draws now."""
    line = next(line for line in LINES if line.endswith("docs/images/overlay.dot"))
    run_msglife(*shlex.split(line)[1:])
    drawn, kept = ((root / "docs/images/overlay.dot").read_text() for root in (checkout, ROOT))
    assert drawn == kept, line


def test_the_python_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    example = code_blocks(GUIDE, "python")[0]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "diagrams.md", "exec"), {})  # our own document, as a reader would
    assert "b'<?xml' True\n" == printed.getvalue()


def test_a_legend_has_words_for_every_term():
    """No term of a graph is left unexplained in its drawing."""
    assert set(TERMS) == set(MEANING)
    assert "who causes it" in LABELS
