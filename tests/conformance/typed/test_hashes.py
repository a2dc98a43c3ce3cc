"""What must not change, as columns are hashed: each value as it is by itself."""

from __future__ import annotations

import sys
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.columns.columns import Columns
from msglife.conformance.columns.shape import path_of, shape_of
from msglife.conformance.payloads.known_fields import KnownFields
from msglife.conformance.payloads.reads import Reads
from msglife.conformance.table.hashing import bond_of, bonds_of, fact_of
from msglife.spec import MISSING, Pointer
from msgspec import UNSET

from support.letters import letter, letters, line_of, schema_with
from support.pigeon_post import rule

PLACE = Pointer("/fact")
NOTHING = KnownFields()
SHAPE = shape_of("Payload", Reads(NOTHING), NOTHING)
LARGE = [sys.hash_info.modulus, sys.hash_info.modulus - 1, 2**63 - 1, 1 - 2**63, -1, -2, 0]
VALUES = [
    st.just(UNSET),
    st.text(max_size=3),
    st.sampled_from(LARGE) | st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False) | st.booleans() | st.none(),
]


@given(st.integers(1, 15), st.data())
def test_what_must_not_change_is_hashed_as_by_itself(kinds, data):
    kept = [each for bit, each in enumerate(VALUES) if kinds >> bit & 1]
    column = data.draw(st.lists(st.one_of(kept)))
    facts = Columns(SHAPE, column, {PLACE: column}).facts(path_of(PLACE))
    found = bonds_of([facts, facts], [], len(column))
    every = [MISSING if each is UNSET else each for each in column]
    assert found.tolist() == [bond_of([each, each], []) for each in every]


@given(st.lists(st.one_of(VALUES[1:]), min_size=2, max_size=2))
def test_values_that_differ_are_told_apart(values):
    one, other = values
    alike = one == other and type(one) is type(other)
    assert (fact_of(one) == fact_of(other)) is alike
    assert (bond_of([one], []) == bond_of([other], [])) is alike


@pytest.mark.parametrize(
    ("one", "other"), [*permutations([*LARGE, "0", 0.0, -0.0, False, None], 2)]
)
def test_numbers_with_equal_hashes_are_told_apart(one, other):
    assert fact_of(one) != fact_of(other)
    assert bond_of([one], []) != bond_of([other], [])


def test_zero_is_no_empty_text(planted, decoded, tmp_path):
    """A place that must not change may hold either; Python gives both one hash."""
    weight = {"type": ["string", "integer"]}
    folder = planted(
        rule("planted", "constant", 'fields = ["/weight"]'), schema=schema_with(weight=weight)
    )
    odd = letter("x", weight=["", 0, 0])
    report = decoded.check(
        tmp_path / "log.jsonl", [*letters(weight=5), *letter("y", weight=0), *odd], specs=(folder,)
    )
    assert set(map(line_of, odd)) <= set(decoded.lines)
    assert [each.key for each in report.findings] == ["x"]
