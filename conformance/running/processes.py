"""Processes that do a part of the work."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class Workers:
    """Processes besides this one, begun with the first task and ended with the context.

    Args:
        count: how many there may be.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._stack = ExitStack()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def submit(self, function: Callable[[_Task], _Result], task: _Task) -> Future[_Result]:
        """Have a task done by one of them.

        Args:
            function: does it; one of a module.
            task: what it is given.
        """
        with warnings.catch_warnings():  # see _context
            warnings.simplefilter("ignore", DeprecationWarning)
            if self._pool is None:
                pool = ProcessPoolExecutor(self.count, mp_context=get_context(_context()))
                self._pool = self._stack.enter_context(pool)
            return self._pool.submit(function, task)

    @property
    def copies(self) -> bool:
        """Whether they are copies of this process, and so have the hashes that this one has."""
        return _context() == "fork"


def _context() -> str:
    """How a process is begun: as a copy where that is safe, which is quicker.

    That is where Python runs in one thread. Those of numpy's linear algebra are its own matter:
    it sees to them when a process is copied.
    """
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"
