"""A checkout beside an ordinary install: in its root the package is found whole."""

import os
import re
import subprocess
import sys
import sysconfig

import pytest

from support.checkout import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"^## In Python\n\n```python\n(.*?)```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def python(tmp_path):
    """Runs Python in the root of the checkout; nothing there is installed in editable mode.

    The site is not set up, since an editable install of the tests' own environment would bring a
    finder that hides the trap; and an installed copy of the package comes after the checkout's.
    """
    installed = tmp_path / "site"
    (installed / "msglife").mkdir(parents=True)
    (installed / "msglife" / "__init__.py").write_text("", encoding="utf-8")
    path = os.pathsep.join([str(installed), sysconfig.get_path("purelib")])

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-S", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import msglife.spec, msglife.conformance.reports, msglife.diagrams"),
        ("-m", "msglife", "check", "examples/logs/scg.jsonl", "--fail-on", "never"),
        ("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/spec/test_ways.py"),
    ],
    ids=["import", "command", "pytest"],
)
def test_the_rooms_are_found(python, arguments):
    """What a person types first in the root of a checkout works."""
    done = python(*arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_of_the_readme_runs(python):
    """Pasted in the root, it prints verdicts and a state."""
    done = python("-c", EXAMPLE[1])
    assert done.returncode == 0, done.stderr
    assert "'violates'" in done.stdout
    assert done.stdout.splitlines()[-1] == "delivered"
