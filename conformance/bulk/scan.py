"""Scanning a file of JSON Lines: the lines that templates recognise, and the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from .columns import Columns, joined, room_for
from .hashing import Hasher
from .learner import Learner
from .template import Template, separating

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.uint8]
    Indexes = NDArray[np.intp]

CHUNK: Final = 16 * 2**20
"""So many bytes are looked at together."""
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


class Odd(NamedTuple):
    """A line to be judged by itself.

    Args:
        offset: where it begins in its file.
        line: its number, from 1.
    """

    offset: int
    line: int


@dataclass(slots=True)
class Scanned:
    """What came of a part of a file.

    Args:
        columns: of the lines that were recognised.
        odd: the others, blank ones left out.
        blank: the numbers of blank lines.
        lines: how many there are.
    """

    columns: Columns
    odd: list[Odd]
    blank: list[int]
    lines: int

    def move(self, lines: int) -> None:
        """Number its lines as they are behind so many others."""
        self.columns.lines += lines
        self.odd = [each._replace(line=each.line + lines) for each in self.odd]
        self.blank = [each + lines for each in self.blank]


@dataclass(slots=True)
class _Known:
    """The templates of one length, and what tells them apart quickly."""

    templates: list[Template] = field(default_factory=list)
    credit: float = _CREDIT
    places: NDArray[np.intp] | None = None
    codes: NDArray[np.uint8] | None = None

    def add(self, template: Template) -> None:
        import numpy as np

        self.templates.append(template)
        self.places = separating(self.templates)
        self.codes = np.stack([each.low[self.places] for each in self.templates])


class Scanner:
    """Scans parts of files; what it learned of one serves the next.

    Args:
        learner: makes templates.
        hasher: makes the hashes.
    """

    def __init__(self, learner: Learner, hasher: Hasher) -> None:
        self._learner = learner
        self._hasher = hasher
        self._escapes = False
        self._known: dict[int, _Known] = {}

    def scan(self, path: Path, start: int, end: int) -> Scanned:
        """Scan the lines of a file that begin within a range of bytes.

        Args:
            path: the file.
            start: the range's first byte; lines are numbered from the first that begins in it.
            end: the first byte behind the range.
        """
        with path.open("rb") as file:
            if start:
                file.seek(start - 1)
                start += len(file.readline()) - 1  # the line that began before
            file.seek(start)
            parts = [self._chunk(*chunk) for chunk in _chunks(file, start, end)]
        return _together(parts)

    def _chunk(self, array: Rows, offset: int) -> Scanned:
        """Scan whole lines; the last byte is a line's end."""
        import numpy as np

        blocks = range(0, len(array), _BLOCK)
        ends = np.concatenate(
            [np.flatnonzero(array[at : at + _BLOCK] == _NEWLINE) + at for at in blocks]
        )
        starts = np.empty_like(ends)
        starts[:1] = 0
        starts[1:] = ends[:-1] + 1
        lengths = ends - starts
        columns = room_for(len(ends))
        columns.offsets[:] = starts + offset
        columns.lines[:] = np.arange(1, len(ends) + 1)
        short = np.minimum(lengths, _LONGEST + 1).astype(np.uint16)
        order = np.argsort(short, kind="stable")
        borders = np.flatnonzero(np.diff(short[order])) + 1
        self._escapes = any((array[at : at + _BLOCK] == _BACKSLASH).any() for at in blocks)
        for indexes in np.split(order, borders):
            length = int(lengths[indexes[0]]) if len(indexes) else 0
            if not 0 < length <= _LONGEST:
                continue
            windows = np.lib.stride_tricks.sliding_window_view(array, length)
            for batch in np.split(indexes, range(_BATCH, len(indexes), _BATCH)):
                self._rows(windows[starts[batch]], batch, columns)
        rest = np.flatnonzero(columns.tellings < 0)
        odd, blank = [], []
        for index in rest.tolist():
            if array[starts[index] : ends[index]].tobytes().strip():
                odd.append(Odd(int(starts[index]) + offset, index + 1))
            else:
                blank.append(index + 1)
        if rest.size:
            columns = columns.take(columns.tellings >= 0)
        return Scanned(columns, odd, blank, len(ends))

    def _rows(self, rows: Rows, where: Indexes, columns: Columns) -> None:
        """Recognise lines of one length, and learn from those that are new.

        Args:
            rows: the lines.
            where: where each stands in the columns.
            columns: filled for the lines that are recognised.
        """
        import numpy as np

        known = self._known.setdefault(rows.shape[1], _Known())
        rest = np.ones(len(rows), np.bool_)
        everyone = np.arange(len(rows))
        if known.codes is not None and known.places is not None:
            codes = rows[:, known.places]
            for template, code in zip(known.templates, known.codes, strict=True):
                few = code.size > 0
                candidates = np.flatnonzero((codes == code).all(axis=1)) if few else everyone
                rest[self._match(template, rows, candidates, where, columns)] = False
                if not few and not rest.any():
                    return
        tried = 0
        while known.credit >= 1 and (left := np.flatnonzero(rest)).size > tried:
            index = int(left[tried])
            known.credit -= 1
            learned = self._learner.learn(rows[index].tobytes())
            if learned is None:
                tried += 1
                continue
            known.add(learned)
            matched = self._match(learned, rows, left, where, columns)
            rest[matched] = False
            known.credit += len(matched) * _EARNED
            tried += bool(rest[index])

    def _match(
        self, template: Template, rows: Rows, candidates: Indexes, where: Indexes, columns: Columns
    ) -> Indexes:
        """Read the lines that a template recognises, and return which these are."""
        if not candidates.size:
            return candidates
        chosen = rows[candidates] if len(candidates) < len(rows) else rows
        matched = template.matching(chosen, escapes=self._escapes)
        if len(matched) < len(chosen):
            chosen, candidates = chosen[matched], candidates[matched]
        if not candidates.size:
            return candidates
        sound, told = template.read(chosen, self._hasher)
        target = where[candidates]
        columns.keys[target] = told.keys
        columns.checks[target] = told.checks
        columns.parents[target] = told.parents
        columns.facts[target] = told.facts
        columns.times[target] = told.times
        columns.received[target] = told.received
        if not sound.all():
            candidates, target = candidates[sound], target[sound]
        columns.tellings[target] = template.number
        columns.key_at[target] = template.key_at
        return candidates


