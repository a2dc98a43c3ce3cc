"""What makes findings one pattern, and what a digest of findings holds."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance import RANK
from msglife.conformance.reports.patterns import digest, pattern_of

from support.reports import finding, report

CASES = json.loads(Path(__file__).with_name("patterns.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["description"])
def test_the_words_of_a_pattern_hold_no_value_of_a_record(case):
    """Each case has messages of one pattern, which differ in values only."""
    given = {"status": case["status"], "rule": case.get("rule")}
    found = {pattern_of(finding(case["code"], words=each, **given)) for each in case["messages"]}
    assert [case["words"]] == [pattern.words for pattern in found]


@pytest.mark.parametrize(
    "other",
    [
        {"code": "LIFE003"},
        {"severity": "warning"},
        {"lifecycle": "acme/rcs"},
        {"rule": "other"},
        {"words": "read after sent: it had ended"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_sets_patterns_apart(other):
    """And neither the message nor the place does."""
    one = {"code": "LIFE005", "words": "read after failed: it had ended", "status": "read"}
    assert pattern_of(finding(**one)) == pattern_of(finding(**one, key="k2", line=9))
    assert pattern_of(finding(**one)) != pattern_of(finding(**{**one, **other}))


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=4), st.sampled_from(["sent", "7", ""]))
def test_no_number_of_a_record_makes_a_pattern(numbers, status):
    """Wherever it stands in the words."""
    told = [f"{status} lasted {number}s of {number} since {number}.5" for number in numbers]
    found = {pattern_of(finding("DELV002", words=words, status=status)) for words in told}
    assert len(found) == 1 or status in map(str, numbers)


FOUND = st.lists(
    st.builds(
        finding,
        code=st.sampled_from(["LIFE005", "DELV001"]),
        severity=st.sampled_from(["error", "warning", "info"]),
        words=st.sampled_from(["again 1", "again 2", "other"]),
        key=st.sampled_from(["k1", "k2", ""]),
        line=st.integers(1, 5),
    ),
    max_size=20,
)


@given(FOUND, st.integers(0, 4), st.booleans())
def test_a_digest_accounts_for_every_finding(found, most, show_info):
    """Each counts in one pattern, and is listed, the same as one listed, or counted as hidden."""
    shown = [each for each in found if show_info or each.severity != "info"]
    rows, listed, hidden, _ = digest(report(*found), show_info=show_info, most=most)
    assert len(shown) == sum(row.total for row in rows)
    assert len(shown) == sum(each.count for each in listed) + hidden
    assert Counter(map(pattern_of, shown)) == {row.pattern: row.total for row in rows}
    per_pattern = Counter(pattern_of(each.finding) for each in listed)
    assert all(count <= most for count in per_pattern.values())


@given(FOUND)
def test_patterns_are_in_order(found):
    """The gravest first, then the most frequent; whatever the order of the findings."""
    rows = digest(report(*found), show_info=True).rows
    ranks = [(-RANK[row.pattern.severity], -row.total) for row in rows]
    assert sorted(ranks) == ranks
    again = digest(report(*reversed(found)), show_info=True).rows
    assert [row[:2] for row in rows] == [row[:2] for row in again]


def test_an_example_is_the_first():
    """So that the line is there, and is the same each time."""
    (row,) = digest(report(finding(line=3), finding(line=1, key="k2"))).rows
    assert 3 == row.example.line
