"""A real PostgreSQL: Debian's, in a temporary folder, for as long as a test run.

Where it is missing its tests are skipped; with ``MSGLIFE_REQUIRE_POSTGRESQL=1`` they fail.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

USER, PASSWORD = "judge", "s3cr&t/with:signs@"


def programs():
    """Where initdb and pg_ctl are, or a skip, or a failure where they are required."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    words = "PostgreSQL is not installed"
    if os.environ.get("MSGLIFE_REQUIRE_POSTGRESQL") == "1":
        pytest.fail(f"{words}, and MSGLIFE_REQUIRE_POSTGRESQL asks for it")
    return pytest.skip(words)


def free_port():
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def running():
    """Start a server; the address of its database, with a password."""
    bin = programs()
    home = Path(tempfile.mkdtemp(prefix="msglife-postgresql-"))
    data, secret, log = home / "data", home / "secret", home / "log"
    secret.write_text(PASSWORD, encoding="utf-8")
    # The server refuses to run as root.
    own = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    if own:
        for path in (home, secret):
            shutil.chown(path, **own)
    port = free_port()

    def run(*command):
        # What the server inherits would keep a pipe open.
        subprocess.run(
            [str(each) for each in command],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=home, **own,
        )  # fmt: skip

    try:
        run(bin / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile", secret,
            "-E", "UTF8", "--locale", "C", "--no-sync")  # fmt: skip
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(bin / "pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "-s", "start")
        try:
            yield f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/postgres"
        finally:
            run(bin / "pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
