"""Every command and program that a page shows is run, where a reader would run it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from msglife.cli.config import load_config
from support.checkout import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DATA = {"mermaid"}
"""What is tested where it is made."""

NOT_RUN = {
    ("README.md", "python3 -m venv"): "CI runs both, from a clone",
    ("CONTRIBUTING.md", "python3 -m venv"): "the same command",
    ("CONTRIBUTING.md", ".venv/bin/ruff"): "CI runs it",
    ("CONTRIBUTING.md", '[project.entry-points."msg'): "test_packaging installs such a package",
    ("README.md", "7 of 120 messages"): "test_docs compares it with the report",
    ("README.md", "vonage/whatsapp ae18"): "the same",
    ("README.md", "msglife check LOG"): "names the commands; test_docs knows them all",
    ("README.md", "import pytest"): "reads logs that a reader has; the guide's is run",
    ("docs/guide/install.md", "python3 -m venv"): "needs a release on PyPI",
    ("docs/guide/install.md", "uvx"): "needs uv and pipx; test_elsewhere looks at its commands",
    ("docs/guide/install.md", "docker"): "needs Docker; test_elsewhere looks at the Containerfile",
    (
        "docs/guide/ci.md",
        "name: callbacks\non: [push, pull_request]\njobs:\n  check:\n    runs-on: "
        "ubuntu-latest\n    permissions",
    ): "test_elsewhere looks at what it gives the action",
    ("docs/guide/ci.md", "repos:"): "test_habits looks at its hooks",
    ("docs/guide/pytest.md", "pytest"): "test_newcomer runs it in a repository of its own",
    ("docs/guide/spark.md", "from pyspark"): "tests/spark runs it",
    ("docs/proof.md", ""): "figures, made by benchmarks/proof.py",
    ("docs/diagrams.md", "python -m msglife.diagrams.gallery"): "test_gallery compares the files",
    ("docs/hostile-input.md", ".venv/bin/pip"): "takes hours; CI runs a short one",
    ("docs/speed.md", ""): "takes minutes; CI runs a short form",
    ("docs/lifecycle-format.md", ""): "test_docs loads it",
    ("docs/handlers.md", ""): "test_handlers_docs runs them, one by one",
    ("docs/play.md", ""): "test_play runs them against an endpoint",
    ("docs/pytest.md", ""): "tests/pytest_plugin runs them in a folder that has the logs",
}
"""What is not run here, by page and how it begins, and why not."""


class Block(NamedTuple):
    """A fenced block of a page."""

    page: str
    line: int
    language: str
    text: str

    @property
    def skipped(self):
        """The entry by which it is not run, if there is one."""
        for page, begins in NOT_RUN:
            if page == self.page and self.text.lstrip().startswith(begins):
                return (page, begins)
        return None


def blocks_of(page):
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page.relative_to(ROOT).as_posix(), line, found[1], found[2])


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
RUN = [block for block in BLOCKS if not block.skipped and block.language not in DATA]


def of(*languages):
    chosen = [block for block in RUN if block.language in languages]
    return pytest.mark.parametrize("block", chosen, ids=lambda block: f"{block.page}:{block.line}")


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    """A folder as a reader's clone: what pages read is there, what they write stays in it."""
    for room in ("examples", "spec"):
        (tmp_path / room).symlink_to(ROOT / room)
    monkeypatch.chdir(tmp_path)
    path = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    monkeypatch.setenv("PATH", os.pathsep.join(path))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return tmp_path


def shell(script, **env):
    """Run a script as a reader would type it; its exit status and output."""
    command = ["bash", "-euo", "pipefail", "-c", script]
    given = {**os.environ, **env}
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


def expected_exit(script):
    """What a comment says of a command that finds something."""
    told = re.findall(r"# exits with (\d)", script)
    return int(told[-1]) if told else 0


def by_page():
    """What a page shows, in its order."""
    shown = [block for block in RUN if block.language in ("sh", "python", "text")]
    for page, blocks in groupby(shown, lambda block: block.page):
        yield pytest.param(list(blocks), id=page)


def program(text, folder):
    """Run a program by itself, a test by pytest; of Hypothesis, where nobody looks at the time."""
    (folder / "test_shown.py").write_text(text, encoding="utf-8")
    pytest_ = "-m pytest -q -p no:cacheprovider --hypothesis-profile=ci"
    return shell(f"{sys.executable} {pytest_ if 'def test_' in text else ''} test_shown.py")


@pytest.mark.parametrize("blocks", list(by_page()))
def test_what_is_shown_runs_and_prints_what_is_shown(blocks, sandbox):
    """In the order of the page; an output stands after what prints it."""
    printed = ""
    for block in blocks:
        if block.language == "text":
            assert block.text in printed, block
            continue
        python = block.language == "python"
        done = program(block.text, sandbox) if python else shell(block.text)
        assert expected_exit(block.text) == done.returncode, f"{block}\n{done.stderr[-1000:]}"
        printed += done.stdout


@of("toml")
def test_configuration_is_understood(block, sandbox):
    """Whatever stands under [tool.msglife] is a key there is."""
    (sandbox / "pyproject.toml").write_text(block.text, encoding="utf-8")
    table = tomllib.loads(block.text)["tool"]
    assert {"msglife", "pytest"} & set(table)
    if "msglife" in table:
        assert len(table["msglife"]) == len(load_config(sandbox).values)


@of("json")
def test_json_is_json(block):
    """Of a record, so it is an object."""
    assert isinstance(json.loads(block.text), dict)


def commands_in(value):
    """Every command of a workflow, whatever the CI calls them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("run", "script"):
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from commands_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from commands_in(inner)


@of("yaml")
def test_workflows_run(block, sandbox):
    """Their commands, but for the install; what they upload is there afterwards."""
    commands = list(commands_in(yaml.safe_load(block.text)))
    own = [command for command in commands if command.startswith("msglife ")]
    assert own
    assert {"pip install msglife"} == set(commands) - set(own)
    summary = sandbox / "summary.md"
    for command in own:
        done = shell(command, GITHUB_STEP_SUMMARY=str(summary))
        assert 1 == done.returncode, done.stderr
    for file in re.findall(r"(?:path|junit|codequality): (\S+\.\w+)$", block.text, re.MULTILINE):
        assert (sandbox / file).stat().st_size
    assert ("GITHUB_STEP_SUMMARY" in block.text) == summary.exists()


def test_every_block_is_run_or_has_a_reason_not_to():
    """No language is passed over, and no reason outlives its block."""
    known = {"sh", "text", "python", "toml", "json", "yaml", "ini", *DATA}
    assert set() == {block.language for block in BLOCKS} - known
    assert set(NOT_RUN) == {block.skipped for block in BLOCKS if block.skipped}
    assert 38 >= sum(1 for block in BLOCKS if block.skipped)
    assert shutil.which("bash")
