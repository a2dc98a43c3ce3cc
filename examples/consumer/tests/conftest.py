"""The application in this process, called as an ASGI server would call it."""

import asyncio
import json

import pytest
from inbox.app import Webhook
from inbox.store import Store


class Tried:
    """An application, with what a trial asks of it."""

    def __init__(self, store):
        self.store = store
        self._app = Webhook(store)
        self._runner = asyncio.Runner()

    def post(self, body):
        """Post JSON to the webhook, and raise unless it answers 204."""
        sent = []

        async def receive():
            return {"type": "http.request", "body": json.dumps(body).encode()}

        async def send(event):
            sent.append(event)

        scope = {"type": "http", "method": "POST", "path": "/webhooks/status"}
        self._runner.run(self._app(scope, receive, send))
        assert sent[0]["status"] == 204

    def close(self):
        self._runner.close()
        self.store.close()


@pytest.fixture
def application():
    """Makes applications around a kind of store."""
    made = []

    def make(kind=Store):
        made.append(Tried(kind()))
        return made[-1]

    yield make
    for each in made:
        each.close()
