"""Keys: what a record tells of, and with what it must be judged, wherever that is done.

A key is text, the same in every process and on every machine. Messages that have one must be
judged in one place, with all that have it as their group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...spec import Lifecycle
from ..judging.families import Workflow, parent_of
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import Finder
from ..observing.collector import Collector
from ..observing.tally import Tally
from ..payloads.links import claiming
from ..reading import Record
from ..results.finding import Key, MessageId
from ..table.hashing import Hashes, hash_of_key
from ..typed.keys import salt_of


class Told(NamedTuple):
    """One message of a record.

    Args:
        key: of the message; its variants have one, since they are asked about each other.
        group: the key of what this record says it belongs to, or else its own.
    """

    key: str
    group: str


class Keys:
    """Reads keys.

    Args:
        options: how to check.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
    """

    def __init__(self, options: Options) -> None:
        self._lifecycles = lifecycles_of(options)
        observers = observers_of(self._lifecycles, reveal=options.show_numbers, forms=options.forms)
        self._collector = Collector(observers, forced=bool(options.lifecycles), detail="nothing")
        self.finder = Finder(self._collector, options.wanted)

    @property
    def related(self) -> bool:
        """Whether messages may belong to others, which a record need not name."""
        return any(claiming(each.relations) for each in self._lifecycles)

    def told(self, record: Record, tally: Tally) -> list[Told]:
        """Return what a record tells of; what cannot be read tells of nothing.

        Args:
            record: the record.
            tally: counts what becomes of it.
        """
        collector = self._collector
        collector.take(record, tally)
        found = [
            Told(key, key if parent is None else _text(parent))
            for message in collector.messages.values()
            for key, parent in [(key_of(message.name), parent_of(message))]
        ]
        collector.forget()
        return found


def key_of(name: MessageId) -> str:
    """Return the key of a message."""
    return json.dumps([name.family, *name.parts])


def parts_of(key: str) -> Key:
    """Return the parts of a message's key."""
    return tuple(json.loads(key)[1:])


def _text(place: MessageId | Workflow) -> str:
    if isinstance(place, MessageId):
        return key_of(place)
    return json.dumps([f"{place.family} {place.relation}", place.name])


def hashes_of_keys(keys: Sequence[str], options: Options) -> Hashes:
    """Return by which hashes rows name the messages of some keys, in this process.

    Args:
        keys: the keys.
        options: how to check.
    """
    families: dict[str, list[Lifecycle]] = {}
    for each in lifecycles_of(options):
        families.setdefault(each.family, []).append(each)
    return np.array(list(_hashes(keys, families)), np.uint64)


def _hashes(keys: Sequence[str], families: dict[str, list[Lifecycle]]) -> Iterator[int]:
    for key in keys:
        family, *parts = json.loads(key)
        for salt in set(map(salt_of, families[family])):
            yield hash_of_key(parts, salt)
