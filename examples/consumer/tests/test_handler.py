"""The webhook on trial: every bug of the naive store is found, and the store as it is passes."""

import pytest
from inbox.naive import CountsTwice, Downgrades, LosesBatches, Naive

from msglife.handlers import HandlerFailure, check_handler, handler_machine

SEEDS = range(20)
BUGS = {Downgrades: {"belief"}, CountsTwice: {"count"}, LosesBatches: {"belief", "count"}}


def check(tried, **how):
    check_handler(
        tried.post,
        tried.store.status_of,
        "vonage/whatsapp",
        sent=tried.store.sent,
        count_of=tried.store.receipts_of,
        batches=True,
        **how,
    )


def test_the_store_believes_what_is_right(application, tmp_path):
    check(application(), max_examples=100, save_to=tmp_path)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("store", BUGS)
def test_each_bug_is_found(application, store, seed):
    with pytest.raises(HandlerFailure) as failure:
        check(application(store), max_examples=300, seed=seed, shrink=False, save_to=None)
    assert failure.value.kind in BUGS[store]


def test_a_downgrade_shrinks_to_two_callbacks(application, tmp_path, msglife):
    """The later one first; the log is saved, and can be judged like any other."""
    with pytest.raises(HandlerFailure, match=r"believes '(submitted|delivered)'") as failure:
        check(application(Downgrades), max_examples=300, seed=1, save_to=tmp_path)
    later, earlier = failure.value.log
    assert (later.told,) == earlier.believe != (earlier.told,)
    [saved] = tmp_path.iterdir()
    [message] = msglife.check(saved, lifecycle="vonage/whatsapp").messages
    assert ("tolerated", later.told) == (message.verdict, message.last)


def test_a_double_count_shrinks_to_one_callback_twice(application, tmp_path):
    with pytest.raises(HandlerFailure, match=r"counted 2|nothing new") as failure:
        check(application(CountsTwice), max_examples=300, seed=1, save_to=tmp_path)
    first, again = failure.value.log
    assert first.payload == again.payload


def test_a_lost_batch_shrinks_to_two_callbacks(application, tmp_path):
    """One of them of a message nobody sent."""
    with pytest.raises(HandlerFailure, match="believes nothing") as failure:
        check(application(LosesBatches), max_examples=300, seed=1, save_to=tmp_path)
    assert [False, True] == sorted(each.sent for each in failure.value.log)


def test_the_naive_store_fails(application):
    with pytest.raises(HandlerFailure):
        check(application(Naive), max_examples=300, seed=1, save_to=None)


def test_as_a_state_machine(application):
    """As Hypothesis runs it: the same trial, to be extended with rules of one's own."""
    tried = application()
    machine = handler_machine(
        tried.post,
        tried.store.status_of,
        "vonage/sms",
        sent=tried.store.sent,
        batches=True,
        max_examples=20,
        save_to=None,
    )
    machine.TestCase("runTest").runTest()
