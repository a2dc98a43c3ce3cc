"""Status callbacks as a provider of SMS sends them."""

from typing import Any

KEY = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"


def callback(status: str, second: int = 0, key: str = KEY, **more: Any) -> dict[str, Any]:
    """A callback of an SMS."""
    return {
        "message_uuid": key,
        "to": "447700900000",
        "from": "447700900001",
        "timestamp": f"2023-05-01T14:00:{second:02}.000Z",
        "status": status,
        "channel": "sms",
        **more,
    }
