"""Keys: what a record tells of, and with what it must be judged, wherever that is done.

A key is text, the same in every process and on every machine. Messages that have one must be
judged in one place, with all that have it as their group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import orjson

from ...spec import Lifecycle
from ..columns.lines import CHUNK
from ..judging.families import Workflow, parent_of
from ..judging.options import Options, lifecycles_of, observers_of
from ..locating import Finder
from ..observing.collector import Collector
from ..observing.message import Message
from ..observing.observation import Reading
from ..observing.tally import Tally
from ..reading import Record
from ..reading.json_lines import parse_line
from ..results.finding import Key, MessageId, Place
from ..running.scanning import decodable_of
from ..table.hashing import Hashes, hash_of_key
from ..table.rows import ROW
from ..typed.keys import parts_of_key, salt_of
from ..typed.naming import naming
from ..typed.observe import LineObserver

_MEMORY: Final = 100_000
"""So many messages are remembered by what their rows are."""
_PLACE: Final = Place("", None, 0)


class Told(NamedTuple):
    """One message of a record.

    Args:
        key: of the message; its variants have one, since they are asked about each other.
        group: the key of what this record says it belongs to, or else its own.
    """

    key: str
    group: str


class Several(NamedTuple):
    """What a record tells that tells of several messages, or what a row of several records does.

    Args:
        messages: the first word on each message, by its key.
        tally: what becomes of the records.
    """

    messages: dict[str, Told]
    tally: Tally


class Keys:
    """Reads keys.

    What a record tells of, its rows say, as anywhere; but these name it by hashes, which only
    this process knows. So of each that is new here, the text is read from one record.

    Args:
        options: how to check.

    Raises:
        UnknownLifecycle: an option names a lifecycle there is not.
        SpecError: a specification is broken.
    """

    def __init__(self, options: Options) -> None:
        self._lifecycles = lifecycles_of(options)
        observers = observers_of(self._lifecycles, reveal=options.show_numbers, forms=options.forms)
        forced = bool(options.lifecycles)
        self._collector = Collector(observers, forced=forced, detail="nothing")
        self._observer = LineObserver(observers, self._lifecycles, forced=forced)
        self._names: dict[int, Key] = {}
        self._observer.typed.noted = self._note
        self._observers = {(each.lifecycle.id, each.form.name): each for each in observers}
        self._known: dict[tuple[int, int], Told] = {}
        self.finder = Finder(self._collector, options.wanted, reveal=options.show_numbers)

    def _note(self, hashes: Hashes, keys: Sequence[Any], _: Lifecycle) -> None:
        """Remember keys by their hashes."""
        self._names.update(zip(hashes.tolist(), map(parts_of_key, keys), strict=True))

    def told(self, records: Iterable[Record]) -> Told | Several | None:
        """Return what records of one row tell of; what cannot be read tells of nothing.

        Args:
            records: the records.
        """
        collector, tally = self._collector, Tally()
        found: dict[str, Told] = {}
        for record in records:
            collector.take(record, tally)
            for message in collector.messages.values():
                told = _told(message)
                found.setdefault(told.key, told)
            collector.forget()
        if len(found) > 1:
            return Several(found, tally)
        return next(iter(found.values()), None)

    def of_lines(self, data: bytes) -> Iterator[Told | Several | None]:
        """Yield what each of some lines tells of, as `told` does.

        Args:
            data: records, each with the end of its line.
        """
        start = 0
        while start < len(data):
            end = data.find(b"\n", min(start + CHUNK, len(data) - 1)) + 1
            yield from self._of_chunk(data[start:end])
            start = end

    def _of_chunk(self, data: bytes) -> list[Told | Several | None]:
        lines = data.split(b"\n")
        lines.pop()
        rows = np.zeros(len(lines), ROW)
        rows["at"] = np.arange(len(lines))

        def read(index: int) -> Sequence[Record]:
            return (parse_line(lines[index], _PLACE),)

        found = self._observer.observe(decodable_of(data, lines), rows, read, Tally()).rows
        told: list[Told | Several | None] = [None] * len(lines)
        kinds = list(self._observer.kinds.numbers)
        unclear: set[int] = set()
        last = (-1, 0, 0)
        columns = (found[name].tolist() for name in ("at", "key", "parent", "kind"))
        for at, key, parent, kind in zip(*columns, strict=True):
            if last == (at, key, parent):
                continue
            if last[0] == at:
                unclear.add(at)
            last = at, key, parent
            named = self._known.get((key, parent))
            if named is None:
                voice = kinds[kind].telling[:2] if kind >= 0 else ()
                named = self._named(lines[at], key, parent, voice)
                if named is None:
                    unclear.add(at)
                    continue
                if len(self._known) >= _MEMORY:
                    self._known.clear()
                self._known[key, parent] = named
            told[at] = named
        self._names.clear()
        for at in unclear:
            told[at] = self.told([parse_line(lines[at], _PLACE)])
        return told

    def _named(self, line: bytes, key: int, parent: int, voice: tuple[Any, ...]) -> Told | None:
        """What a row of a line tells of, if what reads its form finds just that.

        Args:
            line: the line.
            key: the hash that the row has of the message's key.
            parent: likewise of what it belongs to; 0 for nothing.
            voice: the lifecycle and the form that its kind names.
        """
        observer = self._observers.get(voice)
        if observer is None:
            return None
        if not parent and key in self._names:
            return _own(MessageId(observer.family, observer.variant, self._names[key]))
        for named, payload, around in naming(key, parse_line(line, _PLACE), observer):
            name = MessageId(observer.family, observer.variant, named)
            if not parent:
                return _own(name)
            reading = observer.read(payload, _PLACE, None, detail="nothing", around=around)
            if isinstance(reading, Reading):
                return _told(Message(name, observer.lifecycle, [reading.observation]))
        return None


def _own(name: MessageId) -> Told:
    key = key_of(name)
    return Told(key, key)


def _told(message: Message) -> Told:
    key, parent = key_of(message.name), parent_of(message)
    return Told(key, key if parent is None else _text(parent))


def key_of(name: MessageId) -> str:
    """Return the key of a message."""
    return orjson.dumps([name.family, *name.parts]).decode()


def _text(place: MessageId | Workflow) -> str:
    if isinstance(place, MessageId):
        return key_of(place)
    return orjson.dumps([f"{place.family} {place.relation}", place.name]).decode()


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
        family, *parts = orjson.loads(key)
        for salt in set(map(salt_of, families[family])):
            yield hash_of_key(parts, salt)
