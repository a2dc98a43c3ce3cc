"""Applications that receive status callbacks, a right one and a wrong one, and what they get."""

from __future__ import annotations

from msglife import load

SMS = load("vonage/sms")
GO4 = load("go4network/message")


class App:
    """Believes the latest known status by event time, counts each callback once."""

    def __init__(self):
        self.told = {}
        self.seen = {}

    def handle(self, payload):
        key = payload["message_uuid"]
        seen = self.seen.setdefault(key, [])
        if payload in seen:
            return
        seen.append(payload)
        if payload["status"] not in {state.name for state in SMS.states}:
            return
        if self.is_later(payload["timestamp"], self.told.get(key, ("", ""))[0]):
            self.told[key] = (payload["timestamp"], payload["status"])

    def is_later(self, told, before):
        return told >= before

    def status_of(self, key):
        return self.told.get(key, (None, None))[1]

    def count_of(self, key):
        return len(self.seen.get(key, ()))


class Downgrades(App):
    def is_later(self, told, before):
        return True
