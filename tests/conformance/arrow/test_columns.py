"""Columns as JSON: what each type is written as, and how schemas bend it."""

import datetime as dt
import decimal
import uuid

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.arrow.columns import moments, objects, texts
from msglife.conformance.arrow.texts import data_of
from msglife.conformance.spots.members import members_of, names_nothing, nested
from msglife.conformance.unwrapping.moments import read_moment

BERLIN = dt.timezone(dt.timedelta(hours=1))
MOMENT = dt.datetime(2026, 1, 2, 3, 4, 5, 678_000)
VALUES = [
    (pa.array(["a", 'q"\\', "\t\x00é漢"]), ["a", 'q"\\', "\t\x00é漢"]),
    (pa.array(["a", None], pa.large_string()), ["a", None]),
    (pa.array(["a", None], pa.string_view()), ["a", None]),
    (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
    (pa.array([1, None, -(2**63)]), [1, None, -(2**63)]),
    (pa.array([2**64 - 1], pa.uint64()), [2**64 - 1]),
    (pa.array([1.5, float("nan"), float("inf"), 1e300, 2.5e-9]), [1.5, None, None, 1e300, 2.5e-9]),
    (pa.array([True, None, False]), [True, None, False]),
    (pa.array([decimal.Decimal("12.50"), None]), [12.5, None]),
    (pa.nulls(2), [None, None]),
    (pa.array([MOMENT, None], pa.timestamp("us")), ["2026-01-02T03:04:05.678Z", None]),
    (pa.array([MOMENT], pa.timestamp("us", "Europe/Berlin")), ["2026-01-02T03:04:05.678Z"]),
    (pa.array([10**3], pa.timestamp("ns")), ["1970-01-01T00:00:00.000001Z"]),
    (pa.array([1], pa.timestamp("ns")), ["1970-01-01T00:00:00.000000001Z"]),
    (pa.array([MOMENT], pa.timestamp("s")), ["2026-01-02T03:04:05Z"]),
    (pa.array([MOMENT.date()]), ["2026-01-02"]),
    (pa.array([dt.time(3, 4, 5)], pa.time32("s")), ["03:04:05"]),
    (pa.array([b"text", b"\xff\x00", None]), ["text", "/wA=", None]),
    (pa.array([b"ab"], pa.binary(2)), ["ab"]),
    (pa.array([uuid.UUID(int=1).bytes], pa.uuid()), [str(uuid.UUID(int=1))]),
    (pa.array([["a", None], None, []]), [["a", None], None, []]),
    (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), [{"k": 1}]),
    (pa.array([{"a": 1, "b": None}, None, {"a": None, "b": None}]), [{"a": 1}, None, {}]),
    (pa.array([{"a": {"b": "x"}}, {"a": None}]), [{"a": {"b": "x"}}, {}]),
    (pa.array([[{"a": None, "b": 1}]]), [[{"b": 1}]]),
]  # fmt: skip


def rows_of(columns, types_at=names_nothing):
    """Each row as JSON reads it."""
    members = members_of(columns, types_at)
    found = objects(dict(zip(members, columns.values(), strict=True)), types_at, "\n")
    lines = bytes(data_of(found)).splitlines()
    assert found.to_pylist() == [f"{line.decode()}\n" for line in lines]
    return list(map(orjson.loads, lines))


@pytest.mark.parametrize(("array", "expected"), VALUES, ids=[str(each.type) for each, _ in VALUES])
def test_values(array, expected):
    """What is null is absent; a slice is as the whole."""
    present = [{} if each is None else {"a": each} for each in expected]
    assert present == rows_of({"a": array})
    number = pa.array(range(len(array)))
    assert [{"n": n} | each for n, each in enumerate(present)] == rows_of({"a": array, "n": number})
    assert present[1:] == rows_of({"a": array.slice(1)})


BENT = [
    ("string", 447700900000, "447700900000"),
    ("string", "1", "1"),
    ("integer", "1", 1),
    ("integer", "x", "x"),
    ("number", "-0.50", -0.5),
    ("number", "1e5", "1e5"),
    ("boolean", "true", True),
    ("boolean", "yes", "yes"),
    ("object", '{"a": null}', {"a": None}),
    ("object", "{", "{"),
    ("array", "[1]", [1]),
    ("", "1", "1"),
    ("", 1, 1),
]


@pytest.mark.parametrize(("kind", "given", "expected"), BENT)
def test_schemas_bend_values(kind, given, expected):
    """A scalar is written as its schema takes it, if it can be; the same for a row by itself."""

    def types_at(_path):
        return frozenset([kind]) if kind else frozenset()

    assert [{"a": {"b": expected}}] == rows_of({"a.b": pa.array([given])}, types_at)
    members = members_of(["a.b"], types_at)
    assert {"a": {"b": expected}} == nested({"a.b": given}, members)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["a.b", "a.c"], {"a": {"b": 0, "c": 1}}),
        (["a", "a.b"], {"a": 0, "a.b": 1}),
        (["a.b", "a"], {"a.b": 0, "a": 1}),
        (["a.b", "a.b.c"], {"a": {"b": 0}, "a.b.c": 1}),
        (["a..b", ".c", "d."], {"a..b": 0, ".c": 1, "d.": 2}),
    ],
)
def test_names(columns, expected):
    """Dots nest; what would be in another's way keeps its name, and nothing is lost."""
    found = rows_of({name: pa.array([number]) for number, name in enumerate(columns)})
    assert [expected] == found


TEXT = st.text(max_size=6).filter(lambda text: text.isprintable() or text.isascii())
ROW = st.fixed_dictionaries(
    {"a": st.none() | TEXT, "b.c": st.none() | TEXT, "b.d": st.none() | TEXT}
)


@given(st.lists(ROW, min_size=1, max_size=5))
def test_a_column_at_a_time_as_row_by_row(rows):
    """But for empty texts, which only a row of texts takes for nothing: here they are dashes."""
    rows = [{name: "-" if value == "" else value for name, value in row.items()} for row in rows]
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in rows[0]}
    members = members_of(columns, names_nothing)
    assert [nested(row, members) for row in rows] == rows_of(columns)


@given(st.lists(st.none() | st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2099, 1, 1))))
def test_times_as_one_by_one(times):
    """However they are written."""
    for form in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+0100", "%d/%m"):
        written = [each and each.strftime(form) for each in times]
        expected = [each and read_moment(each) for each in written]
        assert expected == moments(pa.array(written, pa.string())).to_pylist()


def test_names_of_rows():
    """As their owner writes them."""
    assert ["1", "", "3"] == texts(pa.array([1, None, 3]))
    assert ["a", 'b"'] == texts(pa.array(["a", 'b"']))
    assert [str(uuid.UUID(int=1))] == texts(pa.array([uuid.UUID(int=1).bytes], pa.uuid()))
