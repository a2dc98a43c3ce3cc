"""A handler that hangs is given up after its time limit, whatever it catches."""

from __future__ import annotations

import signal
import threading

import pytest

from msglife.handlers import HandlerFailure, check_handler
from msglife.handlers.limits import TimeUp, call_within


def wait(event):
    event.wait(30)


@pytest.mark.parametrize("aside", [False, True])
def test_a_call_that_hangs_is_given_up(aside):
    """In the main thread, and in another."""
    event, given_up = threading.Event(), []

    def call():
        try:
            call_within(0.05, lambda: wait(event))
        except TimeUp:
            given_up.append(True)

    if aside:
        thread = threading.Thread(target=call)
        thread.start()
        thread.join()
    else:
        call()
    event.set()
    assert [True] == given_up


def test_a_call_that_swallows_the_alarm_is_given_up_all_the_same():
    """Even what catches everything."""

    def swallows():
        try:
            wait(threading.Event())
        except BaseException:
            return "fine"

    with pytest.raises(TimeUp):
        call_within(0.05, swallows)


def test_what_is_called_in_time_is_handed_on():
    """Its result, and what it raises; also from a thread."""
    assert 7 == call_within(30, lambda: 7)
    results = []
    thread = threading.Thread(target=lambda: results.append(call_within(30, lambda: 8)))
    thread.start()
    thread.join()
    assert [8] == results
    with pytest.raises(ZeroDivisionError):
        call_within(30, lambda: 1 // 0)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no such timers here")
def test_another_alarm_goes_on():
    """Such as that of pytest-timeout."""
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1000)
        call_within(30, lambda: None)
        assert 900 < signal.setitimer(signal.ITIMER_REAL, 0)[0] <= 1000
    finally:
        signal.signal(signal.SIGALRM, before)


def test_a_handler_that_hangs_fails_once(tmp_path):
    """It is not waited for again while a smaller log is sought."""
    hung = []

    def handle(payload):
        hung.append(payload)
        wait(threading.Event())

    with pytest.raises(HandlerFailure, match=r"did not return within 0\.05 s") as failure:
        check_handler(handle, lambda _: None, "vonage/sms", time_limit=0.05, save_to=tmp_path)
    assert "hangs" == failure.value.kind
    assert 1 == len(hung)
    assert 1 == len(failure.value.log)
