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
        """Take a callback."""
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
        """Whether a time is later than that of what is believed."""
        return told >= before

    def status_of(self, key):
        """The status it believes of a message."""
        return self.told.get(key, (None, None))[1]

    def count_of(self, key):
        """How many different callbacks it got of a message."""
        return len(self.seen.get(key, ()))


class Downgrades(App):
    """Believes the last status it got, whenever that was."""

    def is_later(self, told, before):
        """It always is."""
        return True
