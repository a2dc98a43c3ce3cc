"""Values as TOML text: what is written is what a reader of TOML gets back."""

from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from msglife.spec.toml_text import toml_key, toml_value

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(VALUES)
def test_a_value_is_read_as_it_was(value: Any):
    """Whatever it is made of."""
    assert value == tomli.loads(f"value = {toml_value(value)}")["value"]


@given(TEXTS)
def test_a_key_is_read_as_it_was(name: str):
    """Bare, or in quotes."""
    assert {name: 1} == tomli.loads(f"{toml_key(name)} = 1")


def test_half_of_a_pair_is_no_text():
    """It is replaced: TOML is UTF-8."""
    assert '"a\N{REPLACEMENT CHARACTER}"' == toml_value("a\ud800")


def test_null_is_refused():
    """TOML has none."""
    with pytest.raises(TypeError, match="TOML has no NoneType"):
        toml_value([None])
