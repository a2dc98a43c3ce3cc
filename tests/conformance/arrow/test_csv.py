"""CSV, read in two ways: row by row, and as Arrow reads it where that is the same."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import Options
from msglife.conformance.arrow.csv import regular_table
from msglife.conformance.arrow.tables import Broken
from msglife.conformance.judging.options import lifecycles_of, observers_of
from msglife.conformance.locating import Finder
from msglife.conformance.observing.collector import Collector
from msglife.conformance.reading import read_file

from support.callbacks import callback
from support.checkout import ROOT
from support.tables import lives
from support.ways import assert_same

FLAT = ROOT / "tests" / "samples" / "flat.csv"
ROWS = list(csv.reader(io.StringIO(FLAT.read_text(encoding="utf-8"))))


def written(rows, delimiter=",", ends="\n"):
    """Rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def is_regular(path):
    """Whether Arrow reads a file to its end."""
    table = regular_table(str(path), path.name)
    try:
        return table is not None and bool(list(table.pieces()))
    except Broken:
        return False


def with_cell(text, row=3):
    """The rows with another reference in one of them."""
    return [[*each[:-1], text] if number == row else each for number, each in enumerate(ROWS)]


REGULAR = {
    "plain": written(ROWS),
    "semicolons": written(ROWS, ";"),
    "tabs": written(ROWS, "\t"),
    "windows": written(ROWS, ends="\r\n"),
    "mark": b"\xef\xbb\xbf" + written(ROWS),
    "umlauts": written(with_cell("für 漢字")),
    "lines in a cell": written([ROWS[0], ["a\n\r\nb\r", *ROWS[1][1:]], *ROWS[2:]]),
    "no end": written(ROWS).rstrip(b"\n"),
}
ODD = {
    "no UTF-8": written(with_cell("\udcff")),
    "short row": written([*ROWS, *(5 * ROWS[1:]), ["x"], *ROWS[1:]]),
    "blank line": written(ROWS[:4]) + b"\n" + written(ROWS[4:]),
    "open quote": written(ROWS[:6]) + b'"' + written(ROWS[6:]),
    "blank line first": b"\n" + written(ROWS),
}


@pytest.mark.parametrize("name", [*REGULAR, *ODD])
def test_ways_agree(name, tmp_path):
    """Whatever Arrow would make of a file."""
    path = tmp_path / "flat.csv"
    path.write_bytes({**REGULAR, **ODD}[name])
    assert (name in REGULAR) == is_regular(path)
    report = assert_same(path)
    if name in REGULAR:
        line = 7 if name == "lines in a cell" else 4
        assert [line] == [each.place.line for each in report.findings if each.code == "DELV003"]


def test_what_is_odd_is_told(tmp_path):
    """By its line; the rest is judged."""
    path = tmp_path / "flat.csv"
    for data, code, line in ((ODD["no UTF-8"], "LOGS002", 4), (ODD["short row"], "LOGS001", 38)):
        path.write_bytes(data)
        found = [each for each in assert_same(path).findings if each.code.startswith("LOGS")]
        assert [(code, line)] == [(each.code, each.place.line) for each in found]


def test_types_of_members(tmp_path):
    """Text is read as the number that the schema takes; an empty cell is nothing."""
    lives_of = {}
    for name, data in REGULAR.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(data)
        lives_of[name] = lives(assert_same(path))
    assert all(each == lives_of["plain"] for each in lives_of.values())


CELL = st.text(st.sampled_from('ab,"\n\r;é\t 1\\{'), max_size=4)


@settings(max_examples=60)
@given(
    cells=st.lists(CELL, min_size=5, max_size=5),
    quoted=st.booleans(),
    delimiter=st.sampled_from(",\t"),
)
def test_any_cells(cells, quoted, delimiter, tmp_path_factory):
    """Both ways read the same of any cells, quoted or raw."""
    path = tmp_path_factory.mktemp("cells") / "flat.csv"
    rows = [ROWS[0], *([*row[:-1], cell] for row, cell in zip(ROWS[1:], cells, strict=False))]
    if quoted:
        path.write_bytes(written(rows, delimiter))
    else:
        lines = [delimiter.join(row) + "\n" for row in rows]
        path.write_text("".join(lines), newline="", encoding="utf-8")
    assert_same(path)


REFERENCES = ['a "b"', "a\\b", "a\nb", "\\t", "é", '\\"', "{\\", "'", "a\\/b", "\\u00e9"]


@pytest.mark.parametrize("doubled", [True, False])
def test_backslashes_in_a_tsv(doubled, tmp_path):
    """JSON in a TSV may have its backslashes doubled, as MySQL writes it; either way is read."""
    path = tmp_path / "rows.tsv"
    lines = ["id\tpayload\tnote\n"]
    for number, reference in enumerate(REFERENCES):
        text = json.dumps({**callback("submitted", key=f"k{number}"), "client_ref": reference})
        text = text.replace("\\", "\\\\") if doubled else text
        lines.append(f"{number}\t{text}\t\\n{number}\n")
    path.write_text("".join(lines), encoding="utf-8")
    assert is_regular(path)
    report = assert_same(path)
    assert len(REFERENCES) == report.logs[0].used
    observers = observers_of(lifecycles_of(Options()), reveal=False)
    records = read_file(str(path), finder=Finder(Collector(observers, forced=False)))
    assert REFERENCES == [each.value["client_ref"] for each in records]


def test_a_column_of_json(tmp_path):
    """A payload column of a CSV is read by Arrow, too."""
    path = tmp_path / "rows.csv"
    rows = [(number, json.dumps({"status": "sent"})) for number in range(3)]
    path.write_bytes(written([("id", "payload"), *rows]))
    assert is_regular(path)
    assert_same(path)


SEVERAL = {
    "two": ("{a} {b}", 2),
    "two with a comma": ("{a}, {b}", 2),
    "two with words": ("{a} and then {b}", 2),
    "a list": ("[{a},{b}]", 2),
    "one with a brace behind": ("{a} }}", 1),
    "one that holds braces": ('{{"client_ref":"}} {{",{rest}', 1),
    "one that is cut": ("{a:.40}}}", 0),
    "one in another's list": ('{{"more":[{a},{b}]}}', 2),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_objects_in_one_cell(name, tmp_path):
    """Each object in a cell is a payload, however the table is read."""
    cell, count = SEVERAL[name]
    path = tmp_path / "rows.csv"
    texts = [json.dumps(callback("submitted", key=f"k{number}")) for number in range(6)]
    given = {"a": texts[4], "b": texts[5], "rest": texts[4][1:]}
    cells = [texts[0], texts[1], cell.format(**given), texts[2], texts[3]]
    path.write_bytes(written([("id", "payload"), *enumerate(cells)]))
    assert is_regular(path)
    report = assert_same(path)
    assert 4 + count == report.logs[0].used
    assert (count > 0) == ("LOGS001" not in [each.code for each in report.findings])


@settings(max_examples=60)
@given(
    parts=st.lists(
        st.sampled_from(["{a}", "{b}", "[", "]", ",", "}", "{", '"', " ", "x"]), max_size=5
    )
)
def test_any_texts_in_a_cell(parts, tmp_path_factory):
    """Both ways read the same of any text in a column of payloads."""
    path = tmp_path_factory.mktemp("cells") / "rows.csv"
    texts = [json.dumps(callback("submitted", key=f"k{number}")) for number in range(6)]
    cell = "".join({"{a}": texts[4], "{b}": texts[5]}.get(each, each) for each in parts)
    path.write_bytes(written([("id", "payload"), *enumerate([*texts[:2], cell, *texts[2:4]])]))
    assert_same(path)
