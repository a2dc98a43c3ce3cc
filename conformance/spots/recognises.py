"""What says which values are payloads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from ..reading.records import TypesAt


class Recognises(Protocol):
    """What says which values tell of messages; handed in by who knows the lifecycles."""

    def knows(self, value: Any) -> bool:
        """Whether a form, or known traffic, selects a value."""

    def reads(self, record: Any, *, items: bool) -> bool:
        """Whether a record tells something as it is: bare, or in our envelope.

        Args:
            record: a JSON object.
            items: so does one that holds a list of payloads.
        """

    def types_at(self, payloads: Iterable[Any]) -> TypesAt:
        """Return what says which types the forms of some payloads take."""

    def nearly(self, value: Any) -> str:
        """Say what a value looks like that nothing selects; empty if it looks like nothing."""
