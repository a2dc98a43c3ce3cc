"""Whether each line of a log is a record by itself: none is a part of one, nor begins a longer."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from ..columns.lines import CHUNK, Lines
from ..columns.stamps import heads_of
from ..reading.partial import LONGEST_MARK, PART, has_docker_parts
from ..reading.text_logs import text_of

_TAIL: Final = 200
"""So many bytes at the end of a line tell whether a bracket ends it."""


class SeveralLines(Exception):
    """Some records of a text may have several lines, so that none can be read by itself.

    Args:
        path: leads to the log.
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def are_cut(path: Path) -> bool:
    """Say whether some lines of a log are parts of records, as Docker cuts these.

    Args:
        path: leads to the log.
    """
    with path.open("rb") as stream:
        return has_docker_parts(stream)


def have_several(block: Lines) -> bool:
    """Say whether lines of a text may be parts of records; if in doubt, that they are.

    Args:
        block: the lines.
    """
    return _are_parts(block) or _may_go_on(block)


def _are_parts(block: Lines) -> bool:
    """Whether some lines are marked as parts, as CRI does it."""
    codes, last = block.codes, len(block.codes) - 1
    stamped = codes[np.minimum(block.starts + 10, last)] == ord("T")
    if not stamped.any():
        return False
    heads = heads_of(block.data, block.starts[stamped], min(LONGEST_MARK, len(codes)))
    return b" P " in heads.tobytes() and PART.search(block.data) is not None


def _may_go_on(block: Lines) -> bool:
    """Whether some lines may begin records of several: a bracket ends them."""
    codes, ends = block.codes, block.ends
    last = codes[ends - 1]
    last = np.where(last == ord("\r"), codes[ends - 2], last)
    odd = (last == ord("{")) | (last == ord("[")) | (last <= ord(" ")) | (last > ord("~"))
    if (last == ord("m")).any() and b"\x1b" in block.data:  # colours may stand behind a bracket
        odd |= last == ord("m")
    for index in np.flatnonzero(odd).tolist():
        line = block[index]
        if len(line) >= CHUNK:  # it is not seen to its end
            return True
        tail = line[-_TAIL:]
        shown = text_of(tail).rstrip()
        if shown.endswith(("{", "[")) or (len(tail) == _TAIL and not shown):
            return True
    return len(block[-1]) >= CHUNK
