"""The webhook, as an ASGI application."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from .store import Store

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Webhook:
    """Takes callbacks posted as JSON: one, or a list of those a queue has gathered.

    Args:
        store: keeps what they tell.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise RuntimeError(f"expected HTTP, not {scope['type']}")
        if (scope["method"], scope["path"]) != ("POST", "/webhooks/status"):
            await _answer(send, 404)
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        try:
            callbacks = json.loads(body)
        except ValueError:
            await _answer(send, 400)
            return
        self.store.apply(callbacks if isinstance(callbacks, list) else [callbacks])
        await _answer(send, 204)


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
