"""What SCG answers to polls of messages and of the requests they belong to."""

from typing import Any

STAMPS = {"created_date": 1656704989000, "last_updated_date": 1656705001000}


def scg_request(state: str, key: str = "r-1", **more: Any) -> dict[str, Any]:
    """A request in some state; more fields, or others, by name."""
    return {"id": key, "state": state, "version_number": 1, **STAMPS, **more}


def scg_message(key: str, state: str, of: str | None = "r-1", **more: Any) -> dict[str, Any]:
    """A message of a request in some state, sent where the state says so."""
    sent = {"sent_date": 1656705000000} if state == "SENT" else {}
    known = {"id": key, "state": state, "direction": "MT", "version_number": 1}
    return {**known, "message_request_id": of, **STAMPS, **sent, **more}
