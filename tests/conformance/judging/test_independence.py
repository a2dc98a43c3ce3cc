"""What a message is judged does not depend on what else is in the log, nor, timed, on lines."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msglife.conformance import Options, check

from support.callbacks import callback, go4, key_of

STATUSES = ["submitted", "delivered", "read", "rejected", "undeliverable", "lost"]
CHANNELS = ["sms", "rcs", "whatsapp"]
VONAGE = Options(lifecycles=("vonage", "go4network"))


@st.composite
def messages(draw):
    """A few messages of two providers, each a list of payloads in their order."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            statuses = draw(st.lists(st.integers(1, 8), min_size=1, max_size=5))
            found.append([go4(status, number) for status in statuses])
        else:
            channel = draw(st.sampled_from(CHANNELS))
            statuses = draw(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=5))
            seconds = draw(
                st.lists(st.integers(0, 3599), min_size=len(statuses), max_size=len(statuses))
            )
            pairs = zip(statuses, seconds, strict=True)
            found.append([callback(*pair, key_of(number), channel=channel) for pair in pairs])
    return found


def verdicts_by_message(records):
    """What each message is judged, and why."""
    report = check([records], VONAGE)
    return {
        (message.lifecycle, message.key): (message.verdict, message.last, message.explanation)
        for message in report.messages
    }


@settings(max_examples=150)
@given(st.data(), messages())
def test_interleaving_changes_no_verdict(data, each):
    alone: dict[object, object] = {}
    for payloads in each:
        alone |= verdicts_by_message(payloads)
    turns = [number for number, payloads in enumerate(each) for _ in payloads]
    shuffled = data.draw(st.permutations(turns))
    waiting = [iter(payloads) for payloads in each]
    assert alone == verdicts_by_message([next(waiting[number]) for number in shuffled])


@settings(max_examples=150)
@given(st.data())
def test_with_distinct_times_lines_change_nothing_but_lateness(data):
    """Where no life explains the times, they may make one that does: then nobody can decide."""
    channel = data.draw(st.sampled_from(CHANNELS))
    statuses = data.draw(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6))
    payloads = [callback(status, at, channel=channel) for at, status in enumerate(statuses)]
    shuffled = data.draw(st.permutations(payloads))

    def denied(records):
        report = check([records], VONAGE)
        found = {
            (finding.code, str(records[finding.place.record]))
            for finding in report.findings
            if finding.code.startswith("LIFE")
        }
        undecided = any(finding.code == "DELV004" for finding in report.findings)
        return undecided, found, [message.last for message in report.messages]

    (never, *by_time), (undecided, *as_arrived) = denied(payloads), denied(list(shuffled))
    assert not never
    assert undecided or by_time == as_arrived


@settings(max_examples=150)
@given(messages(), st.sampled_from([None, 60 * 10**6]))
def test_a_life_that_is_recalled_is_what_it_would_be_judged(each, within):
    """Where details are asked for, each is judged; otherwise one that is like another is not."""
    again = [
        [{**it, "message_uuid": f"f{it['message_uuid'][1:]}"} for it in payloads]
        for payloads in each
        if "message_uuid" in payloads[0]
    ]
    records = [payload for payloads in [*each, *again] for payload in payloads]
    asked = VONAGE._replace(final_within=within)
    quick, slow = check([records], asked), check([records], asked._replace(details=1))
    assert slow.messages == quick.messages
    assert slow.findings == quick.findings
    assert slow.traffic == quick.traffic
