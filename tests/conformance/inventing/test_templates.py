"""Templates of payloads: when what is written of two can never be a copy of each other."""

import pytest
from msglife.conformance.inventing.templates import Template
from msglife.spec import Pointer


def template(payload, *made):
    """A template that makes anew what stands at some places."""
    return Template(payload, tuple(((name,), lambda dice, _: dice.random()) for name in made), 0)


@pytest.mark.parametrize(
    ("one", "other", "volatile", "differs"),
    [
        (template({"a": 1}), template({"a": 2}), (), True),
        (template({"a": 1}), template({"a": 1}), (), False),
        (template({"a": 1}), template({"a": 1, "b": 2}), (), True),
        (template({"a": 1}, "a"), template({"a": 2}), (), False),
        (template({"a": 1}), template({"a": 1, "n": 2}), (Pointer("/n"),), False),
        (template({"n": 1}), template({"n": 2}), (Pointer("/n"),), False),
        (template({"a": 1}), template({"a": 2, "n": 2}), (Pointer("/n"),), True),
        (template({"a": 1}), template({"a": 1, "m": {"n": 2}}), (Pointer("/m"),), False),
    ],
)
def test_two_templates_differ(one, other, volatile, differs):
    """Not by what is made anew, nor by what may differ between two copies of one callback."""
    assert one.differs(other, volatile) == differs
    assert other.differs(one, volatile) == differs
