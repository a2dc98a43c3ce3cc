"""Scanning files in parts, in several processes where that is worth it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..checker import Options, lifecycles_of, observers_of
from .columns import Columns
from .hashing import Hasher
from .learner import Learner
from .scan import Scanned, Scanner

SMALLEST: Final = 64 * 2**20
"""A smaller part is not worth a process of its own."""
LARGEST: Final = 64 * 2**20
"""After so many bytes, progress is told."""


class Part(NamedTuple):
    """A range of a file's bytes.

    Args:
        file: the number of the file.
        path: its path.
        start, end: the range.
    """

    file: int
    path: str
    start: int
    end: int


class ScannedPart(NamedTuple):
    """What came of a part; the tellings of its columns are those of all parts."""

    part: Part
    scanned: Scanned


class Tellings:
    """The numbers of what lines tell, over all parts."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}

    def renumber(self, columns: Columns, tellings: Sequence[tuple[Any, ...]]) -> None:
        """Give a part's tellings the numbers they have among all parts."""
        import numpy as np

        numbers = [self._numbers.setdefault(each, len(self._numbers)) for each in tellings]
        if tellings:
            columns.tellings = np.array(numbers, np.int32)[columns.tellings]

    @property
    def sampled(self) -> list[bool]:
        """For each telling, whether a poll told it."""
        return [each[0] for each in self._numbers]


def scan_parts(
    sizes: Sequence[tuple[str, int]], options: Options, tellings: Tellings, seed: bytes
) -> Iterator[ScannedPart]:
    """Scan files, and yield what came of their parts, in order.

    Args:
        sizes: each file with how many of its bytes are read.
        options: how to check.
        tellings: numbered as they are found.
        seed: what the hashes' multipliers are drawn from.
    """
    jobs = max(options.jobs, 1)
    shares = _shares(list(_parts(sizes, jobs)), jobs)
    with ExitStack() as stack:
        others: list[Future[_Found]] = []
        if len(shares) > 1:  # this process takes the first share itself
            context = get_context("fork" if _alone() else "spawn")
            pool = stack.enter_context(ProcessPoolExecutor(len(shares) - 1, mp_context=context))
            others = [pool.submit(_scan, share, options, seed) for share in shares[1:]]
        own = _Worker(options, seed)
        for part in shares[0]:
            scanned = own.scan(part)
            tellings.renumber(scanned.columns, own.tellings)
            yield ScannedPart(part, scanned)
        for share, other in zip(shares[1:], others, strict=True):
            found, told = other.result()
            for part, scanned in zip(share, found, strict=True):
                tellings.renumber(scanned.columns, told)
                yield ScannedPart(part, scanned)


def _alone() -> bool:
    """Whether this process has one thread only: then it can be copied, which is quicker.

    That is so until numpy is imported, which has threads of its own.
    """
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def _parts(sizes: Sequence[tuple[str, int]], jobs: int) -> Iterator[Part]:
    total = sum(size for _, size in sizes)
    share = min(max(SMALLEST, -(-total // jobs)), max(LARGEST, SMALLEST))
    for number, (path, size) in enumerate(sizes):
        for start in range(0, size, share):
            yield Part(number, path, start, min(start + share, size))


def _shares(parts: Sequence[Part], jobs: int) -> list[list[Part]]:
    """Deal parts out in order, so that every process has about as many bytes."""
    total = sum(part.end - part.start for part in parts)
    shares: list[list[Part]] = [[]]
    given = 0
    for part in parts:
        if given >= total * len(shares) / jobs and shares[-1]:
            shares.append([])
        shares[-1].append(part)
        given += part.end - part.start
    return shares


class _Worker:
    """Scans parts, one after the other."""

    def __init__(self, options: Options, seed: bytes) -> None:
        lifecycles = lifecycles_of(options)
        hasher = Hasher(seed)
        self._learner = Learner(
            observers_of(lifecycles, reveal=options.show_numbers),
            lifecycles,
            options.unwrapping,
            forced=bool(options.lifecycles),
            hasher=hasher,
        )
        self._scanner = Scanner(self._learner, hasher)

    @property
    def tellings(self) -> list[tuple[Any, ...]]:
        """What the lines tell, as their columns number it."""
        return list(self._learner.tellings)

    def scan(self, part: Part) -> Scanned:
        """Scan a part."""
        return self._scanner.scan(Path(part.path), part.start, part.end)


_Found = tuple[list[Scanned], list[tuple[Any, ...]]]


def _scan(parts: Sequence[Part], options: Options, seed: bytes) -> _Found:
    worker = _Worker(options, seed)
    return [worker.scan(part) for part in parts], worker.tellings
