"""Maps whose values are told with their types, as DynamoDB exports them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.unwrapping.typed_maps import untyped

from support.callbacks import callback
from support.shapes import typed
from support.ways import assert_same

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, min_size=1))
def test_types_are_taken_off(value):
    """A map that was written with types says what it said."""
    assert value == untyped(typed(value)["M"])


@pytest.mark.parametrize(
    "value",
    [{}, {"a": {"S": 1}}, {"a": {"S": "x"}, "b": 2}, {"a": {"S": "x", "N": "1"}}, {"S": "x"}],
)
def test_others_stay(value):
    """Whatever is not typed throughout, or with another type than it has."""
    assert value is untyped(value)


def test_what_no_type_fits(tmp_path):
    """A record that is typed in part is told as any other; nothing of it is read."""
    payload = typed(callback("submitted"))["M"]
    lines = [{"Item": {**payload}}, {"Item": {**payload, "status": "submitted"}}]
    path = tmp_path / "export.json"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    report = assert_same(path)
    assert (1, 1) == (report.logs[0].used, report.logs[0].ignored)
    assert ["LOGS003"] == [each.code for each in report.findings if each.code[:4] == "LOGS"]


@pytest.mark.parametrize("depth", [5, 30, 900])
def test_depth_is_bounded(depth, tmp_path):
    """However deep types are nested."""
    text = '{"M": {"a": ' * depth + '{"S": "x"}' + "}}" * depth
    path = tmp_path / "export.json"
    path.write_text(f'{{"Item": {{"payload": {text}}}}}\n', encoding="utf-8")
    assert 3 == assert_same(path).exit_code()
