"""Types are made for the variants that a log has; what is none of them is read one by one."""

from __future__ import annotations

import pytest

from support.callbacks import callback, key_of
from support.letters import line_of

UNLIKE = {
    "no channel": {"channel": None},
    "a channel there is not": {"channel": "pigeon"},
    "an empty channel": {"channel": ""},
    "a channel that is a number": {"channel": 7},
    "an empty channel, and the member no payload can have": {"channel": "", "nothing": 1},
    "another channel": {"channel": "mms"},
}


def life(number, **more):
    """The callbacks of a message."""
    told = [("submitted", 1), ("delivered", 9)]
    return [callback(status, second, key_of(number), **more) for status, second in told]


@pytest.mark.parametrize("unlike", UNLIKE.values(), ids=UNLIKE)
@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_one_channel_and_something_else(unlike, first, decoded, tmp_path):
    """A channel that is all a log had so far says nothing of payloads that name none."""
    odd = [
        {name: value for name, value in {**each, **unlike}.items() if value is not None}
        for each in life(99)
    ]
    lives = [each for number in range(40) for each in life(number)]
    records = [*odd, *lives, *odd] if first else [*lives, *odd]
    decoded.check(tmp_path / "log.jsonl", records)
    assert {*map(line_of, lives)} & {*decoded.lines}
    if unlike != UNLIKE["another channel"]:
        assert not {*map(line_of, odd)} & {*decoded.lines}


def test_channels_that_come_late_are_decoded(decoded, tmp_path):
    """From the first on that is read one by one."""
    sms = [each for number in range(40) for each in life(number)]
    mms = [each for number in range(40, 80) for each in life(number, channel="mms")]
    long = {"x": "y" * 2**20}  # what follows is decoded by itself
    decoded.check(tmp_path / "log.jsonl", [*sms, *mms, long, *mms[20:60]])
    assert {*map(line_of, mms[20:60])} <= {*decoded.lines}
