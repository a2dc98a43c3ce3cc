"""Tables: judged as the same rows are as JSON Lines, whoever made them."""

import datetime as dt
import json
import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import NothingThere, Options, Spot, Wanted, check
from msglife.conformance.arrow.tables import Table

from support.callbacks import key_of, sms
from support.checkout import ROOT
from support.tables import FILES, both_ways, flat_table, lives, payload_table
from support.ways import assert_same, generated, record_by_record, write

BARE = ROOT / "tests" / "samples" / "bare.jsonl"
PAYLOADS = [json.loads(line) for line in BARE.read_text(encoding="utf-8").splitlines()]
EXPECTED = lives(record_by_record([str(BARE)], Options()))
IDS = [f"evt-{number}" for number in range(len(PAYLOADS))]
TIMES = [dt.datetime(2026, 3, 1, 10, 0, number, tzinfo=dt.UTC) for number in range(len(PAYLOADS))]


def spots(**places):
    """Where the user says that things stand."""
    return Wanted(**{name: (Spot.parse(place),) for name, place in places.items()})


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("make", [payload_table, flat_table])
def test_files(suffix, make, tmp_path):
    """Of each kind, with a column of payloads and flat; by their content, not their names."""
    path = tmp_path / f"events.{suffix}"
    FILES[suffix](make(PAYLOADS), path)
    assert EXPECTED == lives(assert_same(path))
    renamed = path.rename(tmp_path / "events.log")
    assert EXPECTED == lives(assert_same(renamed))


def test_a_pipe(tmp_path, monkeypatch):
    """What can be read only once is copied."""
    path = tmp_path / "events.parquet"
    FILES["parquet"](payload_table(PAYLOADS), path)
    for smallest in (0, 2**20):
        with path.open("rb") as file:
            monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": file}))
            assert EXPECTED == lives(check(["-"], smallest=smallest))


def test_a_folder(tmp_path):
    """Tables are among the logs of a folder."""
    for number, suffix in enumerate(("parquet", "feather", "arrow")):
        FILES.get(suffix, FILES["arrows"])(payload_table(PAYLOADS), tmp_path / f"{number}.{suffix}")
    assert 3 * len(PAYLOADS) == assert_same(tmp_path).observations


class Foreign:
    """A table of a library that nobody knows."""

    def __init__(self, table):
        self._table = table

    def __arrow_c_stream__(self, requested_schema=None):
        """Hand it over."""
        return self._table.__arrow_c_stream__(requested_schema)


def test_whoever_made_it():
    """The interface counts."""
    assert EXPECTED == lives(both_ways(Foreign(flat_table(PAYLOADS))))


def test_the_head_says_what_was_taken():
    """And the options that say the same."""
    report = both_ways(payload_table(PAYLOADS, id=IDS, created_at=TIMES))
    assert (
        "payloads at payload, received at created_at"
        " (--payload-at payload --received-at created_at)" == report.logs[0].found
    )
    flat = both_ways(flat_table(PAYLOADS))
    assert "payloads in columns (--payload-at '')" == flat.logs[0].found
    same = both_ways(flat_table(PAYLOADS), wanted=spots(payload_at=""))
    assert lives(flat) == lives(same)


def test_findings_name_the_row():
    """By its number, from 1; or by what its owner calls it, whatever that is."""
    table = payload_table(PAYLOADS, id=IDS, number=range(100, 106))
    (finding,) = both_ways(table).findings
    assert "table:3" == str(finding.place)
    for column, name in (("id", "evt-2"), ("number", "102")):
        (finding,) = both_ways(table, wanted=spots(place_at=column)).findings
        assert f"table:{name}" == str(finding.place)
        assert (name, 3) == (finding.to_dict()["row"], finding.to_dict()["line"])


def test_rows_of_a_flat_table_are_named():
    """The column that names them is no member, unless a schema names it."""
    table = flat_table([{"id": name, **each} for name, each in zip(IDS, PAYLOADS, strict=True)])
    assert {"PAYL003", "DELV003"} == {each.code for each in both_ways(table).findings}
    (finding,) = both_ways(table, wanted=spots(place_at="id")).findings
    assert ("DELV003", "table:evt-2") == (finding.code, str(finding.place))


def test_names_in_json_lines(tmp_path):
    """A record of any log may have a name."""
    lines = [json.dumps({"id": i, "body": p}) for i, p in zip(IDS, PAYLOADS, strict=True)]
    path = write(tmp_path / "log.jsonl", lines)
    (finding,) = assert_same(path, wanted=spots(place_at="/id")).findings
    assert f"{path}:evt-2" == str(finding.place)


