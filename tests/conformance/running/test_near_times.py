"""Times nearer than clocks can tell apart: both ways to check a log say the same of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from support.callbacks import callback, key_of
from support.ways import assert_same

STATUSES = ("submitted", "delivered", "read", "rejected", "undeliverable")
GAPS = (0, 1, 500, 999, 1000, 5000, -1, -500, -999, -1000)
START = datetime(2026, 3, 1, tzinfo=UTC)


def told(dice, number):
    """What is told of one message: a life, its times shaken, now and then told twice."""
    life = ["submitted", "delivered", "read"][: dice.randint(1, 3)]
    if dice.random() < 0.4:
        life = dice.choices(STATUSES, k=dice.randint(1, 4))
    at, found = 0, []
    for status in life:
        at += dice.choice(GAPS)
        moment = START + timedelta(minutes=number, milliseconds=at + 10_000)
        record = callback(status, 0, key_of(number), channel="whatsapp")
        record["timestamp"] = moment.isoformat(timespec="milliseconds")
        found += [record] * dice.choice((1, 1, 1, 2))
    if dice.random() < 0.3:
        dice.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_say_the_same(seed, tmp_path):
    dice = Random(seed)
    log = tmp_path / "log.jsonl"
    records = [record for number in range(300) for record in told(dice, number)]
    log.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
    report = assert_same(log)
    codes = {each.code for each in report.findings}
    assert {"DELV001", "DELV002", "DELV004", "DELV005", "LIFE003", "LIFE005"} <= codes
