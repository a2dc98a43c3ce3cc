"""Members of objects, moved about, and the values put in them."""

from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.inventing.members import copied, in_order, members, remove, shuffled
from msglife.conformance.inventing.varied_values import digits

from support.json_values import JSON


@given(JSON, st.randoms(use_true_random=False))
def test_members_are_copied_and_moved_without_loss(value, dice):
    """A copy, one in any order and one in another's order are equal; the copy is another."""
    assert value == copied(value)
    assert value == shuffled(value, dice)
    assert value == in_order(value, shuffled(value, dice))
    changed = copied(value)
    for parts in members(value):
        remove(changed, parts)
    assert [] == list(members(changed))


@given(st.randoms(use_true_random=False), st.integers(1, 19))
def test_digits(dice, length):
    """As many as were asked for, and no 0 before them."""
    made = digits(dice, length)
    assert length == len(made)
    assert "0" != made[0]
