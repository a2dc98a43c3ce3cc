"""The lines that are judged one by one: which messages they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...spec import Lifecycle
from ..checker import Options
from ..intake import Intake, Tally
from ..messages import Message, MessageId
from ..observer import Observer
from ..reading import Record
from ..units import parent_of
from .hashing import Hasher, closed
from .template import UNTOLD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Others:
    """Notes which messages lines tell of, so that no message is judged by half of its lines.

    Args:
        options: how to check.
        lifecycles: what may be in the logs.
        observers: what reads payloads: one for each form of each lifecycle.
        hasher: makes the hashes that scans make.
    """

    def __init__(
        self,
        options: Options,
        lifecycles: Sequence[Lifecycle],
        observers: Sequence[Observer],
        hasher: Hasher,
    ) -> None:
        self._intake = Intake(observers, options.unwrapping, forced=bool(options.lifecycles))
        self._hasher = hasher
        self._hashes: set[int] = set()
        self._variants: dict[str, list[str | None]] = {}
        for each in lifecycles:
            if each.key_by_variant:
                self._variants.setdefault(each.family, []).append(each.variant)
        self.latest = UNTOLD

    def glance(self, record: Record) -> None:
        """Note which messages a record tells of."""
        self._intake.take(record, Tally())
        for message in self._intake.messages.values():
            self._note(message)
        self._intake.forget()
        if self._intake.latest is not None:
            self.latest = max(self.latest, self._intake.latest)

    def _note(self, message: Message) -> None:
        family, variant, key = message.name
        for each in self._variants.get(family, [variant]):
            self._add("message", family, each, text=key)
        parent = parent_of(message)
        if isinstance(parent, MessageId):
            self._add("message", parent.family, parent.variant, text=parent.key)
        elif parent is not None:
            self._add("workflow", parent.family, parent.relation, text=parent.name)

    def _add(self, *names: str | None, text: str) -> None:
        lanes = self._hasher.one(text.encode("utf-8", "surrogatepass")) + self._hasher.salt(*names)
        self._hashes.add(int(closed(lanes)))

    def key(self, record: Record) -> str:
        """Return the key of the message a record tells of."""
        self._intake.take(record, Tally())
        key = next((name.key for name in self._intake.messages), "")
        self._intake.forget()
        return key

    def hashes(self) -> NDArray[np.uint64]:
        """Return the hashes of the messages, and of what they belong to."""
        import numpy as np

        return np.fromiter(self._hashes, np.uint64, len(self._hashes))