@pytest.mark.parametrize("option", ["payload_at", "received_at", "place_at"])
@pytest.mark.parametrize("rows", [0, len(PAYLOADS)])
def test_a_column_that_is_not_there(option, rows):
    """It is a mistake, also where there is no row; what there is, is named."""
    table = payload_table(PAYLOADS, id=IDS).slice(0, rows)
    with pytest.raises(NothingThere, match=r"'nowhere' in any record; a record has /id, /payload"):
        both_ways(table, wanted=spots(**{option: "nowhere"}))


def test_an_empty_table():
    """It is no log that is green."""
    assert 3 == both_ways(payload_table(PAYLOADS).slice(0, 0)).exit_code()


def test_a_table_without_payloads():
    """Each row is told of; nothing is judged."""
    report = both_ways(pa.table({"a": [1, 2], "b": ["{}", "x"]}))
    assert 3 == report.exit_code()
    assert 2 == report.logs[0].ignored


def test_a_payload_column_comes_before_what_was_read_of_it():
    """Applications keep some members beside the payload."""
    columns = {name: [each[name] for each in PAYLOADS] for name in ("status", "channel")}
    report = both_ways(payload_table(PAYLOADS, **columns))
    assert EXPECTED == lives(report)
    assert "payloads at payload (" in report.logs[0].found


ODD = [
    json.dumps(PAYLOADS[0], indent=2),
    json.dumps([PAYLOADS[0]]),
    f"  {json.dumps(PAYLOADS[0])}\n",
    json.dumps(json.dumps(PAYLOADS[0])),
]


@pytest.mark.parametrize("odd", ODD)
def test_payloads_that_are_no_line(odd):
    """They stand among those that are, and each row keeps its number."""
    texts = [json.dumps(each) for each in PAYLOADS]
    report = both_ways(pa.table({"payload": [odd, *texts[1:]]}))
    assert EXPECTED == lives(report)
    assert "table:3" == str(report.findings[0].place)


@pytest.mark.parametrize(
    ("text", "code"),
    [('{"message_uuid": }', "LOGS001"), ('{"message_uuid"', "LOGS001"), ("[1]", "LOGS002")],
)
def test_payloads_that_cannot_be_read(text, code):
    """Each is told of, by its row; the others are judged."""
    texts = [json.dumps(each) for each in PAYLOADS]
    report = both_ways(pa.table({"payload": [*texts, text]}))
    assert EXPECTED == lives(report)
    assert [(code, 7)] == [
        (each.code, each.place.line) for each in report.findings if each.code.startswith("LOGS")
    ]


@pytest.mark.parametrize(
    ("nulls", "words"), [(1, "1 record holds no payload"), (2, "2 records hold no payload")]
)
def test_null_payloads_are_passed_over(nulls, words):
    """And counted."""
    texts = [json.dumps(each) for each in PAYLOADS]
    report = both_ways(pa.table({"payload": [*texts, *[None] * nulls]}))
    assert EXPECTED == lives(report)
    assert words in report.logs[0].found


def test_payloads_as_bytes_and_structs():
    """Whatever a table holds payloads as."""
    texts = [json.dumps(each).encode() for each in PAYLOADS]
    assert EXPECTED == lives(both_ways(pa.table({"raw": pa.array(texts, pa.binary())})))
    assert EXPECTED == lives(both_ways(pa.table({"raw": pa.array(PAYLOADS)})))
    nested = pa.table({"event": pa.array([{"body": each} for each in PAYLOADS])})
    report = both_ways(nested)
    assert EXPECTED == lives(report)
    assert "/event/body" in report.logs[0].found


@pytest.mark.parametrize(
    "times",
    [
        pa.array(TIMES, pa.timestamp("us", "UTC")),
        pa.array(TIMES, pa.timestamp("ns", "Europe/Berlin")),
        pa.array([each.replace(tzinfo=None) for each in TIMES], pa.timestamp("s")),
        pa.array([each.isoformat() for each in TIMES]),
        pa.array([f"{each:%Y-%m-%d %H:%M:%S,000}" for each in TIMES]),
        pa.array([int(each.timestamp()) for each in TIMES]),
        pa.array([int(each.timestamp() * 1000) for each in TIMES]).cast(pa.string()),
    ],
    ids=str,
)
def test_times_of_reception(times):
    """Of any type: that of the last row is the log's latest, and what came late is found."""
    late = [sms("delivered", 5), sms("submitted", 1)]
    report = both_ways(payload_table(late, created_at=times[:2].to_pylist()).set_column(
        0, "created_at", times[:2]
    ))  # fmt: skip
    assert "received at created_at" in report.logs[0].found
    assert ["DELV002"] == [each.code for each in report.findings]
    # What no one received for a minute is overdue only if the times were read.
    silent = [sms("submitted", 0, key_of(1)), sms("submitted", 0, key_of(2))]
    ends = pa.chunked_array([times.slice(0, 1), times.slice(5, 1)])
    table = payload_table(silent, created_at=[0, 1]).set_column(0, "created_at", ends)
    report = both_ways(table, final_within=2_000_000)
    assert [("OPEN001", key_of(1))] == [(each.code, each.key) for each in report.findings]


