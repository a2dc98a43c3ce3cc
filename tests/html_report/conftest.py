"""What tests of the HTML report begin with."""

import pytest
from msglife.conformance import Options, check

from msglife.html_report import MESSAGES
from support.checkout import EXAMPLES

LOGS = ("go4network.jsonl", "partner_gateway.har", "scg.jsonl", "vonage.jsonl")


@pytest.fixture(scope="session")
def examples():
    """The report of the example logs."""
    return check([str(EXAMPLES / name) for name in LOGS], Options(details=MESSAGES))
