"""What must not change within a version, by rows and record by record."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.letters import letter, letters
from support.pigeon_post import planter, rule
from support.ways import assert_same, write

VERSIONED = ('status = "/status"', 'status = "/status"\nversion = "/done"')
RULES = (
    rule("one-state", "constant", "per_version = true", 'fields = ["/status"]'),
    rule(
        *("one-size", "constant", "per_version = true"),
        *('states = ["sent", "arrived"]', 'fields = ["/size"]'),
    ),
)
CASES = {
    "each state a version": ({"done": [1, 2, 3]}, set()),
    "two states of a version": ({"done": [1, 2, 2]}, {"one-state"}),
    "no version": ({}, set()),
    "a version that is no number": ({"done": ["1", "1", "1"]}, set()),
    "a version again, behind one that is told by nobody": (
        {"done": [1, None, 1]},
        {"one-state"},
    ),
    "a size changes with a version": ({"done": [1, 2, 3], "size": ["a", "b", "c"]}, set()),
    "a size changes within a version": (
        {"done": [1, 2, 2], "size": ["a", "b", "c"]},
        {"one-state", "one-size"},
    ),
    "a size changes within a version, in a state the rule is not about": (
        {"done": [1, 1, 2], "size": ["a", "b", "b"]},
        {"one-state"},
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Letters with versions, and rules about one."""
    return planter(tmp_path_factory.mktemp("versions"))(*RULES, change=VERSIONED)


@pytest.mark.parametrize("name", CASES)
def test_what_is_held_against_each_other(name, folder, tmp_path):
    """What has the same version, and no more; among many that keep the rules."""
    told, broken = CASES[name]
    records = [*letters(done=[1, 2, 3], size="small"), *letter("x", **told)]
    log = write(tmp_path / "log.jsonl", map(json.dumps, records))
    report = assert_same(log, specs=(folder,))
    assert broken == {each.rule for each in report.findings if each.rule}
    assert {"x"} >= {each.key for each in report.findings}


@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(["queued", "sent", "arrived"]),
            st.sampled_from([1, 2, None]),
            st.sampled_from(["small", "large"]),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_both_ways_agree(told, folder, tmp_path_factory):
    """Whatever versions are told, in whichever order."""
    states, versions, sizes = zip(*told, strict=True)
    records = [*letters(3), *letter("x", states, done=list(versions), size=list(sizes))]
    log = write(tmp_path_factory.mktemp("log") / "log.jsonl", map(json.dumps, records))
    report = assert_same(log, specs=(folder,))
    by_version = {}
    for state, version, _ in told:
        by_version.setdefault(version, set()).add(state)
    settled = all(len(states) == 1 for version, states in by_version.items() if version)
    assert not settled or "one-state" not in {each.rule for each in report.findings}