@settings(max_examples=20)
@given(seed=st.integers(0, 50), flat=st.booleans())
def test_made_up_logs(seed, flat, tmp_path_factory):
    """A table is judged as the same payloads are as JSON Lines."""
    folder = tmp_path_factory.mktemp("made-up")
    faults = 0 if flat else 0.3  # a column has one type, which cannot be wrong in one row
    rates = {"faults": faults, "late": 0.2, "repeated": 0.2, "lost": 0.2}
    lines = generated("vonage/sms", 8, seed, form="callback" if flat else "", **rates)
    if flat:  # nor can it be a number in one row and text in another, nor an empty object
        lines = [line for line in lines if "{}" not in line]
        lines = [re.sub(r": ?(\d+)([,}])", r':"\1"\2', line) for line in lines]
    bare = record_by_record([str(write(folder / "log.jsonl", lines))], Options())
    payloads = [json.loads(line) for line in lines]
    report = both_ways(flat_table(payloads) if flat else payload_table(payloads))
    told = [[(e.code, e.message, e.key, e.place.line) for e in r.findings] for r in (bare, report)]
    assert lives(bare) == lives(report)
    assert told[0] == told[1]


def test_a_damaged_file(tmp_path):
    """Whatever is wrong with a file, the log is unreadable, and says so."""
    path = tmp_path / "events.parquet"
    for suffix, write_file in FILES.items():
        write_file(payload_table(PAYLOADS), path)
        whole = path.read_bytes()
        for cut in (8, len(whole) // 2, len(whole) - 3):
            path.write_bytes(whole[:cut])
            report = assert_same(path)
            found = {each.code for each in report.findings} - {"DELV003"}
            assert found <= {"LOGS005"}, suffix
            assert report.exit_code() or EXPECTED == lives(report)


def test_a_packed_table(tmp_path):
    """A table is not read through another packing: it is told."""
    import gzip

    path = tmp_path / "events.parquet.gz"
    FILES["parquet"](payload_table(PAYLOADS), tmp_path / "events.parquet")
    path.write_bytes(gzip.compress((tmp_path / "events.parquet").read_bytes()))
    report = assert_same(path)
    assert 3 == report.exit_code()
    assert "unpacked" in report.findings[0].message


def test_columns_of_one_name():
    """As a join has them: the first has the name."""
    texts = [json.dumps(each) for each in PAYLOADS]
    table = pa.table([pa.array(texts), pa.array(IDS), pa.array(IDS)], ["payload", "id", "id"])
    (finding,) = both_ways(table, wanted=spots(place_at="id (column 3)")).findings
    assert "table:evt-2" == str(finding.place)
    assert EXPECTED == lives(both_ways(table))


@pytest.mark.parametrize(
    "odd",
    [
        pa.array([2**62] * 6, pa.timestamp("s")),
        pa.array([2**62] * 6, pa.timestamp("us", "UTC")),
        pa.array([2**31 - 1] * 6, pa.date32()),
        pa.array([[2**31 - 1]] * 6, pa.list_(pa.date32())),
        pa.array([2**62] * 6, pa.duration("s")),
        pa.array([2**62] * 6, pa.time64("ns")),
        pa.array([[2**62]] * 6, pa.list_(pa.timestamp("s"))),
    ],
    ids=lambda each: str(each.type),
)
def test_values_beyond_all_calendars(odd):
    """They are nobody's fault: the payloads are judged, or it is told why not."""
    for name in ("created_at", "note"):
        table = payload_table(PAYLOADS).append_column(name, odd)
        for wanted in (Wanted(), spots(place_at=name)):
            report = both_ways(table, wanted=wanted)
            assert report.exit_code() in (0, 3)
            assert report.exit_code() or EXPECTED == lives(report)


def test_nesting_beyond_all_stacks():
    """It is told, or read."""
    kind = pa.string()
    for _ in range(2_000):
        kind = pa.struct([("a", kind)])
    table = payload_table(PAYLOADS).append_column("deep", pa.nulls(6, kind))
    report = both_ways(table)
    assert report.exit_code() in (0, 3)


def test_batches_are_bounded():
    """A table in one piece is taken in several; nothing is lost between them."""
    payloads = [sms("submitted", key=key_of(number)) for number in range(70_000)]
    table = payload_table(payloads).combine_chunks()
    report = check([Table.of(table, "t")])
    assert (70_000, 70_000) == (report.observations, len(report.messages))
