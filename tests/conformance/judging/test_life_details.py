"""What a report tells in detail: how each observation was taken, and of how many messages."""

from msglife.conformance import Options, check


def callback(key, status, second, received=None):
    payload = {
        "message_uuid": f"aaaaaaaa-bbbb-4ccc-8ddd-{key:012}",
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": f"2023-05-01T14:{second // 60:02}:{second % 60:02}.000Z",
        "status": status,
        "channel": "sms",
    }
    if received is None:
        return payload
    return {
        "received_at": f"2023-05-01T15:00:{received:02}Z",
        "request": {"method": "POST", "url": "/status", "body": payload},
    }


def details(*records, most=9):
    return check([list(records)], Options(details=most)).details


def test_nothing_is_told_in_detail_unless_asked_for():
    """A report costs no more than before."""
    assert () == check([[callback(1, "submitted", 0)]]).details


def test_a_late_callback_stands_by_its_time_and_knows_its_arrival():
    """The order of the life and that of arrival are both there."""
    [life] = details(
        callback(1, "delivered", 5, received=10), callback(1, "submitted", 1, received=20)
    )
    first, second = life.observations
    assert ("submitted", "delivered") == (first.status, second.status)
    assert (1, 0) == life.arrival
    assert (True, False) == (first.late, second.late)
    assert 10_000_000 == first.received - second.received
    assert 4_000_000 == second.time - first.time
    assert "tolerated" == life.message.verdict


def test_a_state_passed_unseen_is_named():
    """What was never told stands with the observation that passed it."""
    [life] = details(callback(1, "delivered", 5))
    assert (("submitted",), "start", "delivered") == (
        life.observations[0].missed,
        life.observations[0].before,
        life.observations[0].after,
    )


def test_a_denial_and_a_copy_are_told_as_such():
    """Each observation has the move that explains it."""
    [life] = details(
        callback(1, "submitted", 0),
        callback(1, "submitted", 0),
        callback(1, "delivered", 1),
        callback(1, "rejected", 2),
    )
    assert ["step", "repeat", "step", "deny"] == [each.kind for each in life.observations]
    assert [False, True, False, False] == [each.copy for each in life.observations]


def test_the_worst_of_each_verdict_are_kept():
    """However many messages there are; of equals the first."""
    records = []
    for key in range(20):
        records += [callback(key, "submitted", 0), callback(key, "delivered", 1)]
    records += [callback(30, "submitted", 0), callback(30, "rejected", 1)]
    records += [callback(30, "delivered", 2), callback(31, "oops", 0), callback(32, "oops", 0)]
    records += [callback(32, "ouch", 0)]
    lives = details(*records, most=2)
    assert [
        ("violates", 32),
        ("violates", 30),
        ("conforms", 0),
        ("conforms", 1),
    ] == [(each.message.verdict, int(each.message.key[-12:])) for each in lives]


def test_a_long_life_is_cut_in_its_middle():
    """Its beginning and its end are told, and how many are left out between."""
    records = [callback(1, "submitted", second) for second in range(100)]
    [life] = details(*records, callback(1, "delivered", 200))
    assert (60, 41) == (len(life.observations), life.omitted)
    assert "delivered" == life.observations[-1].status
    assert list(range(60)) == sorted(life.arrival)


def test_polls_are_told_from_announcements():
    """Where a status was asked for, it says so."""
    url = "https://gateway.example/api/partner-gateway/v1/messages/status/order-1?channel=SMS"
    body = {"customerMessageId": "order-1", "channel": "SMS", "deliveryStatus": "SENT"}
    record = {
        "request": {"method": "GET", "url": url},
        "response": {"status": 200, "body": body},
    }
    report = check([[record]], Options(details=1))
    assert [[True]] == [[each.polled for each in life.observations] for life in report.details]
