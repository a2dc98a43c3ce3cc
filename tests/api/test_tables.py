"""A log in parts: what is said of it does not depend on how it was divided."""

import json
from datetime import datetime
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msglife import BadOption, tables
from support.callbacks import KEY, callback
from support.checkout import ROOT
from support.commands import run_python
from support.parts import (
    EXAMPLES,
    HOW,
    assert_as_one,
    divided,
    generated,
    in_parts,
    keyed,
    lines_of,
    table_of,
    without,
)
from support.tables import payload_table

SMS = [callback("submitted"), callback("delivered", 5)]


def lines(*payloads):
    return [json.dumps(each) for each in payloads]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples(path):
    """Those of all lifecycles, with all that is wrong in them."""
    table = table_of(lines_of(path))
    assert_as_one(table, in_parts(table, 7))
    assert_as_one(table, in_parts(table, 2, final_within="1h"), final_within="1h")


def test_a_parent_that_some_records_do_not_name():
    """The family meets all the same."""
    [path] = [each for each in EXAMPLES if each.stem == "scg"]
    kept = [
        json.dumps(without("message_request_id", json.loads(line))) if line and number % 2 else line
        for number, line in enumerate(lines_of(path))
    ]
    table = table_of(kept)
    rows = tables.group_keys(table.to_batches()[0], payload="payload").to_pylist()
    groups = {}
    for row in rows:
        groups.setdefault(row[tables.KEY], set()).add(row[tables.GROUP])
    assert any(len(each) > 1 for each in groups.values())
    assert_as_one(table, in_parts(table, 7))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["scg/message", "vonage/sms", "partner_gateway/rcs", "sinch/sms"])
def test_made_up_logs(name, tmp_path):
    """With relations, faults and polls."""
    table = table_of(generated(tmp_path / "log", name, 2_000))
    for count in (1, 7, 64):
        assert_as_one(table, in_parts(table, count))


SMALL = [line for path in EXAMPLES for line in lines_of(path)[:25]]


@settings(max_examples=10)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_however_it_is_divided(seed, count):
    """Families in any parts, some of them empty, records in any order."""
    random = Random(seed)
    kept = random.sample(SMALL, 60)
    table = table_of(kept)
    places = {}
    found = in_parts(table, count, lambda group: places.setdefault(group, random.randrange(count)))
    assert_as_one(table, found)


TOGETHER = json.dumps(
    {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": "1",
                "changes": [
                    {
                        "field": "messages",
                        "value": {
                            "messaging_product": "whatsapp",
                            "metadata": {
                                "display_phone_number": "15550001111",
                                "phone_number_id": "1",
                            },
                            "statuses": [
                                {
                                    "id": f"wamid.{number}",
                                    "status": "sent",
                                    "timestamp": "1772438400",
                                    "recipient_id": "15550002222",
                                }
                                for number in range(20)
                            ]
                            + [{"no": "status"}],
                        },
                    }
                ],
            }
        ],
    }
)


def test_a_body_of_many_messages():
    """It goes wherever one of them is judged, and is told of, and counted, once."""
    table = table_of([TOGETHER, f"[{TOGETHER}, {{}}]", *lines(*SMS)])
    rows = keyed(table)
    assert len(rows) == 42
    assert [row[tables.SEVERAL] for row in rows.to_pylist()[-2:]] == [None, None]
    for count in (2, 7):
        findings, _, summary = found = in_parts(table, count)
        assert_as_one(table, found)
        assert 1 == sum("LOGS007" in each and '"row": "1"' in each for each in findings)
        assert summary["records"] == 5


DAY = "2026-03-01T10:00:{:02}Z"


def clocked(*days):
    """A table of records of one message each, told and received at some times."""
    payloads = [
        {**SMS[0], "message_uuid": f"{KEY[:-2]}{number:02}", "timestamp": day}
        for number, day in enumerate(days)
    ]
    return payload_table(payloads, place=range(len(days)), at=days)


@pytest.mark.parametrize("how", [{}, {"received_at": "at"}])
def test_one_clock(how):
    """A time far beyond all others is passed over, though a part holds few others."""
    days = [DAY.format(number) for number in range(12)]
    table = clocked(*days, "2031-01-01T00:00:00Z", "2051-01-01T00:00:00Z")
    for count in (1, 2, 7):
        findings, _, summary = found = in_parts(table, count, how=how, final_within="5s")
        assert_as_one(table, found, how=how, final_within="5s")
        assert sum('"LOGS012"' in each for each in findings) == 2
        assert sum('"OPEN001"' in each for each in findings) == 6
        assert summary["latest"] == datetime.fromisoformat(days[-1])


