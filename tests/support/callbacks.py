"""Status callbacks as providers send them."""

from typing import Any

KEY = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"


def key_of(number: int) -> str:
    """The key of a message that has a number."""
    return f"aaaaaaaa-bbbb-cccc-dddd-{number:012}"


def callback(status: str, second: int = 0, key: str = KEY, **more: Any) -> dict[str, Any]:
    """A callback of an SMS, in some second of an hour; more fields, or others, by name."""
    return {
        "message_uuid": key,
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": f"2023-05-01T14:{second // 60:02}:{second % 60:02}.000Z",
        "status": status,
        "channel": "sms",
        **more,
    }


def sms(status: str, second: int = 0, key: str = KEY, **more: Any) -> dict[str, Any]:
    """A callback of an SMS on another day, with an error where its status asks for one."""
    given: dict[str, Any] = {"timestamp": f"2026-03-01T10:00:{second:02}Z"}
    if status in ("rejected", "undeliverable"):
        given["error"] = {"title": "1320"}
    return callback(status, second, key, **{**given, **more})


def go4(status: int, number: int = 7) -> dict[str, Any]:
    """A webhook of go4network, which tells no time, of a message that has a number."""
    data = {"short_message_id": number, "task_hash": "a" * 16, "message_status": status}
    return {"data": data}
