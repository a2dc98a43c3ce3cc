"""When an input hangs: by the processor's time, so that a loaded machine raises no false alarm."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

WAITS = 15
"""How many times as long by the clock on the wall: for what waits and computes nothing."""


class Hang(Exception):
    """Something takes too long."""


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """Hold what is done to a time.

    Args:
        seconds: of the processor's time, in this process; by the wall, `WAITS` times that.

    Raises:
        Hang: it did not end by then.
    """

    def hang(number: int, _: object) -> None:
        kind = "computing" if number == signal.SIGPROF else "waiting"
        raise Hang(f"no end after {seconds} s of {kind}")

    timers = {signal.ITIMER_PROF: signal.SIGPROF, signal.ITIMER_REAL: signal.SIGALRM}
    before = {number: signal.signal(number, hang) for number in timers.values()}
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, WAITS * seconds)
    try:
        yield
    finally:
        for timer in timers:
            signal.setitimer(timer, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
