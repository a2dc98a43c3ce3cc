"""What is kept of a message while it is open: packed, and the same when it is looked at again."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.observing.observation import Observations
from msglife.conformance.observing.observer import Observer, Reading
from msglife.conformance.payloads.links import Facts
from msglife.conformance.results.finding import Place

from support.provider_specs import lifecycle

LIFECYCLE = lifecycle("scg/message")
SNAPSHOT, EVENT = (Observer(LIFECYCLE, form) for form in LIFECYCLE.forms)
ALIKE = st.sampled_from(["1", 1, 1.0, True, None, [1], [True], [1.0]])
SNAPSHOTS = st.fixed_dictionaries(
    {"id": st.just("m-1"), "state": st.sampled_from(["SENT", "DELIVERED", "unheard-of"])},
    optional={
        "version_number": ALIKE,
        "created_date": ALIKE,
        "company_id": ALIKE,
        "message_request_id": ALIKE,
        "last_updated_date": st.sampled_from([1656704989000, 1656704999000, "soon"]),
    },
)
EVENTS = st.fixed_dictionaries(
    {"message_id": st.just("m-1"), "new_state": st.sampled_from(["SENT", "unheard-of"])},
    optional={"message_request_id": ALIKE, "company_id": ALIKE},
).map(lambda values: {"event": {"fld-val-list": values}})
HERE = Place("one.jsonl", 1, 0)


def observation_of(payload, place=HERE, received=None, serial=0):
    observer = EVENT if "event" in payload else SNAPSHOT
    reading = observer.read(payload, place, received, detail="nothing")
    assert isinstance(reading, Reading), reading
    reading.observation.serial = serial
    return reading.observation


READINGS = st.builds(
    observation_of,
    st.one_of(SNAPSHOTS, EVENTS),
    st.builds(
        Place,
        st.sampled_from(["one.jsonl", "two.jsonl"]),
        st.sampled_from([None, 3]),
        st.integers(0, 2**40),
    ),
    st.sampled_from([None, 1656704989000000]),
    st.integers(0, 2**40),
)


@given(st.lists(READINGS, min_size=1, max_size=8))
def test_what_is_packed_is_what_was_observed(observed):
    """Equal, and of one kind: 1, 1.0 and true are told apart."""
    packed = Observations()
    for each in observed:
        packed.append(each)
    assert observed == list(packed)
    assert [repr(each) for each in observed] == [repr(each) for each in packed]
    assert (len(observed), observed[0].place) == (len(packed), packed.begins)
    assert observed[-1].serial == packed.last_serial


@given(st.lists(READINGS, min_size=1, max_size=8))
def test_what_is_said_of_other_messages_is_told_once_while_it_stays(observed):
    packed = Observations()
    for each in observed:
        packed.append(each)
    expected = [each for each, _ in groupby(repr(it.facts_of) for it in observed)]
    assert expected == [each for each, _ in groupby(map(repr, packed.facts_of))]


@pytest.mark.parametrize(("changed", "count"), [({}, 1), ({"company_id": 8}, 2)])
def test_a_further_observation_keeps_only_what_it_changes(changed, count):
    """A version that grows is no change; a constant field that changes is one."""
    stays = {"id": "m-1", "state": "SENT", "message_request_id": "r-1", "company_id": 7}
    packed = Observations()
    packed.append(observation_of({**stays, "version_number": 1}))
    packed.append(observation_of({**stays, "version_number": 2, **changed}))
    assert count == len(list(packed.facts_of))
    assert [1, 2] == [each.version for each in packed]


def test_facts_are_found_by_their_names():
    facts = Facts([("sent-by", "/sent_count"), "r-1", None])
    assert [("sent-by", "r-1"), ("/sent_count", None)] == list(facts.items())
    assert ["r-1", None, None] == [facts.get(it) for it in ("sent-by", "/sent_count", "else")]
