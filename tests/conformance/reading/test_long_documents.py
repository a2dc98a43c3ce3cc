"""A document that is larger than a record may be: its long list is read item by item."""

from __future__ import annotations

import json

import pytest
from msglife.conformance import Options, Spot, Wanted
from msglife.conformance.reading import documents, text_window

from support.logs import keys, whole_message
from support.ways import assert_same, record_by_record

COUNT = 60
LIMIT = 4_000
AROUND = {
    "a list page": lambda items: {"note": "x", "list": items, "total": COUNT},
    "cloudwatch": lambda items: {
        "searchedLogStreams": [],
        "events": [
            {"timestamp": 1772359200000 + n, "message": json.dumps(each)}
            for n, each in enumerate(items)
        ],
    },
    "deeper": lambda items: {
        "a": {"b": [1, {"c": "]}"}]},
        "hits": {"hits": [{"_source": each, "say": '"[{'} for each in items]},
    },
}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Records may be small only, and little is read at a time."""
    for module in (documents, text_window):
        monkeypatch.setattr(module, "MAX_RECORD", LIMIT)
    monkeypatch.setattr(text_window, "_CHUNK", 500)


@pytest.mark.parametrize("name", AROUND)
@pytest.mark.parametrize("indent", [None, 1])
def test_every_item_is_judged(name, indent, tmp_path):
    """Each by its place, as in a document that fits."""
    items = [whole_message(number) for number in range(COUNT)]
    items[50]["status"] = "lost"
    log = tmp_path / "long.json"
    log.write_text(json.dumps(AROUND[name](items), indent=indent))
    report = record_by_record([str(log)], Options())
    assert [*range(COUNT)] == keys(report)
    [finding] = [each for each in report.findings if each.code == "LIFE001"]
    assert "/50" in finding.place.pointer
    if indent:
        assert finding.place.line > 100
    assert report.logs[0].found


def test_an_item_that_is_named(tmp_path):
    """Its index is that in the document."""
    log = tmp_path / "long.json"
    log.write_text(json.dumps({"list": [whole_message(number) for number in range(COUNT)]}))
    options = Options(wanted=Wanted((Spot.parse("/list/41"),)))
    assert [41] == keys(record_by_record([str(log)], options))


def test_by_rows(tmp_path):
    """The same is said."""
    log = tmp_path / "long.json"
    log.write_text(json.dumps({"list": [whole_message(number) for number in range(COUNT)]}))
    assert [*range(COUNT)] == keys(assert_same(log))


def test_one_that_is_cut(tmp_path):
    """What was read before counts, and the end is told."""
    log = tmp_path / "long.json"
    text = json.dumps({"list": [whole_message(number) for number in range(COUNT)]})
    log.write_text(text[:-1_000])
    report = record_by_record([str(log)], Options())
    assert ["LOGS001"] == [each.code for each in report.findings if each.code.startswith("LOGS")]
    assert 50 < len(report.messages) < COUNT


@pytest.mark.parametrize(
    "text", [json.dumps({"a": "x" * 9_000}), json.dumps({"a": {"b": "]" * 9_000}})]
)
def test_one_without_a_list(text, tmp_path):
    """It is beyond the limits."""
    log = tmp_path / "long.json"
    log.write_text(text)
    assert ["LOGS006"] == [each.code for each in record_by_record([str(log)], Options()).findings]
