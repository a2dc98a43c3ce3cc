"""Whether each line of a log is a record by itself: none is a part of one, nor begins a longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from ..reading.partial import PART, has_docker_parts
from ..reading.text_logs import text_of

_BLOCK: Final = 2**17
"""So many bytes are looked at without leaving the processor's cache."""
_TAIL: Final = 200
"""So many bytes at the end of a line tell whether a bracket ends it; and as many at its beginning,
whether it is a part.
"""


def are_records(path: Path, *, text: bool) -> bool:
    """Say whether each line is a record; if in doubt, that it is not so.

    Args:
        path: leads to the log.
        text: it is a text; else JSON Lines.
    """
    before = b""
    with path.open("rb") as stream:
        if has_docker_parts(stream):
            return False
        stream.seek(0)
        while text and (block := stream.read(_BLOCK)):
            data = before + block
            codes = np.frombuffer(data, np.uint8)
            if _has_parts(data, codes) or _may_go_on(data, codes):
                return False
            before = data[-_TAIL:]
    return True


def _has_parts(data: bytes, codes: Any) -> bool:
    """Whether some lines are marked as parts, as CRI does it."""
    marks = (codes[1:-1] == ord("P")) & (codes[:-2] == ord(" ")) & (codes[2:] == ord(" "))
    return bool(marks.any()) and PART.search(data) is not None


def _may_go_on(data: bytes, codes: Any) -> bool:
    """Whether some lines may begin entries of several: a bracket ends them."""
    ends = np.flatnonzero(codes[1:] == ord("\n"))
    last = codes[ends]
    last = np.where(last == ord("\r"), codes[ends - 1], last)
    odd = (last == ord("{")) | (last == ord("[")) | (last <= ord(" ")) | (last > ord("~"))
    if b"\x1b" in data:  # colours may stand behind a bracket
        odd |= last == ord("m")
    for end in ends[odd].tolist():
        tail = data[max(end + 1 - _TAIL, 0) : end + 1].rpartition(b"\n")[2]
        shown = text_of(tail).rstrip()
        if shown.endswith(("{", "[")) or (len(tail) == _TAIL and not shown):
            return True
    return False
