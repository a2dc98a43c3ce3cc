"""What stands at the root of the repository: what is asked for there, and little else."""

import shutil
import subprocess

import pytest

from support.checkout import ROOT

ASKED_FOR = {
    *("pyproject.toml", "README.md"),
    *("spec", "machines", "conformance", "tests", "diagrams", "msglife"),
}
"""The rooms of the package, what it is called by, and what says how it is used."""

BESIDE = {
    *("docs", "examples", "benchmarks"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "RELEASING.md", "SECURITY.md"),
    *("setup.py", "constraints.txt", "noxfile.py", "Containerfile", "action.yml"),
    *(".ci", ".github", ".gitignore", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml"),
}
"""What else a reader, a code host or a tool looks for there. A new name needs a reason."""


def committed(folder):
    """The names at the top of a repository that git knows or would add."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=folder, capture_output=True, text=True, check=True)
    paths = [path for path in done.stdout.split("\0") if (folder / path).exists()]
    return {path.partition("/")[0] for path in paths if path}


@pytest.fixture
def top():
    """What is at the root, where this is a clone."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("no clone of the repository, or no git")
    return committed(ROOT)


def test_what_is_asked_for_is_at_the_root(top):
    """None of it was moved or renamed."""
    assert set() == ASKED_FOR - top


def test_nothing_else_is_at_the_root(top):
    """And no name is allowed that is not there."""
    assert ASKED_FOR | BESIDE == top


def test_what_is_planted_is_seen(tmp_path):
    """A new file and one in a new folder; not what is ignored."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in ("notes.txt", "new/file.py", "build/x", ".gitignore"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("build/\n", encoding="utf-8")
    assert {"notes.txt", "new", ".gitignore"} == committed(tmp_path)
