"""Times in columns are read as each would be by itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.columns.time_column import are_times, read_texts
from msglife.conformance.results.times import parse_rfc3339
from msglife.conformance.table.rows import UNTOLD

from support.letters import letter, letters, schema_with, without

SPELLINGS = [
    *(f"2026-03-01T10:00:05{'.' * bool(n)}{'123456789'[:n]}Z" for n in range(10)),
    *("2026-03-01T10:00:05.Z", "2026-03-01T10:00:05,5Z", f"2026-03-01T10:00:05.{'9' * 32}Z"),
    *(f"2026-03-01T10:00:05.{'9' * 33}Z", "2026-03-01t10:00:05z", "2026-03-01 10:00:05Z"),
    *(f"2026-03-01T10:00:05{zone}" for zone in ("+00:00", "-00:00", "+23:59", "-23:59", "+24:00")),
    *(
        f"2026-03-01T10:00:05{zone}"
        for zone in ("+05:60", "+0530", "+05", "", "ZZ", "+5:30", "−05:00")
    ),
    *("2026-03-01T10:00:60Z", "2026-12-31T23:59:60Z", "2026-12-31T23:59:60.5+00:00"),
    *(
        "2026-03-01T10:00:61Z",
        "2026-03-01T10:60:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T25:00:00Z",
    ),
    *(
        "2026-02-29T10:00:00Z",
        "2024-02-29T10:00:00Z",
        "2026-02-30T10:00:00Z",
        "2026-04-31T10:00:00Z",
    ),
    *(
        "2026-13-01T10:00:00Z",
        "2026-00-01T10:00:00Z",
        "2026-01-00T10:00:00Z",
        "0000-01-01T00:00:00Z",
    ),
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"),
    *("1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "٢٠26-03-01T10:00:05Z"),
    *(
        "2026-3-01T10:00:05Z",
        "+2026-03-01T10:00:05Z",
        " 2026-03-01T10:00:05Z",
        "2026-03-01T10:00:05Z\n",
    ),
    *("2026-03-01T10:00:05Z\0", "2026-03-01T10:00Z", "20260301T100005Z", "2026-W09-7T10:00:05Z"),
    *("", "soon", "Z", "2026-03-01T10:00:05😀", "2026-03-01T10:00:0😀Z", "1772359205"),
]


@pytest.mark.parametrize("others", [0, 1, 5])
def test_spellings(others):
    """Of every kind, by itself and among others that are read at once."""
    usual = ["2026-03-01T10:00:05.123Z"] * others
    for text in SPELLINGS:
        expected = parse_rfc3339(text)
        found = read_texts([*usual, text, *usual])[others].item()
        assert (UNTOLD if expected is None else expected) == found, text
    expected = [UNTOLD if (told := parse_rfc3339(text)) is None else told for text in SPELLINGS]
    assert expected == read_texts(SPELLINGS).tolist()


def test_no_times():
    """None is wrong of none."""
    assert [] == read_texts([]).tolist()
    assert are_times([])


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28)),
    st.sampled_from(["Z", "z", "+00:00", "-11:30", "+05:45", "-23:59"]),
    st.integers(0, 9),
    st.integers(0, 24),
    st.characters(),
)
def test_any_time(when, zone, digits, place, char):
    """Whole, and with one character changed."""
    fraction = f".{when.microsecond:06}789"[: digits + 1] if digits else ""
    text = f"{when.year:04}{when:-%m-%dT%H:%M:%S}{fraction}{zone}"
    damaged = text[:place] + char + text[place + 1 :]
    expected = [
        UNTOLD if (told := parse_rfc3339(each)) is None else told for each in (text, damaged)
    ]
    assert expected == read_texts([text, damaged]).tolist()
    assert expected[:1] == read_texts([text]).tolist()


@pytest.mark.parametrize("first", [True, False])
def test_letters_at_any_time(first, planted, decoded, tmp_path):
    """The format, and what is made of the time: both as record by record."""
    folder = planted(schema=schema_with())
    odd = [each for n, at in enumerate(SPELLINGS) for each in letter(f"x-{n:03}", at=at)]
    records = [*odd, *letters()] if first else [*letters(), *odd]
    decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert len(letters()) < len(decoded.lines)


NUMBERS = [
    0,
    1,
    -1,
    1.5,
    10**9,
    10**12,
    10**15,
    10**18,
    2**63 - 1,
    -(10**15),
    True,
    None,
    "1",
    [],
    1e300,
]


@pytest.mark.parametrize("unit", ["s", "ms"])
@pytest.mark.parametrize(
    "kind", [True, {"type": "integer"}, {"type": ["number", "null", "string"]}]
)
def test_times_in_numbers(unit, kind, planted, decoded, tmp_path):
    """Seconds or milliseconds; of what is none, no time is told."""
    schema = schema_with(at=kind)
    unit = ('unit = "rfc3339"', f'unit = "{unit}"')
    folder = planted(schema=schema, unit=unit)
    odd = [
        {**each, "at": number}
        for n, number in enumerate(NUMBERS)
        for each in letter(f"x-{n}", states=("queued", "sent"))
    ]
    sound = [{**each, "at": 1_772_359_200 + n} for n, each in enumerate(letters())]
    decoded.check(tmp_path / "log.jsonl", [*sound, *odd], specs=(folder,))
    assert len(sound) <= len(decoded.lines)


def test_no_time(planted, decoded, tmp_path):
    """Where none has to be told, some tell none."""
    schema = {**schema_with(at={"type": "string"}), "required": ["id", "status"]}
    odd = [without(each, "at") for each in letter("x")]
    some = [odd[0], *letter("y")[1:]]
    unread = [{**each, "at": "soon"} for each in letter("z")]
    records = [*letters(), *odd, *some, *unread]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(planted(schema=schema),))
    assert len(records) - len(unread) == len(decoded.lines)
    assert {"z"} == {each.key for each in report.findings if each.code == "PAYL004"}


def test_what_stands_for_no_time(planted, decoded, tmp_path):
    """It is no time, and no fault; anything else that is none is one, though it is near to it."""
    schema = {**schema_with(at={"type": "string"})}
    unit = ('unit = "rfc3339"', 'unit = "s"\nuntold = ["ND", "0"]'.replace("\n", ", "))
    at = ["ND", "0", "1772359200"]
    told = [{**each, "at": time} for each, time in zip(letter("x"), at, strict=False)]
    wrong = [{**each, "at": "N/A"} for each in letter("y")]
    folder = planted(schema=schema, unit=unit)
    report = decoded.check(tmp_path / "log.jsonl", [*told, *wrong], specs=(folder,))
    assert {"y"} == {each.key for each in report.findings if each.code == "PAYL004"}


@pytest.mark.parametrize(
    ("unit", "kind", "times", "odd"),
    [
        ('"s"', "integer", (1772359200, 1772359201, 1772359202), "1772359201"),
        ('"ms"', ["integer", "string"], ("1772359200000", 1772359201000, "1772359202000"), "soon"),
        ('"rfc2822"', "string", [f"Sun, 01 Mar 2026 10:00:0{n} +0000" for n in range(3)], "soon"),
        ('["yymmddhhmm", "rfc3339"]', "string", ("2603011000", "2603011001", "2603011002"), "26"),
    ],
)
def test_other_units(unit, kind, times, odd, planted, decoded, tmp_path):
    """Read by types as well; where one cannot be read, the line is left to the plain way."""
    schema = schema_with(at={"type": kind})
    folder = planted(schema=schema, unit=('unit = "rfc3339"', f"unit = {unit}"))
    sound = [{**each, "at": times[n % 3]} for n, each in enumerate(letters(50))]
    wrong = [{**each, "at": odd if n else times[0]} for n, each in enumerate(letter("x"))]
    report = decoded.check(tmp_path / "log.jsonl", [*sound, *wrong], specs=(folder,))
    assert len(sound) + 1 == len(decoded.lines)
    assert {"x"} == {each.key for each in report.findings}
    if kind != "integer":
        assert "PAYL004" in {each.code for each in report.findings}
