"""What is over is judged and let go; the verdicts are those of judging everything at the end."""

from __future__ import annotations

from msglife.conformance import Checker, Options
from msglife.conformance.running import retention

from support.callbacks import callback, go4, key_of
from support.effort import sizes_given
from support.outcomes import codes
from support.polls import scg_message, scg_request

HOUR = 3600 * 10**6


def snapshots(hour: int, state: str, version: int) -> list[dict[str, object]]:
    """A request with two messages, all in comparable states, polled in an hour."""
    at = 1_700_000_000_000 + hour * 3_600_000 + version * 1000
    done = state == "DELIVERED"
    stamps = {"last_updated_date": at, "version_number": version}
    request = scg_request(
        "COMPLETED" if done else "TRANSMITTING",
        f"r{hour}",
        created_date=1_700_000_000_000,
        recipient_count=2,
        sent_count=2 if done else 0,
        **stamps,
    )
    messages = [
        scg_message(
            f"m{hour}-{number}",
            state,
            f"r{hour}",
            created_date=1_700_000_000_000,
            sent_date=at,
            delivered_date=at,
            **stamps,
        )
        for number in range(2)
    ]
    return [*messages, request]


def campaign(hours: int) -> list[dict[str, object]]:
    return [
        record
        for hour in range(hours)
        for version, state in enumerate(("CREATED", "DELIVERED"), start=1)
        for record in snapshots(hour, state, version)
    ]


def checked_one_by_one(records, within):
    """The report on records, and how many messages were open at the most."""
    checker = Checker(Options(final_within=within))
    most = 0
    for record in records:
        checker.read_records([record])
        most = max(most, checker.open_messages)
    return checker.finish(), most


def verdicts_of(report):
    """What each message is judged, and why."""
    return sorted((each.key, each.verdict, each.explanation) for each in report.messages)


def test_memory_holds_what_is_open():
    records = campaign(100)
    whole, most_whole = checked_one_by_one(records, 1000 * HOUR)
    released, most = checked_one_by_one(records, 5 * HOUR)
    assert whole.released == 0
    assert most_whole == 300
    assert most <= 40
    assert released.released >= 260
    assert verdicts_of(whole) == verdicts_of(released)
    assert not released.findings


def test_a_unit_with_an_open_message_is_kept():
    records = campaign(30)
    records[0] = {**records[0], "id": "never-ends"}
    report, most = checked_one_by_one(records, 5 * HOUR)
    assert most <= 45
    verdicts = {each.key: each.verdict for each in report.messages}
    assert verdicts["never-ends"] == "open"
    assert len(report.messages) == 91


def test_without_times_everything_is_kept():
    records = [go4(status, key) for key in range(50) for status in (2, 3, 5, 6)]
    report, most = checked_one_by_one(records, HOUR)
    assert (report.released, most) == (0, 50)


def test_what_follows_a_release_is_judged_as_begun_before_the_capture():
    records = campaign(40)
    late = snapshots(0, "READ", 3)[0]
    report, _ = checked_one_by_one([*records, late], 5 * HOUR)
    again = [each for each in report.messages if each.key == "m0-0"]
    assert [(each.verdict, each.last) for each in again] == [
        ("conforms", "DELIVERED"),
        ("conforms", "READ"),
    ]


def sifted(messages):
    """How many messages all sweeps look at, where each stays open and comes a day later."""
    records = [
        {**snapshots(24 * day, "CREATED", 1)[0], "id": f"open-{day}"} for day in range(messages)
    ]
    checker = Checker(Options(final_within=HOUR))
    with sizes_given(retention, "units") as held:
        checker.read_records(records)
    assert checker.open_messages == messages
    return sum(held)


def test_what_stays_open_is_not_sifted_at_each_horizon():
    few, many = sifted(50), sifted(800)
    assert 0 < few
    assert many < 3 * 800


def test_of_more_open_messages_than_are_held_the_stalest_are_judged(monkeypatch):
    """The finding comes once; what goes on later began before the capture."""
    monkeypatch.setattr(retention, "MOST_OPEN", 8)
    told = [callback("submitted", key=key_of(number)) for number in range(7)]
    told += [callback("delivered", 5, key_of(0))]  # told of again: it stays
    told += [callback("submitted", key=key_of(number)) for number in range(7, 30)]
    told += [callback("delivered", 9, key_of(1))]
    report, most = checked_one_by_one(told, None)
    assert most <= 8
    (finding,) = report.findings
    assert ("LOGS009", "warning", 0) == (finding.code, finding.severity, finding.place.record)
    by_key = [(int(each.key[-2:]), each.verdict, each.observations) for each in report.messages]
    assert (0, "conforms", 2) in by_key
    assert {(1, "open", 1), (1, "conforms", 1)} <= set(by_key)
    assert report.released >= 22


def test_a_unit_is_released_whole_when_there_is_no_room(monkeypatch):
    monkeypatch.setattr(retention, "MOST_OPEN", 30)
    report, most = checked_one_by_one(campaign(20), 1000 * HOUR)
    assert most <= 30
    assert ["LOGS009"] == codes(report)
    assert {"conforms"} == {each.verdict for each in report.messages}
    assert 60 == len(report.messages)
