"""Files of JSON Lines that can be read anywhere: neither compressed, nor a pipe."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from .beginnings import is_json_lines

_PEEK: Final = 2**16


def size_of_lines(file: str) -> int | None:
    """Return how many bytes a file of JSON Lines has; `None` if it is anything else.

    Args:
        file: its name.
    """
    path = Path(file)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        with path.open("rb") as stream:
            head = stream.read(_PEEK)
    except (OSError, ValueError):
        return None
    return status.st_size if is_json_lines(head) else None
