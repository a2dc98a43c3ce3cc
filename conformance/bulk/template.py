"""Templates: lines that differ only where nothing looks, recognised by their bytes.

A line that was judged sound by the plain way stands for every line that has the same
bytes but for some spans, if what stands in these spans is of a kind that cannot matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .char_sets import DIGITS, CharSet
from .hashing import Bytes, Sums
from .moments import Moment
from .rows import UNTOLD, Rows

Mask = NDArray[np.bool_]
Indexes = NDArray[np.intp]
Times = NDArray[np.int64]


class Slot(NamedTuple):
    """A span whose bytes may differ from line to line.

    Args:
        start, end: where it stands in the line.
        sets: what may stand at each of its places.
    """

    start: int
    end: int
    sets: tuple[CharSet, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """What a line must be to be judged as another one was.

    Args:
        line: the line that was judged.
        slots: where others may differ from it.
        kind: the number of what it tells, and how.
        key: hashes the key of its message.
        bond: hashes what must not change within one message.
        asked: where the request names the key, and where the key stands, if it does.
        time, received: the times, where there are any.
        others: further times, which have to be some.
        parent: hashes what the message belongs to, if it tells.
        version: where the version stands, or what the column of versions has.
        shared: what a parent's hash has as its last bit: whether siblings are judged together.
        ordered: pairs of spans with whole numbers, the first of which is at most the second.

    Ranges tell bytes apart, but for quotes and backslashes: these are looked for in `text`,
    which is from the first place that may be one of them by its range to the last.
    """

    line: bytes
    slots: tuple[Slot, ...]
    kind: int
    key: Sums
    bond: Sums
    asked: tuple[slice, slice] | None = None
    time: Moment | None = None
    received: Moment | None = None
    others: tuple[Moment, ...] = ()
    parent: Sums | None = None
    version: Slot | int = 0
    shared: bool = False
    ordered: tuple[tuple[Slot, Slot], ...] = ()
    low: Bytes = field(init=False, repr=False, compare=False)
    width: Bytes = field(init=False, repr=False, compare=False)
    text: slice = field(init=False, repr=False, compare=False)
    quotes: Mask = field(init=False, repr=False, compare=False)
    backslashes: Mask = field(init=False, repr=False, compare=False)
    lookups: tuple[tuple[int, int, Mask], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        low = np.frombuffer(self.line, np.uint8).copy()
        high = low.copy()
        lookups: list[tuple[int, int, Mask]] = []
        for slot in self.slots:
            union = frozenset[int]().union(*slot.sets)
            gaps = False
            for place, allowed in enumerate(slot.sets, slot.start):
                found = _range(allowed, union)
                if found is None:  # cannot be told so: it stays as it is
                    continue
                low[place], high[place], gap = found
                gaps = gaps or gap
            if gaps:
                table = np.zeros(256, np.bool_)
                table[list(union)] = True
                lookups.append((slot.start, slot.end, table))
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "width", high - low)
        told = [(low <= ord(mark)) & (ord(mark) <= high) for mark in '"\\']
        wide = np.flatnonzero((low < high) & (told[0] | told[1]))
        text = slice(int(wide[0]), int(wide[-1]) + 1) if len(wide) else slice(0)
        line = np.frombuffer(self.line, np.uint8)[text]
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "quotes", line == ord('"'))
        object.__setattr__(self, "backslashes", line == ord("\\"))
        object.__setattr__(self, "lookups", tuple(lookups))

    @property
    def is_free(self) -> Mask:
        """Where the lines may differ."""
        free: Mask = self.width != 0
        return free

    def matching(self, lines: Bytes, *, escapes: bool) -> Indexes:
        """Return which lines have its bytes, but for its slots.

        Args:
            lines: lines of its length.
            escapes: there may be backslashes in them.
        """
        fit = (lines - self.low) <= self.width
        text = lines[:, self.text]
        fit[:, self.text] &= (text == ord('"')) == self.quotes
        if escapes:
            fit[:, self.text] &= (text == ord("\\")) == self.backslashes
        found = np.flatnonzero(fit.all(axis=1))
        for start, end, table in self.lookups:
            found = found[table[lines[found, start:end]].all(axis=1)]
        return found

    def read(self, lines: Bytes, rows: Rows) -> Mask | None:
        """Read what matching lines tell, and say which of them can be taken so.

        Args:
            lines: lines that match.
            rows: a row for each, which is filled.

        Returns:
            Which can be taken; `None` if all can.
        """
        sound: list[Mask] = []
        rows["key"] = self.key.of(lines)
        rows["bond"] = self.bond.of(lines)
        rows["parent"] = 0 if self.parent is None else self._belongs(self.parent, lines)
        rows["kind"] = self.kind
        version = self.version
        rows["version"] = version if isinstance(version, int) else _whole(lines, version) + 1
        for name, moment in (("time", self.time), ("received", self.received)):
            rows[name], fit = (UNTOLD, None) if moment is None else moment.read(lines)
            if fit is not None:
                sound.append(fit)
        for moment in self.others:
            fit = moment.read(lines)[1]
            if fit is not None:
                sound.append(fit)
        numbers = {slot: _whole(lines, slot) for pair in self.ordered for slot in pair}
        sound += [numbers[left] <= numbers[right] for left, right in self.ordered]
        if self.asked is not None:
            asked, key = self.asked
            sound.append((lines[:, asked] == lines[:, key]).all(axis=1))
        return np.logical_and.reduce(sound) if sound else None

    def _belongs(self, parent: Sums, lines: Bytes) -> NDArray[np.uint64]:
        """Hash what lines belong to; never 0."""
        one = np.uint64(1)
        return parent.of(lines) >> one << one | np.uint64(self.shared)


@lru_cache(maxsize=1024)
def _range(allowed: CharSet, union: CharSet) -> tuple[int, int, bool] | None:
    """Return from where to where characters are allowed, and whether some between are not.

    `None` if one between is allowed elsewhere, but not here.
    """
    low, high = min(allowed), max(allowed)
    between = frozenset(range(low, high + 1))
    if between & union != allowed:
        return None
    return low, high, not between & _TOLD_APART <= allowed


def _whole(lines: Bytes, slot: Slot) -> Times:
    weights = 10.0 ** np.arange(slot.end - slot.start - 1, -1, -1)
    found: Times = ((lines[:, slot.start : slot.end] - ord("0")) @ weights).astype(np.int64)
    return found


def number_sets(text: bytes) -> tuple[CharSet, ...]:
    """Return what may stand at each place of a number so that it is one of the same kind.

    >>> [len(each) for each in number_sets(b"-120.5")]
    [1, 9, 10, 10, 1, 10]
    """
    sets: list[CharSet] = []
    for index, char in enumerate(text):
        before = text[:index].lstrip(b"-")
        if char not in DIGITS or b"e" in before.lower():
            sets.append(frozenset([char]))
        elif before:
            sets.append(DIGITS if before != b"0" else frozenset([char]))
        elif text[index + 1 : index + 2].isdigit():
            sets.append(DIGITS - {ord("0")})
        else:
            sets.append(frozenset([char]) if char == ord("0") else DIGITS - {ord("0")})
    return tuple(sets)


def separating(templates: Sequence[Template]) -> Indexes:
    """Return places at which the templates' bytes are fixed and tell most of them apart.

    Args:
        templates: of one length.
    """
    fixed = np.stack([each.low for each in templates])
    same = ~np.stack([each.is_free for each in templates]).any(axis=0)
    candidates = np.flatnonzero(same & (fixed != fixed[0]).any(axis=0))
    chosen: list[int] = []
    classes = np.zeros(len(templates), np.int64)
    for _ in range(_PLACES):
        best, finest = -1, _how_many(classes)
        for place in candidates.tolist() if finest < len(templates) else ():
            count = _how_many(classes * 256 + fixed[:, place])
            if count > finest:
                best, finest = place, count
        if best < 0:
            break
        chosen.append(best)
        _, classes = np.unique(classes * 256 + fixed[:, best], return_inverse=True)
    return np.array(chosen, np.intp)


def _how_many(classes: NDArray[np.int64]) -> int:
    return len(set(classes.tolist()))


_PLACES: Final = 4
_TOLD_APART: Final[CharSet] = frozenset(range(128)) - frozenset(b'"\\')
"""What a range or a table has to tell apart; quotes and backslashes are looked for."""
