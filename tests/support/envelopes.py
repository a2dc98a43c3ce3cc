"""Records as a recorder keeps them: what was asked and what was answered."""

from typing import Any


def post(body: Any, **more: Any) -> dict[str, Any]:
    """A callback that was received; what else the record has is given by name."""
    return {"request": {"method": "POST", "url": "/x", "body": body}, **more}


def exchange(
    sent: Any, received: Any = None, url: str = "https://x.example/", status: int = 200, **more: Any
) -> dict[str, Any]:
    """A request and its answer; without a body that was sent, something was asked for."""
    method = "POST" if sent is not None else "GET"
    return {
        "received_at": "2026-03-02T08:00:06Z",
        "request": {"method": method, "url": url, "headers": {}, "body": sent},
        "response": {"status": status, "headers": {}, "body": received},
        **more,
    }
