"""A value as a log writes it, so that a text and a number are told apart."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_ALIKE: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?|true|false|null|\".*\"|", re.DOTALL)
"""A text that looks like what is none."""


def as_written(value: Any) -> str:
    """Write a value as JSON has it; a text without its quotes, where nothing else looks so.

    >>> as_written("sent"), as_written(2), as_written("2"), as_written(None)
    ('sent', '2', '"2"', 'null')
    """
    if isinstance(value, str) and not _ALIKE.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
