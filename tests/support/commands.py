"""Commands that are run: `msglife` in this process or its own, and bits of Python."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from click.testing import CliRunner, Result

from msglife.cli import cli

PROCESS = (sys.executable, "-m", "msglife")
"""What begins the command as a process of its own."""


def run_msglife(*args: object, stdin: str | None = None) -> Result:
    """Run the command in this process; whatever it raises but its exit is raised here."""
    words = [str(each) for each in args]
    return CliRunner().invoke(cli, words, input=stdin, prog_name="msglife", catch_exceptions=False)


def run_python(code: str, *args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run code by an interpreter of its own; its exit status, and what it printed as text."""
    # Python's own words for its environment: readline sets COLUMNS behind its back.
    env = dict(os.environ)
    given = {"capture_output": True, "text": True, "check": False, "env": env, **more}
    return subprocess.run([sys.executable, "-c", code, *args], **given)
