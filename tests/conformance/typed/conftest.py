"""What tests of typed lines share."""

import pytest

from support.letters import Decoded


@pytest.fixture
def decoded(monkeypatch):
    """The lines that types decode, from now on."""
    return Decoded(monkeypatch)
