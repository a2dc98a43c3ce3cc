"""Patterns and lengths: whole columns are asked, and what is said is what each text would get."""

from __future__ import annotations

import time

import pytest

from support.letters import letter, letters, schema_with

PATTERNS = [
    (r"^\d+$", "7", "٣"),
    (r"^\w+$", "a", "é"),
    (r"^[^ ]\s$", "a ", "a\u180e"),
    ("^a.c$", "abc", "a\nc"),
    ("^a$", "a", "a\n"),
    (r"^a\$", "a$", "a\\Z"),
    (r"^a\\$", "a\\", "a"),
    ("^(a|b)$", "a", "a\nb"),
    ("^a|b$", "a", "c"),
    ("^a|bc$", "ad", "bcd"),
    ("[^a]$", "b", "a"),
    ("^[\t-z]{5}$", "abcde", "a"),
    ("^.$", "😀", "😀😀"),
    ("^[😀a]$", "😀", "😁"),
    ("a++", "a", "b"),
    ("(?=a)a", "a", "b"),
    ("^(?<name>a)$", "a", "b"),
    ("(?i)A", "A", "b"),
    ("^a{2}$", "aa", "a{2}"),
    ("^[a-]$", "-", "b"),
    ("^\\u0061$", "a", "u0061"),
    ("^[0-9]{1,3}$", "12", "1234"),
    ("^[a-z]+$", "a", "a" * 199 + "1"),
    ("^[a-z]+$", "a" * 500, "a" * 500 + "1"),
]


@pytest.mark.parametrize(("pattern", "kept", "broken"), PATTERNS)
def test_patterns(pattern, kept, broken, planted, decoded, tmp_path):
    """They mean what ECMA-262 says; a text that is broken over lines is one text."""
    folder = planted(schema=schema_with(kind={"type": "string", "pattern": pattern}))
    records = [*letters(kind=kept), *letter("x", kind=broken), *letters(kind=kept)]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert {"x"} == {each.key for each in report.findings if each.code == "PAYL001"}
    assert len(records) - 3 == len(decoded.lines)


def under_condition(**asked):
    """A schema in which whatever text is as it is asked to be needs a note beside it."""
    kind = {"type": "string", **asked}
    condition = {"properties": {"kind": kind}, "required": ["kind"]}
    schema = schema_with(kind={"type": "string"}, note={"type": "string"})
    return {**schema, "allOf": [{"if": condition, "then": {"required": ["note"]}}]}


CONDITIONS = [({"pattern": pattern}, kept, broken) for pattern, kept, broken in PATTERNS]
CONDITIONS += [({"minLength": 3}, "abc", "ab"), ({"minLength": 3}, "😀😀😀", "😀😀")]
CONDITIONS += [({"minLength": 1}, "a", "")]


@pytest.mark.parametrize(("asked", "meets", "fails"), CONDITIONS)
@pytest.mark.parametrize("others", ["fail", "meet", "differ", "are not there"])
def test_conditions(others, asked, meets, fails, planted, decoded, tmp_path):
    """Whether all meet one, none or some, each text is told by what it is itself."""
    folder = planted(schema=under_condition(**asked))
    of_others = {
        "fail": {"kind": fails},
        "meet": {"kind": meets, "note": "n"},
        "differ": {"kind": [fails, meets, fails], "note": "n"},
        "are not there": {},
    }
    records = [
        *letters(**of_others[others]),
        *letter("x", kind=meets),
        *letter("y", kind=fails),
        *letters(**of_others[others]),
    ]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert {"x"} == {each.key for each in report.findings if each.code == "PAYL001"}
    assert len(decoded.lines) >= len(records) - 3


@pytest.mark.parametrize(
    ("pattern", "kept", "hostile"),
    [
        ("^[a-z]*[a-z0-9]*$", "ab", "a" * 30 + "!"),
        ("^(a|aa)+$", "a", "a" * 60 + "b"),
        ("^(a?){40}b$", "ab", "a" * 40),
        ("[a-z]+[a-z]+[a-z]+[a-z]+[0-9]", "abcd1", "a" * 20_000),
        ("^[a-z]+[a-z]+$", "ab", "a" * 200_000 + "!"),
    ],
)
def test_patterns_that_could_take_for_ever(pattern, kept, hostile, planted, decoded, tmp_path):
    """What a log holds keeps nobody busy."""
    folder = planted(schema=schema_with(kind={"type": "string", "pattern": pattern}))
    records = [*letters(kind=kept), *letter("x", kind=hostile)]
    begun = time.process_time()
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert time.process_time() - begun < 20
    assert {"x"} == {each.key for each in report.findings}


@pytest.mark.parametrize(
    "text", ["", "a", "ab", "abc", "abcd", "😀", "😀😀", "😀😀😀", "😀😀😀😀", "e\u0301"]
)
def test_lengths_are_those_of_code_points(text, planted, decoded, tmp_path):
    """Not of bytes, nor of units of UTF-16."""
    folder = planted(schema=schema_with(kind={"type": "string", "minLength": 2, "maxLength": 3}))
    records = [*letters(kind="ab"), *letter("x", kind=text)]
    report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
    assert (2 <= len(text) <= 3) == (not report.findings)
