"""Scanning a file of JSON Lines: the lines that templates recognise, and the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .chunks import Chunk
from .hashing import Bytes
from .learner import Learner
from .rows import PLACE, ROW, UNTOLD, Rows
from .template import Indexes, Template, separating

_BLOCK: Final = 2**20
_NEWLINE: Final = ord("\n")
_BACKSLASH: Final = ord("\\")
_LONGEST: Final = 4096
"""Longer lines are judged one by one."""
_BATCH: Final = 4096
"""So many lines of one length are looked at together."""
_CREDIT: Final = 12
"""So many lines of one length are learned from at first, whatever comes of it."""
_EARNED: Final = 1 / 20
"""What a line adds to that if one like it was learned: learning costs as much as judging some."""


@dataclass(slots=True)
class Scanned:
    """What came of some lines.

    Args:
        rows: of those that were recognised.
        odd: where the others stand, blank ones left out.
        blank: the numbers of blank lines.
        lines: how many there are.
        latest: the latest time they tell, in microseconds (UTC), or `UNTOLD`.
    """

    rows: Rows
    odd: Rows
    blank: NDArray[np.uint32]
    lines: int
    latest: int


@dataclass(slots=True)
class _Known:
    """The templates of one length, and what tells them apart quickly."""

    templates: list[Template] = field(default_factory=list)
    credit: float = _CREDIT
    places: Indexes | None = None
    codes: Bytes | None = None

    def add(self, template: Template) -> None:
        self.templates.append(template)
        self.places = separating(self.templates)
        self.codes = np.stack([each.low[self.places] for each in self.templates])


class Scanner:
    """Scans lines; what it learned of some serves the next.

    Args:
        learner: makes templates.
    """

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._escapes = False
        self._known: dict[int, _Known] = {}

    def scan(self, chunk: Chunk) -> Scanned:
        """Scan whole lines."""
        data = chunk.data
        ends = np.concatenate([np.flatnonzero(each == _NEWLINE) + at for at, each in _blocks(data)])
        starts = np.empty_like(ends)
        starts[:1] = 0
        starts[1:] = ends[:-1] + 1
        lengths = ends - starts
        rows = np.empty(len(ends), ROW)
        rows["at"] = starts + chunk.at
        rows["line"] = np.arange(chunk.lines, chunk.lines + len(ends))
        taken = np.zeros(len(ends), np.bool_)
        self._escapes = any((each == _BACKSLASH).any() for _, each in _blocks(data))
        for length, indexes in _by_length(lengths):
            windows = np.lib.stride_tricks.sliding_window_view(data, length)
            for batch in np.split(indexes, range(_BATCH, len(indexes), _BATCH)):
                taken[batch] = self._lines(windows[starts[batch]], batch, rows)
        rest = np.flatnonzero(~taken)
        blank = np.array(
            [not data[starts[each] : ends[each]].tobytes().strip() for each in rest.tolist()],
            np.bool_,
        )
        odd = np.empty(len(rest) - int(blank.sum()), PLACE)
        odd["at"], odd["line"] = rows["at"][rest[~blank]], rows["line"][rest[~blank]]
        blanks = rows["line"][rest[blank]]
        rows = rows if taken.all() else rows.take(np.flatnonzero(taken))
        return Scanned(rows, odd, blanks, len(ends), _latest(rows))

    def _lines(self, lines: Bytes, where: Indexes, rows: Rows) -> NDArray[np.bool_]:
        """Recognise lines of one length, learn from those that are new, and say which are known.

        Args:
            lines: the lines.
            where: where the row of each is.
            rows: filled for the lines that are recognised.
        """
        known = self._known.setdefault(lines.shape[1], _Known())
        rest = np.ones(len(lines), np.bool_)
        everyone = np.arange(len(lines))
        if known.codes is not None and known.places is not None:
            codes = lines[:, known.places]
            for template, code in zip(known.templates, known.codes, strict=True):
                few = code.size > 0
                candidates = np.flatnonzero((codes == code).all(axis=1)) if few else everyone
                rest[_match(template, lines, candidates, where, rows, self._escapes)] = False
                if not few and not rest.any():
                    return ~rest
        tried = 0
        while known.credit >= 1 and (left := np.flatnonzero(rest)).size > tried:
            index = int(left[tried])
            known.credit -= 1
            learned = self._learner.learn(lines[index].tobytes())
            if learned is None:
                tried += 1
                continue
            known.add(learned)
            matched = _match(learned, lines, left, where, rows, self._escapes)
            rest[matched] = False
            known.credit += len(matched) * _EARNED
            tried += bool(rest[index])
        return ~rest


def _match(
    template: Template,
    lines: Bytes,
    candidates: Indexes,
    where: Indexes,
    rows: Rows,
    escapes: bool,
) -> Indexes:
    """Read the lines that a template recognises, and return which these are."""
    if not candidates.size:
        return candidates
    chosen = lines[candidates] if len(candidates) < len(lines) else lines
    matched = template.matching(chosen, escapes=escapes)
    if len(matched) < len(chosen):
        chosen, candidates = chosen[matched], candidates[matched]
    if not candidates.size:
        return candidates
    target = where[candidates]
    told = rows.take(target)
    sound = template.read(chosen, told)
    rows.put(target, told)
    return candidates if sound is None else candidates[sound]


def _blocks(data: Bytes) -> Iterator[tuple[int, Bytes]]:
    """Yield data in blocks that caches hold, each with where it begins."""
    for at in range(0, len(data), _BLOCK):
        yield at, data[at : at + _BLOCK]


def _by_length(lengths: Indexes) -> Iterator[tuple[int, Indexes]]:
    """Yield which lines have which length, for the lengths that are looked at."""
    short = np.minimum(lengths, _LONGEST + 1).astype(np.uint16)
    order = np.argsort(short, kind="stable")
    borders = np.flatnonzero(np.diff(short[order])) + 1
    for indexes in np.split(order, borders):
        length = int(lengths[indexes[0]]) if len(indexes) else 0
        if 0 < length <= _LONGEST:
            yield length, indexes


def _latest(rows: Rows) -> int:
    """Return the latest time by the clock of those who received, or else of the events."""
    received = rows["received"]
    clock = np.where(received == UNTOLD, rows["time"], received)
    return int(clock.max(initial=UNTOLD))
