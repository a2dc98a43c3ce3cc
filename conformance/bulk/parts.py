"""Scanning files in parts, in several processes where that is worth it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..judging.options import Options, lifecycles_of, observers_of
from .chunks import Chunk, Part, Source, chunks
from .hashing import Hasher
from .learner import Learner
from .partitions import Partitions, by_key
from .rows import PLACE, ROW, UNTOLD, Kind, Rows, together
from .scan import Scanner
from .workers import Workers

SMALLEST: Final = 24 * 2**20
"""Fewer bytes are not worth a process of their own."""
LARGEST: Final = 64 * 2**20
"""After so many bytes, progress is told."""
LEAST: Final = 0.5
"""If fewer of the lines than this are recognised, looking does not help."""
_USUAL: Final = 30 * 2**20
"""Arrays of so many bytes come and go."""
_TOGETHER: Final = 2**17
"""So many rows are divided together: small pieces of them take more room."""
_ENOUGH: Final = 200_000
"""So many lines tell whether it helps."""


class Job(NamedTuple):
    """What a process scans.

    Args:
        parts: parts of files, in order.
        options: how to check.
        seed: what the hashes' multipliers are drawn from.
        partitions: where its rows are kept.
    """

    parts: Sequence[Part]
    options: Options
    seed: bytes
    partitions: Partitions


@dataclass(slots=True)
class Counted:
    """What came of a part, but for its rows.

    Args:
        part: the part.
        odd: where the lines stand that were not recognised, blank ones left out.
        blank: the numbers of blank lines.
        recognised: how many lines were.
        lines: how many lines there are.
    """

    part: Part
    odd: Rows
    blank: NDArray[np.uint32]
    recognised: int
    lines: int


@dataclass(slots=True)
class Done:
    """What came of a job.

    Args:
        partitions: its rows.
        kinds: what their kinds are the numbers of.
        latest: the latest time they tell, in microseconds (UTC), or `UNTOLD`.
        related: some belong to something.
        hopeless: most lines were not recognised, and the rest was not scanned.
    """

    partitions: Partitions
    kinds: list[Kind] = field(default_factory=list)
    latest: int = UNTOLD
    related: bool = False
    hopeless: bool = False


def scan_jobs(jobs: Sequence[Job], workers: Workers) -> Iterator[Counted | Done]:
    """Scan files; yield what came of their parts, in order, and of each job after its parts.

    Args:
        jobs: each for a process; the first is done in this one.
        workers: the other processes.
    """
    others = [workers.submit(_scanned, job) for job in jobs[1:]]
    yield from _scan(jobs[0])
    for other in others:
        yield from other.result()


def divided(sources: Sequence[Source], jobs: int) -> list[list[Part]]:
    """Divide files into parts, for so many processes at most, about as many bytes for each.

    Args:
        sources: the files.
        jobs: how many processes there may be.
    """
    total = sum(each.size for each in sources)
    share = -(-total // max(1, min(jobs, total // SMALLEST)))
    shares: list[list[Part]] = [[]]
    base = given = 0
    for number, source in enumerate(sources):
        start = 0
        while start < source.size:
            if given == share:
                shares.append([])
                given = 0
            end = min(start + min(share - given, LARGEST), source.size)
            shares[-1].append(Part(number, source.path, base, start, end))
            given += end - start
            start = end
        base += source.size
    return shares


def _scanned(job: Job) -> list[Counted | Done]:
    """Do a job in a process of its own: its rows go by way of files, which is quicker."""
    found = list(_scan(job))
    job.partitions.spill()
    return found


def _scan(job: Job) -> Iterator[Counted | Done]:
    options = job.options
    _keep_freed_memory()
    lifecycles = lifecycles_of(options)
    learner = Learner(
        observers_of(lifecycles, reveal=options.show_numbers),
        lifecycles,
        options.unwrapping,
        forced=bool(options.lifecycles),
        hasher=Hasher(job.seed),
    )
    scanner = Scanner(learner)
    done = Done(job.partitions)
    lines = recognised = 0
    for part in job.parts:
        counted = _scan_part(part, scanner, done)
        yield counted
        lines += counted.lines
        recognised += counted.recognised
        done.hopeless = done.hopeless or _is_vain(lines, recognised)
        if done.hopeless:
            break
    done.kinds = list(learner.kinds)
    yield done


def _keep_freed_memory() -> None:
    """Have memory that is freed used again, not given back and asked for anew.

    Where the C library is glibc, it takes what is freed first as a sign of what is usual
    (`mallopt(3)`, ``M_MMAP_THRESHOLD``); pages that are asked for anew cost a fifth of a scan.
    """
    np.empty(_USUAL, np.uint8)


def _scan_part(part: Part, scanner: Scanner, done: Done) -> Counted:
    odd: list[Rows] = []
    rows: list[Rows] = []
    blank: list[NDArray[np.uint32]] = []
    lines = recognised = 0
    for data, offset in chunks(part):
        scanned = scanner.scan(Chunk(data, part.base + offset, lines))
        rows.append(scanned.rows)
        if sum(map(len, rows)) >= _TOGETHER:
            _keep(rows, done.partitions)
        done.latest = max(done.latest, scanned.latest)
        done.related = done.related or bool(scanned.rows["parent"].any())
        odd.append(scanned.odd)
        blank.append(scanned.blank)
        lines += scanned.lines
        recognised += len(scanned.rows)
        if _is_vain(lines, recognised):
            done.hopeless = True
            break
    _keep(rows, done.partitions)
    odds, blanks = together(odd, PLACE), np.concatenate([np.empty(0, np.uint32), *blank])
    return Counted(part, odds, blanks, recognised, lines)


def _keep(rows: list[Rows], partitions: Partitions) -> None:
    """Move rows to their partitions."""
    for number, some in by_key(together(rows, ROW), partitions.count):
        partitions.add(number, some)
    rows.clear()


def _is_vain(lines: int, recognised: int) -> bool:
    """Whether enough lines were looked at to know that looking does not help."""
    return lines > _ENOUGH and recognised < LEAST * lines
