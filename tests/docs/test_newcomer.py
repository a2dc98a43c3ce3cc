"""A newcomer's walk: from a clone to a diagram in their documents, by what the pages say.

Every command is taken from the pages of the clone; only the names of logs are the newcomer's own.
Nothing is fetched: `python3 -m venv` makes an environment that has what the tests have.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from support.checkout import ROOT, TESTS
from support.documents import code_blocks

VENV = """\
#!/bin/sh
# `python3 -m venv DIR`, with the packages of the tests at hand.
set -e
[ "$1 $2" = '-m venv' ] || exec {python} "$@"
{python} -m venv --without-pip "$3"
echo {packages} > "$(echo "$PWD/$3"/lib/python*/site-packages)/at-hand.pth"
printf '#!/bin/sh\\nexec "%s" -m pip "$@" --quiet --no-index --no-deps --no-build-isolation\\n' \\
    "$PWD/$3/bin/python" > "$3/bin/pip"
printf '#!/bin/sh\\nexec "%s" -m pytest "$@"\\n' "$PWD/$3/bin/python" > "$3/bin/pytest"
chmod +x "$3/bin/pip" "$3/bin/pytest"
ln -s {programs}/graphviz-pure "$3/bin/"
"""


class Newcomer:
    """Somebody in a shell, who reads pages of a clone.

    Args:
        home: an empty folder.
    """

    def __init__(self, home):
        self.clone, self.own, self.path = home / "msglife", home / "shop", home / "bin"
        self.path.mkdir()
        shim = self.path / "python3"
        text = VENV.format(
            python=sys.executable,
            packages=sysconfig.get_path("purelib"),
            programs=sysconfig.get_path("scripts"),
        )
        shim.write_text(text, encoding="utf-8")
        shim.chmod(0o755)
        subprocess.run(["git", "clone", "--quiet", ROOT, self.clone], check=True)
        subprocess.run(["git", "init", "--quiet", self.own], check=True)

    def read(self, page, language):
        """What a page of the clone shows in one language."""
        return code_blocks((self.clone / page).read_text(encoding="utf-8"), language)

    def type(self, command, folder, status=0):
        """Run a command; what it printed."""
        installed = self.clone / ".venv" / "bin"
        environment = {
            **{name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ},
            "PATH": os.pathsep.join([str(self.path), str(installed), os.environ["PATH"]]),
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert status == done.returncode, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
        return done.stdout


@pytest.fixture
def newcomer(tmp_path):
    """Has a clone, and a repository of their own."""
    if not (ROOT / ".git").exists() or not shutil.which("git") or not shutil.which("bash"):
        pytest.skip("no clone to be cloned, or no git")
    return Newcomer(tmp_path)


def test_a_newcomers_walk(newcomer):
    """Clone, first command, a log of theirs, the report, pytest in a new repo, a diagram."""
    own = newcomer.own

    # README: the example logs have faults of every kind, so the status is 1.
    first = newcomer.read("README.md", "sh")[0]
    assert "violate what the provider documents" in newcomer.type(first, newcomer.clone, 1)
    where = newcomer.type("python -c 'import msglife; print(msglife.__file__)'", own)
    assert Path(where.strip()).is_relative_to(newcomer.clone / ".venv")

    # A log of their own: callbacks as a Python service logs them.
    shutil.copyfile(TESTS / "samples" / "prefix_python.log", own / "service.log")
    check = newcomer.read("docs/guide/check.md", "sh")[0]
    mine = re.sub(r"\S+/vonage\.jsonl.*", "service.log", check)
    said = newcomer.type(mine, own)
    assert "service.log: payloads behind text" in said
    assert said.startswith("No message violates its life; 1 of 4 messages")

    # The same as a page.
    [page] = newcomer.read("docs/html-report.md", "sh")
    newcomer.type(re.sub(r"examples/logs(.*?)  #.*", r"service.log\1", page), own)
    assert "<svg" in (own / "report.html").read_text(encoding="utf-8")

    # pytest, in a repository that has nothing yet.
    tests = own / "tests"
    (tests / "logs").mkdir(parents=True)
    shutil.copyfile(TESTS / "samples" / "bare.jsonl", tests / "logs" / "sms.jsonl")
    [test] = newcomer.read("docs/guide/pytest.md", "python")
    [settings] = newcomer.read("docs/guide/pytest.md", "toml")
    (tests / "test_callbacks.py").write_text(test, encoding="utf-8")
    (own / "pyproject.toml").write_text(settings, encoding="utf-8")
    [run] = newcomer.read("docs/guide/pytest.md", "sh")
    assert "2 passed" in newcomer.type(run, own)

    # A diagram in their documents.
    newcomer.type(newcomer.read("docs/guide/draw.md", "sh")[-1], own)
    [shown] = re.findall(r"!\[.*\]\((.*)\)", (own / "docs/messages.md").read_text("utf-8"))
    assert (own / "docs" / shown).read_text(encoding="utf-8").rstrip().endswith("</svg>")
    [mermaid] = code_blocks((own / "docs/messages.md").read_text("utf-8"), "mermaid")
    assert "stateDiagram-v2" in mermaid and 'state "delivered"' in mermaid
