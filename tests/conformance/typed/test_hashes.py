"""What must not change, as columns are hashed: each value as it is by itself."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.columns.columns import Columns
from msglife.conformance.columns.shape import path_of, shape_of
from msglife.conformance.payloads.known_fields import KnownFields
from msglife.conformance.payloads.reads import Reads
from msglife.conformance.table.hashing import hash_of_fact
from msglife.spec import MISSING, Pointer
from msgspec import UNSET

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
def test_hashes(kinds, data):
    kept = [each for bit, each in enumerate(VALUES) if kinds >> bit & 1]
    column = data.draw(st.lists(st.one_of(kept)))
    found = Columns(SHAPE, column, {PLACE: column}).hashes(path_of(PLACE))
    facts = [MISSING if each is UNSET else each for each in column]
    assert found.tolist() == [hash_of_fact(each) % 2**64 for each in facts]
