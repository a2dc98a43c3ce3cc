"""Applications that receive status callbacks, a right one and a wrong one, and what they get."""

from __future__ import annotations

from msglife import load

SMS = load("vonage/sms")
GO4 = load("go4network/message")
KEY = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"


def sms(status, second=0, key=KEY, **more):
    time_of = f"2026-03-01T10:00:{second:02}Z"
    error = {"error": {"title": "1320"}} if status in ("rejected", "undeliverable") else {}
    return {
        "message_uuid": key,
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": time_of,
        "status": status,
        "channel": "sms",
        **error,
        **more,
    }


def go4(status):
    data = {"short_message_id": 7, "task_hash": "a" * 16, "message_status": status}
    return {"data": data}


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
