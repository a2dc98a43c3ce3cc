"""The first records of a log, which tell where payloads stand in all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from ..reading.envelope import is_envelope
from ..reading.records import Record
from ..unwrapping.typed_maps import untyped
from .search import (
    Shape,
    Way,
    by_item,
    spots_of,
    stands_apart,
    ways_to,
    with_maps,
    without_lists,
    without_past,
)
from .spots import Spot
from .taking import Recognises

SAMPLE: Final = 200
"""So many records tell where payloads stand."""
_ITEMS: Final = 5 * SAMPLE
"""So many items of lists do, too."""
_MOST: Final = 10_000
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
    found: list[Mapping[Shape, Sequence[Way]]] = []
    of_exchanges: list[Mapping[Shape, Sequence[Way]]] = []
    apart: Counter[bool] = Counter()
    bare, captured = 0, False
    for record in islice(records, _MOST):
        sample.append(record)
        if record.problem is not None:
            continue
        value = record.value
        plain = isinstance(value, dict) and untyped(value) is value
        is_exchange = plain and is_envelope(value)
        if plain and recognises.reads(value, items=lists):
            bare += 1
            found.append({(): [()]})
            captured = captured or is_exchange
        elif ways := with_maps(without_past(list(ways_to(value, recognises.knows))), value):
            (of_exchanges if is_exchange else found).extend(by_item(ways))
            told = stands_apart(ways, value)
            if told is not None:
                apart[told] += 1
        count = len(found) + len(of_exchanges)
        if count and (bare == count or len(sample) >= SAMPLE or count >= _ITEMS):
            break
    found += [] if captured else of_exchanges
    if apart[True] > apart[False]:
        found = list(map(without_lists, found))
    return sample, [] if bare == len(found) else spots_of(found), bool(bare)
