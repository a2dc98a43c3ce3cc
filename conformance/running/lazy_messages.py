"""The reports of messages of which nothing is wrong, made when they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Final, overload

import numpy as np

from ..opening.held import CHANGED
from ..results.finding import Finding, Key, MessageId
from ..results.report import ManyMessages, MessageReport, Verdict
from ..table.rows import Rows
from .checker import in_order
from .files import Files, Streams

_TOGETHER: Final = 10_000
"""So many messages are looked at together."""


class LazyMessages(ManyMessages):
    """Every message of a check: those that were judged, and those like others.

    The keys of the latter are read from the files again, which are held open.

    Args:
        judged: what was judged one by one, in order.
        sound: the others, each as a row of messages, in any order.
        samples: by trace, what is said of each message with it.
        files: the files.
        keys: reads the keys of some of them from their first lines.
        shown: makes of one what is shown of it.
        changed: says which files were changed since; it keeps them open as long as this is.
    """

    def __init__(
        self,
        judged: Sequence[MessageReport],
        sound: list[Rows],
        samples: Mapping[int, MessageReport],
        files: Files,
        keys: Callable[[Rows, Iterable[MessageId], Streams], Iterator[Key]],
        shown: Callable[[MessageReport], MessageReport],
        changed: Callable[[], Iterable[Finding]],
    ) -> None:
        self._shown = shown
        self._changed = changed
        self._before = len(list(changed()))
        self._judged = judged
        self._unordered = sound
        self._samples = samples
        self._files = files
        self._keys = keys

    def __len__(self) -> int:
        return len(self._judged) + sum(map(len, self._unordered))

    @overload
    def __getitem__(self, index: int) -> MessageReport: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[MessageReport]: ...
    def __getitem__(self, index: int | slice) -> MessageReport | Sequence[MessageReport]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[MessageReport]:
        rank = self._files.rank
        judged = (((rank(each.place.file), each.place.record), each) for each in self._judged)
        with Streams() as streams:
            merged = merge(judged, self._told(streams), key=itemgetter(0))
            messages = self._in_order(merged)
            if self._files.repeats:
                order = sorted(messages, key=lambda each: in_order(each, rank(each.place.file)))
                messages = iter(order)
            yield from map(self._shown, messages)
        if len(list(self._changed())) > self._before:  # a key may be that of another message
            raise OSError(CHANGED)

    def _in_order(
        self, merged: Iterable[tuple[tuple[int, int], MessageReport]]
    ) -> Iterator[MessageReport]:
        """Messages in order, also where one record is the first that tells of several."""
        for (rank, _), together in groupby(merged, key=itemgetter(0)):
            several = [message for _, message in together]
            yield from sorted(several, key=lambda each: in_order(each, rank))

    def _told(self, streams: Streams) -> Iterator[tuple[tuple[int, int], MessageReport]]:
        for start in range(0, len(self._sound), _TOGETHER):
            some = self._sound[start : start + _TOGETHER]
            samples = [self._samples[trace] for trace in some["trace"].tolist()]
            keys = self._keys(some, (each.id for each in samples), streams)
            told = (some[name].tolist() for name in ("at", "line", "count"))
            for sample, key, at, line, count in zip(samples, keys, *told, strict=True):
                place, name = self._files.place(at, line), sample.id._replace(parts=key)
                report = sample._replace(id=name, key=name.key, place=place, observations=count)
                yield (self._files.rank(place.file), place.record), report

    def alike(self) -> Iterator[tuple[MessageReport, Rows]]:
        """Yield what is said of the others, those of a trace at once.

        Yields:
            What holds for each, as it is shown, but for its key, its place and how often it was
            told of; and a row for each, in any order.
        """
        for part in filter(len, self._unordered):
            order = np.argsort(part["trace"], kind="stable")
            traces, starts = np.unique(part["trace"][order], return_index=True)
            for trace, rows in zip(traces.tolist(), np.split(order, starts[1:]), strict=True):
                yield self._shown(self._samples[trace]), part[rows]

    @cached_property
    def _sound(self) -> Rows:
        """They in their order."""
        every = np.concatenate(self._unordered)
        ordered: Rows = every[np.argsort(every["at"], kind="stable")]
        return ordered

    @property
    def judged(self) -> Iterator[MessageReport]:
        """Those that were judged one by one: only of them is there something to be said."""
        return map(self._shown, self._judged)

    def verdicts(self) -> Counter[Verdict]:
        """Count the verdicts."""
        counts = Counter(each.verdict for each in self._judged)
        for part in self._unordered:
            traces, times = np.unique(part["trace"], return_counts=True)
            for trace, count in zip(traces.tolist(), times.tolist(), strict=True):
                counts[self._samples[trace].verdict] += count
        return counts
