"""Lines that are no sound JSON, or are in the eyes of some: both ways read them alike."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.letters import letter, letters, line_of, schema_with

SCHEMA = schema_with(
    kind={"type": "string"},
    number={"type": "number"},
    whole={"type": "integer"},
    few={"type": "integer", "minimum": 0, "maximum": 9},
    one={"enum": [1, 2]},
    any=True,
    open={"type": "object"},
    many={"type": "array"},
    null={"type": "null"},
    flag={"type": "boolean"},
    maybe={"type": ["string", "null"]},
    mixed={"type": ["string", "integer", "null"]},
    inner={"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "number"}}},
)
SOUND = line_of(
    letter("x", ("queued",), kind="k", number=1.5, whole=7, few=3, one=1, any="a", open={"a": 1})[0]
    | {
        "many": [1],
        "null": None,
        "flag": True,
        "maybe": "m",
        "mixed": 5,
        "inner": {"a": "b", "b": 2},
    }
)
NUMBERS = [
    *("1.0", "1e0", "1E+0", "1e3", "-0", "-0.0", "0", "01", "+1", ".5", "5.", "1e", "0x1", "1_0"),
    *("1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "9" * 400, f"0.{'9' * 400}"),
    *(str(2**53 + 1), str(2**63 - 1), str(2**63), str(2**64 - 1), str(2**64), str(-(2**63))),
    *(str(-(2**63) - 1), "9007199254740993.0", "true", "null", '"1"', "[]", "{}", "1 2", "1,"),
]
TEXTS = [
    *(rb'"\u0061"', rb'"\ud800"', rb'"\udc00"', rb'"\ud83d\ude00"', rb'"\ud83d\u0061"', rb'"\u00"'),
    *(rb'"\x41"', rb'"\""', rb'"\/"', rb'"\a"', rb'"\u0000"', b'"a\x00b"', b'"\x1f"', b'"\x7f"'),
    *(b'"\t"', b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xc3"'),
    *("\u2028".encode().join([b'"', b'"']), "😀".encode().join([b'"', b'"']), b'"a', b"'a'", b"a"),
    *(b'""', b'"' + b"a" * 5000 + b'"', b"null", b"5", b"true", b'["a"]', b'{"a":1}', b'"a" "b"'),
]
PLACES = ("kind", "number", "whole", "few", "one", "any", "maybe", "mixed", "id", "status", "at")
WITHIN = (
    b'"any":[%s]',
    b'"open":{"a":%s}',
    b'"many":[%s]',
    b'"inner":{"b":%s}',
    b'"inner":{"a":%s}',
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The lifecycle, with members of all types."""
    from support.pigeon_post import planter

    return planter(tmp_path_factory.mktemp("lines"))(schema=SCHEMA)


@pytest.fixture
def check(folder, decoded, tmp_path):
    """Checks lines among sound ones, which are decoded, and by themselves."""

    def check_lines(lines):
        sound = [line_of(each) for each in letters(20)]
        records = [*sound, *lines, *sound]
        report = decoded.check(tmp_path / "log.jsonl", records, specs=(folder,))
        assert set(sound) <= set(decoded.lines)
        return report

    return check_lines


def with_value(name, value):
    """The sound line with another value of a member, as bytes."""
    before, _, rest = SOUND.partition(b'"%s":' % name.encode())
    old = json.JSONDecoder().raw_decode(rest.decode())[1]
    return before + b'"%s":' % name.encode() + value + rest[old:]


def test_the_sound_line_is_sound(check, decoded):
    """What is made of it below would else say little."""
    assert [] == [each for each in check([SOUND]).findings if each.key == "x"]
    assert SOUND in decoded.lines


@pytest.mark.parametrize("name", PLACES)
def test_numbers(name, check):
    """Of every spelling, in the place of every type."""
    check([with_value(name, each.encode()) for each in NUMBERS])


@pytest.mark.parametrize("name", PLACES)
def test_texts(name, check):
    """Of every spelling, in the place of every type."""
    check([with_value(name, each) for each in TEXTS])


@pytest.mark.parametrize("within", WITHIN)
def test_values_further_in(within, check):
    """Where nobody asks for a type, what stands there must be JSON all the same."""
    name = within.partition(b'"')[2].partition(b'"')[0].decode()
    values = [each.encode() for each in NUMBERS] + TEXTS
    inner = within.partition(b":")[2]
    check([with_value(name, inner % each) for each in values])


