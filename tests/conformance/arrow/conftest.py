"""A database for the tests of queries."""

import pytest

from support.postgresql import running


@pytest.fixture(scope="session")
def postgresql():
    """The address of a PostgreSQL that is there as long as the tests."""
    with running() as address:
        yield address
