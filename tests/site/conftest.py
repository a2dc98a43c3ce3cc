"""The site of the documents, built strictly and served on this machine."""

import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from support.browser import driver
from support.checkout import ROOT

__all__ = ["driver"]


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """Builds a site as `.ci/run` does: what is warned of fails."""
    pytest.importorskip("furo", reason="needs msglife[docs]")

    def run(source):
        out = tmp_path_factory.mktemp("site")
        options = ["-W", "-n", "-q", "--keep-going", "-c", ROOT / "docs" / "site"]
        folders = ["-d", out / "trees", source, out / "html"]
        command = [sys.executable, "-m", "sphinx", *options, *folders]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done, out / "html"

    return run


@pytest.fixture(scope="session")
def site(build):
    """The folder of the site."""
    done, folder = build(ROOT)
    assert 0 == done.returncode, done.stderr
    return folder


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
