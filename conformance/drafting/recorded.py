"""Recorded payloads, read from any log as a check reads it, but of no lifecycle that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from ...spec import Pointer
from ..locating import Finder, Wanted
from ..observing.items import items_at
from ..reading import files_of, open_record, read_file
from ..reading.envelope import Side
from ..reading.forms import Fields
from ..reading.records import Problem, Record
from ..results.masking import mask_numbers, plain
from ..spots.spot import pointer_text
from .looks import Looking, list_of

MOST: Final = 10_000
"""So many payloads are enough for a draft."""

_LONGEST: Final = 300
_LOOKING: Final = Looking()


class Payload(NamedTuple):
    """A payload as it was recorded.

    Args:
        side: ``response`` if it answers a request that asked for it, else ``request``.
        value: the object.
        items: where in its body the list stands that it is an item of; empty if it is none.
        encoded: it came as a form, or as a query.
    """

    side: Literal["request", "response"]
    value: dict[str, Any]
    items: str = ""
    encoded: bool = False


class Recorded(NamedTuple):
    """What was read of some logs.

    Args:
        payloads: the payloads, in the order of the logs; at most `MOST`.
        records: how many records were read.
        passed: how many told nothing that looks like a payload.
        unread: how many could not be read.
        problem: why the first of those could not be.
        found: where payloads stand, in words, if not bare.
        providers: those that envelopes name: a check asks no other.
    """

    payloads: tuple[Payload, ...]
    records: int
    passed: int
    unread: int
    problem: str
    found: str
    providers: tuple[str, ...]


def record_payloads(paths: Iterable[str], wanted: Wanted = Wanted()) -> Recorded:  # noqa: B008 # frozen
    """Read the payloads of logs.

    Args:
        paths: files, folders, or ``-`` for standard input.
        wanted: where the user says that payloads stand.

    Raises:
        UnreadableLog: there is no such log.
        NothingThere: `wanted` points at nothing in any record.
    """
    finder = Finder(_LOOKING, wanted)
    payloads: list[Payload] = []
    records = passed = unread = 0
    first = ""
    providers: dict[str, None] = {}
    for record in _records(paths, finder):
        records += 1
        if record.problem is not None and record.problem.code not in ("", "LOGS003"):
            unread += 1
            first = first or f"{record.place.file}: {record.problem.message}"
            continue
        told = (
            [] if record.problem is not None else list(_payloads(record, bool(wanted.payload_at)))
        )
        if told and (named := open_record(record.value).provider):
            providers[named] = None
        passed += not told
        payloads += told
        if len(payloads) >= MOST:
            break
    finder.close()
    return Recorded(
        tuple(payloads[:MOST]),
        records,
        passed,
        unread,
        first,
        plain(mask_numbers(finder.notes()), _LONGEST),
        tuple(providers),
    )


def _records(paths: Iterable[str], finder: Finder) -> Iterator[Record]:
    for path in paths:
        for file in files_of(path):
            yield from read_file(file, finder=finder)


def _payloads(record: Record, pointed: bool) -> Iterator[Payload]:
    """The payloads of a record; what the user points at need not look like one."""
    capture = open_record(record.value)
    bodies: list[tuple[Side, Any]] = list(capture.bodies)
    if capture.query is not None:
        bodies.append(("request", capture.query))
    for side, body in bodies:
        if isinstance(body, Problem):
            continue
        told: Literal["request", "response"] = "response" if side == "response" else "request"
        encoded = isinstance(body, Fields)
        if isinstance(body, dict) and (pointed or _LOOKING.knows(body)):
            yield Payload(told, body, encoded=encoded)
            continue
        way = list_of(body, _LOOKING)
        if way:
            place = pointer_text(way)
            found: Sequence[Any] = items_at(body, Pointer(place)).found
            inner = place if isinstance(body, dict) else ""
            for item in islice(found, MOST):
                if isinstance(item.value, dict):
                    yield Payload(told, item.value, inner)
