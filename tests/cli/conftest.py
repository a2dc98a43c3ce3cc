"""What tests of the command begin with."""

import pytest


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A working directory of its own, without configuration."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
