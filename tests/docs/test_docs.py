"""What the documents show is what happens."""

from __future__ import annotations

import click
import pytest
from msglife.spec import load_file, meta_schema

from msglife.cli import cli
from support.checkout import ROOT
from support.commands import run_msglife
from support.documents import code_blocks

README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "lifecycle-format.md").read_text(encoding="utf-8")


def test_the_lifecycle_in_the_guide_loads(tmp_path):
    (example,) = code_blocks(FORMAT, "toml")
    (tmp_path / "message.toml").write_text(example, encoding="utf-8")
    (tmp_path / "callback.schema.json").write_text('{"type": "object"}', encoding="utf-8")
    (lifecycle,) = load_file(tmp_path / "message.toml")
    assert lifecycle.id == "parcel/message"
    assert lifecycle.finals == {"done"}


@pytest.mark.parametrize("kind", ["rule", "relation"])
def test_the_guide_names_every_kind(kind):
    kinds = meta_schema()["$defs"][kind]["properties"]["kind"]["enum"]
    assert [name for name in kinds if f"| `{name}` |" not in FORMAT] == []


def test_the_readme_shows_the_reports_beginning(monkeypatch):
    monkeypatch.chdir(ROOT)
    head, message = code_blocks(README, "text")[:2]
    result = run_msglife("check", "examples/logs/vonage.jsonl")
    assert result.exit_code == 1
    assert result.output.startswith(head.strip())
    assert f"\n\n{message}\n" in result.output


def test_the_readme_names_every_command(monkeypatch):
    monkeypatch.chdir(ROOT)
    commands = cli.list_commands(click.Context(cli))
    assert [name for name in commands if f"\nmsglife {name} " not in README.replace("`", "")] == []


def test_ci_runs_the_readmes_test_command():
    command = code_blocks(README, "sh")[1].strip()
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
