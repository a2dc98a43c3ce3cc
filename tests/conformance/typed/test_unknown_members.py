"""Members that no schema names: left out, told of, and nothing else is said otherwise."""

from __future__ import annotations

import pytest

from support.letters import letter, letters, line_of, schema_with
from support.pigeon_post import ENDPOINT, rule
from support.ways import assert_same, generated, write

SAME_WEIGHT = rule("planted", "constant", 'fields = ["/weight"]')
READ_ELSEWHERE = [
    ("request", {"method": "GET"}),  # makes it an envelope
    ("recipient", "447700900001"),  # another spelling
    ("weight", 5),  # a rule looks at it
]
MEMBERS = {
    "one": {"x1": 1},
    "two": {"x1": 1, "x2": {"deep": [1, 2]}},
    "as many as are learned": {f"x{n}": n for n in range(64)},
    "a hundred": {f"x{n}": n for n in range(100)},
    "a hundred and one": {f"x{n}": n for n in range(101)},
    "of an odd name": {"\u202e\x1b[31m/~": "1"},
    "of no name": {"": 0},
    "one within": {"inner": {"x1": 1}},
    "and one within": {"x1": 1, "inner": {"x2": 1}},
    "and what is wrong": {"x1": 1, "kind": 7},
    "and a status of no state": {"x1": 1, "status": "eaten"},
    "and no status": {"x1": 1, "status": None},
    "and no key": {"x1": 1, "id": ""},
    "and a key that is a number": {"x1": 1, "id": 7},
    **{name: {name: value} for name, value in READ_ELSEWHERE},
}
DECODED = ("one", "two", "as many as are learned", "of no name")
INNER = {"type": "object", "properties": {"a": {"type": "string"}}}


def told(report, code="PAYL003"):
    """How often it is said."""
    return sum(1 + len(each.related) for each in report.findings if each.code == code)


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("envelope", [False, True], ids=["bare", "envelope"])
def test_letters_with_unknown_members(name, envelope, planted, decoded, tmp_path):
    """Whatever else there is to them, they are read as record by record."""
    schema = schema_with(kind={"type": "string"}, inner=INNER)
    folder = planted(SAME_WEIGHT, ENDPOINT, schema=schema)
    odd = [{**each, **MEMBERS[name]} for each in letter("x")]
    records = [*letters(30), *odd, *letter("y")]
    if envelope:
        records = [{"request": {"method": "POST", "url": "/x", "body": each}} for each in records]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert report.findings


@pytest.mark.parametrize("name", [*DECODED, "a hundred", "of an odd name"])
def test_they_are_decoded(name, planted, decoded, tmp_path):
    """For speed, but for those of too many names, and of one that no type can have."""
    folder = planted(SAME_WEIGHT, schema=schema_with())
    odd = [{**each, **MEMBERS[name]} for each in letter("x")]
    decoded.check(tmp_path / "log.jsonl", [*letters(30), *odd], specs=(folder,))
    assert (name in DECODED) == (set(map(line_of, odd)) <= set(decoded.lines))


def test_the_first_of_its_kind_has_one(planted, decoded, tmp_path):
    """What it tells besides is told by those after it as well."""
    folder = planted(SAME_WEIGHT, schema=schema_with())
    odd = letter("x", ("queued", "lost"), x1=1, reason="r")
    twins = [*letter("y", ("queued", "lost"), reason="r"), *letter("z", ("queued", "lost"), x1=2)]
    records = [*letters(30), *letter("w", x1=0), *odd, *twins]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert set(map(line_of, records[93:])) <= set(decoded.lines)
    assert told(report) == 7


def test_names_of_others_are_not_learned(planted, decoded, tmp_path):
    """Many records that are no letters leave room for the members of those that are."""
    folder = planted(SAME_WEIGHT, schema=schema_with())
    others = [{f"y{n}": n, "status": [n]} for n in range(100)]
    odd = letter("x", x1=1)
    records = [*letters(30), *others, *odd]
    decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert set(map(line_of, odd)) <= set(decoded.lines)


def test_names_that_json_escapes(planted, decoded, tmp_path):
    """In an envelope, or in a schema, they keep nobody from reading the rest."""
    name = 'a"b\\c\n'
    folder = planted(schema=schema_with(**{name: {"type": "string"}}))
    bare = [{**each, name: "d"} for each in letters(30)]
    request = {"method": "POST", "url": "/x", name: 2}
    enveloped = [{name: 1, "request": {**request, "body": each}} for each in letters(30)]
    for records in (bare, enveloped):
        report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
        assert report.observations == 90


@pytest.mark.parametrize(("name", "value"), READ_ELSEWHERE)
def test_what_is_read_all_the_same_is_not_left_out(name, value, planted, decoded, tmp_path):
    """A rule, another spelling or an envelope asks for it."""
    folder = planted(SAME_WEIGHT, schema=schema_with())
    odd = [{**each, name: value} for each in letter("x")]
    decoded.check(tmp_path / "log.jsonl", [*letters(30), *odd], specs=(folder,))
    assert not set(map(line_of, letter("x"))) & set(decoded.lines)


def test_a_rule_about_an_unknown_member_is_kept(planted, decoded, tmp_path):
    """A weight changes, though no schema names it; a twin's does not."""
    folder = planted(SAME_WEIGHT, schema=schema_with())
    odd, twin = letter("x", weight=[5, 5, 6]), letter("y", weight=[5, 5, 5])
    report = decoded.check(tmp_path / "log.jsonl", [*letters(30), *odd, *twin], specs=(folder,))
    assert ["x"] == [each.key for each in report.findings if each.rule == "planted"]


def test_a_selector_of_another_lifecycle_is_asked(planted, decoded, tmp_path):
    """Of a letter that could as well be another's, nothing is told to either."""
    other = planted(
        schema=schema_with(),
        provider=('provider = "pigeon"', 'provider = "raven"'),
        select=('select = { required = ["id"] }', 'select = { required = ["id", "wing"] }'),
    )
    folder = planted(schema=schema_with())
    odd = [{**each, "wing": "left"} for each in letter("x")]
    report = decoded.check(
        tmp_path / "log.jsonl", [*letters(30), *odd], specs=(folder, other), lifecycles=()
    )
    assert told(report, "LOGS003") == 3


def test_a_schema_that_is_closed_refuses_them(planted, decoded, tmp_path):
    """An open twin only tells of them."""
    closed = {**schema_with(), "additionalProperties": False}
    records = [*letters(30), *letter("x", wing="left")]
    report = decoded.check(tmp_path / "closed.jsonl", records, specs=(planted(schema=closed),))
    assert told(report, "PAYL001") == 3
    report = decoded.check(tmp_path / "open.jsonl", records, specs=(planted(schema=schema_with()),))
    assert not told(report, "PAYL001")
    assert told(report) == 3


@pytest.mark.parametrize("name", ["vonage/whatsapp", "scg/message", "go4network/message"])
def test_of_lifecycles_that_ship(name, tmp_path):
    """Every third line of a generated log has one."""
    lines = generated(name, 60, faults=0.1)
    lines[::3] = [f'{{"new_member":[{n}],{line[1:]}' for n, line in enumerate(lines[::3])]
    report = assert_same(write(tmp_path / "log.jsonl", lines))
    assert told(report)
