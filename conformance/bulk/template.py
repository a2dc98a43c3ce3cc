"""Templates: lines that differ only where nothing looks, recognised by their bytes.

A line that was judged sound by the plain way stands for every line that has the same
bytes but for some spans, if what stands in these spans is of a kind that cannot matter.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from .char_sets import DIGITS, CharSet
from .hashing import Hasher, closed
from .moments import Moment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.uint8]
    Mask = NDArray[np.bool_]
    Hashes = NDArray[np.uint64]
    Lanes = NDArray[np.uint64]
    Times = NDArray[np.int64]

UNTOLD: Final = -(2**63)
"""Stands in a column of times for none."""


class Slot(NamedTuple):
    """A span whose bytes may differ from line to line.

    Args:
        start, end: where it stands in the line.
        sets: what may stand at each of its places.
    """

    start: int
    end: int
    sets: tuple[CharSet, ...]


class Piece(NamedTuple):
    """Something of a line that is hashed: a span that may differ, or what never does.

    Args:
        start, end: the span.
        fixed: what is hashed where there is no span.
        room: pieces of other rooms have other hashes.
    """

    start: int = 0
    end: int = 0
    fixed: bytes | None = None
    room: int = 0

    def lanes(self, rows: Rows, hasher: Hasher) -> Lanes:
        """Hash it for each row; the same once for all rows if it never differs."""
        if self.fixed is None:
            return hasher.lanes(rows[:, self.start : self.end], self.room)
        return hasher.one(self.fixed, self.room)[None, :]


class Told(NamedTuple):
    """Columns of what matching rows tell."""

    keys: Hashes
    checks: Hashes
    parents: Hashes
    facts: Hashes
    times: Times
    received: Times


@dataclass(frozen=True, slots=True)
class Template:
    """What a line must be to be judged as another one was.

    Args:
        line: the line that was judged.
        slots: where others may differ from it.
        number: of what the line tells, but for key, times and facts: equal numbers tell alike.
        key: what the message is known by.
        named: what is added to the hash of the key: it is one's within a family.
        asked: the same, as the request names it, where it does.
        time, received: the times, where there are any.
        others: further times, which have to be some.
        facts: what must not change within one message.
        parent: what the message belongs to, if it tells.
        parent_named: what is added to the hash of that.
        ordered: pairs of spans with whole numbers, the first of which is at most the second.
    """

    line: bytes
    slots: tuple[Slot, ...]
    number: int
    key: Piece
    named: Lanes
    asked: Piece | None = None
    time: Moment | None = None
    received: Moment | None = None
    others: tuple[Moment, ...] = ()
    facts: tuple[Piece, ...] = ()
    parent: Piece | None = None
    parent_named: Lanes | None = None
    ordered: tuple[tuple[Slot, Slot], ...] = ()
    low: Rows = field(init=False, repr=False, compare=False)
    width: Rows = field(init=False, repr=False, compare=False)
    quotes: Mask = field(init=False, repr=False, compare=False)
    backslashes: Mask = field(init=False, repr=False, compare=False)
    lookups: tuple[tuple[int, int, Mask], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        import numpy as np

        low = np.frombuffer(self.line, np.uint8).copy()
        high = low.copy()
        lookups: list[tuple[int, int, Mask]] = []
        for slot in self.slots:
            union = frozenset[int]().union(*slot.sets)
            gaps = False
            for place, allowed in enumerate(slot.sets, slot.start):
                if _hull(allowed) & union != allowed:  # cannot be told so: it stays as it is
                    continue
                low[place], high[place] = min(allowed), max(allowed)
                gaps = gaps or not _hull(allowed) & _TOLD_APART <= allowed
            if gaps:
                table = np.zeros(256, np.bool_)
                table[list(union)] = True
                lookups.append((slot.start, slot.end, table))
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "width", high - low)
        line = np.frombuffer(self.line, np.uint8)
        object.__setattr__(self, "quotes", line == ord('"'))
        object.__setattr__(self, "backslashes", line == ord("\\"))
        object.__setattr__(self, "lookups", tuple(lookups))

    @property
    def key_at(self) -> int:
        """Where the key stands, times 4096, and how long it is; -1 if it never differs."""
        start, end, fixed, _ = self.key
        return start * 4096 + end - start if fixed is None else -1

    @property
    def is_free(self) -> Mask:
        """Where the lines may differ."""
        free: Mask = self.width != 0
        return free

    def matching(self, rows: Rows, *, escapes: bool) -> NDArray[np.intp]:
        """Return which rows have its bytes, but for its slots.

        Args:
            rows: lines of its length.
            escapes: there may be backslashes in them.
        """
        import numpy as np

        fit = (rows - self.low) <= self.width
        fit &= (rows == ord('"')) == self.quotes
        if escapes:
            fit &= (rows == ord("\\")) == self.backslashes
        found = np.flatnonzero(fit.all(axis=1))
        for start, end, table in self.lookups:
            found = found[table[rows[found, start:end]].all(axis=1)]
        return found

    def read(self, rows: Rows, hasher: Hasher) -> tuple[Mask, Told]:
        """Read what matching rows tell, and which of them can be taken so.

        Args:
            rows: rows that match.
            hasher: makes the hashes.
        """
        import numpy as np

        sound = np.ones(len(rows), np.bool_)
        untold = np.broadcast_to(np.int64(UNTOLD), len(rows))
        times = received = untold
        if self.time is not None:
            times, fit = self.time.read(rows)
            sound &= fit
        if self.received is not None:
            received, fit = self.received.read(rows)
            sound &= fit
        for moment in self.others:
            sound &= moment.read(rows)[1]
        for left, right in self.ordered:
            sound &= _whole(rows, left) <= _whole(rows, right)
        key = self.key.lanes(rows, hasher)
        if self.asked is not None:
            sound &= (self.asked.lanes(rows, hasher) == key).all(axis=1)
        key = key + self.named
        facts = parents = np.zeros(1, np.uint64)
        if self.facts:
            facts = closed(
                functools.reduce(operator.add, (f.lanes(rows, hasher) for f in self.facts))
            )
        if self.parent is not None and self.parent_named is not None:
            parents = closed(self.parent.lanes(rows, hasher) + self.parent_named)

        def full(column: Hashes) -> Hashes:
            return np.broadcast_to(column, len(rows))

        hashes = (full(closed(key)), full(closed(key, 2)), full(parents), full(facts))
        return sound, Told(*hashes, times, received)


def _hull(chars: CharSet) -> CharSet:
    return frozenset(range(min(chars), max(chars) + 1))


def _whole(rows: Rows, slot: Slot) -> Times:
    import numpy as np

    weights = 10.0 ** np.arange(slot.end - slot.start - 1, -1, -1)
    found: Times = ((rows[:, slot.start : slot.end] - ord("0")) @ weights).astype(np.int64)
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


def separating(templates: Sequence[Template]) -> NDArray[np.intp]:
    """Return places at which the templates' bytes are fixed and tell most of them apart.

    Args:
        templates: of one length.
    """
    import numpy as np

    fixed = np.stack([each.low for each in templates])
    same = ~np.stack([each.is_free for each in templates]).any(axis=0)
    candidates = np.flatnonzero(same & (fixed != fixed[0]).any(axis=0))
    chosen: list[int] = []
    classes = np.zeros(len(templates), np.int64)
    for _ in range(_PLACES):
        best, finest = -1, len(np.unique(classes))
        for place in candidates.tolist():
            count = len(np.unique(classes * 256 + fixed[:, place]))
            if count > finest:
                best, finest = place, count
        if best < 0:
            break
        chosen.append(best)
        _, classes = np.unique(classes * 256 + fixed[:, best], return_inverse=True)
    return np.array(chosen, np.intp)


_PLACES: Final = 4
_TOLD_APART: Final[CharSet] = frozenset(range(128)) - frozenset(b'"\\')
"""What a range or a table has to tell apart; quotes and backslashes are looked for."""
