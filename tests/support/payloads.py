"""Payloads that are changed."""

import copy
from collections.abc import Sequence
from typing import Any


def changed(payload: Any, path: str | Sequence[Any], value: Any) -> Any:
    """A copy of a payload with another value at a place, of which `...` takes away what is there.

    Args:
        payload: the payload.
        path: the place: a JSON Pointer, or its parts; objects on the way to it are made.
        value: the value.
    """
    parts = path.split("/")[1:] if isinstance(path, str) else path
    if not parts:
        return value
    here = payload = copy.deepcopy(payload)
    *outer, last = parts
    for part in outer:
        here = here.setdefault(part, {}) if isinstance(here, dict) else here[part]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return payload
