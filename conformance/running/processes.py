"""Processes that do a part of the work.

They must hash alike, as `table/hashing` does. Copies of this process hash as it does. Processes
that are begun anew are given a seed of their own; then this process hashes nothing.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final, TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
_SEED: Final = "PYTHONHASHSEED"


class Workers:
    """Processes besides this one, begun with the first task and ended with the context.

    Args:
        count: how many there may be.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.copies = _context() == "fork"
        """Whether they are copies of this process, and so have the hashes that this one has."""
        self._seed = str(secrets.randbits(32))
        self._stack = ExitStack()
        self._pool: ProcessPoolExecutor | None = None
        self._lifeline: Connection | None = None
        """While this is open, they work; it closes with this process, however that ends."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and self._lifeline is not None:
            self._lifeline.close()  # nobody waits for what they do
        self._stack.close()

    def submit(self, function: Callable[[_Task], _Result], task: _Task) -> Future[_Result]:
        """Have a task done by one of them.

        Args:
            function: does it; one of a module.
            task: what it is given.
        """
        with warnings.catch_warnings():  # see _context
            warnings.simplefilter("ignore", DeprecationWarning)
            if self.copies:
                return self._pool_of(self.count, "fork").submit(function, task)
            with _seeded(self._seed):
                return self._pool_of(self.count + 1, "spawn").submit(function, task)

    def share(
        self, function: Callable[[_Task], _Result], tasks: Sequence[_Task]
    ) -> Iterator[_Result]:
        """Yield what comes of tasks, in their order; the first is done here, if that is as well.

        Args:
            function: does one; one of a module.
            tasks: what it is given.
        """
        here = 1 if self.copies or not self.count else 0
        others = [self.submit(function, each) for each in tasks[here:]]
        yield from map(function, tasks[:here])
        for other in others:
            yield other.result()

    def _pool_of(self, count: int, context: str) -> ProcessPoolExecutor:
        if self._pool is None:
            start = get_context(context)
            end, self._lifeline = start.Pipe(duplex=False)
            self._stack.callback(self._lifeline.close)
            self._stack.callback(end.close)
            # A copy has the lifeline, too: held open there, it would never close.
            copied = self._lifeline if self.copies else None
            pool = ProcessPoolExecutor(
                count, mp_context=start, initializer=_end_with, initargs=(end, copied)
            )
            self._pool = self._stack.enter_context(pool)
        return self._pool


def _end_with(end: Connection, lifeline: Connection | None) -> None:
    """Have this process end with the one that began it, whatever ended that."""
    if lifeline is not None:
        lifeline.close()
    # A terminal interrupts all processes: the first sees to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(end,), daemon=True).start()


def _watch(end: Connection) -> None:
    with suppress(OSError, EOFError):
        end.recv_bytes()
    os._exit(1)


def most_processes(jobs: int) -> int:
    """Return how many processes there can be, of so many that are wanted."""
    return 1 if sys.flags.ignore_environment and _context() != "fork" else max(jobs, 1)


@contextmanager
def _seeded(seed: str) -> Iterator[None]:
    """Processes that are begun meanwhile hash by a seed, unless the user named one."""
    given = os.environ.get(_SEED)
    if given not in (None, "random"):
        yield
        return
    os.environ[_SEED] = seed
    try:
        yield
    finally:
        if given is None:
            del os.environ[_SEED]
        else:
            os.environ[_SEED] = given


def _context() -> str:
    """How a process is begun: as a copy where that is safe, which is quicker.

    That is where Python runs in one thread. Those of numpy's linear algebra are its own matter:
    it sees to them when a process is copied.
    """
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
