"""Asynchronous handlers: tried from within a running loop, each call made in that loop."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final

from .check import check_handler
from .http import HttpHandler

if TYPE_CHECKING:
    from ..spec import Lifecycle

_CALLED: Final = ("sent", "count_of", "reset")
"""What else of the arguments is called."""


async def acheck_handler(
    handle: Callable[[Any], object],
    status_of: Callable[[str], object],
    lifecycle: str | Lifecycle,
    **how: Any,
) -> None:
    """Try a handler as `check_handler` does, from within a running event loop.

    Each function may be asynchronous or not. All are called in the loop that awaits this, one
    after the other, so that clients and connections which are bound to it work; an
    `http_handler` posts from a thread, so that the loop may serve it. A call that awaits too
    long fails; one that blocks the loop is waited for.

    Args:
        handle: takes a callback's payload; or a list of them, where ``batches`` says so.
        status_of: returns what the application believes of a message, by its key; `None` for
            nothing.
        lifecycle: whose lives are played, or its id.
        how: as `check_handler` takes it.

    Raises:
        HandlerFailure: the handler does not do what it should; an `AssertionError`.
        UnknownLifecycle: none has that id.
        BadOption: an argument cannot be understood; a `ValueError`.
    """
    __tracebackhide__ = True
    caller = _Caller(asyncio.get_running_loop())
    how |= {name: caller.in_loop(how[name]) for name in _CALLED if name in how}
    ends = caller.in_loop(handle), caller.in_loop(status_of)
    try:
        await asyncio.to_thread(check_handler, *ends, lifecycle, **how)
    finally:
        caller.stop()


class _Caller:
    """Makes calls in a loop, from threads of its own.

    Args:
        loop: the loop.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._context = contextvars.copy_context()
        self._stopped = threading.Event()
        self._under_way: Future[Any] | None = None

    def stop(self) -> None:
        """Make no further call, and give up one that hangs: nobody waits for it."""
        self._stopped.set()
        if self._under_way is not None:
            self._under_way.cancel()

    def in_loop(self, call: Any) -> Any:
        """Return what calls something in the loop and waits for it; what cannot be called, as is.

        Args:
            call: what is called; it may be asynchronous.
        """
        if not callable(call) or isinstance(call, HttpHandler):
            return call

        @functools.wraps(call)
        def called(*args: Any) -> Any:
            if self._stopped.is_set():
                raise asyncio.CancelledError
            made = _result(call, *args)
            begun = self._context.run(asyncio.run_coroutine_threadsafe, made, self._loop)
            self._under_way = begun
            return begun.result()

        return called


async def _result(call: Callable[..., Any], *args: Any) -> Any:
    result = call(*args)
    return await result if isawaitable(result) else result
