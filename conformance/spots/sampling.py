"""The first records of a log, which tell where payloads stand in all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from ..reading.envelope import is_envelope
from ..reading.records import Record
from ..unwrapping.typed_maps import untyped
from .recognises import Recognises
from .search import (
    Shape,
    Way,
    by_item,
    spots_of,
    stands_apart,
    ways_to,
    with_maps,
    without_copies,
    without_lists,
    without_past,
)
from .spot import Spot

SAMPLE: Final = 200
"""So many records tell where payloads stand."""
_ITEMS: Final = 5 * SAMPLE
"""So many items of lists do, too."""
MOST: Final = 10_000
"""So many are read until one tells it."""


def sampled(
    records: Iterator[Record], recognises: Recognises, *, lists: bool
) -> tuple[list[Record], list[Spot], bool]:
    """Take the first records of a log; return them, where payloads stand, and if some are bare.

    Where all of them are bare, they stand nowhere. If exchanges of a capture are among these,
    what others of them hold elsewhere is not looked for: of an exchange it is told what its
    body is.

    Args:
        records: its records as they stand.
        recognises: says which values tell of messages.
        lists: one that holds a list of payloads tells of them as it is.
    """
    sample: list[Record] = []
    found: list[tuple[Any, list[Way]]] = []
    of_exchanges: list[tuple[Any, list[Way]]] = []
    bare = count = 0
    captured = False
    for record in islice(records, MOST):
        sample.append(record)
        if record.problem is not None:
            continue
        value = record.value
        plain = isinstance(value, dict) and untyped(value) is value
        is_exchange = plain and is_envelope(value)
        if plain and recognises.reads(value, items=lists):
            bare += 1
            count += 1
            captured = captured or is_exchange
        elif ways := without_past(list(ways_to(value, recognises.knows))):
            (of_exchanges if is_exchange else found).append((value, ways))
            count += len(by_item(ways))
        if count and (bare == count or len(sample) >= SAMPLE or count >= _ITEMS):
            break
    found += [] if captured else of_exchanges
    return sample, _spots(found, bare) if found else [], bool(bare)


def _spots(found: Sequence[tuple[Any, list[Way]]], bare: int) -> list[Spot]:
    """Where payloads stand in records, beside so many bare ones."""
    records = [value for value, _ in found]
    ways = list(map(without_copies, with_maps([each for _, each in found], records), records))
    apart = Counter(map(stands_apart, ways, records))
    items: list[Mapping[Shape, Sequence[Way]]] = [{(): [()]}] * bare
    items += chain.from_iterable(map(by_item, ways))
    return spots_of(map(without_lists, items) if apart[True] > apart[False] else items)
