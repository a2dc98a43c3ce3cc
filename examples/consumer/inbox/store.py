"""What the application believes of its messages, in SQLite."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY, status TEXT, told_at TEXT, receipts INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS callbacks (digest TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS strangers (id TEXT, status TEXT);
"""
_STATUSES = {"submitted", "delivered", "read", "rejected", "undeliverable"}


class Store:
    """Messages that were sent, and what callbacks tell of them.

    Args:
        path: the database's file.
    """

    def __init__(self, path: str = ":memory:") -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def sent(self, key: str) -> None:
        """A message was sent, and callbacks of it will come."""
        self._db.execute("INSERT OR IGNORE INTO messages (id) VALUES (?)", (key,))

    def status_of(self, key: str) -> str | None:
        """What is believed of a message; `None` if nothing was told of it yet."""
        row = self._db.execute("SELECT status FROM messages WHERE id = ?", (key,)).fetchone()
        return row[0] if row else None

    def receipts_of(self, key: str) -> int:
        """How many callbacks of a message were counted."""
        row = self._db.execute("SELECT receipts FROM messages WHERE id = ?", (key,)).fetchone()
        return row[0] if row else 0

    def apply(self, callbacks: list[dict[str, Any]]) -> None:
        """Take callbacks, each by itself."""
        for callback in callbacks:
            self._db.execute("BEGIN")
            self._apply(callback)
            self._db.execute("COMMIT")

    def _apply(self, callback: dict[str, Any]) -> None:
        key, status, told_at = (callback[name] for name in ("message_uuid", "status", "timestamp"))
        row = self._db.execute("SELECT told_at FROM messages WHERE id = ?", (key,)).fetchone()
        if row is None:
            self._unknown(key, status)
            return
        if not self._is_new(callback):
            return
        self._db.execute("UPDATE messages SET receipts = receipts + 1 WHERE id = ?", (key,))
        if status in _STATUSES and self._is_later(told_at, row[0]):
            self._db.execute(
                "UPDATE messages SET status = ?, told_at = ? WHERE id = ?", (status, told_at, key)
            )

    def _unknown(self, key: str, status: str) -> None:
        """Keep what was told of a message nobody sent."""
        self._db.execute("INSERT INTO strangers VALUES (?, ?)", (key, status))

    def _is_new(self, callback: dict[str, Any]) -> bool:
        """Whether the callback did not arrive before."""
        text = json.dumps(callback, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        query = "INSERT OR IGNORE INTO callbacks VALUES (?)"
        return self._db.execute(query, (digest,)).rowcount == 1

    def _is_later(self, told_at: str, before: str | None) -> bool:
        """Whether it tells of something later than what is believed."""
        return before is None or told_at >= before
