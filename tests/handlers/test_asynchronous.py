"""Asynchronous handlers, tried in a loop that runs."""

from __future__ import annotations

import asyncio
import contextvars
import threading

import pytest

from msglife.handlers import HandlerFailure, acheck_handler, check_handler, http_handler
from support.inboxes import App, Downgrades

WHOSE = contextvars.ContextVar("WHOSE", default="nobody's")


class Asynchronous:
    """An application that is called in a loop: it remembers which, and by whom."""

    def __init__(self, app):
        self.app = app
        self.loops, self.threads, self.whose = set(), set(), set()

    async def handle(self, payload):
        await asyncio.sleep(0)
        self.loops.add(asyncio.get_running_loop())
        self.threads.add(threading.get_ident())
        self.whose.add(WHOSE.get())
        self.app.handle(payload)

    async def status_of(self, key):
        await asyncio.sleep(0)
        return self.app.status_of(key)


def tried(handle, status_of, **how):
    """Try a handler in a loop of its own."""

    async def main():
        WHOSE.set("the test's")
        await acheck_handler(
            handle,
            status_of,
            "vonage/sms",
            **{"seed": 8, "save_to": None, "max_examples": 20} | how,
        )
        return asyncio.get_running_loop()

    return asyncio.run(main())


def test_a_right_handler_passes_and_is_called_in_the_loop():
    """All calls in the thread, the loop and the context of whoever awaits."""
    app = Asynchronous(App())
    loop = tried(app.handle, app.status_of)
    assert {loop} == app.loops
    assert {threading.get_ident()} == app.threads
    assert {"the test's"} == app.whose


def test_a_wrong_handler_fails_as_any():
    """With the log that `check_handler` finds, and the same words."""
    app, same = Asynchronous(Downgrades()), Downgrades()
    with pytest.raises(HandlerFailure) as failure:
        tried(app.handle, app.status_of)
    with pytest.raises(HandlerFailure) as expected:
        check_handler(same.handle, same.status_of, "vonage/sms", seed=8, save_to=None)
    assert [each.told for each in expected.value.log] == [each.told for each in failure.value.log]
    assert 2 == len(failure.value.log)


def test_functions_may_be_asynchronous_or_not():
    """Each by itself."""
    app, told, begun = App(), [], []

    async def sent(key):
        told.append(key)

    handle = Asynchronous(app).handle
    how = {"sent": sent, "count_of": app.count_of, "reset": lambda: begun.append(1)}
    tried(handle, app.status_of, **how)
    assert told and len(begun) >= 20


def test_what_is_raised_is_told():
    """Of a coroutine as of any call."""

    async def breaks(_):
        raise LookupError("no such message")

    with pytest.raises(HandlerFailure, match=r"handle raised LookupError\('no such message'\)"):
        tried(breaks, App().status_of)


def test_a_call_that_never_ends_is_given_up():
    """And cancelled: nothing of it is left in the loop."""
    ended = []

    async def hangs(_):
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append(True)
            raise

    async def main():
        with pytest.raises(HandlerFailure, match=r"did not return within 0\.05 s"):
            await acheck_handler(
                hangs, App().status_of, "vonage/sms", time_limit=0.05, save_to=None
            )
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run(main())
    assert [True] == ended


def test_whoever_gives_up_is_not_called_any_more():
    """The loop goes on, and no call comes after."""
    calls = []

    async def main():
        first = asyncio.Event()

        async def handle(payload):
            calls.append(payload)
            first.set()

        task = asyncio.ensure_future(
            acheck_handler(handle, lambda _: None, "vonage/sms", shrink=False, save_to=None)
        )
        await first.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        count = len(calls)
        for _ in range(100):
            await asyncio.sleep(0)
        return count

    assert asyncio.run(main()) == len(calls)


def test_a_server_in_the_same_loop_is_posted_to():
    """The post comes from a thread: the loop is free to answer it."""
    got = []

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        got.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def main():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            post = http_handler(f"http://127.0.0.1:{port}/")
            with pytest.raises(HandlerFailure, match="believes nothing"):
                await acheck_handler(
                    post, lambda _: None, "vonage/sms", max_examples=2, seed=1, save_to=None
                )

    asyncio.run(main())
    assert got
