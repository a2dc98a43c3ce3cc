"""What must be so of every payload of a form, asked of many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import UNSET

from ...spec import EventTime, Pointer
from ..columns.assertions import Bound, Test, bounds_of, test_of
from ..columns.columns import Columns, Mask, as_json, in_order
from ..columns.shape import Shape, path_of
from ..columns.time_column import are_times
from ..payloads.reads import Path, Reads


class Always:
    """What must always be so.

    Args:
        reads: what is read of payloads.
        shape: how they are decoded.
        time: the event's time, which is read anyway.
    """

    def __init__(self, reads: Reads, shape: Shape, time: EventTime | None) -> None:
        self._ordered, self._computed = reads.ordered, reads.computed
        self._tests: list[tuple[Path, Test]] = []
        self._bounds: list[tuple[Path, Bound]] = []
        for path, place in reads.places.items():
            # Where the value itself tells payloads apart, one of each is asked everything.
            for leaf in place.always if path in shape.types and not place.value else ():
                self._ask(leaf, path, shape.types[path])
        self.reads_times = self._takes_time(time)
        """The event's time is one by its form: who reads it finds out."""

    def _ask(self, leaf: Mapping[str, Any], path: Path, types: frozenset[str]) -> None:
        bounds = bounds_of(leaf, path, types)
        if bounds is not None:
            self._bounds += [(path, each) for each in bounds]
            return
        test = test_of(leaf, types)
        if test is not None:
            self._tests.append((path, test))

    def _takes_time(self, time: EventTime | None) -> bool:
        """Take the test of the event's time out, if it is one by its form."""
        if time is None or time.units != ("rfc3339",):
            return False
        test = (path_of(time.at), are_times)
        if test not in self._tests:
            return False
        self._tests.remove(test)
        return True

    def kept(self, columns: Columns) -> Mask:
        """Return which payloads are as they must always be."""
        kept = np.ones(len(columns), np.bool_)
        for path, test in self._tests:
            if not test(columns.values(path)):
                kept &= columns.passing(path, test)
        for path, bound in self._bounds:
            kept &= bound.of(columns.numbers(path))
        for places in self._ordered:
            kept &= in_order([columns.whole(place) for place in places])
        for places, broken in self._computed:
            kept &= _computed(columns, places, broken)
        return kept


def _computed(columns: Columns, places: Sequence[Pointer], broken: Callable[[Any], bool]) -> Mask:
    """Which payloads keep a rule that computes something of several places."""
    values = [columns.told(place) for place in places]
    kept = np.ones(len(columns), np.bool_)
    there: Sequence[int] = range(len(columns))
    for column in values:
        there = [index for index in there if column[index] is not UNSET]
    for index in there:
        payload: dict[str, Any] = {}
        for place, column in zip(places, values, strict=True):
            within = payload
            for name in place.parts[:-1]:
                within = within.setdefault(name, {})
            within[place.parts[-1]] = as_json(column[index])
        kept[index] = not broken(payload)
    return kept
