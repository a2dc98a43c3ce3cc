"""What tests of several subjects begin with; what they make and ask is in `support`."""

import os
from contextlib import suppress

import pytest

pytest.register_assert_rewrite("support")
with suppress(ModuleNotFoundError):  # tests of the plugin alone need no Hypothesis
    from hypothesis import settings

    # How long a test takes says nothing of the code.
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


@pytest.fixture(autouse=True, scope="session")
def no_columns():
    """Of a terminal, or of xdist: the command would wrap what it prints."""
    os.environ.pop("COLUMNS", None)


@pytest.fixture
def recorder():
    """A real endpoint on this machine, which keeps what it gets."""
    from msglife.recorder import Recorder

    with Recorder() as running:
        yield running


@pytest.fixture
def planted(tmp_path):
    """Writes a lifecycle with changes, and returns the folder it lies in, a new one each time."""
    from support.pigeon_post import planter

    return planter(tmp_path)


@pytest.fixture
def no_program(monkeypatch):
    """Nothing is installed that draws."""
    from msglife.diagrams import RenderError

    import msglife.html_report.drawings as drawings

    def draw(*_):
        raise RenderError("no program to draw a diagram was found", "install one")

    monkeypatch.setattr(drawings, "draw", draw)