def test_one_time_of_a_record_in_many_parts():
    """It is one time all the same: nothing else bears it out."""
    table = table_of([*lines(*SMS * 3), TOGETHER])
    days = [*map(DAY.format, range(6)), "2031-01-01T00:00:00Z"]
    table = table.append_column("at", pa.array(days))
    how = {"received_at": "at"}
    findings, _, _ = found = in_parts(table, 7, how=how)
    assert_as_one(table, found, how=how)
    assert 1 == sum('"LOGS012"' in each for each in findings)


def test_what_tells_of_nothing_has_no_key():
    """It is told of wherever it is read."""
    table = table_of(["{", "[]", None, '{"a": 1}', "", *lines(*SMS)])
    rows = keyed(table).to_pylist()
    assert [None] * 5 == [row[tables.GROUP] for row in rows[:5]]
    assert rows[5][tables.GROUP] == rows[6][tables.GROUP] == rows[5][tables.KEY]
    assert_as_one(table, in_parts(table, 2))


def test_structs():
    """A payload need not be text."""
    table = pa.table({"place": [1, 2], "payload": SMS})
    found = in_parts(table, 2)
    assert_as_one(table, found)
    assert found[2]["verdicts"]["conforms"] == 1


def test_a_part_without_rows():
    """It adds nothing."""
    empty = tables.judge_batches([], **HOW)
    rows = divided(keyed(table_of(lines(*SMS))), 1, len)[0]
    whole = tables.judge_batches(rows, **HOW).summary
    assert tables.merge_summaries([empty.summary, whole]).equals(tables.merge_summaries([whole]))
    assert tables.merge_summaries([])["records"].to_pylist() == [0]


def test_options():
    """Those of a check; what they leave out, the clock's finding too, is left out."""
    table = table_of(lines(SMS[1], {**SMS[1], "status": "rejected"}))
    for options in ({"complete": True}, {"select": "LIFE"}, {"ignore": "DELV,LIFE005"}):
        assert_as_one(table, in_parts(table, 2, **options), **options)
    times = clocked(*map(DAY.format, range(9)), "2031-01-01T00:00:00Z")
    judged = tables.judge_batches(keyed(times).to_batches(), **HOW, received_at="at")
    assert ["LOGS012"] == tables.clock_findings(judged.summary)["code"].to_pylist()
    assert not len(tables.clock_findings(judged.summary, ignore="LOGS"))


WRONG = {
    "no column 'body' among place, payload": {"payload": "body"},
    "no column 'when' among": {"received_at": "when"},
    "no column 'id' among": {"place": "id"},
    "one place, not '/payload/[*]'": {"payload": "/payload/*"},
    "one place, not ''": {"payload": ""},
    "judged by one process": {"jobs": 2},
    "needs latest": {"final_within": "1h"},
}


@pytest.mark.parametrize(("words", "options"), WRONG.items())
def test_options_that_cannot_be(words, options):
    """It is said what was expected."""
    batches = keyed(table_of(lines(*SMS))).select(["place", "payload", *tables.ADDED.names])
    with pytest.raises(BadOption, match=words):
        tables.judge_batches(batches.to_batches(), **{**HOW, **options})


@pytest.mark.parametrize("name", ["findings", "messages", "summary"])
def test_columns_are_documented(name):
    """In their order."""
    guide = (ROOT / "docs" / "guide" / "spark.md").read_text(encoding="utf-8")
    [row] = [line for line in guide.splitlines() if line.startswith(f"| `{name}` |")]
    assert row.split("`")[-2].split() == getattr(tables, name.upper()).names


def test_nothing_is_imported_before_it_is_asked_for():
    """Importing the package imports no table; and without pyarrow, it is said what is needed."""
    code = (
        "import sys, msglife; sys.exit(bool({'pyarrow', 'pyspark', 'pandas'} & set(sys.modules)))"
    )
    assert run_python(code).returncode == 0
    code = "import sys; sys.modules['pyarrow'] = None; import msglife.tables"
    words = "MissingPackage: judging tables needs pyarrow: pip install 'msglife[columns]'"
    assert words in run_python(code).stderr
