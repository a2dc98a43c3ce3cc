"""The lines that are judged one by one: which messages they tell of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...spec import Lifecycle
from ..judging.families import parent_of
from ..judging.options import Options
from ..observing.collector import Collector, Tally
from ..observing.message import Message
from ..observing.observer import Observer
from ..reading import Record
from ..results.finding import MessageId
from .hashing import Hasher, Hashes, closed
from .rows import UNTOLD


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
        forced = bool(options.lifecycles)
        self._collector = Collector(observers, options.unwrapping, forced=forced, detail="nothing")
        self._hasher = hasher
        self._told: set[int] = set()
        self._parents: set[int] = set()
        self._workflows: set[int] = set()
        self._variants: dict[str, list[str | None]] = {}
        for each in lifecycles:
            if each.key_by_variant:
                self._variants.setdefault(each.family, []).append(each.variant)
        self.latest = UNTOLD

    def glance(self, record: Record) -> None:
        """Note which messages a record tells of."""
        self._collector.take(record, Tally())
        for message in self._collector.messages.values():
            self._note(message)
        self._collector.forget()
        if self._collector.latest is not None:
            self.latest = max(self.latest, self._collector.latest)

    def _note(self, message: Message) -> None:
        family, variant, key = message.name
        for each in self._variants.get(family, [variant]):
            self._told.add(self._hash("message", family, each, text=key))
        parent = parent_of(message)
        if isinstance(parent, MessageId):
            names = ("message", parent.family, parent.variant)
            self._parents.add(self._hash(*names, text=parent.key))
        elif parent is not None:
            names = ("workflow", parent.family, parent.relation)
            self._workflows.add(self._hash(*names, text=parent.name))

    def _hash(self, *names: str | None, text: str) -> int:
        lanes = self._hasher.one(text.encode("utf-8", "surrogatepass"))
        return int(closed(lanes + self._hasher.salt(*names)))

    def key(self, record: Record) -> str:
        """Return the key of the message a record tells of."""
        self._collector.take(record, Tally())
        key = next((name.key for name in self._collector.messages), "")
        self._collector.forget()
        return key

    def hashes(self) -> tuple[Hashes, Hashes, Hashes]:
        """Return hashes of the messages, of the parents they name, and of their workflows."""
        told, parents, workflows = (
            np.fromiter(each, np.uint64, len(each))
            for each in (self._told, self._parents, self._workflows)
        )
        return told, parents, workflows
