"""A log that never ends: what was told of it, and not withdrawn, is what a check finds."""

import json
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.parting.live import Kept
from msglife.conformance.parting.live_rows import order_of

from support.callbacks import key_of, sms
from support.live import Stream, found_at_once, standing
from support.parts import EXAMPLES, lines_of, table_of
from support.tables import payload_table

SECOND = 10**6
START = int(datetime(2026, 3, 1, 10, tzinfo=UTC).timestamp()) * SECOND


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples(path):
    """Those of all lifecycles, a few rows at a time and in no order."""
    lines = lines_of(path)
    table = table_of(lines)
    mixed = list(range(len(lines)))
    Random(7).shuffle(mixed)
    stream = Stream()
    for batch in table.take(mixed).combine_chunks().to_batches(max_chunksize=40):
        stream.take(batch)
    assert standing(stream.changes) == found_at_once(table)


def received(*seconds, start=START):
    """When rows were received, as a column."""
    return [datetime.fromtimestamp((start + each * SECOND) / SECOND, UTC) for each in seconds]


def row(place, second, payload):
    """One row, of a record that was received in some second."""
    [batch] = payload_table([payload], place=[place], at=received(second)).to_batches()
    return batch


def told(stream):
    return [(each["code"], each["row"], each["withdrawn"]) for each in stream.changes]


def test_what_is_explained_is_withdrawn():
    """A delivery whose submission arrives later: nothing was missed after all, it was late."""
    stream = Stream(received_at="at")
    stream.take(row(2, 5, sms("delivered", 5)))
    assert told(stream) == [("DELV003", "2", False)]
    stream.take(row(1, 9, sms("submitted")))
    assert told(stream)[1:] == [("DELV003", "2", True), ("DELV002", "1", False)]
    stream.take(row(3, 9, sms("rejected", 9)))
    assert told(stream)[3:] == [("LIFE005", "3", False)]


def test_a_final_that_is_overdue():
    """It is told once, when the time has passed, and withdrawn if one comes all the same."""
    stream = Stream(received_at="at", final_within="1m")
    stream.take(row(1, 0, sms("submitted")), START)
    stream.ring(START + 60 * SECOND)
    assert not stream.changes
    for second in (61, 62):
        stream.ring(START + second * SECOND)
    assert told(stream) == [("OPEN001", "1", False)]
    stream.take(row(2, 63, sms("submitted", 3)), START + 63 * SECOND)
    assert ("OPEN001", "1", True) in told(stream)
    stream.ring(START + 200 * SECOND)
    assert told(stream)[-1] == ("OPEN001", "2", False)
    stream.take(row(3, 300, sms("delivered", 5)), START + 300 * SECOND)
    assert told(stream)[-1] == ("OPEN001", "2", True)
    [kept] = map(Kept.unpack, stream.state.values())
    assert (len(kept.records), kept.due) == (3, None)


def test_a_family_that_is_let_go():
    """What its messages ended in is kept, and what comes later is told of, once."""
    stream = Stream(release=60 * SECOND, received_at="at")
    stream.take(row(1, 0, sms("submitted")), START)
    stream.take(row(2, 5, sms("delivered", 5)), START + 5 * SECOND)
    [before] = stream.state.values()
    stream.ring(START + 64 * SECOND)
    [kept] = map(Kept.unpack, stream.state.values())
    assert (kept.ended, kept.due) == (None, START + 65 * SECOND)
    stream.ring(START + 65 * SECOND)
    [packed] = stream.state.values()
    kept = Kept.unpack(packed)
    assert (kept.records, kept.told, kept.due) == ([], [], None)
    assert list(kept.ended.values()) == ["delivered"]
    assert len(packed) < len(before)
    assert not stream.changes
    stream.take(row(3, 70, sms("rejected", 9)), START + 70 * SECOND)
    stream.take(row(4, 71, {**sms("read", 9), "to": 7}), START + 71 * SECOND)
    assert [each[:2] for each in told(stream)] == [
        ("LOGS009", "3"),
        ("PAYL001", "4"),
        ("LOGS009", "4"),
    ]
    assert "delivered" in stream.changes[0]["message"]


def test_it_is_never_let_go_unless_that_is_asked():
    """However long nothing comes."""
    stream = Stream(received_at="at")
    stream.take(row(1, 0, sms("delivered")), START)
    [kept] = map(Kept.unpack, stream.state.values())
    assert (len(kept.records), kept.due, kept.ended) == (1, None, None)


def test_what_tells_of_nothing_leaves_nothing():
    """It is told of, and no state is kept of it."""
    table = table_of(["{", "[]", '{"a": 1}', json.dumps(sms("delivered"))])
    stream = Stream()
    [batch] = table.to_batches()
    stream.take(batch)
    assert standing(stream.changes) == found_at_once(table)
    assert len(stream.state) == 1


def test_a_state_is_small():
    """Of a message of three callbacks, no more than half of what they are."""
    stream = Stream(received_at="at")
    sent = [sms("submitted"), sms("delivered", 5), sms("read", 9)]
    for number, each in enumerate(sent):
        stream.take(row(number, number, {**each, "message_uuid": key_of(7)}))
    [packed] = stream.state.values()
    assert len(packed) < sum(len(json.dumps(each)) for each in sent)


@given(st.lists(st.integers(-(2**62), 2**62), min_size=2, max_size=2))
def test_whole_numbers_in_order(numbers):
    """As texts they sort as they are; and so do times."""
    least, most = sorted(numbers)
    assert order_of(least) <= order_of(most)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    times = [begin + timedelta(microseconds=each // 2**20) for each in (least, most)]
    assert order_of(times[0]) <= order_of(times[1])


def test_an_order_that_is_none():
    """It is said what was expected."""
    east = timezone(timedelta(hours=2))
    assert order_of(datetime(2026, 1, 1, 2, tzinfo=east)) == order_of(
        datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert order_of(None) < order_of("a") < order_of("b")
    with pytest.raises(TypeError, match="expected a whole number, a time, or text, not float"):
        order_of(1.5)
