"""What lines are taken to be alike: the parts of which a template is made."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msglife.conformance.bulk.char_sets import allowed
from msglife.conformance.bulk.hashing import BONDS, Hasher, Piece, Sums, closed, drawn_seed
from msglife.conformance.bulk.looks import looks
from msglife.conformance.bulk.moments import Moment
from msglife.conformance.bulk.spans import Unusual, spans
from msglife.conformance.bulk.template import number_sets
from msglife.conformance.results.times import parse_rfc3339

PATTERNS = (
    r"^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$",
    r"^[0-9a-f]{8}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}$",
    r"^[0-9]+([.][0-9]+)?$",
    r"^\+?[1-9]\d{6,14}$",
    r"^(SMS|RCS|[a-c]+x)$",
    r"[^0-9]",
    r"\w+@\w+",
    r"^a.c$",
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.data(), st.sampled_from(PATTERNS))
def test_what_may_stand_there_matches_too(data, pattern):
    """Texts made of the allowed characters match where the sample does."""
    text = data.draw(st.from_regex(pattern, fullmatch=False).filter(lambda t: t.isascii()))
    assume(text.isprintable() and re.search(pattern, text))
    sets = allowed(pattern, text)
    assert sets is not None
    assert all(ord(char) in each for char, each in zip(text, sets, strict=True))
    other = "".join(chr(data.draw(st.sampled_from(sorted(each)))) for each in sets)
    assert re.search(pattern, other), (text, other)


def test_a_pattern_that_looks_further_is_not_understood():
    """Back references and word borders ask about more than one character."""
    assert allowed(r"(a|b)\1", "aa") is None
    assert allowed(r"\bword", "word") is None


@given(JSON)
def test_spans_are_the_values(value):
    """Every value that holds no other stands where its span says, and no other does."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        found = spans(text)
    except Unusual:
        assert any("\\" in name or not name.isprintable() for name in names_of(value))
        return
    told = {each.path: each for each in found}
    assert set(told) == set(leaves(value))
    for path, leaf in leaves(value).items():
        span = told[path]
        quoted = b'"%s"' % span.text if span.kind == "string" else span.text
        assert json.loads(quoted) == leaf
        assert text[span.start : span.end] == span.text


def leaves(value, path=()):
    """The values that hold no other, by path."""
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return {path: value}
    return {at: leaf for key, each in inner for at, leaf in leaves(each, (*path, str(key))).items()}


