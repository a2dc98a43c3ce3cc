"""Whether something selects a value, asked of the few forms that its names allow."""

from __future__ import annotations

import pytest
from msglife.conformance.judging.options import observers_of
from msglife.conformance.observing.recognition import UNRECOGNISED, Recogniser

from support.generation import KNOWN
from vectors.reader import cases

BARE = [
    record for case in cases() for record in case.records if isinstance(record, dict) and record
]
RECOGNISER = Recogniser(observers_of(tuple(KNOWN.values()), reveal=False), forced=False)


def selected(value):
    """Whether a form selects a value, or known traffic, where a body stands bare."""
    read = RECOGNISER.fitting("bare", None).read(value)
    return any(each.payload == value and each.observer is not UNRECOGNISED for each in read)


@pytest.mark.parametrize("part", range(4))
def test_what_is_selected_is_known(part):
    """Each payload of the vectors, and each without one of its members."""
    known = 0
    for payload in BARE[part::4]:
        for name in (None, *payload):
            value = {key: each for key, each in payload.items() if key != name}
            if selected(value):
                known += 1
                assert RECOGNISER.knows(value)
    assert known > len(BARE) // 8


@pytest.mark.parametrize("name", ["", "id"])
def test_what_nothing_selects_is_not_known(name):
    """An object without a member, or with one that says nothing."""
    value = {name: "a"} if name else {}
    assert not selected(value)
    assert not RECOGNISER.knows(value)
