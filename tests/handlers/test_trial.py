"""What a handler may believe, and how it is held to that delivery by delivery."""

from __future__ import annotations

import asyncio
from enum import Enum

import pytest
from msglife.conformance import check
from msglife.conformance.judging.possible_states import PossibleStates

from msglife.handlers import HandlerFailure
from msglife.handlers.trial import Handler, Trial
from support.callbacks import KEY, go4, sms
from support.inboxes import GO4, SMS, App, Downgrades


@pytest.mark.parametrize(
    ("lifecycle", "records", "believed"),
    [
        (SMS, [sms("submitted")], {"submitted"}),
        (SMS, [sms("delivered", 5), sms("submitted", 1)], {"delivered"}),
        (SMS, [sms("delivered", 5), sms("teleported", 9)], {"delivered"}),
        (SMS, [sms("teleported")], set()),
        # no life explains both: either may be denied
        (SMS, [sms("delivered", 5), sms("rejected", 9)], {"delivered", "rejected"}),
        # the parts of a message may end differently
        (
            SMS,
            [
                sms("delivered", 5, sms={"total_count": "2"}),
                sms("undeliverable", 9, sms={"total_count": "2"}),
            ],
            {"delivered", "undeliverable"},
        ),
        # nothing can follow a delivery, so the other came late
        (GO4, [go4(2), go4(6), go4(5)], {"Delivered"}),
        # a resend nobody saw, or a stale callback: nothing decides
        (GO4, [go4(2), go4(7), go4(3)], {"Failed", "Sending"}),
        (GO4, [go4(2), go4(7), go4(4), go4(5)], {"Sent"}),
    ],
)
def test_what_may_be_believed(lifecycle, records, believed):
    """One state where it is certain, several where nothing decides, none where nothing is known."""
    beliefs = PossibleStates([lifecycle])
    for record in records:
        (heard,) = beliefs.take(record)
    assert believed == beliefs.of(heard.key)


def test_what_is_believed_is_the_judges_last():
    """Of a prefix of a log, wherever the judge is certain."""
    records = [sms("submitted", 1), sms("delivered", 4), sms("submitted", 1)]
    beliefs = PossibleStates([SMS])
    for length, record in enumerate(records, 1):
        beliefs.take(record)
        [message] = check([records[:length]]).messages
        assert {message.last} == beliefs.of(KEY)


def trial(app, **how):
    return Trial(Handler(app.handle, app.status_of, **how), [SMS])


def test_a_wrong_belief_fails_with_what_is_right():
    """The failure names the message, what is believed, what is right, and each delivery."""
    tried = trial(Downgrades())
    tried.deliver([sms("delivered", 5)])
    with pytest.raises(HandlerFailure) as failure:
        tried.deliver([sms("submitted", 1)])
    assert "belief" == failure.value.kind
    words = str(failure.value)
    assert f"believes 'submitted' of message {KEY}; right is 'delivered'" in words
    assert f"delivery 2: submitted of {KEY} at 2026-03-01T10:00:01.000Z" in words
    assert "447700900000" not in words
    assert [("delivered",), ("delivered",)] == [each.believe for each in failure.value.log]


def test_each_message_is_compared_after_each_delivery():
    """A delivery of one message must not change what is believed of another."""
    app = App()
    handle = app.handle

    def forgets(payload):
        app.told.clear()
        handle(payload)

    tried = Trial(Handler(forgets, app.status_of), [SMS])
    tried.deliver([sms("delivered", 5)])
    with pytest.raises(HandlerFailure, match=f"believes nothing of message {KEY}"):
        tried.deliver([sms("submitted", 1, key="another")])


@pytest.mark.parametrize(
    ("believed", "believes", "right"),
    [
        ("delivered", {}, True),
        ("DONE", {"DONE": "delivered"}, True),
        ("DONE", {"DONE": ["delivered", "rejected"]}, True),
        ("DONE", {"DONE": "rejected"}, False),
        (Enum("Status", {"DONE": "delivered"}).DONE, {}, True),
        (["delivered"], {}, False),
        ("DONE", {}, False),
        (None, {}, False),
    ],
)
def test_a_belief_may_be_told_in_words_of_ones_own(believed, believes, right):
    """By the provider's word, by one that is mapped, or by an enum."""
    handler = Handler(lambda _: None, lambda _: believed, believes=believes)
    tried = Trial(handler, [SMS])
    if right:
        tried.deliver([sms("delivered")])
    else:
        with pytest.raises(HandlerFailure, match="right is 'delivered'"):
            tried.deliver([sms("delivered")])


@pytest.mark.parametrize("word", [6, "6", "Delivered"])
def test_a_belief_may_be_told_as_the_provider_writes_it(word):
    """Where that is a number."""
    Trial(Handler(lambda _: None, lambda _: word), [GO4]).deliver([go4(6)])


def test_a_repeat_must_not_count():
    """Whatever is counted: it does not grow by what arrived before."""
    app = App()
    counts = iter([0, 1, 1, 1, 1, 2])
    tried = trial(app, count_of=lambda _: next(counts))
    tried.deliver([sms("delivered")])
    tried.deliver([sms("delivered")])
    with pytest.raises(HandlerFailure, match="nothing new arrived") as failure:
        tried.deliver([sms("delivered")])
    assert "count" == failure.value.kind


def test_a_batch_counts_what_is_new_in_it():
    """Two of three are new; the handler gets a list."""
    got = []
    counts = iter([0, 2, 2, 5])
    handler = Handler(
        got.append, lambda _: "delivered", count_of=lambda _: next(counts), batches=True
    )
    tried = Trial(handler, [SMS])
    batch = [sms("submitted", 1), sms("delivered", 5), sms("delivered", 5)]
    tried.deliver(batch)
    assert [batch] == got
    with pytest.raises(HandlerFailure, match=r"counted 3 .* though nothing new"):
        tried.deliver(batch)


def test_an_unknown_message_is_not_compared():
    """Where the application is told what was sent, it need not believe anything of others."""
    app = App()
    tried = Trial(Handler(lambda _: None, app.status_of, sent=lambda _: None), [SMS])
    tried.deliver([sms("delivered")])
    tried.send("another")
    with pytest.raises(HandlerFailure, match="of message another"):
        tried.deliver([sms("delivered", key="another")])


def test_a_handler_cannot_change_what_is_delivered():
    """It gets a copy."""
    payload = sms("delivered")
    with pytest.raises(HandlerFailure):
        Trial(Handler(dict.clear, lambda _: None), [SMS]).deliver([payload])
    assert sms("delivered") == payload


def test_a_handler_that_raises_fails_naming_the_delivery():
    """With what it raised as the cause."""

    def handle(payload):
        raise KeyError(payload["status"])

    with pytest.raises(
        HandlerFailure, match=r"handle raised KeyError\('delivered'\) in"
    ) as failure:
        Trial(Handler(handle, lambda _: None), [SMS]).deliver([sms("delivered")])
    assert "raised" == failure.value.kind
    assert isinstance(failure.value.__cause__, KeyError)


def test_a_coroutine_is_no_answer():
    """It would never run."""

    async def handle(payload):
        await asyncio.sleep(0)

    with pytest.raises(HandlerFailure, match="returned a coroutine"):
        Trial(Handler(handle, lambda _: None), [SMS]).deliver([sms("delivered")])
