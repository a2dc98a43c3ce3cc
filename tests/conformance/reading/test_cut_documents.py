"""A document that is cut: what stands before the cut is judged, and the cut is told."""

from __future__ import annotations

import json

import pytest

from support.logs import keys, whole_message
from support.ways import assert_same

COUNT = 6
AROUND = {
    "an array": lambda items: items,
    "a list page": lambda items: {"note": "x", "list": items, "total": COUNT},
    "cloudwatch": lambda items: {
        "searchedLogStreams": [],
        "events": [{"timestamp": 1772359200000, "message": json.dumps(each)} for each in items],
    },
    "deeper": lambda items: {
        "a": {"b": [1, {"c": "]}"}]},
        "hits": {"hits": [{"_source": each, "say": '"[{'} for each in items]},
    },
}


def told(report):
    """The codes of what is told of records, and where."""
    return [(each.code, each.place.line) for each in report.findings if "LOGS" in each.code]


@pytest.mark.parametrize("name", AROUND)
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("left", [0.55, 0.8, 0.97])
def test_what_stands_before_the_cut_is_judged(name, indent, left, tmp_path):
    """As it is in the whole document; the rest is one finding, in the line where it begins."""
    text = json.dumps(AROUND[name]([*map(whole_message, range(COUNT))]), indent=indent)
    cut = text[: int(len(text) * left)]
    log = tmp_path / "cut.json"
    log.write_text(cut)
    report = assert_same(log)
    judged = keys(report)
    assert judged == [*range(len(judged))]
    assert COUNT * left - 2 < len(judged) < COUNT + 1
    [(code, line)] = told(report)
    assert "LOGS001" == code
    assert (line > 10) == bool(indent)


def test_a_whole_one_is_not_cut(tmp_path):
    """Nothing is told of its records."""
    log = tmp_path / "whole.json"
    log.write_text(json.dumps(AROUND["deeper"]([*map(whole_message, range(COUNT))])))
    report = assert_same(log)
    assert ([*range(COUNT)], []) == (keys(report), told(report))


def test_a_payload_that_is_cut_is_one_record(tmp_path):
    """Whatever it holds: a list of what is no object tells nothing."""
    log = tmp_path / "cut.json"
    log.write_text('{"message_uuid": "a",\n "list": [1, 2')
    report = assert_same(log)
    assert (1, [("LOGS001", 1)]) == (report.logs[0].unread, told(report))


def test_the_records_before_are_numbered_on(tmp_path):
    """Of objects one after the other, the last of which is cut."""
    one, two, three, four = map(whole_message, range(4))
    log = tmp_path / "cut.json"
    log.write_text(
        f"{json.dumps(one, indent=1)}\n{json.dumps(two, indent=1)}\n"
        f"{json.dumps({'list': [three, four]}, indent=1)[:-20]}"
    )
    report = assert_same(log)
    assert [0, 1] == keys(report)
    assert [(2, "LOGS003"), (3, "LOGS001")] == [
        (each.place.record, each.code) for each in report.findings if "LOGS" in each.code
    ]
