"""The order in which what was observed of relatives arrived."""

from __future__ import annotations

import pytest

import msglife
from support.outcomes import codes
from support.polls import scg_message, scg_request

PAUSED = scg_request("PAUSED")
CREATED = scg_message("m-1", "CREATED", last_updated_date=1656705000000)
SENT = scg_message("m-1", "SENT")
OTHER = scg_message("m-2", "CREATED")


def answered(body, second=None):
    """A poll's answer, and in which second it was received, if that is told."""
    response = {"response": {"status": 200, "body": body}}
    if second is None:
        return response
    return {"received_at": f"2026-03-01T10:00:{second:02}Z", **response}


@pytest.mark.parametrize(
    ("between", "other", "found"),
    [
        (3, 4, ["RELN001"]),  # sent between two snapshots of a request that is paused
        (7, 8, []),
        (3, None, ["RELN001"]),
        (7, None, []),  # what lacks a time of reception does not undo the order of the others
        (None, None, ["RELN001"]),  # and stands right after what stands before it in the log
    ],
)
def test_a_record_without_a_time_of_reception(between, other, found):
    records = [answered(PAUSED, 1), answered(CREATED, between and 2)]
    records += [answered(SENT, between), answered(OTHER, other)]
    report = msglife.check([*records, answered(PAUSED, 5)], select=["RELN"])
    assert found == codes(report)
