"""Calls that must return in time."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class TimeUp(BaseException):
    """A call took too long.

    It is no `Exception`, so that what is called does not take it for one of its own.
    """


def call_within(seconds: float, call: Callable[[], Any]) -> Any:
    """Call something, and give up if it takes too long.

    Where it can be, the call is interrupted in the thread it is made in, so that connections
    which are bound to their thread work on (POSIX, the main thread). Elsewhere it is made in a
    thread of its own, which is left behind if it hangs.

    Args:
        seconds: how long it may take.
        call: what to call.

    Raises:
        TimeUp: it took too long.
    """
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds):
            return call()
    return _aside(seconds, call)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    rung = False

    def ring(_: int, __: FrameType | None) -> None:
        nonlocal rung
        rung = True
        raise TimeUp

    before, began = signal.signal(signal.SIGALRM, ring), time.monotonic()
    remaining, interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if remaining:  # somebody else's alarm goes on
            left = remaining - (time.monotonic() - began)
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), interval)
    if rung:  # and what was called kept quiet about it
        raise TimeUp


def _aside(seconds: float, call: Callable[[], Any]) -> Any:
    results: list[Any] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeUp
    if raised:
        raise raised[0]
    return results[0]
