"""The same store as it is written first: each class has one bug, the last has them all."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any

from .store import Store


class Downgrades(Store):
    """The last callback wins: one that comes late takes a message back."""

    def _is_later(self, told_at: str, before: str | None) -> bool:
        return True


class CountsTwice(Store):
    """Every callback counts, though the provider may send one again."""

    def _is_new(self, callback: dict[str, Any]) -> bool:
        return True


class LosesBatches(Store):
    """A batch is one transaction: a message nobody knows takes the others with it."""

    def apply(self, callbacks: list[dict[str, Any]]) -> None:
        """Take callbacks, all of them or none."""
        self._db.execute("BEGIN")
        try:
            for callback in callbacks:
                self._apply(callback)
        except (LookupError, sqlite3.Error) as error:
            logging.getLogger(__name__).warning("a batch was not applied: %r", error)
            self._db.execute("ROLLBACK")
        else:
            self._db.execute("COMMIT")

    def _unknown(self, key: str, status: str) -> None:
        raise LookupError(key)


class Naive(Downgrades, CountsTwice, LosesBatches):
    """All three."""
