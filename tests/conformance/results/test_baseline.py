"""Known findings: what is written, what is read again, and what is new on top of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.results.baseline import Baseline

from support.reports import finding, report

FOUND = st.lists(
    st.builds(
        finding,
        code=st.sampled_from(["LIFE005", "LOGS001"]),
        key=st.sampled_from(["", "k1", "k2", "447700900012", "447700911012", "\x9b\ud800"]),
        lifecycle=st.sampled_from(["acme/sms", "acme/rcs"]),
    ),
    max_size=8,
)


@given(FOUND)
def test_what_is_written_is_known(found):
    """All of it, and nothing of it counts; the same findings make the same text."""
    baseline = Baseline.of(found)
    left = Baseline.loads(json.dumps(json.loads(baseline.dumps())).encode()).without_known(
        report(*found)
    )
    assert ((), len(found)) == (left.findings, left.known)
    assert baseline.dumps() == Baseline.of(found[::-1]).dumps()


@given(FOUND, FOUND)
def test_what_comes_on_top_is_new(known, found):
    """Nothing gets lost: a finding is left, or is counted as known."""
    left = Baseline.of(known).without_known(report(*known, *found))
    assert len(known) + len(found) == len(left.findings) + left.known
    assert len(left.findings) <= len(found)


@pytest.mark.parametrize(
    "new",
    [
        finding("LIFE003", key="k1"),
        finding("LIFE005", key="k2"),
        finding("LIFE005", key="k1", lifecycle="acme/rcs"),
        finding("LIFE005", key="k1", line=9),
    ],
    ids=["code", "key", "lifecycle", "once more"],
)
def test_a_finding_is_known_by_code_lifecycle_key_and_count(new):
    """And only so: whatever its line and words are."""
    known = finding("LIFE005", key="k1")
    baseline = Baseline.of([known])
    moved = finding("LIFE005", key="k1", line=7, words="other words")
    assert () == baseline.without_known(report(moved)).findings
    assert (new,) == baseline.without_known(report(known, new)).findings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "Expected `object`"),
        (b"{}", "missing required field `version`"),
        (b'{"version": 2, "findings": []}', "$.version"),
        (b'{"version": 1}', "missing required field `findings`"),
        (b'{"version": 1, "findings": [{"code": "LIFE005"}]}', "`lifecycle`"),
        (
            b'{"version": 1, "findings": [{"code": 1, "lifecycle": "", "key": ""}]}',
            "$.findings[0].code",
        ),
        (
            b'{"version": 1, "findings": [{"code": "", "lifecycle": "", "key": "", "count": 0}]}',
            ">= 1",
        ),
    ],
)
def test_what_is_no_baseline_is_refused(text, words):
    """Naming what was expected."""
    with pytest.raises(ValueError) as caught:
        Baseline.loads(text)
    assert words in str(caught.value)


def test_a_baseline_without_counts_is_one():
    """Written by hand: each entry is one finding, and two entries are two."""
    entry = '{"code": "LIFE005", "lifecycle": "acme/sms", "key": "k1"}'
    baseline = Baseline.loads(f'{{"version": 1, "findings": [{entry}, {entry}]}}'.encode())
    found = [finding("LIFE005", line=line) for line in (1, 2, 3)]
    assert (found[2],) == baseline.without_known(report(*found)).findings
