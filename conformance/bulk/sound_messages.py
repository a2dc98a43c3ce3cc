"""The reports of messages of which nothing is wrong, made when they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, overload

from ..findings import Place
from ..report import ManyMessages, MessageReport, Verdict
from .files import Texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class SoundMessages(ManyMessages):
    """Every message of a check: those that were judged, and those like others.

    The keys of the latter are read from the files again: they must still be there.

    Args:
        judged: what was judged one by one, in order, with where each stands among all.
        samples: by trace, the report that holds for each message with it.
        traces, counts: of each of these messages, in order: the trace, and how many
            observations it has.
        ranks: where each stands among all.
        find: reads the key of one of them, and its place, from the files.
    """

    def __init__(
        self,
        judged: Sequence[tuple[int, MessageReport]],
        samples: dict[int, MessageReport],
        traces: NDArray[np.int64],
        counts: NDArray[np.intp],
        ranks: NDArray[np.int64],
        find: Callable[[int, Texts], tuple[str, Place]],
    ) -> None:
        self._judged = judged
        self._samples = samples
        self._traces = traces
        self._counts = counts
        self._ranks = ranks
        self._find = find

    def __len__(self) -> int:
        return len(self._judged) + len(self._traces)

    @overload
    def __getitem__(self, index: int) -> MessageReport: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[MessageReport]: ...
    def __getitem__(self, index: int | slice) -> MessageReport | Sequence[MessageReport]:
        return tuple(self)[index]

    def __iter__(self) -> Iterator[MessageReport]:
        with Texts() as texts:
            sound = (
                (rank, self._sound(number, texts))
                for number, rank in enumerate(self._ranks.tolist())
            )
            for _, message in merge(self._judged, sound, key=itemgetter(0)):
                yield message

    def _sound(self, number: int, texts: Texts) -> MessageReport:
        key, place = self._find(number, texts)
        sample = self._samples[int(self._traces[number])]
        return sample._replace(key=key, place=place, observations=int(self._counts[number]))

    @property
    def judged(self) -> Iterator[MessageReport]:
        """Those that were judged one by one: only of them is there something to be said."""
        return (each for _, each in self._judged)

    def verdicts(self) -> Counter[Verdict]:
        """Count the verdicts."""
        counts = Counter(each.verdict for each in self.judged)
        for trace, count in Counter(self._traces.tolist()).items():
            counts[self._samples[trace].verdict] += count
        return counts
