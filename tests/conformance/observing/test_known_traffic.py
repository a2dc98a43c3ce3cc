"""Known traffic is named and not judged; what other APIs send is named, and told as a fault."""

from __future__ import annotations

import json

import pytest

from support.ways import assert_same

PARCEL = """
[[ignored]]
name = "a parcel"
select = { required = ["weight"] }
basis = "documented"
cite = "guide: 4"

[[neighbours]]
name = "a telegram, another post"
select = { required = ["stops"] }
basis = "implied"
cite = "guide: 5"
"""
LETTER = {"id": "a", "status": "queued", "at": "2026-03-01T10:00:00Z"}


@pytest.fixture
def said(planted, tmp_path):
    """What is found of records by the invented lifecycle, both ways."""
    folder = planted(PARCEL)

    def check(*records):
        log = tmp_path / "log.jsonl"
        log.write_text("".join(f"{json.dumps(each)}\n" for each in records))
        return assert_same(log, specs=(folder,), lifecycles=("pigeon",))

    return check


def told(report):
    """Codes with severity and record."""
    return [(each.code, each.severity, each.place.record) for each in report.findings]


def test_beside_statuses_it_is_information(said):
    """The statuses are judged; the head says what else there was."""
    report = said(LETTER, {"weight": 5}, {"weight": 6})
    assert [("LOGS011", "info", 1), ("LOGS011", "info", 2)] == told(report)
    assert (0, "2 × a parcel") == (report.exit_code(), report.logs[0].known)
    first = report.findings[0]
    assert "a parcel: known traffic of pigeon/letter that tells no status" == first.message
    assert ("documented", "Guide, 4") == (first.basis, first.cite)


def test_alone_it_is_not_green(said):
    """Nothing was judged."""
    report = said({"weight": 5})
    assert 3 == report.exit_code()
    words = "the log holds known traffic only, which tells no status: 1 × a parcel"
    assert words == report.logs[0].problem


def test_a_form_goes_first(said):
    """What a form selects is judged, whatever else it has."""
    assert [("PAYL003", "info", 0)] == told(said({**LETTER, "weight": 5}))


@pytest.mark.parametrize("named", [True, False])
def test_in_a_list(said, named):
    """An item is named as a record is; beside statuses it is no unusable item."""
    items = [LETTER, {"weight": 5}] if named else [{"weight": 5}, {"weight": 6}]
    report = said({"request": {"body": items}})
    assert ("LOGS011", "info", 0) in told(report)
    assert (0 if named else 3) == report.exit_code()


def test_neighbours_are_named_in_what_is_told(planted, tmp_path):
    """It is an error, which says what the record looks like."""
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps({"stops": 3}) + "\n")
    report = assert_same(log, specs=(planted(PARCEL),))
    assert [("LOGS003", "error", 0)] == told(report)
    words = "it looks like a telegram, another post, which pigeon/letter does not judge"
    assert report.findings[0].message.endswith(words)
    assert report.logs[0].problem.endswith(words)
