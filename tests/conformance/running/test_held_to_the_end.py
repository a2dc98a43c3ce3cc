"""No check lets go of a message: what contradicts its end is found, whenever and however told."""

from __future__ import annotations

import json

import pytest
from msglife.conformance import check
from msglife.conformance.results.times import format_time, parse_moment

from support.callbacks import callback, key_of
from support.outcomes import standard_input

START = parse_moment("2026-03-01")
HOUR = 3600 * 10**6
PADDING = 2 * 2**20


def told(number, hours, status, **more):
    """A callback of a message, so many hours after the beginning."""
    when = format_time(START + hours * HOUR)
    return callback(status, key=key_of(number), timestamp=when, **more)


def log(last):
    """Fifteen records of two days: seven messages, and what is told of the first at the end."""
    lives = [
        told(number, 7 * number + hour, status)
        for number in range(7)
        for hour, status in enumerate(("submitted", "delivered"))
    ]
    return [*lives, told(0, 50, last, error={"title": "1320"})]


WAYS = {
    "alone": lambda records: "".join(f"{json.dumps(each)}\n" for each in records),
    "padded": lambda records: "".join(
        f"{json.dumps(each)}{' ' * (PADDING // len(records))}\n" for each in records
    ),
    "an array": json.dumps,
    "an array, padded": lambda records: json.dumps(records) + " " * PADDING,
}


@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("last", "code"), [("rejected", 1), ("delivered", 0)])
def test_an_end_is_contradicted_two_days_later(last, code, way, piped, tmp_path):
    """A second end is found, exit 1; the same end told again is none."""
    records = log(last)
    assert 15 == len(records)
    text = WAYS[way](records)
    (tmp_path / "log").write_text(text, encoding="utf-8")
    if piped:
        with standard_input(text.encode()):
            report = check(["-"])
    else:
        report = check([str(tmp_path / "log")])
    assert (code, 0, 7) == (report.exit_code(), report.released, len(report.messages))
    assert (code == 1) == ("LIFE005" in [each.code for each in report.findings])
    assert "LOGS009" not in [each.code for each in report.findings]
