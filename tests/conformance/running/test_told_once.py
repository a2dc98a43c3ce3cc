"""One fault, one finding: what is wrong with payloads is told once for each message and value."""

from __future__ import annotations

import json

from support.callbacks import callback, key_of
from support.ways import assert_same, write


def findings(tmp_path, *records):
    """What both ways find: code, record, and the lines that are related."""
    report = assert_same(write(tmp_path / "log", map(json.dumps, records)))
    return [
        (each.code, each.place.record, [place.record for place in each.related])
        for each in report.findings
    ]


def test_the_same_again_is_related(tmp_path):
    """In every callback of a message, a field that nobody documents: told of the first."""
    statuses = ("submitted", "delivered")
    records = [callback(each, second, beta=1) for second, each in enumerate(statuses)]
    assert [("PAYL003", 0, [1])] == findings(tmp_path, *records)


def test_another_message_is_told_of_by_itself(tmp_path):
    records = [callback("submitted", key=key_of(number), beta=1) for number in range(3)]
    assert [("PAYL003", number, []) for number in range(3)] == findings(tmp_path, *records)


def test_another_value_is_told_by_itself(tmp_path):
    """Two prices where none belongs, one of them twice; and two currencies that are none."""
    prices = ("0.1", "0.2", "0.1")
    records = [
        callback("delivered", second, usage={"price": price, "currency": f"e{second % 2}"})
        for second, price in enumerate(prices)
    ]
    found = [each for each in findings(tmp_path, *records) if each[0] in ("PAYL001", "RULE001")]
    assert found == [
        ("PAYL001", 0, [2]),
        ("RULE001", 0, [2]),
        ("PAYL001", 1, []),
        ("RULE001", 1, []),
    ]


def test_a_rule_over_several_payloads_is_told_each_time(tmp_path):
    """Each finding names the record it compares with."""
    sender = ("a", "b", "b", "c")
    records = [callback("submitted", n, **{"from": each}) for n, each in enumerate(sender)]
    found = [each for each in findings(tmp_path, *records) if each[0] == "RULE001"]
    assert found == [("RULE001", 1, [0]), ("RULE001", 3, [0])]
