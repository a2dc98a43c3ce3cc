"""What tests of the HTML report begin with."""

import pytest
from msglife.conformance import Options, check

from msglife.html_report import MESSAGES
from support.checkout import EXAMPLES


@pytest.fixture(scope="session")
def examples():
    """The report of the example logs."""
    return check([str(EXAMPLES)], Options(details=MESSAGES))
