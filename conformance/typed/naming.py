"""Messages of which rows know the hash of their key: the payloads of a record that name one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...spec import Around
from ..observing.items import Item, payloads_of
from ..observing.observer import Observer
from ..reading import Problem, Record, open_record
from ..results.finding import Key
from ..table.hashing import hash_of_key
from .keys import salt_of


class Naming(NamedTuple):
    """A payload that names a message.

    Args:
        key: of the message.
        payload: the payload.
        around: what it stands in.
    """

    key: Key
    payload: Any
    around: Around


def naming(key: int, record: Record, observer: Observer) -> Iterator[Naming]:
    """Yield the payloads of a record that name a message, whether or not they are of a form.

    Args:
        key: the hash that rows have of its key.
        record: the record; one that could not be read names none.
        observer: knows where payloads of a form have keys.
    """
    if record.problem is not None or not isinstance(record.value, dict):
        return
    salt, items = salt_of(observer.lifecycle), observer.form.items
    for _, body in open_record(record.value).bodies:
        if isinstance(body, Problem):
            continue
        for payload, around in payloads_of(body, items) if items else (Item(body),):
            named, _ = observer.names(payload, around)
            if named is not None and hash_of_key(named, salt) == key:
                yield Naming(named, payload, around)
