"""How values from a log are shown: short, harmless, and without phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from ...spec import MISSING, Pointer

_PHONE: Final = re.compile(r"(?<![0-9A-Za-z-])\+?\d{8,15}(?![0-9A-Za-z-])")
_LONGEST: Final = 80
_SEARCHED: Final = 100_000
"""A longer text is not searched for what is sensitive, but not shown either."""
_HIDDEN: Final = 1_000
"""The same, in a payload that has more sensitive values than this."""
_KINDS: Final = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


class Masker:
    """Shows values of one payload; sensitive ones masked, wherever they come up.

    Args:
        payload: the payload.
        sensitive: places whose values, and all within them, are masked.
        reveal: show them after all.
    """

    def __init__(self, payload: Any, sensitive: Iterable[Pointer], reveal: bool) -> None:
        self.reveal = reveal
        self._pointers = () if reveal else tuple(sensitive)
        texts = (text for pointer in self._pointers for text in _texts(pointer.get(payload)))
        self._hidden = set(islice((text for text in texts if len(text) > 3), _HIDDEN + 1))

    def value(self, value: Any, path: tuple[str, ...] = ()) -> str:
        """Show a value that stands at `path`: its kind, and itself where it is short.

        >>> Masker({"to": "447700900000"}, [Pointer("/to")], False).value("447700900000")
        '"…000"'
        """
        if value is None or value is MISSING:
            return "null" if value is None else "nothing"
        if isinstance(value, dict | list):
            return f"an {kind_of(value)}"
        if any(pointer.covers(path) for pointer in self._pointers):
            return f'"{mask(str(value))}"' if isinstance(value, str) else mask(str(value))
        text = f'"{value}"' if isinstance(value, str) else str(value).lower()
        return self.text(text)

    def text(self, text: str) -> str:
        """Show a text that may hold values of the payload."""
        if not self.reveal:
            if len(text) > _SEARCHED or len(self._hidden) > _HIDDEN:
                return "…"
            for hidden in self._hidden:
                text = text.replace(hidden, mask(hidden))
            text = mask_numbers(text)
        return plain(text)


def kind_of(value: Any) -> str:
    """Name the JSON type of a value."""
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


def mask(text: str) -> str:
    """Hide all of a text but its last three characters, and those too if it is short.

    >>> mask("447700900000"), mask("Hi Ann")
    ('…000', '…')
    """
    return f"…{text[-3:]}" if len(text) >= 8 and text[-3:].isdigit() else "…"


def mask_numbers(text: str) -> str:
    """Hide what looks like a phone number within a text."""
    return _PHONE.sub(lambda match: mask(match[0]), text)


def plain(text: str, longest: int = _LONGEST) -> str:
    r"""Make a text from a log harmless and short: no control or direction marks, no newline.

    >>> plain("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    if len(text) > longest:
        text = f"{text[: longest - 1]}…"
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


def _texts(value: Any) -> Iterable[str]:
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, str | int | float) and not isinstance(here, bool):
            yield str(here)
