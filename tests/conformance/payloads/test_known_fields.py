"""Which fields a schema is taken to name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msglife.conformance.payloads.known_fields import known_fields
from msglife.spec.schema_walk import HOLDS

LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = {"properties": {"a": True}}
READ = {"if", "then", "else", "allOf", "anyOf", "oneOf"}


@pytest.mark.parametrize("keyword", sorted(HOLDS.keys() - {"properties", "items"}))
def test_only_some_keywords_name_fields(keyword):
    """What only the others name is not taken for documented."""
    held = [NAMED] if keyword in LISTS else NAMED
    found = known_fields({"properties": {"b": True}, keyword: held})
    assert ({"a", "b"} if keyword in READ else {"b"}) == set(found.fields)


def test_items_and_references_name_fields():
    """The fields of a list's items, wherever the schema of one is written."""
    schema = {"properties": {"l": {"items": {"$ref": "#/$defs/x"}}}, "$defs": {"x": NAMED}}
    told = {"l": [{"a": 1}, {"a": 1, "z": 2}], "y": 3}
    assert [("l", "1", "z"), ("y",)] == list(known_fields(schema).unknown(told))


def test_a_schema_within_itself_is_known_so_far():
    """Each reference and each field is one of 32 steps; whatever stands deeper is let through."""
    found = known_fields({"properties": {"next": {"$ref": "#"}}})
    told = value = {}
    for _ in range(40):
        value["next"] = {}
        value = value["next"]
    assert found.covers(told)
    depth = 0
    while found.fields:
        found, depth = found.fields["next"], depth + 1
    assert 17 == depth


VALUES = st.recursive(
    st.none() | st.integers(0, 2),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abl"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_known_fields_are_a_schema_too(value):
    """It accepts what names no other field, wherever lists and objects stand."""
    inner = {"properties": {"a": {"properties": {"b": True}}, "l": {"items": NAMED}}}
    found = known_fields({**inner, "items": NAMED})
    assert found.covers(value) == Draft202012Validator(found.schema()).is_valid(value)
