"""What a report tells in detail: how each observation was taken, and of how many messages."""

from msglife.conformance import Options, check

from support.callbacks import callback, key_of
from support.envelopes import exchange, post


def details(*records, most=9):
    return check([list(records)], Options(details=most)).details


def test_nothing_is_told_in_detail_unless_asked_for():
    """A report costs no more than before."""
    assert () == check([[callback("submitted", 0)]]).details


def test_a_late_callback_stands_by_its_time_and_knows_its_arrival():
    """The order of the life and that of arrival are both there."""
    [life] = details(
        post(callback("delivered", 5), received_at="2023-05-01T15:00:10Z"),
        post(callback("submitted", 1), received_at="2023-05-01T15:00:20Z"),
    )
    first, second = life.observations
    assert ("submitted", "delivered") == (first.status, second.status)
    assert (1, 0) == life.arrival
    assert (True, False) == (first.late, second.late)
    assert 10_000_000 == first.received - second.received
    assert 4_000_000 == second.time - first.time
    assert "tolerated" == life.message.verdict


def test_a_state_passed_unseen_is_named():
    """What was never reported stands with the observation that passed it."""
    [life] = details(callback("delivered", 5))
    assert (("submitted",), "start", "delivered") == (
        life.observations[0].missed,
        life.observations[0].before,
        life.observations[0].after,
    )


def test_a_denial_and_a_copy_are_told_as_such():
    """Each observation has the move that explains it."""
    [life] = details(
        callback("submitted", 0),
        callback("submitted", 0),
        callback("delivered", 1),
        callback("rejected", 2),
    )
    assert ["step", "repeat", "step", "deny"] == [each.kind for each in life.observations]
    assert [False, True, False, False] == [each.copy for each in life.observations]


def test_the_worst_of_each_verdict_are_kept():
    """However many messages there are; of equals the first."""
    records = []
    for key in range(20):
        records += [callback("submitted", 0, key_of(key)), callback("delivered", 1, key_of(key))]
    records += [callback("submitted", 0, key_of(30)), callback("rejected", 1, key_of(30))]
    records += [
        callback("delivered", 2, key_of(30)),
        callback("oops", 0, key_of(31)),
        callback("oops", 0, key_of(32)),
    ]
    records += [callback("ouch", 0, key_of(32))]
    lives = details(*records, most=2)
    assert [
        ("violates", 32),
        ("violates", 30),
        ("conforms", 0),
        ("conforms", 1),
    ] == [(each.message.verdict, int(each.message.key[-12:])) for each in lives]


def test_a_long_life_is_cut_in_its_middle():
    """Its beginning and its end are told, and how many are left out between."""
    records = [callback("submitted", second) for second in range(100)]
    [life] = details(*records, callback("delivered", 200))
    assert (60, 41) == (len(life.observations), life.omitted)
    assert "delivered" == life.observations[-1].status
    assert list(range(60)) == sorted(life.arrival)


def test_polls_are_told_from_announcements():
    """Where a status was asked for, it says so."""
    url = "https://gateway.example/api/partner-gateway/v1/messages/status/order-1?channel=SMS"
    body = {"customerMessageId": "order-1", "channel": "SMS", "deliveryStatus": "SENT"}
    report = check([[exchange(None, body, url)]], Options(details=1))
    assert [[True]] == [[each.polled for each in life.observations] for life in report.details]
