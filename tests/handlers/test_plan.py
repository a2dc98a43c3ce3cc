"""What was played is played again, and whatever is not needed for the failure is left out."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msglife.conformance.generating.labelled_trace import maker_of

from msglife import BadOption
from msglife.handlers import HandlerFailure, check_handler
from msglife.handlers.plan import KeptDice, Plan, made
from msglife.handlers.trial import Handler, Trial
from support.inboxes import SMS, App, Downgrades

MAKER = maker_of(SMS, SMS.forms[0])


def failure_of(app, **how):
    how = {"seed": 1, "save_to": None} | how
    with pytest.raises(HandlerFailure) as failure:
        check_handler(app.handle, app.status_of, "vonage/sms", **how)
    return failure.value


@given(st.randoms(use_true_random=False), st.integers(1, 10**6))
def test_dice_fall_again_as_they_fell(dice, serial):
    """The same life, of another message."""
    for make in (MAKER.legal, lambda *given: MAKER.faulty("unknown_status", *given)):
        first, played = made(make, dice)
        again = make(KeptDice(Random(0), played.fell), serial)
        assert first.life == again.life
        assert len(first.records) == len(again.records)
        assert first.label.done == again.label.done


@given(st.integers(0, 10**6))
def test_dice_fall_again_by_whichever_method(seed):
    """Those that traces use today, and all that rest on bits."""

    def thrown(dice):
        order = list(range(7))
        dice.shuffle(order)
        numbers = [dice.random(), dice.randrange(9), dice.randrange(2, 90, 3), dice.randint(1, 6)]
        more = [dice.choice("abc"), dice.sample(range(50), 4), dice.getrandbits(70)]
        return order, numbers, more, dice.choices("abc", k=3)

    first = KeptDice(Random(seed))
    expected = thrown(first)
    assert expected == thrown(KeptDice(Random(seed + 1), first.fell))


def test_every_message_has_a_key_of_its_own():
    """Made again, too."""
    keys = {made(MAKER.legal, Random(0))[0].key for _ in range(3)}
    assert 3 == len(keys)


@pytest.mark.parametrize("seed", range(12))
def test_the_smallest_log_has_two_callbacks_of_one_message(seed):
    """Whatever else was under way when a late one took the message back."""
    failure = failure_of(Downgrades(), seed=seed)
    assert 2 == len(failure.log)
    assert 1 == len({each.key for each in failure.log})
    assert failure.smallest
    assert "may not be the smallest" not in str(failure)


def test_no_callback_of_the_smallest_log_can_be_left_out():
    """Each is needed: without it, the application believes what is right."""
    log = failure_of(Downgrades(), seed=3).log
    for left_out in range(len(log)):
        app = Downgrades()
        trial = Trial(Handler(app.handle, app.status_of), [SMS])
        for index, each in enumerate(log):
            if index != left_out:
                trial.deliver([each.payload])


class Counts(App):
    """Counts the callbacks of all batches that have an unknown status as none."""

    def handle(self, payloads):
        """Take a batch; an unknown status loses what comes after it."""
        for payload in payloads:
            if payload["status"] not in {state.name for state in SMS.states}:
                return
            super().handle(payload)


def test_batches_lose_what_is_not_needed():
    """What is left is one batch of the strange callback and the one it loses."""
    failure = failure_of(Counts(), batches=True, max_examples=300)
    assert [1, 1] == [each.delivery for each in failure.log]


def test_what_was_only_sent_is_left_out():
    """Its log tells of one message, which the application was told of."""
    sent = []
    failure = failure_of(Downgrades(), sent=sent.append, seed=2)
    assert 2 == len(failure.log)
    assert {failure.log[0].key} == {each.key for each in failure.log} <= set(sent)
    assert all(each.sent for each in failure.log)


def test_when_the_time_is_up_it_is_said():
    """The failure is told all the same."""
    failure = failure_of(Downgrades(), shrink_limit=1e-9)
    assert not failure.smallest
    told = str(failure).splitlines()
    assert "this may not be the smallest log: the time to look for it ran out" in told


def test_a_failure_that_comes_once_is_told_as_it_came():
    """It cannot be had again with less."""
    told = []

    class Once(App):
        def handle(self, payload):
            super().handle(payload)
            if len(self.seen) == 3 and not told:
                told.append(payload)
                raise LookupError

    failure = failure_of(Once())
    assert "raised" == failure.kind
    assert len({each.key for each in failure.log}) == 3


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_a_limit_is_seconds(limit):
    """Said before anything is played."""
    with pytest.raises(BadOption, match="seconds above 0"):
        check_handler(pytest.fail, pytest.fail, "vonage/sms", shrink_limit=limit)


def test_plans_with_less_in_them():
    """Without a message, a step, or a callback of a batch; nothing is made twice as small."""
    plan = Plan((), (0, 1, ((0, 0), (1, 0))))
    assert [
        (1, ((1, 0),)),
        (0, ((0, 0),)),
        (0, 1),
        (0, ((0, 0), (1, 0))),
        (1, ((0, 0), (1, 0))),
        (0, 1, ((1, 0),)),
        (0, 1, ((0, 0),)),
    ] == [each.steps for each in plan.smaller()]
