"""Texts drawn from the patterns of schemas, where no other shape fits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.machines.patterns import drawn

PATTERNS = [r"^msg_[a-z0-9]{12}$", r"^(a|bc)+x?$", r"^[0-9]+([.][0-9]+)?$", r"^[A-F]{2,4}-\d*$"]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(dice=st.randoms(use_true_random=False))
def test_what_is_drawn_matches(pattern, dice):
    """Whatever is left open, each repetition anew."""
    assert re.search(pattern, drawn(pattern, dice))


def test_a_pattern_that_is_not_understood_draws_nothing():
    """Such as a look-ahead."""
    assert drawn("(?=x)y", None) is None
