"""A log in parts: what is said of it does not depend on how it was divided."""

import json
from datetime import UTC, datetime
from itertools import permutations, product
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
    in_observed_parts,
    in_parts,
    keyed,
    lines_of,
    rows_of,
    table_of,
    without,
)
from support.tables import payload_table

SMS = [callback("submitted"), callback("delivered", 5)]

WAYS = pytest.mark.parametrize("parted", [in_parts, in_observed_parts])
"""Rows are moved, or what was observed of them."""


DAYS = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3)]


def lines(*payloads):
    return [json.dumps(each) for each in payloads]


@WAYS
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples(path, parted):
    """Those of all lifecycles, with all that is wrong in them."""
    table = table_of(lines_of(path))
    assert_as_one(table, parted(table, 7))
    assert_as_one(table, parted(table, 2, final_within="1h"), final_within="1h")


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
    for count in (1, 2, 7):
        assert_as_one(table, in_observed_parts(table, count))


@pytest.mark.slow
@WAYS
@pytest.mark.parametrize("name", ["scg/message", "vonage/sms", "partner_gateway/rcs", "sinch/sms"])
def test_made_up_logs(name, tmp_path, parted):
    """With relations, faults and polls."""
    table = table_of(generated(tmp_path / "log", name, 2_000))
    for count in (1, 7, 64):
        assert_as_one(table, parted(table, count))


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
    assert_as_one(table, in_observed_parts(table, count))


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
    for count, parted in product((2, 7), (in_parts, in_observed_parts)):
        findings, _, summary = found = parted(table, count)
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


@WAYS
@pytest.mark.parametrize("how", [{}, {"received_at": "at"}])
def test_one_clock(how, parted):
    """A time far beyond all others is passed over, though a part holds few others."""
    days = [DAY.format(number) for number in range(12)]
    table = clocked(*days, "2031-01-01T00:00:00Z", "2051-01-01T00:00:00Z")
    for count in (1, 2, 7):
        findings, _, summary = found = parted(table, count, how=how, final_within="5s")
        assert_as_one(table, found, how=how, final_within="5s")
        assert sum('"LOGS012"' in each for each in findings) == 2
        assert sum('"OPEN001"' in each for each in findings) == 6
        assert summary["latest"] == datetime.fromisoformat(days[-1])


@WAYS
def test_one_time_of_a_record_in_many_parts(parted):
    """It is one time all the same: nothing else bears it out."""
    table = table_of([*lines(*SMS * 3), TOGETHER])
    days = [*map(DAY.format, range(6)), "2031-01-01T00:00:00Z"]
    table = table.append_column("at", pa.array(days))
    how = {"received_at": "at"}
    findings, _, _ = found = parted(table, 7, how=how)
    assert_as_one(table, found, how=how)
    assert 1 == sum('"LOGS012"' in each for each in findings)


def test_what_tells_of_nothing_has_no_key():
    """It is told of wherever it is read."""
    table = table_of(["{", "[]", None, '{"a": 1}', "", *lines(*SMS)])
    rows = keyed(table).to_pylist()
    assert [None] * 5 == [row[tables.GROUP] for row in rows[:5]]
    assert rows[5][tables.GROUP] == rows[6][tables.GROUP] == rows[5][tables.KEY]
    for parted in (in_parts, in_observed_parts):
        assert_as_one(table, parted(table, 2))


@WAYS
def test_structs(parted):
    """A payload need not be text."""
    table = pa.table({"place": [1, 2], "payload": SMS})
    found = parted(table, 2)
    assert_as_one(table, found)
    assert found[2]["verdicts"]["conforms"] == 1


def observed(table, **how):
    return list(tables.observe_parts(table.to_batches(), 1, **HOW | how))


@given(st.permutations(range(8)))
@settings(max_examples=20)
def test_rows_that_arrived_together(order):
    """Those of one time are in the order of their texts, from wherever they come; none is lost."""
    payloads = [{**SMS[number % 2], "n": number // 4} for number in range(8)]
    table = payload_table(payloads, place=["a"] * 8)
    whole = tables.judge_parts(observed(table))
    lying = [observed(table.take([number])) for number in order]
    found = tables.judge_parts([batch for each in lying for batch in each])
    for name in ("findings", "messages"):
        assert rows_of([getattr(whole, name)]) == rows_of([getattr(found, name)])
    assert whole.messages["observations"].to_pylist() == [8]


@pytest.mark.parametrize("values", [[None, "b", "ä"], [1, 2, 3], [-0.5, 2.0, 9.0], DAYS])
def test_in_their_order(values):
    """Whatever tells it: of nothing, before all else; of texts, by their code points."""
    payloads = [*SMS, callback("rejected", 9)]
    table = payload_table(payloads, place=values)
    wanted = rows_of([tables.judge_parts(observed(table)).findings])
    assert wanted
    for order in permutations(range(3)):
        some = tables.judge_parts(observed(table.take(order)))
        assert rows_of([some.findings]) == wanted


def test_processes_that_hash_otherwise(tmp_path):
    """It is said what to do, and nothing is judged."""
    *_, batch = observed(table_of(lines(*SMS)))
    log = tmp_path / "observed"
    with pa.ipc.new_stream(str(log), batch.schema) as writer:
        writer.write_batch(batch)
    code = (
        "import pyarrow as pa; from msglife import tables;"
        f"tables.judge_parts(pa.ipc.open_stream({str(log)!r}))"
    )
    assert "HashesDiffer: " in (told := run_python(code).stderr)
    assert "give PYTHONHASHSEED the same number everywhere" in told


def test_a_part_without_rows():
    """It adds nothing."""
    empty = tables.judge_batches([], **HOW)
    assert empty.summary.equals(tables.judge_parts([]).summary)
    assert not list(tables.observe_parts([], 3, **HOW)) + list(tables.settle_parts([], 3))
    rows = divided(keyed(table_of(lines(*SMS))), 1, len)[0]
    whole = tables.judge_batches(rows, **HOW).summary
    assert tables.merge_summaries([empty.summary, whole]).equals(tables.merge_summaries([whole]))
    assert tables.merge_summaries([])["records"].to_pylist() == [0]


@WAYS
def test_options(parted):
    """Those of a check; what they leave out, the clock's finding too, is left out."""
    table = table_of(lines(SMS[1], {**SMS[1], "status": "rejected"}))
    for options in ({"complete": True}, {"select": "LIFE"}, {"ignore": "DELV,LIFE005"}):
        assert_as_one(table, parted(table, 2, **options), **options)
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
