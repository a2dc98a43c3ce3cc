"""What names tell of a schema's answer is what the schema answers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msglife.conformance.judging.options import Options, lifecycles_of
from msglife.conformance.payloads.by_names import takes_names

NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.sampled_from([1, "x", None, {"a": 1}])
LEAVES = st.sampled_from(
    [
        True,
        False,
        {},
        {"type": "object"},
        {"type": ["string", "null"]},
        {"const": 1},
        {"title": "none of these", "type": "object"},
        {"minProperties": 2},
    ]
) | st.builds(lambda names: {"required": names}, st.lists(NAMES, unique=True))
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "allOf": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=2),
            "oneOf": st.lists(inner, min_size=1, max_size=2),
            "not": inner,
            "properties": st.dictionaries(NAMES, inner, max_size=2),
            "required": st.lists(NAMES, unique=True, max_size=2),
        },
    ),
    max_leaves=6,
)


@given(schema=SCHEMAS, value=st.dictionaries(NAMES, VALUES))
@example(schema={"not": {"required": ["a"]}}, value={"a": None})
def test_answers(schema, value):
    answer = takes_names(schema, tuple(value))
    assert answer in (None, Draft202012Validator(schema).is_valid(value))


def test_selectors_are_told_apart_by_names():
    """Otherwise each payload is asked by each selector, and nothing would be gained."""
    schemas = [form.select for each in lifecycles_of(Options()) for form in each.forms]
    names = [tuple(each.get("required", ())) for each in schemas]
    answers = [takes_names(schema, each) for schema in schemas for each in set(names)]
    assert answers.count(False) > 2 * answers.count(None)


@pytest.mark.parametrize("schema", [True, {}, {"required": []}, {"properties": {"b": False}}])
def test_anything_is_taken(schema):
    assert takes_names(schema, ("a",)) is True
