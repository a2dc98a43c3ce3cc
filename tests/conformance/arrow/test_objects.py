"""Columns put together as objects: each row holds the members that it has, and no others."""

from __future__ import annotations

import orjson
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st
from msglife.conformance.arrow.objects import Json, object_of

ROWS = 3
NAMES = ("a", "b", 'q"')
TEXTS = st.lists(
    st.none() | st.sampled_from(["", "x", 'q"\\', "\n", "é"]), min_size=ROWS, max_size=ROWS
)
NUMBERS = st.lists(st.none() | st.integers(0, 9), min_size=ROWS, max_size=ROWS)
LEAVES = TEXTS | NUMBERS | st.just(["x", "y", "z"]) | st.just([1, 2, 3])
"""The values of a member in each row."""
TREES = st.recursive(
    LEAVES,
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, min_size=1),
    max_leaves=8,
).filter(lambda tree: isinstance(tree, dict))


def columns_of(tree):
    """The same with Arrow's arrays."""
    if isinstance(tree, dict):
        return {name: columns_of(each) for name, each in tree.items()}
    quote = '"' if any(isinstance(each, str) for each in tree) else ""
    texts = [None if each is None else str(each) for each in tree]
    return Json(pa.array(texts, pa.large_string()), quote)


def row_of(tree, row):
    """One row as Python has it; what has no member is absent."""
    members = {
        name: row_of(each, row) if isinstance(each, dict) else each[row]
        for name, each in tree.items()
    }
    return {name: each for name, each in members.items() if each not in (None, {})}


@given(TREES)
@example({"a": ["x", "y", "z"], "b": [1, None, 3], 'q"': ["x", None, None]})
@example({"a": {"a": ["x", None, None], "b": [None, "y", None]}, "b": {"a": [1, None, 3]}})
@example({"a": [None, "x", None], "b": {"a": [None, None, None], "b": ["x", "y", None]}})
def test_rows_are_objects(tree):
    lines = object_of(columns_of(tree), ROWS, "\n").to_pylist()
    assert all(line.endswith("}\n") for line in lines)
    assert list(map(orjson.loads, lines)) == [row_of(tree, row) for row in range(ROWS)]
