"""Texts drawn from the patterns of schemas, where no other shape fits."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.generating.generator import Plan, generate
from msglife.machines import compile_schema
from msglife.machines.patterns import drawn
from msglife.spec import load_folder

from support.pigeon_post import SCHEMA, narrowed, rule

PATTERNS = [r"^msg_[a-z0-9]{12}$", r"^(a|bc)+x?$", r"^[0-9]+([.][0-9]+)?$", r"^[A-F]{2,4}-\d*$"]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(dice=st.randoms(use_true_random=False))
def test_what_is_drawn_matches(pattern, dice):
    """Whatever is left open, each repetition anew."""
    assert re.search(pattern, drawn(pattern, dice))


def test_a_pattern_that_is_not_understood_draws_nothing():
    """Such as a look-ahead."""
    assert drawn("(?=x)y", random.Random(0)) is None


def test_a_lifecycle_of_ones_own_varies_like_ours(planted):
    """Keys and fields match patterns that nothing usual fits; every payload keeps the schema."""
    properties = {
        **SCHEMA["properties"],
        "id": {"type": "string", "pattern": "^msg_[a-z0-9]{12}$"},
        "zone": {"type": "string", "pattern": "^[A-F]{2}[0-9]$"},
    }
    [lifecycle] = load_folder(planted(schema={**SCHEMA, "properties": properties}))
    sent = list(generate(lifecycle, Plan(200)))
    accepts = compile_schema(lifecycle.forms[0].schema)
    assert [] == [each.payload for each in sent if not accepts(each.payload)]
    assert 200 == len({each.key for each in sent})
    assert len({each.payload.get("zone") for each in sent}) > 20


def test_a_member_is_kept_out_of_an_object_that_another_rule_allows(planted):
    """Where one rule allows the whole object, another may forbid a member of it."""
    box = {
        "type": "object",
        "properties": {"size": {"type": "integer"}, "due": {"type": "integer"}},
    }
    folder = planted(
        rule("boxed", "only_in", 'states = ["queued", "sent"]', 'fields = ["/box"]'),
        rule("due", "only_in", 'states = ["queued"]', 'fields = ["/box/due"]'),
        schema=narrowed(box=box),
    )
    [lifecycle] = load_folder(folder)
    told = [each.payload for each in generate(lifecycle, Plan(200))]
    boxes = {
        status: [each["box"] for each in told if each["status"] == status and "box" in each]
        for status in ("queued", "sent", "arrived")
    }
    assert boxes["queued"] and boxes["sent"]
    assert [] == boxes["arrived"]
    assert any("due" in each for each in boxes["queued"])
    assert not any("due" in each for each in boxes["sent"])