def _chunks(file: BufferedIOBase, start: int, end: int) -> Iterator[tuple[Rows, int]]:
    """Yield whole lines, a chunk at a time, with the offset of the first.

    The bytes are those of one buffer, good until the next chunk. Of a line that does not
    fit, the beginning is yielded; who reads it by its offset will see.
    """
    import numpy as np

    buffer = np.empty(CHUNK + 1, np.uint8)
    room = memoryview(buffer.data)
    offset, held = start, 0
    while offset < end:
        read = file.readinto(room[held:CHUNK])
        filled = held + read
        if not read:
            if not held:
                return
            buffer[filled] = _NEWLINE
            border = filled + 1
        else:
            border = filled - _length_of_rest(buffer[:filled])
        if border == 0 and filled < CHUNK:
            held = filled
            continue
        if border == 0:
            buffer[filled] = _NEWLINE
            yield buffer[: filled + 1], offset
            offset = _skip_line(file, offset + filled)
            held = 0
            continue
        whole = border
        if offset + border > end:  # the last line is the one that begins before the end
            inside = end - offset - 1
            whole = inside + int(np.argmax(buffer[inside:border] == _NEWLINE)) + 1
        yield buffer[:whole], offset
        offset += whole
        held = filled - min(whole, filled)
        buffer[:held] = buffer[whole:filled].copy()


def _length_of_rest(data: Rows) -> int:
    """How many bytes stand behind the last line's end."""
    import numpy as np

    for size in (2**12, 2**16, len(data)):
        ends = np.flatnonzero(data[-size:] == _NEWLINE)
        if ends.size:
            return min(size, len(data)) - int(ends[-1]) - 1
    return len(data)


def _skip_line(file: BufferedIOBase, offset: int) -> int:
    while (more := file.readline(2**20)) and not more.endswith(b"\n"):
        offset += len(more)
    return offset + len(more)


def _together(parts: list[Scanned]) -> Scanned:
    columns, odd, blank, lines = [], [], [], 0
    for part in parts:
        part.move(lines)
        columns.append(part.columns)
        odd += part.odd
        blank += part.blank
        lines += part.lines
    return Scanned(joined(columns), odd, blank, lines)
