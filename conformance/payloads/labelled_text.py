"""Labelled text, as receipts are often written: `id:7 sub:001 stat:DELIVRD text:hello`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from ...spec import LabelledText

_LONGEST: Final = 64 * 1024
"""A longer text is no receipt."""
_FEWEST: Final = 2
"""So many labels make a text a labelled one."""


def read_labelled(payload: Any, text: LabelledText) -> Any:
    """Return a payload with its labelled text as an object; the payload itself if it has none.

    Args:
        payload: a JSON value.
        text: where the text may stand, and its labels.
    """
    for place in text.at:
        value = place.get(payload)
        if isinstance(value, str):
            found = split_labelled(value, text.labels)
            if found is not None:
                return _with(payload, text.at[0].parts, found)
    return payload


def split_labelled(text: str, labels: tuple[str, ...]) -> dict[str, str] | None:
    """Split a text at its labels, in time that grows with its length only.

    Args:
        text: the text.
        labels: the labels, whatever their order and case; of one that stands twice, the first
            counts. The value of the last of them takes all the rest.

    Returns:
        The values by label; `None` if the text has fewer than two labels.

    >>> split_labelled("id:7 stat:DELIVRD text:stat:x", ("id", "stat", "text"))
    {'id': '7', 'stat': 'DELIVRD', 'text': 'stat:x'}
    >>> split_labelled("see you at 7: bring id", ("id", "stat", "text")) is None
    True
    """
    if len(text) > _LONGEST:
        return None
    found: dict[str, str] = {}
    name, begin = "", 0
    for match in _pattern(labels).finditer(text):
        if name:
            found.setdefault(name, text[begin : match.start()].strip())
        name, begin = _named(match[1], labels), match.end()
        if name == labels[-1]:
            break
    if name:
        found.setdefault(name, text[begin:].strip())
    return found if len(found) >= _FEWEST else None


def write_labelled(values: dict[str, Any], labels: tuple[str, ...]) -> str:
    """Write a text that is read as some values.

    Args:
        values: the values by label.
        labels: the labels in the order in which they are written.
    """
    return " ".join(f"{label}:{values[label]}" for label in labels if label in values)


@lru_cache(maxsize=64)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    # The longest first: a label may begin as another does.
    names = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    return re.compile(rf"(?<!\S)({names})[ ]?:", re.IGNORECASE)


def _named(written: str, labels: tuple[str, ...]) -> str:
    return next(label for label in labels if label.lower() == written.lower())


def _with(payload: Any, path: tuple[str, ...], value: Any) -> Any:
    """A payload with a value at a place, through objects; what it replaces stays as it was."""
    if not path:
        return value
    holder = payload if isinstance(payload, dict) else {}
    return {**holder, path[0]: _with(holder.get(path[0]), path[1:], value)}
