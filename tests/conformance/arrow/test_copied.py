"""Dumps of PostgreSQL, read in two ways: row by row, and as Arrow reads the rows of COPY."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.callbacks import callback, key_of
from support.dumps import HEAD, LAST, NAMES, ROWS, USERS, is_regular, row
from support.ways import assert_same

FLAT = 'COPY hooks (message_uuid, "to", "from", timestamp, status, channel, "error.title") '
FLAT += "FROM stdin;\n" + "".join(
    "\t".join([*callback("submitted", number, key_of(number)).values(), "\\N"]) + "\n"
    for number in range(5)
)
REGULAR = {
    "a table": HEAD + NAMES + ROWS + LAST,
    "behind another": HEAD + USERS + NAMES + ROWS + LAST,
    "before another": HEAD + NAMES + ROWS + LAST + USERS,
    "two alike": HEAD + NAMES + ROWS + LAST + NAMES + row(7) + LAST,
    "without names": HEAD + "COPY hooks FROM stdin;\n" + ROWS + LAST,
    "without an end": HEAD + NAMES + ROWS,
    "without its last newline": NAMES + ROWS[:-1],
    "an empty one first": HEAD + "COPY users (id) FROM stdin;\n" + LAST + NAMES + ROWS + LAST,
    "columns that are members": HEAD + FLAT + LAST,
    "members, behind another": HEAD + USERS + FLAT + LAST,
    "with a mark": "\ufeff" + HEAD + NAMES + ROWS + LAST,
    "of other things only": HEAD + USERS,
    "inserts": HEAD + NAMES + ROWS + LAST + "INSERT INTO hooks VALUES (1, '{}');\n",
}
ODD = {
    "returns": (HEAD + NAMES + ROWS + LAST).replace("\n", "\r\n"),
    "a row that is short": HEAD + NAMES + ROWS + "8\tx\n" + row(7) + LAST,
    "a blank row": HEAD + NAMES + ROWS + "\n" + row(7) + LAST,
    "no UTF-8": HEAD + NAMES + ROWS + row(6, "\udcff", client_ref="\udcff") + row(7) + LAST,
    "no rows": HEAD + NAMES + LAST,
    "doubled names": HEAD + NAMES.replace("note", "at") + ROWS + LAST,
}


@pytest.mark.parametrize("name", [*REGULAR, *ODD])
def test_ways_agree(name, tmp_path):
    """Whatever Arrow would make of a dump."""
    path = tmp_path / "dump.sql"
    path.write_bytes({**REGULAR, **ODD}[name].encode("utf-8", "surrogateescape"))
    assert (name in REGULAR) == is_regular(path)
    report = assert_same(path)
    assert report.logs[0].used >= (0 if name in ("of other things only", "no rows") else 5)


def test_places(tmp_path):
    """A finding points at the line in the dump, whatever stood before it."""
    path = tmp_path / "dump.sql"
    path.write_text(HEAD + USERS + NAMES + ROWS + row(6, to=5) + LAST, encoding="utf-8")
    places = [each.place.line for each in assert_same(path).findings if each.code == "PAYL001"]
    assert [16] == places


CELL = st.text(st.sampled_from('\\\\\\nNxt05"{é \t\n\rb'), max_size=6)


@settings(max_examples=60)
@given(
    references=st.lists(CELL, min_size=3, max_size=3),
    notes=st.lists(st.text(st.sampled_from('\\\\nNx05t"é '), max_size=5), min_size=3, max_size=3),
)
def test_any_cells(references, notes, tmp_path_factory):
    """Both ways undo the same backslashes, those that no database writes too."""
    path = tmp_path_factory.mktemp("cells") / "dump.sql"
    pairs = enumerate(zip(references, notes, strict=True))
    rows = [row(number, note, client_ref=reference) for number, (reference, note) in pairs]
    path.write_text(NAMES + "".join(rows) + LAST, encoding="utf-8", newline="")
    assert is_regular(path)
    assert 3 == assert_same(path).logs[0].used


LINES = REGULAR["behind another"].splitlines(keepends=True)
DAMAGE = st.text(st.sampled_from("\\.\n\t\rx;é\0"), max_size=4)


@settings(max_examples=40)
@given(text=DAMAGE, at=st.integers(0, len(LINES)))
def test_any_damage(text, at, tmp_path_factory):
    """Both ways say the same of a dump into which something was written between rows."""
    path = tmp_path_factory.mktemp("damage") / "dump.sql"
    path.write_text("".join([*LINES[:at], text, *LINES[at:]]), encoding="utf-8", newline="")
    assert_same(path)


def test_a_cell_that_is_damaged(tmp_path):
    """A cell that begins and ends as an object, and is none, is told; it is not passed over."""
    path = tmp_path / "dump.sql"
    path.write_text(NAMES + ROWS + row(6).replace("{", "{\0") + LAST, encoding="utf-8")
    assert is_regular(path)
    found = [each for each in assert_same(path).findings if each.code.startswith("LOGS")]
    assert [("LOGS001", 7)] == [(each.code, each.place.line) for each in found]