NAMES = [
    (b'"kind":', b'"kin\\u0064":'),
    (b'"kind":', b'"kind":"z","kind":'),
    (b'"kind":', b'"kind":5,"kind":'),
    (b'"kind":', b'"kin\\u0064":5,"kind":'),
    (b'"kind":"k"', b'"kind":"k","kin\\u0064":5'),
    (b'"kind":"k"', b'"kind":"k","kind":5'),
    (b'"kind":', b'"kind" :\t'),
    (b'"kind":', b'"Kind":'),
    (b'"kind":', b'"kind\\u0000":'),
    (b'"kind":', b'"kind\xff":'),
    (b'"kind":', b'"\xef\xbb\xbfkind":'),
    (b'"kind":', b"kind:"),
    (b'"kind":', b'"kind"'),
    (b'"kind":', b'"kind"::'),
    (b'"kind":', b',"kind":'),
    (b'"kind":"k"', b'"kind":"k",'),
    (b'"id":"x"', b'"id":"x","id":"y"'),
    (b'"id":"x"', b'"id":null,"id":"y"'),
    (b'"id":"x"', b'"id":"y","id":null'),
    (b'"status":"queued"', b'"status":"queued","status":"sent"'),
    (b'"status":"queued"', b'"status":"queued","status":"eaten"'),
    (b'"inner":{"a":"b"', b'"inner":{"a":"b","a":"c"'),
    (b'"inner":', b'"inner":{"b":7},"inner":'),
    (b'"inner":{', b'"inner":{"new":1,'),
    (b'"open":{', b'"open":{"a":2,"\\ud800":3,'),
    (b'"open":{', b'"open":{"\xff":3,'),
    (b'"open":{', b'"open":{,'),
    (b'"kind":"k"', b'"m1":"k"'),
    (b'"kind":"k"', b'"__class__":"k","m0":1'),
]


@pytest.mark.parametrize(("old", "new"), NAMES)
def test_names(old, new, check):
    """Names that are escaped, stand twice, or are none: the last of two counts."""
    assert SOUND.count(old) == 1
    check([SOUND.replace(old, new)])


def test_a_line_that_is_cut(check):
    """Anywhere."""
    check([SOUND[:end] for end in range(1, len(SOUND))])


def test_a_line_that_begins_late(check):
    """Anywhere."""
    check([SOUND[start:] for start in range(1, len(SOUND))])


SPACE = [
    b" ",
    b"\t",
    b"\r",
    b"\x0b",
    b"\x0c",
    b"\x00",
    b"\xc2\xa0",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
]


@pytest.mark.parametrize("space", SPACE)
def test_white_space(space, check):
    """Before, behind and between; of some kinds only."""
    spaced = SOUND.replace(b":", space + b":").replace(b",", b"," + space)
    check(
        [space + SOUND, SOUND + space, spaced, space, SOUND + space + SOUND, SOUND + space + b"x"]
    )


@pytest.mark.parametrize(
    "char", [b"x", b"}", b"]", b",", b"{}", b"\x1a", b"//", b"/**/", b"#", b"null"]
)
def test_what_stands_behind(char, check):
    """A line is one record, and nothing else."""
    check([SOUND + char, char + SOUND, char])


@pytest.mark.parametrize("depth", [2, 100, 127, 128, 250, 254, 255, 256, 300, 500, 900, 990])
@pytest.mark.parametrize("name", ["any", "open", "many"])
def test_depth(name, depth, check):
    """What is nested deeply is read as deeply by both ways."""
    array = b"[" * depth + b"]" * depth
    both = b'{"a":' * depth + b"1" + b"}" * depth
    check(
        [with_value(name, b'{"a":' + array + b"}"), with_value(name, array), with_value(name, both)]
    )


@pytest.mark.parametrize("depth", [1000, 1023, 1024, 1025, 2000, 100_000])
def test_more_depth_than_anybody_reads(depth, check):
    """It is a finding."""
    report = check([with_value("any", b"[" * depth + b"]" * depth), b"[" * depth, b'{"a":' * depth])
    assert {"LOGS001"} <= {each.code for each in report.findings}


DAMAGE = st.tuples(
    st.integers(0, len(SOUND)),
    st.integers(0, 3),
    st.binary(max_size=3),
    st.integers(0, len(SOUND)),
    st.integers(0, 255),
)
"""Where bytes are cut out, how many, which stand there instead; and one more that is another."""


@settings(max_examples=50)
@given(st.lists(DAMAGE, min_size=1, max_size=8))
def test_any_bytes(folder, tmp_path_factory, damages):
    """Wherever they stand."""
    from support.ways import assert_same

    sound = [line_of(each) for each in letters(12)]
    lines = [*sound]
    for place, gone, new, again, byte in damages:
        line = bytearray(SOUND[:place] + new + SOUND[place + gone :])
        line[again % len(line)] = byte
        lines += [bytes(line), *sound[:3]]
    log = tmp_path_factory.mktemp("bytes") / "log.jsonl"
    log.write_bytes(b"\n".join([*lines, *sound, SOUND]))
    assert_same(log, specs=(folder,))
