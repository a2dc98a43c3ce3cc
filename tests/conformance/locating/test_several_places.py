"""Logs whose records hold payloads at several places: all are read, or told."""

from __future__ import annotations

import json

import pytest
from msglife.conformance import Options, check

from msglife.options import build_options
from support.checkout import ROOT
from support.found import lives, options_in, rows, written
from support.ways import assert_same

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
PAYLOADS = [json.loads(line) for line in BARE.read_text(encoding="utf-8").splitlines()]
LIVES = lives(check([str(BARE)], Options()))
UP = {"level": "info", "message": "up", "body": {"port": 3000}}


def log_of(kinds):
    """JSON Lines of some kinds of records, in turn."""
    return lambda payloads: "".join(
        json.dumps(kinds[at % len(kinds)](each)) + "\n" for at, each in enumerate(payloads)
    )


def events_of(kinds):
    """One document whose items are of some kinds."""
    return lambda payloads: json.dumps(
        {"events": [kinds[at % len(kinds)](each) for at, each in enumerate(payloads)]}
    )


MESSAGE, BODY = (lambda p: {"message": json.dumps(p)}), (lambda p: {"message": "got", "body": p})
SHAPES = {
    "a text or a member": log_of([MESSAGE, BODY]),
    "bare or a text": log_of([MESSAGE, lambda p: p]),
    "an envelope or a text": log_of(
        [MESSAGE, lambda p: {"request": {"method": "POST", "body": p}}]
    ),
    "three of them": log_of([MESSAGE, BODY, lambda p: {"a": {"b": p}}]),
    "behind text, and within": lambda payloads: "".join(
        f"2026-03-01 10:00:0{at} got {json.dumps(each if at % 2 else {'body': each})}\n"
        for at, each in enumerate(payloads)
    ),
    "items": events_of([MESSAGE, lambda p: {"message": json.dumps({"event": p})}]),
    "lists and members": log_of([lambda p: {"one": p}, lambda p: {"all": [p]}]),
    "columns": lambda payloads: rows(
        ["id", "a", "b"],
        *(
            [at, json.dumps(each), ""] if at % 2 else [at, "", json.dumps(each)]
            for at, each in enumerate(payloads)
        ),
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_place_is_read(name, tmp_path):
    """Without an option; the options in the head say the same."""
    log = written(tmp_path, SHAPES[name](PAYLOADS))
    report = assert_same(log)
    assert (len(PAYLOADS), 0, 0) == report.logs[0][2:5]
    assert LIVES == lives(report)
    found = report.logs[0].found
    again = check([str(log)], build_options(**options_in(found)))
    assert found.count("--payload-at") == 3 if "three" in name else 2
    assert (lives(report), report.findings) == (lives(again), again.findings)


@pytest.mark.parametrize(
    "around",
    [
        lambda p: {"body": p, "raw": json.dumps(p)},
        lambda p: {"raw": json.dumps(p), "parsed": {"body": p}},
    ],
)
def test_a_copy_beside_is_no_other_place(around, tmp_path):
    """What stands in the same record is what was read of it, or came before."""
    report = assert_same(written(tmp_path, log_of([around])(PAYLOADS)))
    assert (len(PAYLOADS), LIVES) == (report.logs[0].used, lives(report))
    assert report.logs[0].found.count("--payload-at") == 1


def test_what_is_no_payload_at_any_place_is_counted(tmp_path):
    """Once a record, whatever stands at the places."""
    kinds = [MESSAGE, lambda _: UP, BODY, lambda _: {"level": "info"}]
    report = assert_same(written(tmp_path, log_of(kinds)([*PAYLOADS, *PAYLOADS])))
    log = report.logs[0]
    assert (12, 6, 6, 0) == (log.records, log.used, log.ignored, log.unread)


@pytest.mark.parametrize("text", [True, False])
def test_a_place_behind_the_first_records_is_told(text, tmp_path):
    """It is an error that names the place; never passed over, never green."""
    before = "2026-03-01 10:00:00 got " if text else ""
    usual = {"body": PAYLOADS[0]}
    other = {"body": "see data", "data": PAYLOADS[1]}
    lines = [before + json.dumps(each) for each in (*[usual] * 250, other)]
    report = assert_same(written(tmp_path, "\n".join(lines)))
    [told] = [each for each in report.findings if each.code == "LOGS003"]
    assert (251, "error") == (told.place.line, told.severity)
    assert (
        "a payload stands at /data, and nothing at '/body'; --payload-at /data as well"
        in told.message
    )
    assert report.exit_code() == 1


def test_a_column_behind_the_first_rows_is_told(tmp_path):
    """A row whose payload stands in another column than those before."""
    rows_ = [[str(at), json.dumps(PAYLOADS[0]), ""] for at in range(250)]
    log = written(tmp_path, rows(["id", "a", "b"], *rows_, ["250", "", json.dumps(PAYLOADS[1])]))
    report = assert_same(log)
    [told] = [each for each in report.findings if each.code == "LOGS003"]
    words = "a payload stands at /b, and nothing at 'a'; --payload-at /b as well reads it"
    assert (252, words) == (told.place.line, told.message)


@pytest.mark.parametrize("pages", [1, 3])
@pytest.mark.parametrize("name", ["events", "lines"])
def test_an_item_behind_the_first_ones_is_told(name, pages, tmp_path):
    """One whose payload stands elsewhere than in other items of its list, and no other of these."""
    usual, other = MESSAGE(PAYLOADS[0]), {"message": None, "body": {"data": PAYLOADS[1]}}
    lists = [[usual] * 1200, *[[usual, {"message": None}, other, usual]] * pages]
    begin = '{"events": ' if name == "events" else '{"at": 1, "events": '
    text = "\n".join(f"{begin}{json.dumps(items)}}}" for items in lists)
    report = assert_same(written(tmp_path, text))
    told = [each for each in report.findings if each.code == "LOGS003"]
    assert [(at, "/events/2") for at in range(2, pages + 2)] == [
        (each.place.line, each.place.pointer) for each in told
    ]
    words = "a payload stands at /body/data, and nothing at '/events/*/message'; --payload-at"
    assert all(f"{words} '/events/*/body/data' as well reads it" in each.message for each in told)
    assert (1200 + 2 * pages, 1) == (report.logs[0].used, report.exit_code())


WITHIN = {
    "/a/body": lambda p: {"a": {"body": p}},
    "/message": MESSAGE,
    "/items/*": lambda p: {"level": "info", "items": [{"x": 1}, p]},
}


@pytest.mark.parametrize("place", WITHIN)
def test_a_place_behind_bare_payloads_is_told(place, tmp_path):
    """With the options that read both; what holds none, or is an exchange, is told as before."""
    first, *others = PAYLOADS
    lines = [first, *map(WITHIN[place], others), UP, {"request": {"body": {"a": first}}}]
    log = written(tmp_path, "\n".join(map(json.dumps, lines)))
    report = assert_same(log)
    told = {each.place.line: each.message for each in report.findings if each.code == "LOGS003"}
    assert [*range(2, len(lines) + 1)] == sorted(told)
    given = ["--payload-at '' --payload-at" in words and place in words for words in told.values()]
    assert [True] * len(others) + [False] * 2 == given
    again = check([str(log)], build_options(payload_at=["", place]))
    assert LIVES == lives(again)


@pytest.mark.parametrize("within", [False, True])
def test_a_record_has_one_payload_and_older_ones(within, tmp_path):
    """What came before is history; a list that holds the record's own payload is all of it."""
    before = [PAYLOADS[:at][-2:] for at in range(len(PAYLOADS))]
    told = [
        {"body": each, "history": [*older, each] if within else older}
        for each, older in zip(PAYLOADS, before, strict=True)
    ]
    report = assert_same(written(tmp_path, "\n".join(map(json.dumps, told))))
    expected = ["/history/*"] if within else ["/body"]
    assert expected == options_in(report.logs[0].found)["payload_at"]
    assert report.observations == (sum(map(len, before)) if within else 0) + len(PAYLOADS)
    assert within or lives(report) == LIVES


def test_broken_records_before_all_others_have_numbers_of_their_own(tmp_path):
    """Each record is one, wherever those that are read begin."""
    lines = ["{", '{"a":', *log_of([MESSAGE, BODY])(PAYLOADS).splitlines(), "{"]
    report = assert_same(written(tmp_path, "\n".join(lines)))
    broken = [each.place for each in report.findings if each.code == "LOGS001"]
    assert [1, 2, 9] == [each.line for each in broken]
    assert len({each.record for each in broken}) == 3
