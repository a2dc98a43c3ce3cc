"""Dumps whose rows are inserted, read in two ways: row by row, and many at a time by Arrow."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.callbacks import callback, key_of
from support.dumps import HEAD, LAST, NAMES, ROWS, is_regular
from support.ways import assert_same

BEGIN = "INSERT INTO public.hooks VALUES "
MYSQL = "-- MySQL dump 10.13\n\n"
CREATED = (
    "CREATE TABLE `hooks` (\n  `id` int,\n  `raw body` json,\n  `at` text,\n  `note` text\n);\n"
)


def body(number, **more):
    return json.dumps(callback("submitted", number, key_of(number), **more), ensure_ascii=False)


def row(number, note="NULL", between=", ", **more):
    """Values as PostgreSQL and SQLite write them."""
    doubled = body(number, **more).replace("'", "''")
    return (
        f"({number},{between[1:]}'{doubled}'{between}'2026-03-01 10:00:0{number}'{between}{note})"
    )


def escaped(number, note="NULL", **more):
    """Values as MySQL writes them."""
    text = body(number, **more)
    for character in ("\\", "'", '"'):
        text = text.replace(character, f"\\{character}")
    return f"({number},'{text}','2026-03-01 10:00:0{number}',{note})"


def alone(rows, begin=BEGIN):
    return "".join(f"{begin}{each};\n" for each in rows)


def together(rows, begin=BEGIN):
    return f"{begin}{','.join(rows)};\n"


FIVE = [row(number) for number in range(5)]
TIGHT = [row(number, between=",") for number in range(5)]
ESCAPED = [escaped(number) for number in range(5)]
QUOTED = "'it''s, (NULL'"
REGULAR = {
    "a statement a row": HEAD + alone(FIVE),
    "rows of statements": together(TIGHT[:3]) + together(TIGHT[3:]),
    "rows in lines": f"{BEGIN}\n" + ",\n".join(FIVE) + ";\n",
    "rows in lines, the first behind it": BEGIN + ",\n".join(FIVE) + ";\n",
    "named columns": alone(FIVE, 'INSERT INTO hooks (id, "body", at, note) VALUES '),
    "created columns": MYSQL + CREATED + together(ESCAPED, "INSERT INTO `hooks` VALUES "),
    "columns that are fewer": CREATED.replace("  `id` int,\n", "") + together(TIGHT),
    "several lines of many": MYSQL + alone([",".join(ESCAPED[:3]), ",".join(ESCAPED[3:])]),
    "other tables": alone(["(1, 'Jane')"], "INSERT INTO users VALUES ") + alone(FIVE) + LAST,
    "other statements": "BEGIN;\n" + alone(FIVE[:2]) + "COMMIT;\n\n" + alone(FIVE[2:]),
    "copied, too": HEAD + NAMES + ROWS + LAST + alone(FIVE),
    "texts that look like rows": alone([*FIVE, row(5, QUOTED), row(6, "'),(1'"), row(7, "'NULL'")]),
    "nothing in texts": alone([*FIVE, row(5, "''"), row(6, "null"), row(7, "'\\'")]),
    "returns": alone(FIVE).replace("\n", "\r\n"),
    "a mark": "\ufeff" + alone(FIVE),
    "backslashes": MYSQL + together([*ESCAPED, escaped(6, r"'\\\'\n\\'", client_ref='a"\\')]),
    "no last newline": together(FIVE)[:-1],
}
ODD = {
    "marked texts": alone([*FIVE, row(5, "E'a\\n'")]),
    "functions": alone([*FIVE, row(5, "now()")]),
    "casts": alone([*FIVE, row(5, "'a'::text")]),
    "comments": alone(FIVE[:3]) + "-- it's\n" + alone(FIVE[3:]),
    "a row that is short": alone([*FIVE, "(1, 2)"]),
    "a row without an end": alone(FIVE) + BEGIN + "(1, 'a",
    "lines in a text": alone([*FIVE, row(5, "'a\nb'")]),
    "lines in a row": alone(FIVE).replace(", '2026", ",\n'2026"),
    "two statements in a line": alone(FIVE) + f"{BEGIN}{row(5)}; {BEGIN}{row(6)};\n",
    "what follows rows": alone([*FIVE, row(5)]).replace(");", ") ON CONFLICT DO NOTHING;"),
    "no UTF-8": alone([*FIVE, row(5, "'\udcff'")]),
}
REGULAR["comments"] = ODD.pop("comments")  # between statements they are as others


@pytest.mark.parametrize("name", [*REGULAR, *ODD])
def test_ways_agree(name, tmp_path):
    """Whatever Arrow would make of a dump."""
    path = tmp_path / "dump.sql"
    path.write_bytes({**REGULAR, **ODD}[name].encode("utf-8", "surrogateescape"))
    assert (name in REGULAR) == is_regular(path)
    assert assert_same(path).logs[0].used >= 5


def test_places(tmp_path):
    """A finding points at its line, and at its row there if that has several."""
    path = tmp_path / "dump.sql"
    rows = [row(5), row(6, to=5)]
    path.write_text(HEAD + alone([*FIVE, *rows]) + together(rows), encoding="utf-8")
    places = [each.place for each in assert_same(path).findings if each.code == "PAYL001"]
    related = [each for place in assert_same(path).findings for each in place.related]
    assert (11, "") in [(each.line, each.pointer) for each in places]
    assert (12, "/1") in [(each.line, each.pointer) for each in [*places, *related]]


# An object that begins with a backslash is a sign of MySQL: what is none is not told from it.
CELL = st.text(st.sampled_from("'\\\"(),;{n é\t"), max_size=6).filter(
    lambda text: '{\\"' not in text
)
ROW = st.tuples(CELL, CELL, st.sampled_from(["NULL", "1", "'a'"]))


@settings(max_examples=60)
@given(cells=st.lists(ROW, min_size=3, max_size=6), mysql=st.booleans(), joined=st.booleans())
def test_any_cells(tmp_path_factory, cells, mysql, joined):
    """Both ways undo the same quotes and backslashes, whatever texts look like."""
    path = tmp_path_factory.mktemp("cells") / "dump.sql"
    rows = []
    for number, (reference, note, last) in enumerate(cells):
        if mysql:
            text = note.replace("\\", "\\\\").replace("'", "\\'")
            rows.append(escaped(number, f"'{text}',{last}", client_ref=reference))
        else:
            text = note.replace("'", "''")
            rows.append(row(number, f"'{text}', {last}", client_ref=reference))
    text = together(rows) if joined else alone(rows)
    path.write_text((MYSQL if mysql else "") + text, encoding="utf-8", newline="")
    assert is_regular(path)
    assert len(cells) == assert_same(path).logs[0].used


DAMAGE = st.text(st.sampled_from("'\\(),; \n-x\0"), min_size=1, max_size=3)


@settings(max_examples=60)
@given(name=st.sampled_from(sorted(REGULAR)), text=DAMAGE, at=st.floats(0, 1))
def test_any_damage(name, text, at, tmp_path_factory):
    """Both ways say the same of a dump into which something was written anywhere."""
    path = tmp_path_factory.mktemp("damage") / "dump.sql"
    whole = REGULAR[name]
    where = int(at * len(whole))
    path.write_text(whole[:where] + text + whole[where:], encoding="utf-8", newline="")
    assert_same(path)