def names_of(value):
    """The names of all members, as JSON writes them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield json.dumps(name, ensure_ascii=False)[1:-1]
            yield from names_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names_of(inner)


@pytest.mark.parametrize(
    "text", [b'{"a":1,"a":2}', b"[" * 40 + b"]" * 40, b'{"a"}', b'{"\\u0061":1}']
)
def test_unusual_texts_are_refused(text):
    """A name that stands twice, depth, escaped names: somebody else judges these."""
    with pytest.raises(Unusual):
        spans(text)


LEAF = st.sampled_from([1, 7, "a", "abc", 2.5])
KEYWORDS = st.fixed_dictionaries(
    {},
    optional={
        "const": LEAF,
        "enum": st.lists(LEAF, min_size=1, max_size=2),
        "pattern": st.sampled_from(["^a", "b"]),
        "minimum": st.integers(0, 9),
        "minLength": st.integers(0, 3),
    },
)
SCHEMAS = st.recursive(
    KEYWORDS,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(["a", "b"]), inner),
            "additionalProperties": inner,
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "dependentSchemas": st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=1),
        },
    ),
    max_leaves=6,
)


@given(SCHEMAS, LEAF, LEAF)
@example({"properties": {"a": {"const": 1}}}, 1, 7)
def test_what_is_not_looked_at_does_not_matter(schema, one, other):
    """Where no keyword looks, values of one kind and length are accepted alike."""
    assume(type(one) is type(other) and len(str(one)) == len(str(other)))
    seen = [each for each in looks(schema, ("a",)) if each.keyword not in ("type", "minLength")]
    accepts = Draft202012Validator(schema).is_valid
    if not seen:
        assert accepts({"a": one, "b": 1}) == accepts({"a": other, "b": 1})
    for look in seen:
        if look.certain and accepts({"a": one, "b": 1}):
            assert Draft202012Validator({look.keyword: look.argument}).is_valid(one)


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28)),
    st.sampled_from(["Z", "+00:00", "-11:30", "+05:45"]),
    st.integers(0, 9),
)
def test_times_are_read_as_one_by_one(when, zone, digits):
    """A column of times is read as each would be by itself; what is none is told."""
    fraction = f".{when.microsecond:06}000"[: digits + 1] if digits else ""
    text = f"{when.year:04}{when:-%m-%dT%H:%M:%S}{fraction}{zone}".encode()
    moment = Moment.of_text(3, 3 + len(text), text)
    assert moment is not None
    damaged = text.replace(b"-", b"-", 1)[:5] + b"99" + text[7:]
    rows = np.array([list(b"xyz" + each + b"!") for each in (text, damaged)], np.uint8)
    times, fit = moment.read(rows)
    assert (times[0], fit[0]) == (parse_rfc3339(text.decode()), True)
    assert not fit[1]
    assert moment.read(rows[:1])[1] is None
    assert not moment.read(rows[1:])[1].any()


@given(st.integers(10**9, 10**12), st.sampled_from([1_000, 10**6]))
def test_whole_numbers_are_times(number, unit):
    """Seconds and milliseconds."""
    text = str(number).encode()
    moment = Moment.of_number(0, len(text), text, unit)
    assume(moment is not None)
    times, fit = moment.read(np.array([list(text)], np.uint8))
    assert (times[0], fit) == (number * unit, None)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(times[0]))


@given(st.integers(-(10**12), 10**12), st.data())
def test_numbers_stay_numbers(number, data):
    """Whatever may stand in the places of a number is one of the same length, and JSON."""
    text = str(number).encode()
    other = bytes(data.draw(st.sampled_from(sorted(each))) for each in number_sets(text))
    assert len(other) == len(str(json.loads(other)))


@given(st.lists(st.binary(min_size=0, max_size=40), min_size=2, max_size=8, unique=True))
def test_hashes_tell_texts_apart(texts):
    """Different texts, different hashes; the same text, the same, one by one or in rows."""
    hasher = Hasher(drawn_seed())
    hashes = [int(closed(hasher.one(text))) for text in texts]
    assert len(set(hashes)) == len(texts)
    same = [text for text in texts if len(text) == len(texts[0])]
    rows = np.array([list(text) for text in same], np.uint8).reshape(len(same), -1)
    found = Sums([Piece(0, len(texts[0]))], hasher).of(rows)
    assert found.tolist() == [hashes[texts.index(text)] for text in same]
    assert hashes[0] != int(closed(hasher.one(texts[0]) + hasher.salt("other")))
    assert hashes[0] != int(closed(hasher.one(texts[0], BONDS)))


@given(st.binary(max_size=9), st.binary(max_size=9))
def test_pieces_are_hashed_together(one, other):
    """Where a border between two texts is counts, and whether one never differs does not."""
    hasher = Hasher(drawn_seed())
    rows = np.array([list(one + other)], np.uint8).reshape(1, -1)
    pieces = [Piece(0, len(one), room=BONDS), Piece(len(one), rows.shape[1], room=BONDS + 1)]
    told = int(Sums(pieces, hasher).of(rows).item())
    fixed = [pieces[0], Piece(fixed=other, room=BONDS + 1)]
    assert int(Sums(fixed, hasher).of(rows).item()) == told
    for at in range(len(one + other) + 1):
        moved = [Piece(0, at, room=BONDS), Piece(at, rows.shape[1], room=BONDS + 1)]
        assert (int(Sums(moved, hasher).of(rows).item()) == told) == (at == len(one))
    assert int(Sums(pieces[:1], hasher).of(rows).item()) != told
